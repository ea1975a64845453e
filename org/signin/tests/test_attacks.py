"""Guessing at every page that asks for a secret, and what an open page alone may not do (N07-N15, A11)."""

from __future__ import annotations

import contextlib
import datetime as dt
from threading import Barrier, Thread
from unittest import mock

import pytest
import time_machine
from axes.models import AccessAttempt
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from core.api.limits import Allowance
from core.jobs.models import Job
from core.jobs.services import run_job
from org.people.choices import Role
from org.people.models import Person
from org.signin import services, views
from org.signin.rules import idle_minutes
from org.signin.services import (
    HasSecondFactor,
    WrongCode,
    begin_second_factor,
    check_code,
    set_password_address,
)
from org.signin.tests.test_sign_in import NOW, code_of, post, with_second_factor
from org.tests.factories import PASSWORD, a_person, a_unit

pytestmark = pytest.mark.django_db
NEW = "a quiet river at dawn"
LATER = NOW + dt.timedelta(minutes=5)


@pytest.fixture
def person():
    return a_person(Role.HANDLER, at=a_unit())


def change(client, old, **meta):
    said = {"old": old, "password": NEW, "again": NEW}
    return client.post(reverse("change_password"), said, **({"REMOTE_ADDR": "10.0.0.1"} | meta))


def test_whoever_is_locked_out_is_told_so_and_for_how_long(client, person, settings) -> None:
    for _try in range(5):
        post(client, person, "wrong wrong wrong")
    answer = post(client, person)
    assert answer.status_code == 429
    assert answer["Retry-After"] == str(settings.SIGN_IN_LOCK_MINUTES * 60)
    assert answer.context["form"].non_field_errors()
    assert b"<form" in answer.content


def test_a_forged_address_does_not_dodge_the_lock(client, person, settings) -> None:
    settings.TRUSTED_PROXIES = 0
    for number in range(5):
        forged = {"HTTP_X_FORWARDED_FOR": f"1.1.1.{number}", "HTTP_X_REAL_IP": f"1.1.1.{number}"}
        client.post(reverse("sign_in"), {"staff_number": person.staff_number, "password": "wrong"}, **forged)
    said = {"staff_number": person.staff_number, "password": PASSWORD}
    assert client.post(reverse("sign_in"), said, HTTP_X_FORWARDED_FOR="1.1.1.9").status_code == 429


def test_a_number_that_nobody_has_costs_the_same_hashing(client, person) -> None:
    hashed = mock.patch.object(MD5PasswordHasher, "encode", autospec=True, side_effect=MD5PasswordHasher.encode)
    with hashed as known:
        post(client, person, "wrong wrong wrong")
    with hashed as unknown:
        post(client, "NOBODY", "wrong wrong wrong", address="10.0.0.2")
    assert known.call_count == unknown.call_count == 1


def test_at_the_change_of_a_password_the_right_one_is_locked_too(client, person) -> None:
    client.force_login(person)
    for _try in range(5):
        change(client, "nearly my password")
    with mock.patch("django.contrib.auth.hashers.verify_password") as hashing:
        answer = change(client, PASSWORD)
    assert not hashing.called
    assert answer.status_code == 429
    assert answer.context["form"].errors["old"]
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_what_was_typed_as_a_password_is_kept_nowhere(client, person) -> None:
    post(client, person, "nearly my password")
    client.force_login(person)
    change(client, "nearly my password")
    kept = [str(row) for row in AccessAttempt.objects.values()]
    assert kept
    assert not [row for row in kept if "nearly" in row or NEW in row]


