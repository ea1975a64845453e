from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError

from complaints.tickets.models import Complaint
from complaints.tickets.services import NewTicket, write_many
from org.tests.factories import a_unit

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 20, 9, 30, 15, tzinfo=dt.UTC)


def written(**more: object) -> Complaint:
    unit = a_unit()
    ticket = NewTicket(
        received_at=NOW, unit_id=unit.pk, unit_path=unit.path, channel="hotline", subject="信号弱", **more
    )
    assert write_many([ticket], by=None, now=NOW) == 1
    return Complaint.objects.get()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\\",
        "\\N",
        "\\.",
        "一行\n\\.\n三行",
        "a\tb",
        "回车\r\n换行",
        "a\\\nb",
        "a\\\r",
        '"引号"',
        "'; --",
        "\\x01",
        "𠮷野家",
    ],
)
def test_every_text_arrives_as_it_was(text):
    assert written(text=text).text == text


def test_nothing_stays_nothing_and_an_empty_text_an_empty_text():
    complaint = written(text="", source_key=None, product_id=None)
    assert (complaint.text, complaint.source_key, complaint.product_id) == ("", None, None)


def test_moments_days_and_truths_arrive_as_they_were():
    complaint = written(incident_on=dt.date(2026, 11, 19), on_behalf=True)
    assert (complaint.received_at, complaint.incident_on, complaint.on_behalf) == (NOW, dt.date(2026, 11, 19), True)


def test_a_row_that_the_database_refuses_leaves_none():
    unit = a_unit()
    good = NewTicket(received_at=NOW, unit_id=unit.pk, unit_path=unit.path, channel="hotline", subject="好")
    with pytest.raises(IntegrityError):
        write_many([good, good._replace(channel="pigeon")], by=None, now=NOW)
    assert not Complaint.objects.exists()
