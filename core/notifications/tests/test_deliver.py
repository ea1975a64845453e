from __future__ import annotations

import datetime as dt
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail

from core.notifications import rules, services
from core.notifications.choices import Channel, DeliveryState, Pace
from core.notifications.models import Delivery
from core.notifications.services import choose_pace, deliver, notify
from org.tests.factories import a_person

NOW = dt.datetime(2011, 1, 31, 8, 7, tzinfo=dt.UTC)
QUARTER = dt.datetime(2011, 1, 31, 8, 15, tzinfo=dt.UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def public_address(settings):
    settings.PUBLIC_ADDRESS = "https://desk.example.cn"


@pytest.fixture
def lin():
    return a_person(name="Lin", email="lin@example.cn", language="en")


@pytest.fixture
def tell(assigned):
    def tell(person, number, *, urgent=False):
        notify(
            assigned,
            recipients=[person],
            params={"number": number},
            address=f"/c/{number}/",
            key=f"assigned:{number}",
            now=NOW,
            urgent=urgent,
        )

    return tell


@pytest.fixture
def broken_mail(monkeypatch):
    """`broken_mail(error)` makes the mail server fail; gives the list of tries."""
    tries = []

    def use(error):
        def refuse(notifications):
            tries.append(notifications)
            raise error

        monkeypatch.setattr(services, "send", refuse)
        return tries

    return use


def states():
    return set(Delivery.objects.values_list("state", flat=True))


def test_an_urgent_notice_leaves_at_once_and_alone(tell, lin):
    tell(lin, "C1", urgent=True)
    tell(lin, "C2", urgent=True)
    assert deliver(now=NOW) == 2
    assert [letter.subject for letter in mail.outbox] == ["C1 is yours now.", "C2 is yours now."]


def test_a_quarter_hour_is_one_letter(tell, lin):
    for number in ("C1", "C2", "C3"):
        tell(lin, number)
    assert deliver(now=NOW) == 0
    assert deliver(now=QUARTER) == 1
    (letter,) = mail.outbox
    assert letter.to == ["lin@example.cn"]
    assert [number for number in ("C1", "C2", "C3") if f"{number} is yours now." in letter.body] == ["C1", "C2", "C3"]


def test_two_people_get_a_letter_each(tell, lin):
    tell(lin, "C1")
    tell(a_person(email="wang@example.cn"), "C2")
    assert deliver(now=QUARTER) == 2
    assert "C2" not in next(letter.body for letter in mail.outbox if letter.to == ["lin@example.cn"])


def test_addresses_are_whole_and_come_from_the_setting(tell, lin):
    tell(lin, "C1", urgent=True)
    deliver(now=NOW)
    assert "https://desk.example.cn/c/C1/" in mail.outbox[0].body
    assert "https://desk.example.cn/inbox/channels/" in mail.outbox[0].body


def test_a_letter_speaks_its_readers_language(tell, lin):
    tell(lin, "C1", urgent=True)
    deliver(now=NOW)
    assert mail.outbox[0].body.startswith("Hello Lin,")


def test_a_line_break_in_a_value_does_not_reach_the_subject(tell, lin):
    tell(lin, "C1\nBcc: all@example.cn", urgent=True)
    assert deliver(now=NOW) == 1
    assert mail.outbox[0].subject == "C1 Bcc: all@example.cn is yours now."


def test_what_was_sent_is_not_sent_again(tell, lin):
    tell(lin, "C1")
    deliver(now=QUARTER)
    assert deliver(now=QUARTER + dt.timedelta(days=1)) == 0
    assert (states(), len(mail.outbox)) == ({DeliveryState.SENT}, 1)


def test_a_letter_left_by_a_killed_worker_is_sent_after_its_lease(tell, lin, broken_mail, monkeypatch):
    tell(lin, "C1")
    broken_mail(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        deliver(now=QUARTER)
    monkeypatch.undo()
    assert deliver(now=QUARTER + rules.LEASE) == 0
    assert deliver(now=QUARTER + rules.LEASE + dt.timedelta(seconds=1)) == 1


def test_two_workers_do_not_send_the_same_letter(tell, lin, monkeypatch):
    tell(lin, "C1")
    real = services.send

    def meanwhile_another_worker(notifications):
        assert deliver(now=QUARTER) == 0
        real(notifications)

    monkeypatch.setattr(services, "send", meanwhile_another_worker)
    assert deliver(now=QUARTER) == 1
    assert len(mail.outbox) == 1


def test_a_silent_mail_server_is_tried_once_a_round(tell, lin, broken_mail):
    tell(lin, "C1")
    tell(a_person(email="wang@example.cn"), "C2")
    tries = broken_mail(SMTPServerDisconnected("gone"))
    assert deliver(now=QUARTER) == 0
    assert len(tries) == 1
    assert sorted(Delivery.objects.values_list("attempts", flat=True)) == [0, 1]
    first = Delivery.objects.get(attempts=1)
    assert QUARTER + rules.FIRST_WAIT / 2 <= first.next_try_at <= QUARTER + rules.FIRST_WAIT * 1.5
    assert first.error.startswith("SMTPServerDisconnected")


def test_one_bad_address_does_not_hold_up_the_others(tell, lin, broken_mail):
    tell(lin, "C1")
    tell(a_person(email="wang@example.cn"), "C2")
    assert len(broken_mail(SMTPRecipientsRefused({})) or []) == 0
    deliver(now=QUARTER)
    assert list(Delivery.objects.values_list("attempts", flat=True)) == [1, 1]


def test_in_the_end_it_is_given_up(tell, lin, broken_mail):
    tell(lin, "C1")
    tries = broken_mail(ConnectionRefusedError())
    for round_ in range(rules.MAX_ATTEMPTS + 3):
        deliver(now=QUARTER + dt.timedelta(hours=4 * round_))
    assert len(tries) == rules.MAX_ATTEMPTS
    assert states() == {DeliveryState.FAILED}


def test_someone_who_left_gets_no_letter(tell, lin):
    tell(lin, "C1")
    lin.is_active = False
    lin.save(update_fields=["is_active"])
    assert deliver(now=QUARTER) == 0
    assert (mail.outbox, states()) == ([], {DeliveryState.FAILED})


def test_a_pace_chosen_later_does_not_move_what_waits(tell, lin):
    tell(lin, "C1")
    choose_pace(channel=Channel.EMAIL, pace=Pace.AT_ONCE, by=lin)
    assert deliver(now=NOW) == 0
    assert deliver(now=QUARTER) == 1
