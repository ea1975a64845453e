"""Who comes in, and who is kept out (reliability.md P8, N06-N17)."""

from __future__ import annotations

import datetime as dt
from unittest import mock

import pytest
import time_machine
from django.contrib.auth.tokens import default_token_generator
from django.test import Client
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from core.api.limits import Allowance
from core.audit.models import AuditEntry
from core.jobs.models import Job
from org.people.choices import Role
from org.signin import services
from org.signin.services import begin_second_factor, confirm_second_factor
from org.tests.factories import PASSWORD, a_person, a_unit

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


def post(client, person, password=PASSWORD, address="10.0.0.1", **more):
    data = {"staff_number": person if isinstance(person, str) else person.staff_number, "password": password} | more
    return client.post(reverse("sign_in"), data, REMOTE_ADDR=address)


def code_of(device: TOTPDevice, *, at: dt.datetime) -> str:
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = at.timestamp()
    return f"{totp.token():06d}"


@pytest.fixture
def person():
    return a_person(Role.HANDLER, at=a_unit())


def test_the_right_password_opens_the_page_asked_for(client, person) -> None:
    answer = post(client, person, next="/jobs/")
    assert answer.status_code == 302
    assert answer.url == "/jobs/"


@pytest.mark.parametrize(
    "address", ["//evil.example", "https://evil.example/", "\\\\evil.example", "javascript:alert(1)"]
)
def test_it_never_leads_to_another_site(client, person, address) -> None:
    assert post(client, person, next=address).url == reverse("home")


def test_unknown_number_and_wrong_password_are_told_alike(client, person) -> None:
    wrong = post(client, person, "not this one at all")
    unknown = post(client, "NOBODY", "not this one at all", address="10.0.0.2")
    assert wrong.status_code == unknown.status_code == 400
    assert wrong.context["form"].errors == unknown.context["form"].errors


def test_a_person_who_left_stays_outside(client, person) -> None:
    person.is_active = False
    person.save(update_fields=["is_active"])
    assert post(client, person).status_code == 400
    assert "_auth_user_id" not in client.session


def test_five_wrong_tries_lock_even_the_right_password_before_any_hashing(client, person) -> None:
    for _try in range(5):
        post(client, person, "wrong wrong wrong")
    with mock.patch("django.contrib.auth.hashers.verify_password") as hashing:
        answer = post(client, person)
    assert answer.status_code == 429
    assert not hashing.called
    assert "_auth_user_id" not in client.session


def test_a_colleague_cannot_lock_one_out_from_another_address(client, person) -> None:
    for _try in range(6):
        post(client, person, "wrong wrong wrong", address="10.0.0.66")
    assert post(client, person, address="10.0.0.1").status_code == 302


def test_many_addresses_together_lock_too(client, person, settings) -> None:
    settings.SIGN_IN_TRIES_PER_PERSON = 10
    for number in range(10):
        post(client, person, "wrong wrong wrong", address=f"10.0.1.{number}")
    assert post(client, person, address="10.0.0.1").status_code == 429


def verbs_about(person) -> list[str]:
    entries = AuditEntry.objects.about(person).filter(verb__startswith="session.").order_by("position")
    return [entry.verb.removeprefix("session.") for entry in entries]


def test_signing_in_and_out_and_wrong_passwords_are_on_the_trail(client, person) -> None:
    post(client, person, "not this one at all")
    post(client, person)
    client.post(reverse("sign_out"))
    assert verbs_about(person) == ["refused", "opened", "closed"]
    assert "not this one" not in str(list(AuditEntry.objects.values()))


def test_a_lock_names_the_number_and_the_administrator_sees_it(client, person) -> None:
    for _try in range(6):
        post(client, person, "not this one at all")
    locked = AuditEntry.objects.filter(verb="session.locked").last()
    assert locked.data == {"staff_number": person.staff_number}
    administrator = Client()
    administrator.force_login(a_person(Role.ADMINISTRATOR, at=person.postings.get().unit))
    page = administrator.get(reverse("person", args=[person.staff_number]))
    assert page.context["locked"]
    administrator.post(reverse("person_unlock", args=[person.staff_number]))
    assert not administrator.get(reverse("person", args=[person.staff_number])).context["locked"]


