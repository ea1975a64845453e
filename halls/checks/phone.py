"""All that a phone takes along to carry out checks where there is no network.

What holds in the person's halls today, what they have begun and what they sent: a fixed number of questions, however
many halls and sheets. What is said here lies on the phone until the person signs out there, and is the person's alone.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Prefetch, Q
from django.templatetags.static import static
from django.utils import timezone
from django.utils.crypto import salted_hmac

from halls.checks import rules
from halls.checks.choices import CheckKind
from halls.checks.models import Answer, CheckRun, CheckTemplate, Item, Section, TemplateVersion
from halls.checks.models.runs import GONE, UNSENT
from halls.checks.selectors import halls_for, may_begin
from halls.premises.models import Premises
from halls.premises.rules import business_day
from org.access.choices import Right
from org.units.rules import chain, is_at_or_below, unit_id

if TYPE_CHECKING:
    from org.people.models import Person
    from org.units.models import Unit

KEPT = dt.timedelta(days=rules.LATE_DAYS)
"""So long a phone shows what was sent, and keeps what was not: later the server takes it no more."""

PHOTO_SIDE, PHOTO_BYTES = 1600, 1_000_000
"""What a photo is scaled to before it is stored on the phone."""

ASSETS = (
    "pages/checks.css",
    "pages/checks_phone.css",
    "pages/checks_phone_store.js",
    "pages/checks_phone_send.js",
    "pages/checks_phone_parts.js",
    "pages/checks_phone_fill.js",
    "pages/checks_phone.js",
)


def cache_name() -> str:
    """Of what the worker keeps: a new one with each change of the page's own styles and scripts."""
    return "checks-phone-" + hashlib.sha256(" ".join(map(static, ASSETS)).encode()).hexdigest()[:12]


def key_for(person: Person) -> str:
    """What this person's checks are sealed with on a phone.

    The same at each sign-in, so that who comes back can send what was filled in; nobody else is given it.
    """
    digest = salted_hmac("halls.checks.phone", str(person.pk), algorithm="sha256").digest()
    return base64.b64encode(digest).decode("ascii")


def stand_of(person: Person, *, now: dt.datetime) -> dict[str, Any]:
    halls = halls_for(person, Right.CHECK_RUN)
    versions = _versions(halls)
    days = _days(halls, now)
    drafts = _drafts(person)
    books = _books(halls, days)
    used = {one.pk: one for one in [*versions.values(), *(run.version_of for run in drafts)]}
    sections = _sections(used)
    return {
        "person": person.pk,
        "asked_at": now.isoformat(),
        "halls": [_hall(hall, _at(hall, versions, person), days[hall.pk], books) for hall in halls],
        "sheets": {str(pk): _sheet(version, sections.get(pk, [])) for pk, version in used.items()},
        "drafts": [_draft(run) for run in drafts],
        "sent": [_sent(run) for run in _sent_lately(person, now)],
    }


def _versions(halls: Iterable[Unit]) -> dict[int, TemplateVersion]:
    """By template: the newest published version of all that hold in these halls, mystery visits left out."""
    owners = {unit_id(step) for hall in halls for step in chain(hall.path)}
    templates = CheckTemplate.objects.filter(unit__in=owners, retired_at=None).exclude(kind=CheckKind.MYSTERY)
    rows = TemplateVersion.objects.published().filter(template__in=templates).select_related("template__unit")
    newest = {row.template_id: row for row in rows.order_by("number")}
    # The day's book first: it is what the phone is taken out for in the morning.
    kept = sorted(newest.values(), key=lambda row: (row.template.kind != CheckKind.DAILY, row.template.name))
    return {row.template_id: row for row in kept}


def _days(halls: Iterable[Unit], now: dt.datetime) -> dict[int, dt.date]:
    """What day it is in each, by its own clock; by the house's where it has no queue."""
    kept = list(halls)
    zones = dict(Premises.objects.filter(unit__in=kept).values_list("unit", "time_zone"))
    return {
        hall.pk: business_day(now, zones[hall.pk]) if hall.pk in zones else timezone.localdate(now) for hall in kept
    }


