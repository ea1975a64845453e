"""Checks for tests: a small sheet of three items, published, and a run of it."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from halls.checks.choices import CheckKind, When
from halls.checks.models import Answer, CheckRun, CheckTemplate, TemplateVersion
from halls.checks.rules import ItemDraft, SectionDraft
from halls.checks.services import Said, make_template, publish, save_answer, save_draft, start_run, submit_run
from halls.tests.factories import MORNING
from org.people.choices import Role
from org.people.models import Person
from org.tests.factories import a_person
from org.units.models import Unit

DAY = dt.date(2011, 1, 17)
NOW = MORNING


def items(*, photo: str = When.OFF, action: str = When.OFF) -> list[SectionDraft]:
    """Two sections, 100 points: the dispenser (40, critical), the television (35), badges (25, may cost nothing)."""
    return [
        SectionDraft(
            "环境设施",
            "environment",
            items=[
                ItemDraft("饮水机已开", Decimal(40), "dispenser", is_critical=True),
                ItemDraft("电视机已开且有声音", Decimal(35), "tv", photo=photo, action=action),
            ],
        ),
        SectionDraft("服务规范", "norms", items=[ItemDraft("工号牌佩戴", Decimal(25), "badge", allows_zero=True)]),
    ]


def a_draft(unit: Unit, kind: str = CheckKind.DAILY, *, name: str = "每日必查", **settings: Any) -> TemplateVersion:
    return make_template(unit=unit, kind=kind, name=name, by=None, now=NOW, **settings)


def a_version(
    unit: Unit,
    kind: str = CheckKind.DAILY,
    *,
    sections: list[SectionDraft] | None = None,
    name: str = "每日必查",
    **settings: Any,
) -> TemplateVersion:
    """Published."""
    draft = a_draft(unit, kind, name=name, **settings)
    save_draft(version=draft, sections=sections or items(), seen=draft.version, by=None, now=NOW)
    return publish(version=draft, seen=draft.version, by=None, now=NOW)


def a_manager(unit: Unit) -> Person:
    return a_person(Role.HALL_MANAGER, at=unit)


def a_run(
    unit: Unit,
    template: CheckTemplate | None = None,
    *,
    by: Person | None = None,
    now: dt.datetime = NOW,
    **more: Any,
) -> CheckRun:
    """Begun by the hall's manager with the daily book."""
    using = template or a_version(unit).template
    return start_run(unit=unit, template=using, by=by or a_manager(unit), now=now, **more)


def answers_of(run: CheckRun) -> dict[str, Answer]:
    """By code."""
    return {answer.code: answer for answer in run.answers.all()}  # type: ignore[attr-defined]


def say(run: CheckRun, code: str, verdict: str, *, lost: str | None = None, note: str = "") -> Answer:
    answer = answers_of(run)[code]
    said = Said(verdict, Decimal(lost) if lost is not None else None, note, answer.version)
    return save_answer(run=run, answer=answer, said=said, by=run.checker, now=NOW)


def filled(run: CheckRun, **verdicts: str) -> CheckRun:
    """Everything meets it, except what is said."""
    for code in answers_of(run):
        say(run, code, verdicts.get(code, "ok"))
    return run


def sent(run: CheckRun, *, now: dt.datetime = NOW, **verdicts: str) -> CheckRun:
    return submit_run(run=filled(run, **verdicts), by=run.checker, now=now)


def a_photo(name: str = "photo.jpg", *, size: tuple[int, int] = (64, 48), kind: str = "JPEG", **more: Any) -> Any:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **more)
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")
