"""The acts of spot tests: questions written and approved, tests drawn, begun, scored once a person, ended."""

from __future__ import annotations

import datetime as dt
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.tickets.rules import cleaned_within
from core.audit.services import record
from core.refusals import Refusal
from core.versions import change_as_read
from halls.spottests import rules
from halls.spottests.choices import HALL_ROLES, TestState
from halls.spottests.models import Draw, DrawnQuestion, Mark, Question, Sitting, SpotTest, TestedHall
from org.people.models import Posting
from org.units.choices import UnitKind
from org.units.rules import is_at_or_below

if TYPE_CHECKING:
    from org.people.models import Person
    from org.units.models import Unit


class CannotKeepQuestion(Refusal):
    """What was written does not make a question."""


class CannotTest(Refusal):
    """The test cannot be as asked for, or is not where the act needs it."""


class CannotScore(Refusal):
    """This person cannot be scored, or was already (H16: one attempt)."""


class NotBegun(Refusal):
    """H16: nobody reads the questions before the test begins."""

    status: ClassVar[int] = 403


@transaction.atomic
def save_question(
    *,
    unit: Unit,
    topic: str,
    words: str,
    answer: str,
    valid_from: dt.date,
    valid_until: dt.date | None = None,
    question: Question | None = None,
    version: int | None = None,
    by: Person | None,
    now: dt.datetime,
) -> Question:
    """Write a question or change it; what changed is drawn only once it is approved again.

    Raises CannotKeepQuestion, ChangedMeanwhile, TextTooLong.
    """
    said = cleaned_within(words, most=rules.WORDS_MOST, field="words")
    wording = cleaned_within(answer, most=rules.ANSWER_MOST, field="answer")
    if not said:
        raise CannotKeepQuestion(_("Write the question."), field="words")
    if not wording:
        raise CannotKeepQuestion(_("Write the answer that is right."), field="answer")
    if valid_until is not None and valid_until < valid_from:
        raise CannotKeepQuestion(_("It would end before it begins."), field="valid_until")
    columns = {
        "topic": topic,
        "words": said,
        "answer": wording,
        "valid_from": valid_from,
        "valid_until": valid_until,
        "written_at": now,
        "written_by": by,
    }
    if question is None:
        question = Question.objects.create(unit=unit, **columns)
    else:
        change_as_read(question, version=version, approved_at=None, approved_by=None, **columns)
    record("question.written", by=by, now=now, about=question, data={"topic": topic, "unit": unit.name})
    return question


@transaction.atomic
def approve_question(*, question: Question, version: int | None, by: Person, now: dt.datetime) -> Question:
    """From now on it may be drawn. Raises CannotKeepQuestion, ChangedMeanwhile."""
    if question.approved_at is not None:
        raise CannotKeepQuestion(_("This question is approved already."))
    change_as_read(question, version=version, approved_at=now, approved_by=by)
    record("question.approved", by=by, now=now, about=question)
    return question


@transaction.atomic
def plan_test(
    *,
    unit: Unit,
    name: str,
    day: dt.date,
    count: int,
    halls: Sequence[Unit],
    is_cross: bool = False,
    by: Person | None,
    now: dt.datetime,
) -> SpotTest:
    """Plan a test for some halls and draw its questions. Raises CannotTest.

    The share tested is taken of those of each hall who may be asked that day, until somebody counts otherwise.
    """
    words = cleaned_within(name, most=rules.NAME_MOST, field="name")
    if not words:
        raise CannotTest(_("Give the test a name."), field="name")
    if day < timezone.localdate(now):
        raise CannotTest(_("This day is over."), field="day")
    if not halls or any(one.kind != UnitKind.HALL or not is_at_or_below(one.path, unit.path) for one in halls):
        raise CannotTest(_("Choose service halls of this unit."), field="halls")
    test = SpotTest.objects.create(
        unit=unit, name=words, day=day, count=count, is_cross=is_cross, made_at=now, made_by=by
    )
    staff = _staff(halls, on=day)
    TestedHall.objects.bulk_create(TestedHall(test=test, unit=hall, staff=staff[hall.pk]) for hall in halls)
    _draw(test, number=1, reason="", by=by, now=now)
    record("test.planned", by=by, now=now, about=test, data={"day": day.isoformat(), "questions": count})
    return test


@transaction.atomic
def redraw(*, test: SpotTest, reason: str, version: int | None, by: Person, now: dt.datetime) -> Draw:
    """Draw again before the test begins; the draws before stay. Raises CannotTest, ChangedMeanwhile."""
    words = cleaned_within(reason, most=rules.REASON_MOST, field="reason")
    if test.state != TestState.PLANNED:
        raise CannotTest(_("The test has begun: its questions stay."))
    if not words:
        raise CannotTest(_("Say why it is drawn again."), field="reason")
    change_as_read(test, version=version)
    draw = _draw(test, number=test.draws.count() + 1, reason=words, by=by, now=now)
    record("test.drawn_again", by=by, now=now, about=test, data={"reason": words, "draw": draw.number})
    return draw


@transaction.atomic
def start_test(*, test: SpotTest, version: int | None, by: Person, now: dt.datetime) -> SpotTest:
    """From here on who holds the test reads its questions and asks them. Raises CannotTest, ChangedMeanwhile."""
    if test.state != TestState.PLANNED:
        raise CannotTest(_("The test has begun already."))
    if timezone.localdate(now) < test.day:
        raise CannotTest(_("The test begins on its day, not before."))
    change_as_read(test, version=version, started_at=now)
    record("test.started", by=by, now=now, about=test)
    return test