def test_guessing_codes_at_the_removal_slows_down(client, person) -> None:
    with time_machine.travel(NOW, tick=False):
        device = with_second_factor(person)
    with time_machine.travel(LATER, tick=False):
        client.force_login(person)
        for _try in range(3):
            assert client.post(reverse("second_factor_remove"), {"code": "000000"}).status_code == 400
        right = {"code": code_of(device, at=LATER)}
        assert client.post(reverse("second_factor_remove"), right).status_code == 400
        assert TOTPDevice.objects.filter(user=person, confirmed=True).exists()
    after = LATER + dt.timedelta(minutes=1)
    with time_machine.travel(after, tick=False):
        right = {"code": code_of(device, at=after)}
        assert client.post(reverse("second_factor_remove"), right).status_code == 302
        assert not TOTPDevice.objects.filter(user=person).exists()


@pytest.mark.parametrize("code", ["", "\x00", "９９９９９９", "9" * 5000, "' OR 1=1--"])
def test_no_code_breaks_the_removal(client, person, code) -> None:
    with time_machine.travel(NOW, tick=False):
        with_second_factor(person)
    with time_machine.travel(LATER, tick=False):
        client.force_login(person)
        assert client.post(reverse("second_factor_remove"), {"code": code}).status_code == 400


def test_an_open_page_alone_does_not_replace_the_second_factor(client, person) -> None:
    with time_machine.travel(NOW, tick=False):
        with_second_factor(person)
    client.force_login(person)
    assert client.post(reverse("second_factor_begin")).url == reverse("second_factor")
    assert TOTPDevice.objects.filter(user=person).count() == 1
    with pytest.raises(HasSecondFactor):
        begin_second_factor(person=person)


def test_whoever_must_have_one_can_set_it_up_and_then_goes_on(client, settings) -> None:
    settings.SECOND_FACTOR_ROLES = ["finance"]
    clerk = a_person(Role.FINANCE, at=a_unit())
    with time_machine.travel(NOW, tick=False):
        post(client, clerk)
        assert client.get(reverse("home")).url == reverse("second_factor_setup")
        assert client.post(reverse("second_factor_begin")).url == reverse("second_factor_setup")
        assert client.get(reverse("second_factor_setup")).context["secret"]
        device = TOTPDevice.objects.get(user=clerk)
        shown = client.post(reverse("second_factor_setup"), {"code": code_of(device, at=NOW)})
        assert len(shown.context["codes"]) == 10
        assert client.get(reverse("home")).status_code == 200


def test_a_recovery_code_opens_once(client, person) -> None:
    with time_machine.travel(NOW, tick=False):
        with_second_factor(person)
    spare = StaticToken.objects.filter(device__user=person).first().token
    with time_machine.travel(LATER, tick=False):
        for place, status in ((Client(), 302), (Client(), 400)):
            post(place, person)
            assert place.post(reverse("second_factor_check"), {"code": spare}).status_code == status


def test_the_waiting_room_for_a_code_closes(client, person) -> None:
    with time_machine.travel(NOW, tick=False):
        device = with_second_factor(person)
    with time_machine.travel(LATER, tick=False):
        post(client, person)
    after = LATER + dt.timedelta(minutes=6)
    with time_machine.travel(after, tick=False):
        answer = client.post(reverse("second_factor_check"), {"code": code_of(device, at=after)})
        assert answer.url == reverse("sign_in")
        assert "_auth_user_id" not in client.session


def test_a_reset_letter_leads_to_our_own_address_whoever_asked(client, person, settings) -> None:
    settings.PUBLIC_ADDRESS = "https://desk.example.cn"
    settings.ALLOWED_HOSTS = ["desk.example.cn", "inside.example.cn"]
    person.email = "desk@example.org"
    person.save(update_fields=["email"])
    asked = {"staff_number": person.staff_number}
    assert client.post(reverse("forgotten"), asked, HTTP_HOST="evil.example").status_code == 400
    assert not Job.objects.exists()
    client.post(reverse("forgotten"), asked, HTTP_HOST="inside.example.cn", HTTP_X_FORWARDED_HOST="evil.example")
    run_job(Job.objects.get().pk)
    (letter,) = mail.outbox
    assert "https://desk.example.cn/sign-in/password/" in letter.body
    assert "evil" not in letter.body
    assert "inside" not in letter.body


