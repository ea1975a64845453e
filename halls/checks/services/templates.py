"""The acts that make a template: write a draft, publish it, begin the next version, retire it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.audit.rules import plain_text
from core.audit.services import record
from core.refusals import Refusal
from core.versions import ChangedMeanwhile, change_as_read
from halls.checks import rules
from halls.checks.choices import SELF_KINDS, CheckKind, FixedPolicy, Scoring
from halls.checks.models import CheckTemplate, FindingLine, Item, Section, TemplateVersion
from halls.checks.rules import ItemDraft, SectionDraft
from halls.checks.selectors import as_drafts, with_items

if TYPE_CHECKING:
    from org.people.models import Person
    from org.units.models import Unit

CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,23}")
SETTINGS = (
    "scoring",
    "full_points",
    "na_policy",
    "critical_policy",
    "fixed_policy",
    "pass_line",
    "averages",
    "hides_score",
    "note",
)


class CannotMake(Refusal):
    """The template or its draft cannot be what was asked for."""


class CannotPublish(Refusal):
    """Something in the draft is wrong; `reasons` has a sentence for each."""

    def __init__(self, reasons: Sequence[str | Promise]) -> None:
        super().__init__(" ".join(map(str, reasons)))
        self.reasons = list(reasons)


@transaction.atomic
def make_template(
    *, unit: Unit, kind: str, name: str, by: Person | None, now: dt.datetime, **settings: Any
) -> TemplateVersion:
    """A template with its first draft, still empty. Raises CannotMake."""
    called = plain_text(name).strip()
    if not called:
        raise CannotMake(_("Give the template a name."), field="name")
    is_own = CheckKind(kind) in SELF_KINDS
    usual: dict[str, Any] = {
        "hides_score": is_own,
        "fixed_policy": FixedPolicy.KEEPS if is_own else FixedPolicy.LOSES,
    }
    try:
        with transaction.atomic():
            template = CheckTemplate.objects.create(unit=unit, kind=kind, name=called, made_at=now, made_by=by)
    except IntegrityError:
        raise CannotMake(_("%(unit)s has a template of this name.") % {"unit": unit}, field="name") from None
    version = TemplateVersion.objects.create(
        template=template, number=1, made_at=now, made_by=by, **_settings(usual | settings)
    )
    record("check_template.made", by=by, now=now, about=template, data={"name": called, "kind": kind})
    return version


@transaction.atomic
def save_draft(
    *,
    version: TemplateVersion,
    sections: Sequence[SectionDraft],
    seen: int | None,
    by: Person | None,
    now: dt.datetime,
    **settings: Any,
) -> TemplateVersion:
    """Write the whole draft as it was sent; it may be incomplete, publishing asks for the rest.

    Raises CannotMake, ChangedMeanwhile where somebody saved it since it was read.
    """
    _refuse_frozen(version)
    fresh = _settings(settings)
    cleaned = _cleaned(sections, version.template, most=fresh.get("full_points", version.full_points))
    held = TemplateVersion.objects.filter(pk=version.pk, version=seen or 0, published_at=None)
    if not held.update(version=F("version") + 1, **fresh):
        raise ChangedMeanwhile(TemplateVersion.objects.filter(pk=version.pk).first())
    version.refresh_from_db()
    _write(version, cleaned)
    data = {"number": version.number, "items": sum(len(one.items) for one in cleaned)}
    record("check_template.draft_saved", by=by, now=now, about=version.template, data=data)
    return version


@transaction.atomic
def publish(*, version: TemplateVersion, seen: int | None, by: Person | None, now: dt.datetime) -> TemplateVersion:
    """Freeze the draft: from now on new checks are carried out with it. Raises CannotPublish, ChangedMeanwhile."""
    _refuse_frozen(version)
    if version.template.retired_at is not None:
        raise CannotMake(_("This template is retired."))
    # The row first: nobody writes items below it from here on.
    change_as_read(version, version=seen, published_at=now, published_by=by)
    reasons = rules.not_publishable(as_drafts(with_items(version)), version.policy)
    if reasons:
        raise CannotPublish(reasons)
    data = {"number": version.number, "kind": version.template.kind}
    record("check_template.published", by=by, now=now, about=version.template, data=data)
    return version


@transaction.atomic
def new_draft(*, template: CheckTemplate, source: TemplateVersion, by: Person, now: dt.datetime) -> TemplateVersion:
    """The next version, begun as a copy of an earlier one. Raises CannotMake."""
    if template.retired_at is not None:
        raise CannotMake(_("This template is retired."))
    last = max(one.number for one in template.versions.all())
    kept = {name: getattr(source, name) for name in SETTINGS if name != "note"}
    try:
        with transaction.atomic():
            version = TemplateVersion.objects.create(
                template=template, number=last + 1, made_at=now, made_by=by, **kept
            )
    except IntegrityError:
        raise CannotMake(_("There is a draft already. Publish it or go on with it.")) from None
    _write(version, as_drafts(with_items(source)))
    data = {"number": version.number, "copied_from": source.number}
    record("check_template.draft_begun", by=by, now=now, about=template, data=data)
    return version


@transaction.atomic
def retire_template(*, template: CheckTemplate, by: Person, now: dt.datetime) -> CheckTemplate:
    """No new checks are begun with it; those begun go on, those sent stay. Raises CannotMake."""
    moved = CheckTemplate.objects.filter(pk=template.pk, retired_at=None).update(
        retired_at=now, retired_by=by, version=F("version") + 1
    )
    if not moved:
        raise CannotMake(_("This template is retired."))
    template.refresh_from_db()
    record("check_template.retired", by=by, now=now, about=template, data={"name": template.name})
    return template


@transaction.atomic
def set_line(
    *, unit: Unit, kind: str, valid_from: dt.date, line: Decimal, source: str = "", by: Person | None, now: dt.datetime
) -> FindingLine:
    """S0-M1: from a day on, a score under the line is a named finding. Raises CannotMake."""
    wrong = rules.wrong_score(line)
    if wrong:
        raise CannotMake(wrong, field="line")
    try:
        with transaction.atomic():
            row = FindingLine.objects.create(
                unit=unit, kind=kind, valid_from=valid_from, line=line, source=source, made_at=now, made_by=by
            )
    except IntegrityError:
        raise CannotMake(_("There is a line from this day on."), field="valid_from") from None
    data = {"unit": unit.name, "kind": kind, "valid_from": valid_from.isoformat(), "line": line}
    record("check_template.line_set", by=by, now=now, about=unit, data=data)
    return row


def _refuse_frozen(version: TemplateVersion) -> None:
    if version.is_frozen:
        raise CannotMake(_("A published version never changes. Begin a new version from it."))


def _settings(said: dict[str, Any]) -> dict[str, Any]:
    """By deduction 100 points are shared out, whatever was typed."""
    if said.get("scoring") == Scoring.DEDUCTION:
        said = said | {"full_points": rules.FULL}
    if (wrong := rules.wrong_score(said.get("pass_line"))) is not None:
        raise CannotMake(wrong, field="pass_line")
    full = said.get("full_points", rules.FULL)
    if full <= 0 or full > 1000 or full != rules.half_up(full):
        raise CannotMake(_("All points together are between 0.01 and 1000."), field="full_points")
    return said


def _cleaned(sections: Sequence[SectionDraft], template: CheckTemplate, *, most: Decimal) -> list[SectionDraft]:
    """Tidied, each item with a code. Raises CannotMake for what no draft may hold."""
    if len(sections) > rules.MOST_SECTIONS or sum(len(one.items) for one in sections) > rules.MOST_ITEMS:
        said = {"sections": rules.MOST_SECTIONS, "items": rules.MOST_ITEMS}
        raise CannotMake(_("A template has at most %(sections)s sections and %(items)s items.") % said)
    codes = _fresh_codes(template, {item.code for section in sections for item in section.items})
    tidy = []
    for section in sections:
        name = plain_text(section.name).strip()
        if not name:
            raise CannotMake(_("Give each section a name."))
        if (wrong := rules.wrong_score(section.pass_line)) is not None:
            raise CannotMake(wrong)
        tidy.append(replace(section, name=name, items=[_tidy(item, codes, most=most) for item in section.items]))
    return tidy


def _fresh_codes(template: CheckTemplate, said: set[str]) -> Iterator[str]:
    """Codes that no item of any sheet has had: by a code losses are added up over versions and sheets, so that two
    items share one only where somebody typed it."""
    kept = Item.objects.filter(section__version_of__template=template).values_list("code", flat=True)
    used = said.union(kept)
    numbered = (f"s{template.pk}-{n}" for n in count(1))
    return (code for code in numbered if code not in used)


def _tidy(item: ItemDraft, codes: Iterator[str], *, most: Decimal) -> ItemDraft:
    words = plain_text(item.words).strip()[: rules.WORDS_MOST]
    if not words:
        raise CannotMake(_("Say of each item what is looked at."))
    if (wrong := rules.wrong_weight(item.weight, most=most)) is not None:
        raise CannotMake(wrong)
    if item.code and not CODE.fullmatch(item.code):
        raise CannotMake(_("A code has small letters, digits, - and _, at most 24: %(code)s") % {"code": item.code})
    return replace(item, words=words, code=item.code or next(codes), source=plain_text(item.source).strip()[:200])


def _write(version: TemplateVersion, sections: Sequence[SectionDraft]) -> None:
    version.sections.all().delete()  # type: ignore[attr-defined]
    rows = Section.objects.bulk_create(
        Section(version_of=version, position=at, name=one.name, dimension=one.dimension, pass_line=one.pass_line)
        for at, one in enumerate(sections, start=1)
    )
    Item.objects.bulk_create(
        Item(
            section=row,
            position=at,
            code=item.code,
            words=item.words,
            weight=item.weight,
            is_critical=item.is_critical,
            photo=item.photo,
            note=item.note,
            action=item.action,
            allows_zero=item.allows_zero,
            source=item.source,
        )
        for row, one in zip(rows, sections, strict=True)
        for at, item in enumerate(one.items, start=1)
    )