def test_a_password_typed_for_a_number_is_not_kept(client, person) -> None:
    post(client, "correct horse", "x" * 12)
    entry = AuditEntry.objects.get(verb="session.refused")
    assert (entry.about_id, entry.data) == (None, {})


def test_wrong_passwords_do_not_flood_the_trail(client, person, settings, monkeypatch) -> None:
    settings.SIGN_IN_TRIES = 20
    monkeypatch.setattr(services, "failures_noted", Allowance(2, seconds=60, in_all=200))
    for _try in range(4):
        post(client, person, "not this one at all")
    assert verbs_about(person) == ["refused"] * 2


def test_small_letters_in_a_staff_number_are_as_good_as_capital_ones(client, person) -> None:
    assert post(client, person.staff_number.lower()).status_code == 302


def test_small_letters_do_not_give_more_tries(client, person) -> None:
    for number in [person.staff_number, person.staff_number.lower()] * 3:
        post(client, number, "not this one at all")
    assert post(client, person).status_code == 429


def test_of_two_numbers_alike_each_opens_its_own(client, person) -> None:
    other = a_person(staff_number=person.staff_number.lower())
    assert services.number_as_kept(other.staff_number) == other.staff_number
    assert services.number_as_kept(person.staff_number) == person.staff_number


def test_a_wrong_present_password_is_told_together_with_a_weak_new_one(client, person) -> None:
    client.force_login(person)
    answer = client.post(reverse("change_password"), {"old": "wrong", "password": "short", "again": "short"})
    assert set(answer.context["form"].errors) == {"old", "password"}


def test_the_lock_ends(client, person) -> None:
    with time_machine.travel(NOW, tick=False):
        for _try in range(5):
            post(client, person, "wrong wrong wrong")
    with time_machine.travel(NOW + dt.timedelta(minutes=16), tick=False):
        assert post(client, person).status_code == 302


def test_the_session_gets_a_new_key_at_sign_in(client, person) -> None:
    session = client.session
    session["before"] = 1
    session.save()
    before = session.session_key
    post(client, person)
    assert client.session.session_key != before


def test_an_idle_session_ends_and_a_used_one_lasts(client, person, settings) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        post(client, person)
        for _hour in range(3):
            clock.shift(dt.timedelta(minutes=50))
            assert client.get(reverse("second_factor")).status_code == 200
        clock.shift(dt.timedelta(minutes=settings.SESSION_IDLE_MINUTES + 1))
        assert client.get(reverse("second_factor")).status_code == 302


def test_a_page_that_asks_by_itself_keeps_no_session_alive(client, person, settings) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        post(client, person)
        job = Job.objects.create(kind="core.export", by=person, created_at=NOW, run_at=NOW)
        clock.shift(dt.timedelta(minutes=settings.SESSION_IDLE_MINUTES - 1))
        assert client.get(reverse("job_progress", args=[job.pk])).status_code == 200
        clock.shift(dt.timedelta(minutes=2))
        assert client.get(reverse("second_factor")).status_code == 302


def test_a_session_ends_after_twelve_hours_however_busy(client, person) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        post(client, person)
        for _step in range(15):
            clock.shift(dt.timedelta(minutes=47))
            assert client.get(reverse("second_factor")).status_code == 200
        clock.shift(dt.timedelta(minutes=20))
        assert client.get(reverse("second_factor")).status_code == 302


def test_a_changed_password_ends_the_other_sessions(client, person) -> None:
    other = Client()
    post(client, person)
    post(other, person, address="10.0.0.9")
    new = "a quiet river at dawn"
    data = {"old": PASSWORD, "password": new, "again": new}
    assert client.post(reverse("change_password"), data).status_code == 302
    assert client.get(reverse("second_factor")).status_code == 200
    assert other.get(reverse("second_factor")).status_code == 302


def test_wrong_old_passwords_are_counted_like_sign_ins(client, person) -> None:
    client.force_login(person)
    new = "a quiet river at dawn"
    for _try in range(5):
        client.post(reverse("change_password"), {"old": "wrong", "password": new, "again": new}, REMOTE_ADDR="10.0.0.1")
    assert post(client, person).status_code == 302  # already signed in: led on, no password asked
    client.logout()
    assert post(client, person).status_code == 429


