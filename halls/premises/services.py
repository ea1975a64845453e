"""The acts that set a hall up: what it offers, where it serves, how it is measured, which machines stand in it."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit.services import record
from core.refusals import Refusal
from core.versions import change_as_read, left_as_read
from halls.premises import rules
from halls.premises.choices import DeviceKind
from halls.premises.models import Counter, Device, HallRule, Premises, Service
from org.units.choices import UnitKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model

    from org.people.models import Person
    from org.units.models import Unit

CODE_LASTS = dt.timedelta(minutes=10)
SEEN_EVERY = dt.timedelta(minutes=1)
_CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without letters and digits that look alike on a screen across the room."""


class CannotSetUp(Refusal):
    """The hall cannot be what was asked for."""


class CannotPair(Refusal):
    """The code is not one that a machine can be paired with now."""


@transaction.atomic
def set_up_hall(*, unit: Unit, by: Person | None, now: dt.datetime, time_zone: str = "Asia/Shanghai") -> Premises:
    """Make a unit of kind hall a hall with a queue. Raises CannotSetUp."""
    if unit.kind != UnitKind.HALL:
        raise CannotSetUp(_("%(unit)s is not a service hall.") % {"unit": unit.name})
    _check_zone(time_zone)
    if Premises.objects.filter(unit=unit).exists():
        raise CannotSetUp(_("%(unit)s is set up already.") % {"unit": unit.name})
    premises = Premises.objects.create(unit=unit, time_zone=time_zone)
    record("hall.set_up", by=by, now=now, about=premises, data={"unit": unit.name})
    return premises


@transaction.atomic
def change_hall(
    *,
    premises: Premises,
    time_zone: str,
    is_voiced: bool,
    kiosk_daily_most: int,
    version: int | None,
    by: Person | None,
    now: dt.datetime,
) -> Premises:
    """Raises CannotSetUp, ChangedMeanwhile."""
    _check_zone(time_zone)
    _change(
        premises,
        "hall.changed",
        version=version,
        by=by,
        now=now,
        about=premises,
        time_zone=time_zone,
        is_voiced=is_voiced,
        kiosk_daily_most=kiosk_daily_most,
    )
    return premises


@transaction.atomic
def save_service(
    *,
    premises: Premises,
    service: Service | None = None,
    prefix: str,
    name: str,
    position: int = 0,
    is_on_kiosk: bool = True,
    is_priority: bool = False,
    opens_at: dt.time | None = None,
    closes_at: dt.time | None = None,
    is_active: bool = True,
    version: int | None = None,
    by: Person | None,
    now: dt.datetime,
) -> Service:
    """Offer a service, or change how it is offered. Raises CannotSetUp, ChangedMeanwhile."""
    prefix, name = prefix.strip().upper(), name.strip()
    if not rules.is_prefix(prefix):
        raise CannotSetUp(_("Numbers begin with one or two letters from A to Z."), field="prefix")
    if not name:
        raise CannotSetUp(_("Give the service a name."), field="name")
    if (opens_at is None) != (closes_at is None) or (opens_at and closes_at and opens_at >= closes_at):
        raise CannotSetUp(_("Give both times, the later one last, or neither."), field="closes_at")
    said = {
        "prefix": prefix,
        "name": name,
        "position": position,
        "is_on_kiosk": is_on_kiosk,
        "is_priority": is_priority,
        "opens_at": opens_at,
        "closes_at": closes_at,
        "is_active": is_active,
    }
    try:
        with transaction.atomic():
            if service is not None:
                _change(service, "hall.service_changed", version=version, by=by, now=now, about=premises, **said)
                return service
            service = Service.objects.create(premises=premises, **said)  # type: ignore[misc]
    except IntegrityError:
        words = {"prefix": prefix}
        raise CannotSetUp(_("%(prefix)s begins the numbers of another service here.") % words, field="prefix") from None
    record("hall.service_added", by=by, now=now, about=premises, data={"service": str(service)})
    return service


@transaction.atomic
def save_counter(
    *,
    premises: Premises,
    counter: Counter | None = None,
    name: str,
    services: Iterable[Service] = (),
    is_active: bool = True,
    version: int | None = None,
    by: Person | None,
    now: dt.datetime,
) -> Counter:
    """Open a counter or change it; without services it serves every one. Raises CannotSetUp, ChangedMeanwhile."""
    name, chosen = name.strip(), list(services)
    if not name:
        raise CannotSetUp(_("Give the counter its number."), field="name")
    if any(service.premises_id != premises.pk for service in chosen):
        raise CannotSetUp(_("This hall does not offer this service."), field="services")
    sitting = counter.sessions.filter(closed_at=None).select_related("staff").first() if counter else None
    if sitting is not None and not is_active:
        raise CannotSetUp(_("%(name)s sits at this counter.") % {"name": sitting.staff}, field="is_active")
    before = _counter_told(counter) if counter else {}
    after = {"name": name, "is_active": is_active, "services": sorted(str(service) for service in chosen)}
    changes = {key: [before.get(key), value] for key, value in after.items() if before.get(key) != value}
    if not changes and counter is not None:
        left_as_read(counter, version=version)
        return counter
    try:
        with transaction.atomic():
            if counter is None:
                counter = Counter.objects.create(premises=premises, name=name, is_active=is_active)
            else:
                change_as_read(counter, version=version, name=name, is_active=is_active)
    except IntegrityError:
        raise CannotSetUp(_("There is a counter %(name)s already.") % {"name": name}, field="name") from None
    counter.services.set(chosen)
    record("hall.counter_saved", by=by, now=now, about=premises, data={"counter": name, "changes": changes})
    return counter


