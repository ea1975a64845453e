"""What checks are made of at a moment, and what stands in the way of sending one."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from halls.checks import rules
from halls.checks.choices import SELF_KINDS, CheckKind
from halls.checks.models import (
    Answer,
    AnswerPhoto,
    CheckRun,
    CheckTemplate,
    FindingLine,
    Item,
    Section,
    TemplateVersion,
)
from halls.checks.models.runs import GONE
from halls.checks.rules import ItemDraft, SectionDraft
from halls.premises.models import Premises
from halls.premises.rules import business_day
from org.access.choices import Right
from org.access.table import ROLE_PERMISSIONS
from org.people.choices import Role
from org.units.choices import UnitKind
from org.units.models import Unit, below_any
from org.units.rules import chain, unit_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.utils.functional import Promise

    from halls.checks.models.runs import CheckRunQuerySet
    from org.people.models import Person


def current_version(template: CheckTemplate) -> TemplateVersion | None:
    """The newest published one; None before the first is published and after the template is retired."""
    if template.retired_at is not None:
        return None
    return template.versions.published().order_by("-number").first()  # type: ignore[attr-defined, no-any-return]


def versions_in_use(unit: Unit, kind: str | None = None) -> list[TemplateVersion]:
    """The newest published version of each template that holds at the unit, in two questions however many."""
    templates = CheckTemplate.objects.holding_at(unit)
    rows = TemplateVersion.objects.published().filter(template__in=templates).select_related("template")
    if kind is not None:
        rows = rows.filter(template__kind=kind)
    newest = {row.template_id: row for row in rows.order_by("number")}
    # The day's book first: it is what is begun every morning.
    order = list(CheckKind)
    return sorted(newest.values(), key=lambda row: (order.index(CheckKind(row.template.kind)), row.template.name))


def with_items(version: TemplateVersion) -> list[Section]:
    """Its sections in order, each with its items in order."""
    items = Prefetch("items", Item.objects.order_by("position"))
    return list(version.sections.order_by("position").prefetch_related(items))  # type: ignore[attr-defined]


def as_drafts(sections: Iterable[Section]) -> list[SectionDraft]:
    """What `with_items` gave, as values."""
    return [
        SectionDraft(one.name, one.dimension, one.pass_line, [_as_draft(item) for item in one.items.all()])  # type: ignore[attr-defined]
        for one in sections
    ]


def _as_draft(item: Item) -> ItemDraft:
    return ItemDraft(
        words=item.words,
        weight=item.weight,
        code=item.code,
        is_critical=item.is_critical,
        photo=item.photo,
        note=item.note,
        action=item.action,
        allows_zero=item.allows_zero,
        source=item.source,
    )


def own_paths(person: Person) -> tuple[str, ...]:
    """Below which units every hall is the person's own (H18): where they are posted in a hall, or lead halls."""
    return tuple(
        sorted(
            {
                posting.unit.path
                for posting in person.current_postings
                if posting.unit.kind == UnitKind.HALL or Right.QUEUE_LEAD in ROLE_PERMISSIONS[Role(posting.role)]
            }
        )
    )


def may_clear(run: CheckRun, person: Person) -> bool:
    """Whose draft of somebody else's it is to throw away: a reviewer's, and a hall's own sheets its leader's."""
    if not run.is_draft or run.checker_id == person.pk or run.kind == CheckKind.MYSTERY:
        return False
    leads = run.kind in SELF_KINDS and person.may(Right.QUEUE_LEAD, at=run.unit)
    return leads or person.may(Right.CHECK_REVIEW, at=run.unit)


def may_begin(kind: str, unit: Unit, person: Person) -> bool:
    """Which sheets a person is offered in a hall: mystery visits are given to somebody, nobody inspects their own
    halls (H18), and supervision comes from outside the hall."""
    if kind in SELF_KINDS:
        return True
    if kind == CheckKind.CROSS:
        return not unit.path.startswith(own_paths(person))
    return kind != CheckKind.MYSTERY and all(posting.unit_id != unit.pk for posting in person.current_postings)


def day_at(unit: Unit, now: dt.datetime) -> dt.date:
    """The day it is in the hall, by its own clock; by the house's where it has no queue."""
    zone = Premises.objects.filter(unit=unit).values_list("time_zone", flat=True).first()
    return business_day(now, zone) if zone else timezone.localdate(now)


def books_at(unit: Unit, now: dt.datetime) -> dict[int, CheckRun]:
    """By template: the hall's daily book of today, whoever began it."""
    rows = CheckRun.objects.of_kind(CheckKind.DAILY).filter(unit=unit).on(day_at(unit, now)).exclude(state__in=GONE)
    return {run.template_id: run for run in rows.select_related("checker")}


@dataclass
class Sheet:
    """A run with its answers and their photos, as the page, the print and the act of sending need it."""

    run: CheckRun
    answers: list[Answer]
    photos: dict[int, list[AnswerPhoto]]
    missing: dict[int, list[str | Promise]] = field(default_factory=dict)

    @property
    def done(self) -> int:
        return sum(1 for answer in self.answers if answer.verdict)

    @property
    def total(self) -> int:
        return len(self.answers)

    @property
    def left(self) -> int:
        """Items that still keep it from being sent."""
        return len(self.missing)

    @property
    def next_open(self) -> Answer | None:
        return next((answer for answer in self.answers if answer.pk in self.missing), None)