def with_second_factor(person) -> TOTPDevice:
    device = begin_second_factor(person=person)
    device, _codes = confirm_second_factor(person=person, code=code_of(device, at=dt.datetime.now(dt.UTC)), now=NOW)
    return device


def test_with_a_second_factor_the_password_alone_opens_nothing(client, person) -> None:
    with time_machine.travel(NOW, tick=False):
        with_second_factor(person)
    with time_machine.travel(NOW + dt.timedelta(minutes=5), tick=False):
        answer = post(client, person)
        assert answer.url == reverse("second_factor_check")
        assert client.get(reverse("second_factor")).status_code == 302


def test_a_code_opens_once(client, person) -> None:
    later = NOW + dt.timedelta(minutes=5)
    with time_machine.travel(NOW, tick=False):
        device = with_second_factor(person)
    with time_machine.travel(later, tick=False):
        code = code_of(device, at=later)
        post(client, person)
        assert client.post(reverse("second_factor_check"), {"code": code}).status_code == 302
        assert client.get(reverse("second_factor")).status_code == 200
        thief = Client()
        post(thief, person, address="10.0.0.5")
        assert thief.post(reverse("second_factor_check"), {"code": code}).status_code == 400
        assert thief.get(reverse("second_factor")).status_code == 302


def test_wrong_codes_slow_the_next_try_down(client, person) -> None:
    later = NOW + dt.timedelta(minutes=5)
    with time_machine.travel(NOW, tick=False):
        device = with_second_factor(person)
    with time_machine.travel(later, tick=False):
        post(client, person)
        for _try in range(3):
            client.post(reverse("second_factor_check"), {"code": "000000"})
        client.post(reverse("second_factor_check"), {"code": code_of(device, at=later)})
        assert client.get(reverse("second_factor")).status_code == 302


def test_a_role_that_must_have_a_second_factor_sets_it_up_first(client, settings) -> None:
    settings.SECOND_FACTOR_ROLES = ["finance"]
    clerk = a_person(Role.FINANCE, at=a_unit())
    client.force_login(clerk)
    assert client.get(reverse("home")).url == reverse("second_factor_setup")


def link(person) -> str:
    uid = urlsafe_base64_encode(force_bytes(person.pk))
    return reverse("set_password", args=[uid, default_token_generator.make_token(person)])


def test_a_link_sets_a_password_once(client, person) -> None:
    address = link(person)
    new = "a quiet river at dawn"
    assert client.get(address).status_code == 200
    assert client.post(address, {"password": new, "again": new}).status_code == 302
    assert client.get(address).status_code == 404
    assert post(client, person, new).status_code == 302


def test_a_link_is_dead_after_a_day_and_when_tampered_with(client, person) -> None:
    with time_machine.travel(NOW, tick=False):
        address = link(person)
        assert client.get(address[:-2] + "x/").status_code == 404
        assert client.get("/sign-in/password/x/y/").status_code == 404
    with time_machine.travel(NOW + dt.timedelta(hours=25), tick=False):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("password", ["short", "password1234", "12345678901234"])
def test_a_weak_password_is_refused_with_a_reason(client, person, password) -> None:
    answer = client.post(link(person), {"password": password, "again": password})
    assert answer.status_code == 400
    assert answer.context["form"].errors["password"]


def test_asking_for_a_link_answers_alike_for_every_number(client, person) -> None:
    person.email = "desk@example.org"
    person.save(update_fields=["email"])
    known = client.post(reverse("forgotten"), {"staff_number": person.staff_number})
    unknown = client.post(reverse("forgotten"), {"staff_number": "NOBODY"})
    assert known.status_code == unknown.status_code == 200
    assert known.templates[0].name == unknown.templates[0].name


def test_choosing_a_language_needs_a_post_and_is_kept(client, person) -> None:
    client.force_login(person)
    assert client.get(reverse("set_language")).status_code == 405
    client.post(reverse("set_language"), {"language": "en", "next": "/me/second-factor/"})
    person.refresh_from_db()
    assert person.language == "en"
    assert client.get("/me/second-factor/")["Content-Language"] == "en"


def test_signing_out_needs_a_post(client, person) -> None:
    client.force_login(person)
    assert client.get(reverse("sign_out")).status_code == 405
    assert client.post(reverse("sign_out")).status_code == 302
    assert "_auth_user_id" not in client.session
