"""Checks of the hall: a patrol that its manager sent, a daily book that is being filled in, a template with a draft."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from halls.checks.choices import CheckKind
from halls.checks.models import CheckRun, TemplateVersion
from halls.checks.rules import ItemDraft, SectionDraft
from halls.checks.services import (
    Said,
    add_photo,
    make_template,
    new_draft,
    publish,
    save_answers,
    save_draft,
    start_run,
    submit_run,
)
from org.models import Person, Unit
from org.people.choices import Role

A_DAY = dt.datetime(2011, 1, 17, 1, 0, tzinfo=dt.UTC)


def add_checks(
    things: dict[str, Any],
    hall: Unit,
    people: dict[str, Person],
    mark: Callable[[str], str] = str,
    *,
    now: dt.datetime = A_DAY,
) -> None:
    """Puts the template, both checks, an answer and a photo of the book among `things`."""
    branch, manager, editor = hall.parent, people[Role.HALL_MANAGER], people[Role.SERVICE_MANAGER]
    assert branch is not None
    book = _published(branch, CheckKind.DAILY, mark("每日必查事项本"), mark, now)
    patrol = _published(branch, CheckKind.PATROL, mark("巡查表"), mark, now)
    things["check_template"] = patrol.template
    things["check_draft"] = new_draft(template=patrol.template, source=patrol, by=editor, now=now)
    things["check_sent"] = submit_run(run=_begun(hall, patrol, manager, mark, now), by=manager, now=now)
    going = _begun(hall, book, manager, mark, now)
    answer = going.answers.get(code="tv")  # type: ignore[attr-defined]
    things["check_going"], things["check_item"] = going, answer.item_id
    things["check_photo"] = add_photo(run=going, answer=answer, upload=_photo(), by=manager, now=now)


def _published(unit: Unit, kind: str, name: str, mark: Callable[[str], str], now: dt.datetime) -> TemplateVersion:
    draft = make_template(unit=unit, kind=kind, name=name, by=None, now=now)
    items = [
        ItemDraft(mark("饮水机已开"), Decimal(60), "dispenser"),
        ItemDraft(mark("电视机已开且有声音"), Decimal(40), "tv", source=mark("环境设施D")),
    ]
    sections = [SectionDraft(mark("环境设施")[:40], "environment", items=items)]
    save_draft(version=draft, sections=sections, seen=draft.version, by=None, now=now)
    return publish(version=draft, seen=draft.version, by=None, now=now)


def _begun(hall: Unit, version: TemplateVersion, by: Person, mark: Callable[[str], str], now: dt.datetime) -> CheckRun:
    run = start_run(unit=hall, template=version.template, by=by, now=now)
    verdicts = {"dispenser": Said("ok", seen=1), "tv": Said("fail", note=mark("静音"), seen=1)}
    said = {one.pk: verdicts[one.code] for one in run.answers.all()}  # type: ignore[attr-defined]
    save_answers(run=run, said=said, by=by, now=now)
    return run


def _photo() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (8, 6), "teal").save(out, "JPEG")
    return SimpleUploadedFile("tv.jpg", out.getvalue(), content_type="image/jpeg")


_SENT: dict[str, Callable[[Any], Any]] = {"number": lambda world: world.things["check_sent"].number}
_GOING: dict[str, Callable[[Any], Any]] = {"number": lambda world: world.things["check_going"].number}
_TEMPLATE: dict[str, Callable[[Any], Any]] = {"pk": lambda world: world.things["check_template"].pk}
_DRAFT = _TEMPLATE | {"number": lambda world: world.things["check_draft"].number}
_DECIDED = ("review", "accept", "return", "reopen")
ARGUMENTS: dict[str, dict[str, Callable[[Any], Any]]] = {
    **dict.fromkeys(["check_run", "check_print", "api_check"], _SENT),
    **dict.fromkeys([f"{door}check_{act}" for act in _DECIDED for door in ("", "api_")], _SENT),
    **dict.fromkeys(["check_fill", "check_discard", "api_check_discard"], _GOING),
    **dict.fromkeys([f"api_check_{act}" for act in ("answers", "photos", "send")], _GOING),
    "check_answer": _GOING | {"item": lambda world: world.things["check_item"]},
    "api_check_photo_remove": _GOING | {"uuid": lambda world: world.things["check_photo"].client_uuid},
    "check_photo_remove": _GOING | {"pk": lambda world: world.things["check_photo"].pk},
    **dict.fromkeys(["check_template", "check_version_new", "check_template_retire", "api_check_template"], _TEMPLATE),
    **dict.fromkeys(["api_check_template_retire", "api_check_version_new"], _TEMPLATE),
    **dict.fromkeys(["check_version", "check_preview", "api_check_version", "api_check_version_publish"], _DRAFT),
}