def _counter_told(counter: Counter) -> dict[str, Any]:
    """A counter as the trail tells it."""
    served = sorted(str(service) for service in counter.services.all())
    return {"name": counter.name, "is_active": counter.is_active, "services": served}


@transaction.atomic
def set_rule(
    *,
    unit: Unit,
    valid_from: dt.date,
    wait_minutes: int | None,
    share_limit: Decimal,
    recalls: int,
    places_back: int,
    put_back_most: int,
    rest_minutes: int | None = None,
    note: str = "",
    by: Person | None,
    now: dt.datetime,
) -> HallRule:
    """Say how the halls at and below a unit are measured from a day on. Raises CannotSetUp.

    What was said before stays as it was said; for the same day the last word counts. A day that is over takes a
    reason: figures that people have seen become others.
    """
    words = note.strip()[:200]
    if valid_from < timezone.localdate(now) and not words:
        raise CannotSetUp(_("This changes days that are over. Say why."), field="note")
    former = HallRule.objects.filter(unit=unit, valid_from__lte=valid_from).first()
    rule = HallRule.objects.create(
        unit=unit,
        valid_from=valid_from,
        wait_minutes=wait_minutes,
        share_limit=share_limit,
        recalls=recalls,
        places_back=places_back,
        put_back_most=put_back_most,
        rest_minutes=rest_minutes,
        note=words,
        made_at=now,
        made_by=by,
    )
    data = {
        "valid_from": valid_from.isoformat(),
        "wait_minutes": wait_minutes,
        "former_wait_minutes": former.wait_minutes if former else None,
        "share_limit": str(share_limit),
        "rest_minutes": rest_minutes,
        "note": words,
    }
    record("hall.rule_set", by=by, now=now, about=unit, data=data)
    return rule


@transaction.atomic
def add_device(
    *, premises: Premises, kind: DeviceKind, name: str, prints: bool = False, by: Person, now: dt.datetime
) -> tuple[Device, str]:
    """A machine that will stand in the hall, and the code that is typed on it within ten minutes."""
    words = name.strip()[:40]
    if not words:
        raise CannotSetUp(_("Say where the machine stands."), field="name")
    device = Device.objects.create(
        premises=premises,
        kind=kind,
        name=words,
        prints=prints and kind == DeviceKind.KIOSK,
        made_at=now,
        made_by=by,
    )
    code = _new_code(device, now=now)
    record("hall.device_added", by=by, now=now, about=premises, data={"device": words, "kind": str(kind)})
    return device, code


@transaction.atomic
def renew_code(*, device: Device, by: Person, now: dt.datetime) -> str:
    """A new code for a machine that forgot who it is; whatever it knew before holds no more. Raises CannotPair."""
    if device.revoked_at is not None:
        raise CannotPair(_("This machine was taken away. Add it anew."))
    Device.objects.filter(pk=device.pk).update(token_hash="", paired_at=None)
    code = _new_code(device, now=now)
    record("hall.device_code_renewed", by=by, now=now, about=device.premises, data={"device": device.name})
    return code


@transaction.atomic
def pair_device(*, code: str, now: dt.datetime) -> tuple[Device, str]:
    """Exchange a code for the machine's token, once. Raises CannotPair."""
    typed = "".join(code.split()).upper()
    found = Device.objects.filter(code_hash=hashed(typed), code_until__gt=now, revoked_at=None).first()
    token = secrets.token_urlsafe(32)
    columns = {"code_hash": "", "code_until": None, "token_hash": hashed(token), "paired_at": now, "seen_at": now}
    if found is None or not Device.objects.filter(pk=found.pk, code_hash=found.code_hash).update(**columns):
        raise CannotPair(_("This code is not known or no longer valid. Ask for a new one."), field="code")
    record("hall.device_paired", by=None, now=now, about=found.premises, data={"device": found.name})
    found.refresh_from_db()
    return found, token


@transaction.atomic
def revoke_device(*, device: Device, by: Person, now: dt.datetime) -> None:
    """The machine shows and gives nothing any more, from its next question on."""
    gone = {"revoked_at": now, "token_hash": "", "paired_at": None, "code_hash": "", "code_until": None}
    if Device.objects.filter(pk=device.pk, revoked_at=None).update(**gone):
        record("hall.device_revoked", by=by, now=now, about=device.premises, data={"device": device.name})


def device_seen(device: Device, *, now: dt.datetime) -> None:
    """Remember that a machine is alive, once a minute and not with each of its questions."""
    if device.seen_at is None or now - device.seen_at >= SEEN_EVERY:
        Device.objects.filter(pk=device.pk).update(seen_at=now)


def hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _new_code(device: Device, *, now: dt.datetime) -> str:
    code = "".join(secrets.choice(_CODE_LETTERS) for _letter in range(8))
    Device.objects.filter(pk=device.pk).update(code_hash=hashed(code), code_until=now + CODE_LASTS)
    return code


def _check_zone(name: str) -> None:
    if not rules.is_zone(name):
        raise CannotSetUp(_("There is no time zone of this name."), field="time_zone")


def _change(
    thing: Any, verb: str, *, version: int | None, by: Person | None, now: dt.datetime, about: Model, **columns: Any
) -> None:
    """Write what differs and say what it was; nothing differs, nothing is written. Raises ChangedMeanwhile."""
    before = {name: getattr(thing, name) for name in columns}
    differing = {name: value for name, value in columns.items() if before[name] != value}
    if not differing:
        left_as_read(thing, version=version)
        return
    change_as_read(thing, version=version, **differing)
    changes = {name: [_plain(before[name]), _plain(value)] for name, value in differing.items()}
    record(verb, by=by, now=now, about=about, data={"changes": changes, "what": str(thing)})


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, bool | int) else str(value)
