"""The trail as a sheet: the lines of the page, in the same words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.audit.forms import AuditFilter
from core.audit.models import AuditEntry
from core.audit.selectors import Line, lines_of
from core.exports.registry import Column, listing
from core.refusals import Refusal
from core.rights import AUDIT_READ

AT_ONCE = 500


class WrongFilter(Refusal):
    """A filter in the address says nothing we know."""


def _rows(person: Any, params: Mapping[str, str]) -> Iterator[Line]:
    """Newest first, as on the page; read and put into words some at a time. Raises WrongFilter."""
    form = AuditFilter(params)
    if set(params) - set(form.fields) or not form.is_valid():
        raise WrongFilter(_("A filter in the address is not right. Choose it on the page again."))
    return _lines(form.narrow(AuditEntry.objects.visible_to(person)).order_by("-position"))


def _lines(entries: Any) -> Iterator[Line]:
    last: int | None = None
    while rows := list((entries if last is None else entries.filter(position__lt=last))[:AT_ONCE]):
        yield from lines_of(rows)
        last = rows[-1].position


def _details(line: Line) -> str:
    return "; ".join(f"{key} {value}" for key, value in line.details)


listing(
    "audit",
    _("Audit trail"),
    AUDIT_READ,
    columns=[
        Column(_("No."), lambda line: line.position, width=9),
        Column(_("When"), lambda line: line.at, width=20),
        Column(_("Who"), lambda line: line.who, width=18),
        Column(_("What"), lambda line: line.words, width=22),
        Column(_("Object"), lambda line: line.about, width=28),
        Column(_("Details"), _details, width=60),
        Column(_("Address"), lambda line: line.address, width=16),
    ],
    rows=_rows,
)
