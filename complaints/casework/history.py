"""What the history says of the steps of a case: a short sentence each."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from complaints.casework.choices import Step
from complaints.tickets.choices import Grade, Validity
from improvement.actions.choices import ActionAct


def graded(data: dict[str, Any]) -> list[str]:
    grade = Grade(data["grade"])
    if "from" not in data:
        return [str(grade.label)]
    lines = [_("from %(old)s to %(new)s") % {"old": data["from"], "new": grade.value}]
    if data.get("joint"):
        lines.append(_("jointly with %(name)s") % {"name": data["joint"]})
    return [*lines, *_taken_back(data)]


def joined(data: dict[str, Any]) -> list[str]:
    return [str(data["joint"])] if "joint" in data else []


def verified(data: dict[str, Any]) -> list[str]:
    if data.get("heard"):
        return [_("heard: %(name)s") % {"name": data["heard"]}]
    return [_("nobody heard: %(reason)s") % {"reason": data["not_heard"]}] if data.get("not_heard") else []


def judged(data: dict[str, Any]) -> list[str]:
    lines = [str(Validity(data["validity"]).label)] if data.get("validity") else []
    if data.get("asked_by"):
        lines.append(_("asked for by %(name)s") % {"name": data["asked_by"]})
    return [*lines, *_taken_back(data)]


def apologised(data: dict[str, Any]) -> list[str]:
    if data.get("who"):
        return [_("in person: %(name)s") % {"name": data["who"]}]
    return [_("by phone for the company")] if data.get("step") == Step.PHONE_APOLOGY else []


def dealt_with(data: dict[str, Any]) -> list[str]:
    return [_("nobody is responsible")] if data.get("nobody") else []


def corrected(data: dict[str, Any]) -> list[str]:
    lines = [str(data["action"])] if data.get("action") else []
    if data.get("act") in ActionAct.values:
        lines.append(str(ActionAct(data["act"]).label))
    return [*lines, *_taken_back(data)]


def _taken_back(data: dict[str, Any]) -> list[str]:
    if not data.get("undone"):
        return []
    steps = "、".join(str(Step(step).label) for step in data["undone"])
    return [_("taken back: %(steps)s") % {"steps": steps}]