def sheet_of(run: CheckRun) -> Sheet:
    """Two questions however many items and photos."""
    answers = list(run.answers.order_by("position").select_related("item__section"))  # type: ignore[attr-defined]
    rows = AnswerPhoto.objects.kept().filter(answer__run=run).select_related("attachment__file", "attachment__preview")
    photos: dict[int, list[AnswerPhoto]] = {}
    for photo in rows:
        photos.setdefault(photo.answer_id, []).append(photo)
    counted = {key: len(those) for key, those in photos.items()}
    return Sheet(run, answers, photos, missing_of(answers, counted))


def missing_of(answers: Iterable[Answer], photos: dict[int, int]) -> dict[int, list[str | Promise]]:
    """By answer: what it still needs."""
    found = {
        answer.pk: rules.missing(answer.asks, verdict=answer.verdict, note=answer.note, photos=photos.get(answer.pk, 0))
        for answer in answers
    }
    return {key: said for key, said in found.items() if said}


def photos_counted(run: CheckRun) -> dict[int, int]:
    rows = AnswerPhoto.objects.kept().filter(answer__run=run).values("answer").annotate(count=Count("pk")).order_by()
    return {row["answer"]: row["count"] for row in rows}


@dataclass(frozen=True)
class Lines:
    """S0-M1: the dated lines of some units and of those above them, earliest first."""

    rows: list[FindingLine]

    def at(self, unit: Unit, kind: str, *, on: dt.date) -> FindingLine | None:
        """The line in force that day, of the unit or the nearest one above; None while nobody has set one."""
        newest = {row.unit_id: row for row in self.rows if row.kind == kind and row.valid_from <= on}
        return next((newest[key] for key in reversed(_keys(unit)) if key in newest), None)


def lines_over(units: Iterable[Unit]) -> Lines:
    """In one question however many units."""
    wanted = {key for unit in units for key in _keys(unit)}
    return Lines(list(FindingLine.objects.filter(unit__in=wanted).order_by("valid_from")))


def line_for(unit: Unit, kind: str, *, on: dt.date) -> FindingLine | None:
    return lines_over([unit]).at(unit, kind, on=on)


def lines_for(units: Iterable[Unit], kind: str, *, on: dt.date) -> dict[int, FindingLine]:
    """By unit, in one question; a unit without a line of its own or above it is left out."""
    kept = list(units)
    lines = lines_over(kept)
    found = {unit.pk: lines.at(unit, kind, on=on) for unit in kept}
    return {pk: line for pk, line in found.items() if line is not None}


def lines_visible_to(person: Person) -> QuerySet[FindingLine]:
    """Lines of the units whose checks the person sees, and of those above them; the latest first."""
    paths = {*person.paths_for("check_view"), *person.paths_for("check_edit")}
    above = {unit_id(step) for path in paths for step in chain(path)}
    rows = FindingLine.objects.filter(below_any("unit__path", paths) | Q(unit__in=above))
    return rows.order_by("unit__path", "kind", "-valid_from")


def lines_in_force(rows: Iterable[FindingLine], *, on: dt.date) -> set[int]:
    """The keys of those that count that day, one for each unit and kind."""
    newest: dict[tuple[int, str], FindingLine] = {}
    for row in sorted(rows, key=lambda one: one.valid_from):
        if row.valid_from <= on:
            newest[row.unit_id, row.kind] = row
    return {row.pk for row in newest.values()}


def _keys(unit: Unit) -> list[int]:
    return [unit_id(step) for step in chain(unit.path)]


def matching(person: Person, said: Mapping[str, Any]) -> CheckRunQuerySet:
    """Checks within reach that a list's filter asks for, newest day first."""
    rows = CheckRun.objects.visible_to(person)
    if said.get("kind"):
        rows = rows.of_kind(said["kind"])
    # What was thrown away or replaced is found by its state; it is no line among the others.
    rows = rows.filter(state=said["state"]) if said.get("state") else rows.exclude(state__in=GONE)
    if said.get("hall"):
        rows = rows.filter(unit__code=said["hall"])
    if said.get("since"):
        rows = rows.filter(business_day__gte=said["since"])
    if said.get("until"):
        rows = rows.filter(business_day__lte=said["until"])
    return rows.order_by("-business_day", "-pk")


def halls_for(person: Person, right: str) -> list[Unit]:
    """Halls where the person holds `right`, in the order of the tree."""
    return list(Unit.objects.where(person, right).filter(kind=UnitKind.HALL).order_by("path"))


def repeats_of(answers: Iterable[Answer], run: CheckRun, *, days: int = 30) -> dict[str, int]:
    """How often the same items were findings in the same hall in the days before, by code."""
    codes = {answer.code for answer in answers if answer.is_finding}
    since = run.business_day - dt.timedelta(days=days)
    rows = Answer.objects.findings().filter(
        run__in=CheckRun.objects.counting().filter(
            unit=run.unit_id, business_day__gte=since, business_day__lt=run.business_day
        ),
        code__in=codes,
    )
    return dict(Counter(rows.values_list("code", flat=True)))


def templates_with_versions(person: Person, *, retired: bool = False) -> list[CheckTemplate]:
    """Templates within reach, each with `current` (its newest published version) and `draft`, or None for either."""
    rows = CheckTemplate.objects.visible_to(person).filter(retired_at__isnull=not retired).select_related("unit")
    found = list(rows.prefetch_related(Prefetch("versions", TemplateVersion.objects.order_by("number"))))
    for template in found:
        versions = list(template.versions.all())  # type: ignore[attr-defined]
        template.current = next((one for one in reversed(versions) if one.is_frozen), None)  # type: ignore[attr-defined]
        template.draft = next((one for one in versions if not one.is_frozen), None)  # type: ignore[attr-defined]
    return found