def test_somebody_besieged_comes_in_by_a_link(client, person, settings) -> None:
    settings.SIGN_IN_TRIES_PER_PERSON = 10
    for number in range(10):
        post(client, person, "wrong wrong wrong", address=f"10.0.1.{number}")
    assert post(client, person).status_code == 429
    address = set_password_address(person=person).removeprefix(settings.PUBLIC_ADDRESS)
    assert client.post(address, {"password": NEW, "again": NEW}).status_code == 302
    assert post(client, person, NEW).status_code == 302


class TestAtTheSameMoment:
    pytestmark = pytest.mark.django_db(transaction=True)

    @pytest.fixture
    def device(self, person) -> TOTPDevice:
        with time_machine.travel(NOW, tick=False):
            return with_second_factor(person)

    def use_in_four_places(self, person: Person, device: TOTPDevice) -> int:
        """How many of four who show one code at once are let in."""
        start, opened = Barrier(4), []
        code = code_of(device, at=dt.datetime.now(dt.UTC))

        def show() -> None:
            start.wait()
            with contextlib.suppress(WrongCode):
                opened.append(check_code(person=person, code=code))
            connection.close()

        threads = [Thread(target=show) for _place in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return len(opened)

    def test_one_code_shown_in_four_places_opens_one(self, person, device) -> None:
        assert self.use_in_four_places(person, device) == 1

    def test_without_the_transaction_it_may_open_several(self, person, device, monkeypatch) -> None:
        """The twin without the guard: each place asks before any has said that the code is used."""
        asked = Barrier(4)
        verify = TOTPDevice.verify_token

        def wait_for_the_others(self: TOTPDevice, token: str) -> bool:
            asked.wait()
            return verify(self, token)

        monkeypatch.setattr(TOTPDevice, "verify_token", wait_for_the_others)
        monkeypatch.setattr(services.transaction, "atomic", contextlib.nullcontext)
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows: rows)
        assert self.use_in_four_places(person, device) > 1


def test_nobody_fills_the_queue_with_letters(client, monkeypatch) -> None:
    monkeypatch.setattr(views, "letters", Allowance(3, seconds=900, in_all=5))

    def ask(number: int, address: str) -> int:
        said = {"staff_number": f"NOBODY-{number}"}
        return client.post(reverse("forgotten"), said, REMOTE_ADDR=address).status_code

    assert [ask(number, "10.0.0.66") for number in range(5)] == [200, 200, 200, 429, 429]
    assert Job.objects.count() == 3
    assert ask(9, "10.0.0.1") == 200


@pytest.mark.parametrize(
    ("roles", "minutes"),
    [
        ({Role.COUNTER_STAFF}, 15),
        ({Role.HALL_MANAGER}, 15),
        ({Role.HALL_MANAGER, Role.SERVICE_MANAGER}, 15),
        ({Role.HANDLER}, 60),
        (set(), 60),
    ],
)
def test_in_halls_a_page_left_open_ends_sooner(roles, minutes) -> None:
    assert idle_minutes(roles, usual=60, in_halls=15) == minutes
    assert idle_minutes(roles, usual=10, in_halls=15) == 10


@pytest.mark.parametrize(("role", "status"), [(Role.COUNTER_STAFF, 302), (Role.HALL_MANAGER, 302), (Role.HANDLER, 200)])
def test_a_tablet_that_was_left_asks_who_is_there(client, role, status) -> None:
    person = a_person(role, at=a_unit())
    with time_machine.travel(NOW, tick=False) as clock:
        post(client, person)
        clock.shift(dt.timedelta(minutes=14))
        assert client.get(reverse("second_factor")).status_code == 200
        clock.shift(dt.timedelta(minutes=15))
        assert client.get(reverse("second_factor")).status_code == status
