"""A kind of approval for tests, what it left behind, and requests of it. No kind of the product is used here."""

from __future__ import annotations

import datetime as dt
from typing import Any

from core.approvals.choices import Mode
from core.approvals.models import ApprovalRequest
from core.approvals.registry import approval_kind
from core.approvals.services import Fact, StepAsked, ask_approval
from core.audit.services import record
from core.refusals import Refusal

KIND, SHARED = "test.expense", "test.shared"
NOW = dt.datetime(2026, 11, 20, 1, 0, tzinfo=dt.UTC)
READ = "unit_view"


class CannotPay(Refusal):
    """The consequence refuses."""


def _carry_out(request: ApprovalRequest, *, by: Any, now: dt.datetime) -> None:
    if "不可执行" in request.title:
        raise CannotPay("没有余额")
    record("test.carried_out", by=by, now=now, about=request)


def _note(verb: str) -> Any:
    def follow(request: ApprovalRequest, *, by: Any, now: dt.datetime) -> None:
        record(verb, by=by, now=now, about=request)

    return follow


def declare_test_kinds() -> None:
    follow = {
        "on_approved": _carry_out,
        "on_refused": _note("test.refused"),
        "on_returned": _note("test.returned"),
        "on_withdrawn": _note("test.withdrawn"),
        "address": lambda _request: "/units/",
    }
    approval_kind(KIND, title="测试支出", right=READ, **follow)  # type: ignore[arg-type]
    approval_kind(SHARED, title="测试阅示", sole=False, **follow)  # type: ignore[arg-type]


declare_test_kinds()


def a_request(*steps: Any, about: Any, by: Any, now: dt.datetime = NOW, **more: Any) -> ApprovalRequest:
    """A request about `about` (a unit); each step is a StepAsked, or people of whom any may decide."""
    asked = [
        step if isinstance(step, StepAsked) else StepAsked(f"第 {place} 步", step, Mode.ANY)
        for place, step in enumerate(steps, start=1)
    ]
    return ask_approval(
        kind=more.pop("kind", KIND),
        about=about,
        path=more.pop("path", about.path),
        title=more.pop("title", "额外补偿 128 元"),
        facts=more.pop("facts", [Fact("金额", "128.00 元"), Fact("理由", "两次上门未修好")]),
        steps=asked,
        by=by,
        now=now,
        **more,
    )
