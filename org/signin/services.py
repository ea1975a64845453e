"""Signing in and out, passwords and second factors: the only place that writes them."""

from __future__ import annotations

import base64
import datetime as dt
import secrets

from axes.models import AccessLog
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.tokens import default_token_generator
from django.contrib.sessions.models import Session
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from core.api.limits import Allowance
from core.api.middleware import client_address
from core.audit.services import record
from core.refusals import Refusal
from org.people.models import Person
from org.signin.lockout import TooManyTries, forgive, is_besieged

RECOVERY_CODES = 10
# Wrong passwords that one address, and all together, may put on the trail in a minute.
failures_noted = Allowance(20, seconds=60, in_all=200)
SIGN_INS_KEPT = dt.timedelta(days=183)


class WrongPassword(Refusal):
    """One sentence for every reason, so that nobody learns which staff numbers exist (N08)."""

    own = _("The present password is not right.")

    def __init__(self) -> None:
        super().__init__(_("The staff number or the password is not right."))


class WrongOwnPassword(Refusal):
    """Whoever is signed in was asked for the password again and typed another."""

    status = 403

    def __init__(self) -> None:
        super().__init__(WrongPassword.own, field="password")


class WrongCode(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The code is not right, was used already, or came too soon after a wrong one."))


def check_password(*, request: HttpRequest, staff_number: str, password: str, now: dt.datetime) -> Person:
    """The person with this number and password; refuses while locked, before any hashing (D12)."""
    staff_number = number_as_kept(staff_number)
    besieged = is_besieged(staff_number=staff_number, now=now)
    person = None if besieged else authenticate(request, staff_number=staff_number, password=password)
    if isinstance(person, Person):
        return person
    locked = besieged or getattr(request, "axes_locked_out", False)
    verb = "session.locked" if locked else "session.refused"
    _note_failure(verb, staff_number=staff_number, request=request, now=now)
    raise TooManyTries if locked else WrongPassword


def number_as_kept(typed: str) -> str:
    """The staff number as it is kept, whatever small or capital letters were typed; as typed if it is nobody's."""
    alike = Person.objects.filter(staff_number__iexact=typed).values_list("staff_number", flat=True)[:2]
    return typed if typed in alike or len(alike) != 1 else alike[0]


def note_sign_in(*, person: Person, now: dt.datetime) -> None:
    record("session.opened", by=person, now=now, about=person)


def note_sign_out(*, person: Person, now: dt.datetime) -> None:
    record("session.closed", by=person, now=now, about=person)


def _note_failure(verb: str, *, staff_number: str, request: HttpRequest, now: dt.datetime) -> None:
    """On the trail with the staff number typed, where it is somebody's: else a password typed there would be kept."""
    if failures_noted.take(client_address(request)):
        person = Person.objects.filter(staff_number=staff_number).first()
        record(verb, by=None, now=now, about=person, data={"staff_number": staff_number} if person else None)


def check_own_password(*, request: HttpRequest, password: str, now: dt.datetime) -> None:
    """Refuse unless whoever is signed in typed the own password; wrong ones count as at the door."""
    try:
        check_password(request=request, staff_number=request.user.get_username(), password=password, now=now)
    except WrongPassword as error:
        raise WrongOwnPassword from error


class HasSecondFactor(Refusal):
    """One in force is taken away first, with a code from it: an open page alone is not enough (N10)."""

    def __init__(self) -> None:
        super().__init__(_("To take it away, enter a code from it"))


def second_factor_of(person: Person) -> TOTPDevice | None:
    return TOTPDevice.objects.filter(user=person, confirmed=True).first()


def check_code(*, person: Person, code: str) -> TOTPDevice | StaticDevice:
    """The device whose code this is, or WrongCode. Failures are kept: they slow the next try down (N10)."""
    with transaction.atomic():
        device = _device_with_code(person=person, code=code.strip())
    if device is None:
        raise WrongCode
    return device


def _device_with_code(*, person: Person, code: str) -> TOTPDevice | StaticDevice | None:
    # The row is locked while it is asked, so that one code never opens two sessions (N11).
    for model in (TOTPDevice, StaticDevice):
        for device in model.objects.select_for_update().filter(user=person, confirmed=True):
            allowed, _reason = device.verify_is_allowed()
            if allowed and device.verify_token(code):
                return device
    return None


def waiting_second_factor(*, person: Person) -> TOTPDevice | None:
    """The device that was begun and waits for its first code."""
    return TOTPDevice.objects.filter(user=person, confirmed=False).first()


def spell_secret(device: TOTPDevice) -> str:
    """The secret as authenticator apps take it when typed by hand: base32, in groups of four."""
    letters = base64.b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(letters[start : start + 4] for start in range(0, len(letters), 4))


@transaction.atomic
def begin_second_factor(*, person: Person) -> TOTPDevice:
    """A new device with a new secret; it counts only once a first code from it was shown.

    Raises HasSecondFactor.
    """
    if second_factor_of(person) is not None:
        raise HasSecondFactor
    TOTPDevice.objects.filter(user=person, confirmed=False).delete()
    return TOTPDevice.objects.create(user=person, name="totp", confirmed=False)


@transaction.atomic
def confirm_second_factor(*, person: Person, code: str, now: dt.datetime) -> tuple[TOTPDevice, list[str]]:
    """Put the waiting device in force; returns it and the recovery codes, shown this once.

    Raises WrongCode, HasSecondFactor.
    """
    if second_factor_of(person) is not None:
        raise HasSecondFactor
    device = TOTPDevice.objects.select_for_update().filter(user=person, confirmed=False).first()
    if device is None or not device.verify_token(code.strip()):
        raise WrongCode
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    StaticDevice.objects.filter(user=person).delete()
    spare = StaticDevice.objects.create(user=person, name="recovery", confirmed=True)
    codes = [secrets.token_hex(5) for _number in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=spare, token=code) for code in codes)
    end_other_sessions(person=person)
    record("person.second_factor_set", by=person, now=now, about=person)
    return device, codes