def _books(halls: Iterable[Unit], days: dict[int, dt.date]) -> dict[tuple[int, int], CheckRun]:
    """By hall and template: today's daily book, whoever began it."""
    rows = CheckRun.objects.filter(unit__in=list(halls), business_day__in=set(days.values()), kind=CheckKind.DAILY)
    return {
        (run.unit_id, run.template_id): run
        for run in rows.exclude(state__in=GONE)
        if run.business_day == days[run.unit_id]
    }


def _drafts(person: Person) -> list[CheckRun]:
    photos = Count("photos", filter=Q(photos__attachment__removed_at=None))
    answers = Prefetch("answers", Answer.objects.annotate(kept=photos).order_by("position"))
    rows = CheckRun.objects.drafts_of(person).exclude(kind=CheckKind.MYSTERY)
    return list(rows.select_related("unit", "version_of__template").prefetch_related(answers).order_by("-pk"))


def _sent_lately(person: Person, now: dt.datetime) -> Iterable[CheckRun]:
    rows = CheckRun.objects.filter(checker=person, received_at__gte=now - KEPT).exclude(state__in=UNSENT)
    return rows.exclude(kind=CheckKind.MYSTERY).select_related("unit", "template").order_by("-received_at")[:20]


def _sections(versions: Iterable[int]) -> dict[int, list[Section]]:
    found: dict[int, list[Section]] = {}
    items = Prefetch("items", Item.objects.order_by("position"))
    rows = Section.objects.filter(version_of__in=list(versions)).order_by("position").prefetch_related(items)
    for section in rows:
        found.setdefault(section.version_of_id, []).append(section)
    return found


def _at(hall: Unit, versions: dict[int, TemplateVersion], person: Person) -> list[TemplateVersion]:
    """What the person is offered there."""
    holding = [one for one in versions.values() if is_at_or_below(hall.path, one.template.unit.path)]
    return [one for one in holding if may_begin(one.template.kind, hall, person)]


def _hall(
    hall: Unit, versions: list[TemplateVersion], day: dt.date, books: dict[tuple[int, int], CheckRun]
) -> dict[str, Any]:
    sheets = []
    for version in versions:
        book = books.get((hall.pk, version.template_id))
        said = {"number": book.number, "is_sent": book.received_at is not None} if book else None
        sheets.append({"version": version.pk, "book": said})
    return {"code": hall.code, "name": hall.name, "day": day.isoformat(), "sheets": sheets}


def _sheet(version: TemplateVersion, sections: list[Section]) -> dict[str, Any]:
    named = ("id", "words", "is_critical", "photo", "note", "action", "allows_zero")
    return {
        "template": version.template_id,
        "number": version.number,
        "name": version.template.name,
        "kind": version.template.kind,
        "kind_words": str(version.template.get_kind_display()),
        "sections": [
            {
                "name": section.name,
                "items": [
                    {**{name: getattr(item, name) for name in named}, "weight": rules.plain(item.weight or rules.ZERO)}
                    for item in section.items.all()  # type: ignore[attr-defined]
                ],
            }
            for section in sections
        ],
    }


def _line(run: CheckRun) -> dict[str, Any]:
    return {
        "uuid": str(run.client_uuid),
        "number": run.number,
        "unit": run.unit.code,
        "hall": run.unit.name,
        "day": run.business_day.isoformat(),
        "started_at": run.started_at.isoformat(),
    }


def _draft(run: CheckRun) -> dict[str, Any]:
    said = {}
    for answer in run.answers.all():  # type: ignore[attr-defined]
        photos: int = answer.kept  # type: ignore[attr-defined]
        if answer.verdict or answer.note or photos:
            lost = rules.plain(answer.given) if answer.given is not None else ""
            said[str(answer.item_id)] = {
                "verdict": answer.verdict,
                "lost": lost,
                "note": answer.note,
                "photos": photos,
            }
    # One that a reviewer asked for has to be sent and cannot be thrown away.
    return {**_line(run), "version": run.version_of_id, "answers": said, "is_asked_for": run.replaces_id is not None}


def _sent(run: CheckRun) -> dict[str, Any]:
    return {
        **_line(run),
        "name": run.template.name,
        "finished_at": run.finished_at.isoformat() if run.finished_at else "",
        "received_at": run.received_at.isoformat() if run.received_at else "",
        "is_late": run.is_late,
    }
