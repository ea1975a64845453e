from __future__ import annotations

import os

import pytest

from core import sealing
from core.phones.services import CannotUnseal, SealedPhone, digest_of, seal, unseal

OLD, NEW = b"o" * 32, b"n" * 32


def test_a_sealed_number_opens_to_itself_and_shows_only_its_end():
    kept = seal("13800001234")
    assert unseal(kept.sealed) == "13800001234"
    assert (kept.suffix, kept.masked) == ("1234", "138****1234")
    assert "1380000" not in kept.sealed


def test_no_number_leaves_nothing():
    assert seal("") == SealedPhone("", "", "", "")
    assert (unseal(""), digest_of("")) == ("", "")


def test_two_seals_of_one_number_differ_but_are_found_by_one_digest():
    first, second = seal("13800001234"), seal("13800001234")
    assert first.sealed != second.sealed
    assert first.digest == second.digest == digest_of("+86 138-0000-1234")


def test_the_digest_needs_the_key(settings):
    before = digest_of("13800001234")
    settings.PHONE_DIGEST_KEY = b"x" * 32
    assert digest_of("13800001234") != before


def test_after_a_rotation_old_seals_open_and_new_ones_use_the_new_key(settings):
    settings.PHONE_SEAL_KEYS = [OLD]
    old = seal("13800001234").sealed
    settings.PHONE_SEAL_KEYS = [NEW, OLD]
    new = seal("13800001234").sealed
    assert unseal(old) == unseal(new) == "13800001234"
    settings.PHONE_SEAL_KEYS = [NEW]
    assert unseal(new) == "13800001234"
    with pytest.raises(CannotUnseal):
        unseal(old)


@pytest.mark.parametrize(
    "change", [lambda s: s[:-4] + "AAAA", lambda s: s[:10], lambda s: "", lambda s: "号码", lambda s: "A"]
)
def test_a_changed_seal_does_not_open(change):
    damaged = change(seal("13800001234").sealed) or "AAAA"
    with pytest.raises(CannotUnseal):
        unseal(damaged)


def test_the_key_is_prepared_once_however_many_numbers_are_sealed(monkeypatch, settings):
    settings.PHONE_SEAL_KEYS = [os.urandom(32)]
    prepared = []
    monkeypatch.setattr(sealing, "AESGCM", lambda key, make=sealing.AESGCM: prepared.append(key) or make(key))
    for _time in range(1000):
        unseal(seal("13800001234").sealed)
    assert len(prepared) == 1