@transaction.atomic
def remove_second_factor(*, person: Person, by: Person, now: dt.datetime) -> None:
    """Take the second factor away, for oneself or, by an administrator, for one who lost the phone."""
    TOTPDevice.objects.filter(user=person).delete()
    StaticDevice.objects.filter(user=person).delete()
    end_other_sessions(person=person)
    record("person.second_factor_removed", by=by, now=now, about=person)


def end_other_sessions(*, person: Person) -> None:
    """Make every session and token made so far invalid; the caller renews the one it answers (P8)."""
    Person.objects.filter(pk=person.pk).update(session_epoch=F("session_epoch") + 1)
    person.refresh_from_db(fields=["session_epoch"])


@transaction.atomic
def set_password(*, person: Person, password: str, by: Person, now: dt.datetime) -> None:
    person.set_password(password)
    person.must_change_password = False
    person.save(update_fields=["password", "must_change_password"])
    end_other_sessions(person=person)
    forgive(staff_number=person.staff_number)
    record("person.password_set", by=by, now=now, about=person)


def set_password_address(*, person: Person) -> str:
    """A link that sets a password once, within a day; it dies with the next password or sign-in (N05, N06)."""
    uid = urlsafe_base64_encode(force_bytes(person.pk))
    path = reverse("set_password", args=[uid, default_token_generator.make_token(person)])
    return f"{settings.PUBLIC_ADDRESS}{path}"


def mail_reset_link(*, person: Person) -> None:
    """Send the link to the person's own address, in the person's language."""
    with translation.override(person.language):
        send_mail(
            gettext("Set a new password"),
            gettext(
                "Open this address within a day to set a new password:\n\n%(address)s\n\n"
                "If you did not ask for it, do nothing."
            )
            % {"address": set_password_address(person=person)},
            None,
            [person.email],
        )


@transaction.atomic
def choose_language(*, person: Person, language: str) -> None:
    Person.objects.filter(pk=person.pk).update(language=language)


def forget_old_sign_ins(*, now: dt.datetime) -> int:
    """Remove sessions that are over, and the log of sign-ins of more than half a year ago; gives their number."""
    over = Session.objects.filter(expire_date__lt=now).delete()[0]
    return over + AccessLog.objects.filter(attempt_time__lt=now - SIGN_INS_KEPT).delete()[0]
