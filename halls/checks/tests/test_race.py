"""Several at once: one book a day, one receipt, one action; with the twin that has the guard off."""

from __future__ import annotations

import pytest

from core.audit.models import AuditEntry
from core.tests.writers import alone, at_once
from halls.checks.choices import When
from halls.checks.models import CheckRun, CheckTemplate
from halls.checks.services import CannotAnswer, CannotStart, Said, save_answer, sending, start_run, submit_run
from halls.checks.tests.factories import NOW, a_manager, a_run, a_version, answers_of, filled, items
from halls.tests.factories import a_hall
from improvement.actions.models import Action
from org.models import Person, Unit

pytestmark = [pytest.mark.usefixtures("several_writers"), pytest.mark.django_db(transaction=True)]

PHONES = 5


def a_filled_book() -> int:
    hall = a_hall().unit
    template = a_version(hall, sections=items(action=When.ON_FAIL)).template
    return filled(a_run(hall, template), tv="fail").pk


def send(pk: int) -> str:
    run = CheckRun.objects.select_related("unit", "checker").get(pk=pk)
    return submit_run(run=run, by=run.checker, now=NOW).number


def test_a_phone_that_sends_five_times_at_once_has_one_receipt_and_opens_one_action() -> None:
    """H06."""
    pk = alone(a_filled_book)
    assert len(set(at_once(*[lambda: send(pk)] * PHONES))) == 1
    assert alone(lambda: (Action.objects.count(), AuditEntry.objects.filter(verb="check.submitted").count())) == (1, 1)


def test_the_twin_that_believes_what_it_read_sends_it_several_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without holding the row and looking again, everybody finds the draft that they read before."""
    pk = alone(a_filled_book)
    rows = CheckRun.objects.select_related("unit", "checker", "version_of")
    stale = [alone(lambda: rows.get(pk=pk)) for _each in range(PHONES)]
    monkeypatch.setattr(sending, "held", lambda run: run)
    at_once(*[lambda run=run: submit_run(run=run, by=run.checker, now=NOW) for run in stale])
    assert alone(lambda: AuditEntry.objects.filter(verb="check.submitted").count()) > 1


def test_of_several_who_begin_the_book_one_does() -> None:
    """H05: the unique index decides."""

    def prepared() -> tuple[int, int]:
        hall = a_hall().unit
        return hall.pk, a_version(hall).template_id

    hall_pk, template_pk = alone(prepared)
    people = [alone(lambda: a_manager(Unit.objects.get(pk=hall_pk)).pk) for _each in range(PHONES)]

    def begin(pk: int) -> str:
        unit, person = Unit.objects.get(pk=hall_pk), Person.objects.get(pk=pk)
        template = CheckTemplate.objects.get(pk=template_pk)
        try:
            return start_run(unit=unit, template=template, by=person, now=NOW).number
        except CannotStart:
            return ""

    came = at_once(*[lambda pk=pk: begin(pk) for pk in people])
    assert len([number for number in came if number]) == 1
    assert alone(CheckRun.objects.count) == 1


def test_an_answer_that_comes_while_it_is_sent_is_in_the_score_or_refused() -> None:
    pk = alone(a_filled_book)

    def answer() -> bool:
        run = CheckRun.objects.select_related("checker").get(pk=pk)
        badge = answers_of(run)["badge"]
        try:
            save_answer(run=run, answer=badge, said=Said("fail", seen=badge.version), by=run.checker, now=NOW)
        except CannotAnswer:
            return False
        return True

    _number, was_taken = at_once(lambda: send(pk), answer)
    score = alone(lambda: CheckRun.objects.get(pk=pk).score)
    assert score == (40 if was_taken else 65)
