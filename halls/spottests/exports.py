"""Results of spot tests on their way to a sheet, and the questions of a test that has begun."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.exports.registry import Column, listing
from core.exports.services import CannotExport
from core.ui.rules import half_up
from core.ui.words import no_data
from halls.spottests.forms import ResultFilter
from halls.spottests.models import DrawnQuestion, SpotTest
from halls.spottests.results import asked_of
from halls.spottests.rules import Ranked
from halls.spottests.services import NotBegun, read_questions
from org.access.choices import Right

if TYPE_CHECKING:
    from decimal import Decimal

    from core.exports.registry import Cell
    from org.people.models import Person

GONE = _("There is no such test here.")


def _results(person: Person, params: Mapping[str, str]) -> Iterable[Ranked]:
    chosen = ResultFilter(params)
    asked = asked_of(person, chosen, today=timezone.localdate())
    if asked is None or chosen.wrong:
        raise CannotExport(" ".join(chosen.wrong) or GONE)
    return asked.rows


def _questions(person: Person, params: Mapping[str, str]) -> Iterable[DrawnQuestion]:
    """H16: 403 until the test has begun."""
    wanted = params.get("test", "")
    pk = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 10 else 0
    test = SpotTest.objects.visible_to(person).filter(pk=pk).select_related("unit").first()
    if test is None:
        raise CannotExport(GONE)
    if not person.may(Right.SPOT_TEST_EDIT, at=test.unit):
        raise PermissionDenied(Right.SPOT_TEST_EDIT)
    try:
        return read_questions(test)
    except NotBegun as refusal:
        raise PermissionDenied(str(refusal)) from None


def _printed(value: Decimal | None) -> Cell:
    return no_data() if value is None else half_up(value, 1)


def _rate(row: Ranked) -> Cell:
    rate = row.standing.rate
    return "" if row.standing.staff is None else _printed(None if rate is None else rate * 100)


listing(
    "spot-results",
    _("Results of spot tests"),
    Right.CHECK_VIEW,
    columns=[
        Column(_("Rank"), lambda row: row.rank),
        Column(_("District, hall or person"), lambda row: row.standing.name, width=24),
        Column(_("Code or staff number"), lambda row: row.standing.key),
        Column(_("Tested"), lambda row: row.standing.tested),
        Column(_("Staff of the front desk"), lambda row: row.standing.staff),
        Column(_("Share tested, %"), _rate),
        Column(_("Score"), lambda row: _printed(row.standing.score)),
    ],
    rows=_results,
)
listing(
    "spot-questions",
    _("Questions of a spot test"),
    Right.SPOT_TEST_EDIT,
    columns=[
        Column(_("No."), lambda row: row.position, width=8),
        Column(_("Question"), lambda row: row.words, width=48),
        Column(_("Answer that is right"), lambda row: row.answer, width=60),
    ],
    rows=_questions,
)