@transaction.atomic
def end_test(*, test: SpotTest, version: int | None, by: Person, now: dt.datetime) -> SpotTest:
    """Nobody is asked any more. Raises CannotTest, ChangedMeanwhile."""
    _refuse_unless_running(test)
    change_as_read(test, version=version, ended_at=now)
    record("test.ended", by=by, now=now, about=test, data={"tested": test.sittings.count()})
    return test


@transaction.atomic
def reopen_test(*, test: SpotTest, reason: str, version: int | None, by: Person, now: dt.datetime) -> SpotTest:
    """Go on asking: it was ended too early. The reason is seen by everybody who sees the test.

    Who was asked stays asked (H16). Raises CannotTest, ChangedMeanwhile.
    """
    words = cleaned_within(reason, most=rules.REASON_MOST, field="reason")
    if test.state != TestState.ENDED:
        raise CannotTest(_("Only a test that has ended is opened again."))
    if not words:
        raise CannotTest(_("Say why it is opened again."), field="reason")
    change_as_read(test, version=version, ended_at=None)
    record("test.reopened", by=by, now=now, about=test, data={"reason": words})
    return test


@transaction.atomic
def set_staff(*, hall: TestedHall, staff: int, by: Person, now: dt.datetime) -> TestedHall:
    """How many people the share is taken of, counted on the spot. Raises CannotTest."""
    if staff < hall.sittings.count():
        raise CannotTest(_("More people were tested already."), field="staff")
    before = hall.staff
    TestedHall.objects.filter(pk=hall.pk).update(staff=staff)
    hall.staff = staff
    data = {"unit": hall.unit.name, "staff": staff, "before": before}
    record("test.staff_counted", by=by, now=now, about=hall.test, data=data)
    return hall


@transaction.atomic
def score_person(
    *,
    test: SpotTest,
    person: Person,
    results: Mapping[int, str],
    has_record: bool = False,
    by: Person,
    now: dt.datetime,
) -> Sitting:
    """How one person answered each question, by its position: once in a test (H16).

    Raises CannotScore, CannotTest while the test is not under way.
    """
    held = SpotTest.objects.select_for_update(of=("self",)).get(pk=test.pk)
    _refuse_unless_running(held)
    if person.pk == by.pk:
        raise CannotScore(_("Nobody scores himself."), field="person")
    hall = _hall_of(held, person)
    drawn = {one.position: one for one in drawn_last(held)}
    if set(results) != set(drawn):
        raise CannotScore(_("Every question is marked once."))
    score = rules.score_of([results[position] for position in sorted(drawn)])
    try:
        with transaction.atomic():
            sitting = Sitting.objects.create(
                test=held, hall=hall, person=person, score=score, has_record=has_record, scored_at=now, scored_by=by
            )
    except IntegrityError:
        words = {"name": person.name}
        raise CannotScore(_("%(name)s has been asked in this test already.") % words, field="person") from None
    Mark.objects.bulk_create(
        Mark(sitting=sitting, drawn=drawn[position], result=result) for position, result in sorted(results.items())
    )
    record("test.scored", by=by, now=now, about=held, data={"person": person.name, "score": str(score)})
    return sitting


def drawn_last(test: SpotTest) -> list[DrawnQuestion]:
    """What counts: the questions of the last draw. Whoever shows them asks `read_questions`."""
    last = test.draws.order_by("-number").first()
    return list(last.questions.all()) if last else []


def read_questions(test: SpotTest) -> list[DrawnQuestion]:
    """H16: the questions of a test that has begun. Raises NotBegun."""
    if test.started_at is None:
        raise NotBegun(_("The questions can be read once the test has begun."))
    return drawn_last(test)


def _refuse_unless_running(test: SpotTest) -> None:
    if test.state != TestState.RUNNING:
        raise CannotTest(_("The test is not under way."))


def _hall_of(test: SpotTest, person: Person) -> TestedHall:
    """The hall of the test where the person serves that day, or which that person leads; of several the first."""
    halls = {hall.unit_id: hall for hall in test.halls.all()}
    posted = Posting.objects.in_force(on=test.day).filter(person=person, unit__in=halls)
    posted = posted.filter(role__in=HALL_ROLES).order_by("pk")
    unit = posted.values_list("unit", flat=True).first()
    if unit is None:
        raise CannotScore(_("%(name)s serves in no hall of this test.") % {"name": person.name}, field="person")
    return halls[unit]


def _staff(halls: Sequence[Unit], *, on: dt.date) -> Counter[int]:
    """How many may be asked: the same people as `to_be_asked` lists, so that no share exceeds the whole."""
    posted = Posting.objects.in_force(on=on).at_units(halls).filter(role__in=HALL_ROLES, person__is_active=True)
    return Counter(unit for unit, _who in posted.values_list("unit", "person").distinct())


def _draw(test: SpotTest, *, number: int, reason: str, by: Person | None, now: dt.datetime) -> Draw:
    valid = {one.pk: one for one in Question.objects.valid_at(test.unit, on=test.day)}
    if len(valid) < test.count:
        words = {"count": len(valid)}
        raise CannotTest(_("Only %(count)s approved questions are valid on this day.") % words, field="count")
    seed = secrets.token_hex(16)
    draw = Draw.objects.create(test=test, number=number, seed=seed, reason=reason, drawn_at=now, drawn_by=by)
    DrawnQuestion.objects.bulk_create(
        DrawnQuestion(draw=draw, position=position, question=valid[pk], words=valid[pk].words, answer=valid[pk].answer)
        for position, pk in enumerate(rules.drawn_from(valid, test.count, seed=seed), start=1)
    )
    return draw
