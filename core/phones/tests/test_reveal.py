from __future__ import annotations

import datetime as dt

import pytest

from core.audit.models import AuditEntry
from core.phones.services import REVEALS_PER_HOUR, CannotReveal, may_reveal, reveal, seal
from org.tests.factories import a_person

NOW = dt.datetime(2011, 1, 31, 8, 30, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


def revealed(person, *, now=NOW, reason="回访客户"):
    return reveal(sealed=seal("13800001234").sealed, about=person, reason=reason, by=person, now=now)


def test_reading_a_number_is_audited_with_its_reason_and_without_the_number():
    person = a_person()
    assert revealed(person) == "13800001234"
    entry = AuditEntry.objects.get(verb="phone.revealed")
    assert (entry.by, entry.data) == (person, {"reason": "回访客户"})


def test_it_wants_a_reason():
    with pytest.raises(CannotReveal) as refused:
        revealed(a_person(), reason="  ")
    assert refused.value.field == "reason"
    assert not AuditEntry.objects.exists()


def test_the_thirty_first_number_within_an_hour_is_refused_but_not_a_colleagues():
    person, colleague = a_person(), a_person()
    for minute in range(REVEALS_PER_HOUR):
        revealed(person, now=NOW + dt.timedelta(minutes=minute))
    late = NOW + dt.timedelta(minutes=59)
    assert not may_reveal(person, late)
    with pytest.raises(CannotReveal):
        revealed(person, now=late)
    assert may_reveal(colleague, late)


def test_an_hour_after_the_first_there_is_room_for_one_more():
    person = a_person()
    for minute in range(REVEALS_PER_HOUR):
        revealed(person, now=NOW + dt.timedelta(minutes=minute))
    assert may_reveal(person, NOW + dt.timedelta(hours=1))
