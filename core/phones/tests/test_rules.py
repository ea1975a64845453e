from __future__ import annotations

import pytest

from core.phones.rules import NotAPhone, mask, normalise, without_mobile


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("13800001234", "13800001234"),
        (" 138 0000 1234 ", "13800001234"),
        ("138-0000-1234", "13800001234"),
        ("138—0000—1234", "13800001234"),
        ("+86 138 0000 1234", "13800001234"),
        ("0086-13800001234", "13800001234"),
        ("8613800001234", "13800001234"),
        ("１３８００００１２３４", "13800001234"),
        ("(0571) 6332-1234", "057163321234"),
        ("10000", "10000"),
        ("+1 (202) 555-0147", "12025550147"),
        ("138\u200b00001234", "13800001234"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_a_number_is_its_digits_however_it_was_written(written, digits):
    assert normalise(written) == digits


@pytest.mark.parametrize("written", ["1234", "1.38E+10", "无", "138x00001234", "1" * 21, "13800001234 转 5", "٣٣٣٣٣٣"])
def test_anything_else_is_refused_by_name(written):
    with pytest.raises(NotAPhone) as refused:
        normalise(written)
    assert refused.value.field == "phone"


@pytest.mark.parametrize(
    ("digits", "shown"),
    [
        ("13812345678", "138****5678"),
        ("057163321234", "********1234"),
        ("63321234", "****1234"),
        ("10000", "***00"),
        ("", ""),
    ],
)
def test_a_mask_never_shows_more_than_it_hides_of_a_person(digits, shown):
    assert mask(digits) == shown


@pytest.mark.parametrize(
    ("words", "kept"),
    [("138 0000 1234", "1234"), ("+8613800001234", "1234"), ("1234", "1234"), ("掉线 1380", "掉线 1380"), ("", "")],
)
def test_of_a_mobile_number_looked_for_only_the_end_is_kept(words, kept):
    assert without_mobile(words) == kept
