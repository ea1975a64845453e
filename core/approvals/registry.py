"""What may be approved: each kind is declared by the subject whose act it is, with what follows from a decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from core.approvals.models import ApprovalRequest


class Consequence(Protocol):
    """Runs inside the deciding transaction, once; a Refusal from it makes the decision not happen."""

    def __call__(self, request: ApprovalRequest, *, by: Any, now: dt.datetime) -> None: ...


def _nothing(request: ApprovalRequest, *, by: Any, now: dt.datetime) -> None:
    """Nothing follows."""


def _no_row(_request: ApprovalRequest) -> None:
    """No row is held but the request's own."""


def _nobody(_request: ApprovalRequest) -> Iterable[Any]:
    return ()


def _no_case(_request: ApprovalRequest) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class ApprovalKind:
    """`address` is the page of what is decided on; `right` lets others at the request's path read along;
    with `sole` a thing has one living request of the kind; `case_template` shows the case on the page of
    the request, with what `case` gives as its context; `concerned` names who may not decide as things stand
    when they decide, besides those barred when it was asked; `hold` holds the row that acts on the case hold first,
    before the request's own, so that a decision and such an act wait in a row and never in a ring."""

    code: str
    title: str | Promise
    address: Callable[[ApprovalRequest], str]
    on_approved: Consequence
    on_refused: Consequence = _nothing
    on_returned: Consequence = _nothing
    on_withdrawn: Consequence = _nothing
    right: str = ""
    sole: bool = True
    case_template: str = ""
    case: Callable[[ApprovalRequest], dict[str, Any]] = _no_case
    concerned: Callable[[ApprovalRequest], Iterable[Any]] = _nobody
    hold: Callable[[ApprovalRequest], None] = _no_row


_kinds: dict[str, ApprovalKind] = {}


def approval_kind(
    code: str,
    *,
    title: str | Promise,
    address: Callable[[ApprovalRequest], str],
    on_approved: Consequence,
    on_refused: Consequence = _nothing,
    on_returned: Consequence = _nothing,
    on_withdrawn: Consequence = _nothing,
    right: str = "",
    sole: bool = True,
    case_template: str = "",
    case: Callable[[ApprovalRequest], dict[str, Any]] = _no_case,
    concerned: Callable[[ApprovalRequest], Iterable[Any]] = _nobody,
    hold: Callable[[ApprovalRequest], None] = _no_row,
) -> None:
    """Declare a kind; raises ValueError when another module has declared the same code."""
    kind = ApprovalKind(
        code,
        title,
        address,
        on_approved=on_approved,
        on_refused=on_refused,
        on_returned=on_returned,
        on_withdrawn=on_withdrawn,
        right=right,
        sole=sole,
        case_template=case_template,
        case=case,
        concerned=concerned,
        hold=hold,
    )
    known = _kinds.get(code)
    if known and known.on_approved.__module__ != on_approved.__module__:
        raise ValueError(f"two kinds of approval called {code}")
    _kinds[code] = kind


def kind_of(code: str) -> ApprovalKind:
    """The kind called `code`; LookupError if no app in this installation declares it."""
    if code not in _kinds:
        raise LookupError(f"no app declares approvals of kind {code!r}")
    return _kinds[code]


def title_of(code: str) -> str | Promise:
    """What people call requests of this kind, also when its app has gone."""
    return _kinds[code].title if code in _kinds else _("A request of an earlier version")


def kinds() -> list[ApprovalKind]:
    """Every kind, in the order of declaration."""
    return list(_kinds.values())
