"""The acts on people and their postings. Doors ask permission; these check what is allowed.

`by` None is the system itself (a command on the server): it may give every role.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit.services import record
from core.refusals import Refusal
from org.people.choices import Language, Role
from org.people.models import Person, Posting
from org.people.selectors import grantable_roles, may_manage
from org.signin.lockout import forgive
from org.signin.services import remove_second_factor, set_password_address

if TYPE_CHECKING:
    import datetime as dt

    from org.units.models import Unit

CHANGEABLE = ("name", "email", "post", "line_manager")


class CannotCreatePerson(Refusal):
    """The person cannot be entered like this."""


class CannotChangePerson(Refusal):
    """The person cannot become what was asked for."""


class CannotPost(Refusal):
    """The person cannot serve there in that role."""


class CannotInvite(Refusal):
    """No link may be made for the person."""


class CannotLeave(Refusal):
    """The person cannot leave on that day."""


@transaction.atomic
def create_person(
    *,
    staff_number: str,
    name: str,
    by: Person | None,
    now: dt.datetime,
    email: str = "",
    post: str = "",
    line_manager: Person | None = None,
    language: str = Language.SIMPLIFIED_CHINESE,
    unit: Unit | None = None,
    role: Role | str = Role.COUNTER_STAFF,
    starts_on: dt.date | None = None,
) -> Person:
    """Enter a person, posted at `unit` if given, who cannot sign in until an invitation is used.

    Raises CannotCreatePerson, CannotPost.
    """
    number = staff_number.strip()
    if Person.objects.filter(staff_number__iexact=number).exists():
        raise CannotCreatePerson(_("The staff number %(number)s is taken.") % {"number": number}, field="staff_number")
    person = Person.objects.create_user(
        number,
        name.strip(),
        email=email.strip(),
        post=post.strip(),
        line_manager=line_manager,
        language=language,
        created_at=now,
    )
    record("person.created", by=by, now=now, about=person, data={"staff_number": number, "post": person.post})
    if unit is not None:
        first_day = starts_on or timezone.localdate(now)
        start_posting(person=person, unit=unit, role=role, starts_on=first_day, by=by, now=now)
    return person


@transaction.atomic
def change_person(*, person: Person, by: Person | None, now: dt.datetime, **fields: object) -> Person:
    """Change any of CHANGEABLE; unchanged values record nothing. Raises CannotChangePerson."""
    unknown = set(fields) - set(CHANGEABLE)
    if unknown:
        raise TypeError(f"not changeable: {sorted(unknown)}")
    _require_manages(by, person, CannotChangePerson)
    changed = {name: value for name, value in fields.items() if getattr(person, name) != value}
    if not changed:
        return person
    if "line_manager" in changed:
        _check_line_manager(person, changed["line_manager"])
    before = {name: _plain(getattr(person, name)) for name in changed}
    for name, value in changed.items():
        setattr(person, name, value)
    person.save(update_fields=list(changed))
    after = {name: _plain(value) for name, value in changed.items()}
    record("person.changed", by=by, now=now, about=person, data={"before": before, "after": after})
    return person


def _check_line_manager(person: Person, manager: object) -> None:
    above = manager
    while isinstance(above, Person):
        if above.pk == person.pk:
            raise CannotChangePerson(_("Nobody is his own manager, however far up."), field="line_manager")
        above = above.line_manager


@transaction.atomic
def invite_person(*, person: Person, by: Person | None, now: dt.datetime) -> str:
    """The address at which `person` sets a password, once and within a day (N05). Raises CannotInvite."""
    _require_manages(by, person, CannotInvite)
    if not person.is_active:
        raise CannotInvite(_("%(person)s has left; let the person come back first.") % {"person": person.name})
    record("person.invited", by=by, now=now, about=person)
    return set_password_address(person=person)


@transaction.atomic
def unlock_person(*, person: Person, by: Person | None, now: dt.datetime) -> None:
    """Forget the wrong passwords that locked `person` out (N09). Raises CannotChangePerson."""
    _require_manages(by, person, CannotChangePerson)
    forgive(staff_number=person.staff_number)
    record("person.unlocked", by=by, now=now, about=person)


@transaction.atomic
def drop_second_factor(*, person: Person, reason: str, by: Person, now: dt.datetime) -> None:
    """Take away the second factor of somebody who lost the phone, for a reason. Raises CannotChangePerson."""
    _require_manages(by, person, CannotChangePerson)
    if not reason.strip():
        raise CannotChangePerson(_("Say why."), field="reason")
    remove_second_factor(person=person, by=by, now=now)
    record("person.second_factor_dropped", by=by, now=now, about=person, data={"reason": reason.strip()})


@transaction.atomic
def start_posting(
    *,
    person: Person,
    unit: Unit,
    role: Role | str,
    starts_on: dt.date,
    by: Person | None,
    now: dt.datetime,
    ends_on: dt.date | None = None,
) -> Posting:
    """Let `person` serve at `unit` in `role` from `starts_on` to `ends_on` (both included). Raises CannotPost.

    Nobody gives a role with rights he lacks there, and nobody posts himself (N04). Open pages of
    the person end, so that the new rights count at once.
    """
    role = Role(role)
    _check_grant(person, unit, role, by)
    if not person.is_active:
        raise CannotPost(_("%(person)s has left; let the person come back first.") % {"person": person.name})
    if ends_on is not None and ends_on < starts_on:
        raise CannotPost(_("A posting ends after it starts."), field="ends_on")
    if unit.closed_on is not None and (ends_on is None or ends_on >= unit.closed_on):
        raise CannotPost(_("%(unit)s is closed then.") % {"unit": unit.name}, field="unit")
    same = Posting.objects.filter(person=person, unit=unit, role=role)
    overlapping = same.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on))
    if ends_on is not None:
        overlapping = overlapping.filter(starts_on__lte=ends_on)
    if overlapping.exists():
        raise CannotPost(_("%(person)s serves there in that role already.") % {"person": person.name}, field="role")
    posting = Posting.objects.create(person=person, unit=unit, role=role, starts_on=starts_on, ends_on=ends_on)
    _end_open_pages(person)
    record("person.posted", by=by, now=now, about=person, data=_posting_words(posting))
    return posting


@transaction.atomic
def end_posting(*, posting: Posting, on: dt.date, by: Person | None, now: dt.datetime) -> Posting:
    """Make `on` the last day of `posting`; its past stays. Raises CannotPost."""
    _check_grant(posting.person, posting.unit, Role(posting.role), by)
    if on < posting.starts_on:
        raise CannotPost(_("A posting ends after it starts."), field="on")
    moved = (
        Posting.objects.filter(pk=posting.pk).filter(Q(ends_on=None) | Q(ends_on__gt=on)).update(ends_on=on)
    )  # somebody may have ended it meanwhile
    if not moved:
        raise CannotPost(_("The posting ends by then already."), field="on")
    posting.ends_on = on
    _end_open_pages(posting.person)
    record("person.posting_ended", by=by, now=now, about=posting.person, data=_posting_words(posting))
    return posting


@transaction.atomic
def leave(*, person: Person, on: dt.date, by: Person | None, now: dt.datetime) -> Person:
    """`person` served until `on`: postings end, signing in ends at once, history stays. Raises CannotLeave."""
    _require_manages(by, person, CannotLeave)
    if on > timezone.localdate(now):
        raise CannotLeave(_("Enter the leaving on the day itself; until then end the postings."), field="on")
    moved = Person.objects.filter(pk=person.pk, is_active=True).update(is_active=False)
    if not moved:
        raise CannotLeave(_("%(person)s has left already.") % {"person": person.name})
    person.is_active = False
    begun = person.postings.filter(starts_on__lte=on)
    ended = begun.filter(Q(ends_on=None) | Q(ends_on__gt=on)).update(ends_on=on)
    never_begun = person.postings.filter(starts_on__gt=on)
    dropped = [_posting_words(posting) for posting in never_begun.select_related("unit", "person")]
    never_begun.delete()
    _end_open_pages(person)
    data = {"on": on.isoformat(), "postings_ended": ended, "postings_dropped": dropped}
    record("person.left", by=by, now=now, about=person, data=data)
    return person


@transaction.atomic
def come_back(*, person: Person, by: Person | None, now: dt.datetime) -> Person:
    """Let a person who left sign in again, without any posting yet. Raises CannotChangePerson."""
    _require_manages(by, person, CannotChangePerson)
    moved = Person.objects.filter(pk=person.pk, is_active=False).update(is_active=True)
    if not moved:
        raise CannotChangePerson(_("%(person)s has not left.") % {"person": person.name})
    person.is_active = True
    record("person.came_back", by=by, now=now, about=person)
    return person


def _check_grant(person: Person, unit: Unit, role: Role, by: Person | None) -> None:
    if by is None:
        return
    if by.pk == person.pk:
        raise CannotPost(_("Your own postings are changed by somebody else."))
    if role not in grantable_roles(by, at=unit):
        raise CannotPost(
            _("You may not give the role “%(role)s” at %(unit)s: it can do more than you can there.")
            % {"role": role.label, "unit": unit.name},
            field="role",
        )


def _require_manages(by: Person | None, person: Person, refusal: type[Refusal]) -> None:
    if by is not None and not may_manage(by, person):
        raise refusal(_("%(person)s can do things that you cannot; ask an administrator.") % {"person": person.name})


def _end_open_pages(person: Person) -> None:
    """P8: rights that change end the sessions that were opened with the old ones."""
    Person.objects.filter(pk=person.pk).update(session_epoch=F("session_epoch") + 1)
    person.refresh_from_db(fields=["session_epoch"])
    person.__dict__.pop("current_postings", None)


def _posting_words(posting: Posting) -> dict[str, object]:
    return {
        "unit": posting.unit.code,
        "unit_name": posting.unit.name,
        "role": str(posting.role),
        "starts_on": posting.starts_on.isoformat(),
        "ends_on": posting.ends_on.isoformat() if posting.ends_on else None,
    }


def _plain(value: object) -> str | None:
    return None if value is None else value.staff_number if isinstance(value, Person) else str(value)
