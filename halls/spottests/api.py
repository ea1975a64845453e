"""Spot tests for machines. H16: questions of a test are read once it has begun, and each person is scored once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.idempotency import idempotent
from core.api.views import ScopedDetail, ScopedList, ScopedView
from core.rights import require
from core.ui.rules import half_up
from halls.spottests import rules, services
from halls.spottests.choices import Result, Topic
from halls.spottests.forms import ResultFilter
from halls.spottests.models import DrawnQuestion, Question, SpotTest
from halls.spottests.results import asked_of
from halls.spottests.selectors import to_be_asked
from org.access.choices import Right
from org.units.models import Unit
from org.units.named import named_unit, named_units


class QuestionSerializer(serializers.Serializer[Question]):
    id = serializers.IntegerField(read_only=True)
    unit = serializers.CharField(source="unit.code", max_length=40)
    topic = serializers.ChoiceField(choices=Topic.choices)
    words = serializers.CharField(max_length=rules.WORDS_MOST)
    answer = serializers.CharField(max_length=rules.ANSWER_MOST)
    valid_from = serializers.DateField()
    valid_until = serializers.DateField(required=False, allow_null=True, default=None)
    approved_at = serializers.DateTimeField(read_only=True)
    version = serializers.IntegerField(read_only=True)


class ChangeSerializer(QuestionSerializer):
    """`version` is the one that was read."""

    unit = serializers.CharField(source="unit.code", read_only=True)
    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1)


class VersionSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1)


class RedrawSerializer(VersionSerializer):
    reason = serializers.CharField(max_length=rules.REASON_MOST)


class TestSerializer(serializers.Serializer[SpotTest]):
    __test__ = False

    id = serializers.IntegerField(read_only=True)
    unit = serializers.CharField(source="unit.code", max_length=40)
    name = serializers.CharField(max_length=rules.NAME_MOST)
    day = serializers.DateField()
    count = serializers.IntegerField(min_value=1, max_value=rules.QUESTIONS_MOST)
    is_cross = serializers.BooleanField(required=False, default=False)
    halls = serializers.ListField(child=serializers.CharField(max_length=40), write_only=True)
    state = serializers.CharField(read_only=True)
    version = serializers.IntegerField(read_only=True)


class DrawnSerializer(serializers.Serializer[DrawnQuestion]):
    position = serializers.IntegerField()
    words = serializers.CharField()
    answer = serializers.CharField()


class StaffSerializer(serializers.Serializer[Any]):
    staff = serializers.IntegerField(min_value=0, max_value=rules.STAFF_MOST)


class AnswerScoreSerializer(serializers.Serializer[Any]):
    """`results`: one of right, part, wrong for each question, in the order of their positions."""

    person = serializers.CharField(max_length=32)
    results = serializers.ListField(
        child=serializers.ChoiceField(choices=Result.choices), min_length=1, max_length=rules.QUESTIONS_MOST
    )
    has_record = serializers.BooleanField(required=False, default=False)


class Questions(ScopedList):
    serializer_class = QuestionSerializer
    required_right = Right.SPOT_TEST_EDIT
    filters = {"topic": "topic", "unit": "unit__code"}
    orderings = {"id": "id"}
    ordering = "id"

    def get_queryset(self) -> QuerySet[Question]:
        return Question.objects.visible_to(self.request.user).select_related("unit")

    @idempotent
    def post(self, request: Request) -> Response:
        said = self.checked(request)
        code = said.pop("unit")["code"]
        unit = named_unit(request.user, code, see=Right.HALL_VIEW, right=Right.SPOT_TEST_EDIT)
        made = services.save_question(unit=unit, by=request.user, now=timezone.now(), **said)
        return Response(QuestionSerializer(made).data, status=201)


class _OnQuestion(ScopedView):
    required_right = Right.SPOT_TEST_EDIT

    def get_queryset(self) -> QuerySet[Question]:
        return Question.objects.visible_to(self.request.user).select_related("unit")


class ChangeQuestion(_OnQuestion):
    """POST: the question written whole; it is drawn once it is approved again."""

    serializer_class = ChangeSerializer

    @extend_schema(operation_id="question_change")
    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        question = self.get_object()
        require(request, Right.SPOT_TEST_EDIT, at=question.unit)
        said = self.checked(request)
        kept = services.save_question(
            unit=question.unit, question=question, by=request.user, now=timezone.now(), **said
        )
        return Response(QuestionSerializer(kept).data)


class Approve(_OnQuestion):
    serializer_class = VersionSerializer

    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        question = self.get_object()
        services.approve_question(question=question, by=request.user, now=timezone.now(), **self.checked(request))
        return Response(QuestionSerializer(question).data)


class Tests(ScopedList):
    serializer_class = TestSerializer
    required_right = {"GET": Right.CHECK_VIEW, "POST": Right.SPOT_TEST_EDIT}
    filters = {"unit": "unit__code", "day": "day"}
    orderings = {"-day": "-day"}
    ordering = "-day"

    def get_queryset(self) -> QuerySet[SpotTest]:
        return SpotTest.objects.visible_to(self.request.user).select_related("unit")

    @idempotent
    def post(self, request: Request) -> Response:
        said = self.checked(request)
        code = said.pop("unit")["code"]
        unit = named_unit(request.user, code, see=Right.CHECK_VIEW, right=Right.SPOT_TEST_EDIT)
        reach = Unit.objects.where(request.user, Right.CHECK_VIEW)
        halls = named_units(said.pop("halls"), among=reach, field="halls")
        made = services.plan_test(unit=unit, halls=halls, by=request.user, now=timezone.now(), **said)
        return Response(TestSerializer(made).data, status=201)


class OneTest(ScopedDetail):
    serializer_class = TestSerializer
    required_right = Right.CHECK_VIEW

    def get_queryset(self) -> QuerySet[SpotTest]:
        return SpotTest.objects.visible_to(self.request.user).select_related("unit")


class _Held(ScopedView):
    """A test that the person holds."""

    serializer_class: Any = VersionSerializer
    required_right = Right.SPOT_TEST_EDIT

    def get_queryset(self) -> QuerySet[SpotTest]:
        return SpotTest.objects.visible_to(self.request.user).select_related("unit")

    def loaded(self) -> SpotTest:
        test: SpotTest = self.get_object()
        require(self.request, Right.SPOT_TEST_EDIT, at=test.unit)
        return test


class DrawnQuestions(_Held):
    """H16: 403 before the test begins."""

    serializer_class = DrawnSerializer

    def get(self, request: Request, pk: int) -> Response:
        return Response(DrawnSerializer(services.read_questions(self.loaded()), many=True).data)


class _Act(_Held):
    act: Callable[..., object]

    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        test = self.loaded()
        type(self).act(test=test, by=request.user, now=timezone.now(), **self.checked(request))
        return Response(TestSerializer(test).data)


class Redraw(_Act):
    serializer_class = RedrawSerializer
    act = staticmethod(services.redraw)


class Start(_Act):
    act = staticmethod(services.start_test)


class End(_Act):
    act = staticmethod(services.end_test)


class Reopen(_Act):
    """POST: go on asking after the test has ended, with a reason."""

    serializer_class = RedrawSerializer
    act = staticmethod(services.reopen_test)


class Score(_Held):
    serializer_class = AnswerScoreSerializer

    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        test = self.loaded()
        said = self.checked(request)
        services.read_questions(test)
        number = said.pop("person")
        people = {one.staff_number: one for one, _hall in to_be_asked(test)}
        people |= {one.person.staff_number: one.person for one in test.sittings.select_related("person")}
        if number not in people:
            raise ValidationError({"person": number})
        results = dict(enumerate(said.pop("results"), start=1))
        sitting = services.score_person(
            test=test, person=people[number], results=results, by=request.user, now=timezone.now(), **said
        )
        return Response({"person": number, "score": sitting.score}, status=201)


class Results(ScopedView):
    """S3 4.5 by district, hall or person, with numerator and denominator."""

    required_right = Right.CHECK_VIEW
    serializer_class = serializers.Serializer
    parameters = frozenset({"period", "by", "test"})

    def get_queryset(self) -> QuerySet[SpotTest]:
        return SpotTest.objects.visible_to(self.request.user)

    @extend_schema(operation_id="spot_test_results", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        chosen = ResultFilter(self.wanted)
        asked = asked_of(request.user, chosen, today=timezone.localdate())
        if chosen.errors:
            raise ValidationError(chosen.said_wrong)
        if asked is None:
            raise Http404
        return Response({"by": asked.by, "period": asked.period.words, "rows": [_row(row) for row in asked.rows]})


def _row(row: rules.Ranked) -> dict[str, Any]:
    standing = row.standing
    return {
        "rank": row.rank,
        "key": standing.key,
        "name": standing.name,
        "tested": standing.tested,
        "staff": standing.staff,
        "rate": None if standing.rate is None else half_up(standing.rate, 6),
        "score": None if standing.score is None else half_up(standing.score, 4),
    }


class Staff(_Held):
    """POST: how many people of a hall the share is taken of, counted on the spot."""

    serializer_class = StaffSerializer

    @idempotent
    def post(self, request: Request, pk: int, code: str) -> Response:
        test, said = self.loaded(), self.checked(request)
        hall = get_object_or_404(test.halls.select_related("unit", "test"), unit__code=code)
        kept = services.set_staff(hall=hall, by=request.user, now=timezone.now(), **said)
        return Response({"unit": kept.unit.code, "staff": kept.staff})


urlpatterns = [
    path("questions/", Questions.as_view(), name="api_question_new"),
    path("questions/<int:pk>/", ChangeQuestion.as_view(), name="api_question_edit"),
    path("questions/<int:pk>/approve/", Approve.as_view(), name="api_question_approve"),
    path("spot-tests/", Tests.as_view(), name="api_spot_test_new"),
    path("spot-tests/results/", Results.as_view(), name="api_spot_results"),
    path("spot-tests/<int:pk>/", OneTest.as_view(), name="api_spot_test"),
    path("spot-tests/<int:pk>/questions/", DrawnQuestions.as_view(), name="api_spot_test_questions"),
    path("spot-tests/<int:pk>/draw/", Redraw.as_view(), name="api_spot_test_draw"),
    path("spot-tests/<int:pk>/start/", Start.as_view(), name="api_spot_test_start"),
    path("spot-tests/<int:pk>/end/", End.as_view(), name="api_spot_test_end"),
    path("spot-tests/<int:pk>/reopen/", Reopen.as_view(), name="api_spot_test_reopen"),
    path("spot-tests/<int:pk>/halls/<str:code>/", Staff.as_view(), name="api_spot_test_staff"),
    path("spot-tests/<int:pk>/score/", Score.as_view(), name="api_spot_test_score"),
]
