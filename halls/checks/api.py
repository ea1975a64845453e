"""Checks for machines, and for a phone that kept a check while it had no network.

Such a phone sends three things, each as often as it likes (H06): the check with its own UUID and answers, its photos
each with a UUID of its own, and the sending. The number in the answers is the receipt.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.idempotency import idempotent
from core.api.permissions import SignedIn
from core.api.serializers import NothingSerializer
from core.api.views import ScopedDetail, ScopedList, ScopedView
from core.rights import require
from halls.checks import rules, services
from halls.checks.choices import CheckKind, RunOrigin, Verdict
from halls.checks.models import Answer, AnswerPhoto, CheckRun, CheckTemplate, TemplateVersion
from halls.checks.presenter import checker_of
from halls.checks.selectors import current_version, may_clear, sheet_of, with_items
from halls.checks.services import Said
from org.access.choices import Right
from org.units.models import Unit

SHOWN_WITH = ("unit", "template", "version_of__template", "checker")


class TemplateSerializer(serializers.Serializer[CheckTemplate]):
    id = serializers.IntegerField(read_only=True)
    name = serializers.CharField(read_only=True)
    kind = serializers.CharField(read_only=True)
    unit = serializers.CharField(source="unit.code", read_only=True)
    retired_at = serializers.DateTimeField(read_only=True)


class OneTemplateSerializer(TemplateSerializer):
    """With its newest published version, null where there is none: all that a phone needs to fill one in."""

    version = serializers.SerializerMethodField()

    def get_version(self, template: CheckTemplate) -> dict[str, Any] | None:
        version = current_version(template)
        return _version(version) if version else None


def _version(version: TemplateVersion) -> dict[str, Any]:
    named = ("scoring", "na_policy", "critical_policy", "fixed_policy", "averages", "hides_score")
    return {
        "number": version.number,
        "pass_line": str(version.pass_line) if version.pass_line is not None else None,
        **{name: getattr(version, name) for name in named},
        "sections": [
            {
                "name": section.name,
                "dimension": section.dimension,
                "items": [_item(item) for item in section.items.all()],  # type: ignore[attr-defined]
            }
            for section in with_items(version)
        ],
    }


def _item(item: Any) -> dict[str, Any]:
    named = ("id", "code", "words", "is_critical", "photo", "note", "action", "allows_zero")
    return {**{name: getattr(item, name) for name in named}, "weight": str(item.weight)}


class AnswerSerializer(serializers.Serializer[Answer]):
    item = serializers.IntegerField(source="item_id", min_value=1)
    code = serializers.CharField(read_only=True)
    words = serializers.CharField(read_only=True)
    weight = serializers.DecimalField(max_digits=6, decimal_places=2, read_only=True)
    verdict = serializers.ChoiceField(choices=Verdict.choices, allow_blank=True)
    lost = serializers.DecimalField(
        max_digits=6, decimal_places=2, required=False, allow_null=True, default=None, min_value=0
    )
    note = serializers.CharField(max_length=rules.NOTE_MOST, required=False, allow_blank=True, default="")
    version = serializers.IntegerField(required=False)


class AnswersSerializer(serializers.Serializer[Any]):
    answers = AnswerSerializer(many=True)


class RunSerializer(serializers.Serializer[CheckRun]):
    number = serializers.CharField(read_only=True)
    client_uuid = serializers.UUIDField(required=False)
    unit = serializers.CharField(source="unit.code", max_length=40)
    template = serializers.IntegerField(source="template_id", min_value=1)
    version = serializers.IntegerField(source="version_of.number", required=False, min_value=1)
    kind = serializers.CharField(read_only=True)
    state = serializers.CharField(read_only=True)
    business_day = serializers.DateField(read_only=True)
    started_at = serializers.DateTimeField(required=False)
    finished_at = serializers.DateTimeField(read_only=True)
    received_at = serializers.DateTimeField(read_only=True)
    is_late = serializers.BooleanField(read_only=True)
    score = serializers.DecimalField(max_digits=6, decimal_places=2, read_only=True)
    first_score = serializers.DecimalField(max_digits=6, decimal_places=2, read_only=True)
    findings = serializers.IntegerField(read_only=True)
    outcome = serializers.CharField(read_only=True)
    checker = serializers.SerializerMethodField()
    answers = AnswerSerializer(many=True, write_only=True, required=False)

    def get_checker(self, run: CheckRun) -> str:
        return checker_of(run, self.context["request"].user)


class OneRunSerializer(RunSerializer):
    """With its answers and the photos of each."""

    items = serializers.SerializerMethodField()

    def get_items(self, run: CheckRun) -> list[dict[str, Any]]:
        sheet = sheet_of(run)
        return [
            {
                **AnswerSerializer(one).data,
                "photos": [str(photo.client_uuid) for photo in sheet.photos.get(one.pk, [])],
                "missing": [str(words) for words in sheet.missing.get(one.pk, [])] if run.is_draft else [],
            }
            for one in sheet.answers
        ]


class PhotoSerializer(serializers.Serializer[Any]):
    item = serializers.IntegerField(min_value=1)
    client_uuid = serializers.UUIDField()
    photo = serializers.FileField()


class CheckSendSerializer(serializers.Serializer[Any]):
    finished_at = serializers.DateTimeField(required=False)


class CheckWordsSerializer(serializers.Serializer[Any]):
    words = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class ReasonSerializer(serializers.Serializer[Any]):
    words = serializers.CharField(max_length=500)


def _seen(request: Request) -> None:
    person: Any = request.user
    if not any(map(person.may, (Right.CHECK_VIEW, Right.CHECK_RUN, Right.SHOP_RUN))):
        raise PermissionDenied(Right.CHECK_VIEW)


class Templates(ScopedList):
    """Templates of one's units and of those above them."""

    permission_classes = (SignedIn,)
    serializer_class = TemplateSerializer
    filters = {"kind": "kind", "unit": "unit__code"}
    orderings = {"name": "name"}
    ordering = "name"

    def get_queryset(self) -> QuerySet[CheckTemplate]:
        _seen(self.request)
        return CheckTemplate.objects.visible_to(self.request.user).select_related("unit")


class OneTemplate(ScopedDetail):
    permission_classes = (SignedIn,)
    serializer_class = OneTemplateSerializer
    lookup_field = "pk"

    def get_queryset(self) -> QuerySet[CheckTemplate]:
        _seen(self.request)
        return CheckTemplate.objects.visible_to(self.request.user).select_related("unit")


def runs_of(request: Request) -> QuerySet[CheckRun]:
    _seen(request)
    return CheckRun.objects.visible_to(request.user).select_related(*SHOWN_WITH)


class Runs(ScopedList):
    """GET: checks within reach, newest first. POST: begin one, or hand in a draft that was kept on a device."""

    permission_classes = (SignedIn,)
    serializer_class = RunSerializer
    filters = {"kind": "kind", "state": "state", "unit": "unit__code", "day": "business_day"}
    orderings = {"-received_at": "-received_at", "-business_day": "-business_day"}
    ordering = "-business_day"

    def get_queryset(self) -> QuerySet[CheckRun]:
        return runs_of(self.request)

    @idempotent
    def post(self, request: Request) -> Response:
        require(request, Right.CHECK_RUN)
        said = self.checked(request)
        unit = get_object_or_404(Unit.objects.where(request.user, Right.CHECK_RUN), code=said["unit"]["code"])
        rows = CheckTemplate.objects.visible_to(request.user).exclude(kind=CheckKind.MYSTERY)
        template = get_object_or_404(rows, pk=said["template_id"])
        number = said.get("version_of", {}).get("number")
        version = template.versions.filter(number=number).first() if number else None
        run = services.start_run(
            unit=unit,
            template=template,
            by=request.user,
            now=timezone.now(),
            version=version,
            client_uuid=said.get("client_uuid"),
            started_at=said.get("started_at"),
            origin=RunOrigin.DEVICE,
        )
        if run.is_draft:
            _answer(run, said.get("answers", []), request)
        return Response(OneRunSerializer(run, context={"request": request}).data, status=201)


def _answer(run: CheckRun, answers: list[dict[str, Any]], request: Request) -> None:
    """Without a version, what is sent replaces what was there: a device that fills it in alone needs none."""
    by_item = {one.item_id: one for one in run.answers.all()}  # type: ignore[attr-defined]
    unknown = [one["item_id"] for one in answers if one["item_id"] not in by_item]
    if unknown:
        raise ValidationError({"answers": _("This check has no item %(item)s.") % {"item": unknown[0]}})
    said = {}
    for one in answers:
        answer = by_item[one["item_id"]]
        said[answer.pk] = Said(one["verdict"], one["lost"], one["note"], one.get("version", answer.version))
    try:
        services.save_answers(run=run, said=said, by=request.user, now=timezone.now())
    except services.CannotAnswer as refusal:
        # Whoever sends answers names items; the key of an answer says nothing to them.
        named = {str(one.pk): str(item) for item, one in by_item.items()}
        refusal.field = named.get(refusal.field or "", refusal.field)
        raise


class OneRun(ScopedDetail):
    permission_classes = (SignedIn,)
    serializer_class = OneRunSerializer
    lookup_field = "number"

    def get_queryset(self) -> QuerySet[CheckRun]:
        return runs_of(self.request)


class _Act(ScopedView):
    """One act on one check, by whoever carries it out unless an act says otherwise."""

    permission_classes = (SignedIn,)
    lookup_field = "number"

    def get_queryset(self) -> QuerySet[CheckRun]:
        return runs_of(self.request)

    def permit(self, run: CheckRun) -> None:
        if run.checker_id != self.request.user.pk:
            raise PermissionDenied

    def act(self, run: CheckRun, said: dict[str, Any]) -> CheckRun:
        raise NotImplementedError

    @idempotent
    def post(self, request: Request, number: str, **_more: Any) -> Response:
        run = self.get_object()
        self.permit(run)
        done = self.act(run, self.checked(request))
        return Response(OneRunSerializer(done, context={"request": request}).data)


class Answers(_Act):
    serializer_class = AnswersSerializer

    def act(self, run: CheckRun, said: dict[str, Any]) -> CheckRun:
        _answer(run, said["answers"], self.request)
        return run


class Photos(_Act):
    """One photo as multipart/form-data; the same `client_uuid` again keeps nothing twice."""

    serializer_class = PhotoSerializer
    parser_classes = (MultiPartParser, JSONParser)

    def act(self, run: CheckRun, said: dict[str, Any]) -> CheckRun:
        answer = get_object_or_404(run.answers.all(), item=said["item"])  # type: ignore[attr-defined]
        services.add_photo(
            run=run,
            answer=answer,
            upload=said["photo"],
            by=self.request.user,
            now=timezone.now(),
            client_uuid=said["client_uuid"],
        )
        return run


class PhotoRemove(_Act):
    """Taken away again before the check is sent, such as on a phone that had sent it already."""

    serializer_class = NothingSerializer

    def act(self, run: CheckRun, said: dict[str, Any]) -> CheckRun:
        photos = AnswerPhoto.objects.kept().filter(answer__run=run).select_related("answer", "attachment__file")
        photo = get_object_or_404(photos, client_uuid=self.kwargs["uuid"])
        services.remove_photo(run=run, photo=photo, by=self.request.user, now=timezone.now())
        return run


class Send(_Act):
    serializer_class = CheckSendSerializer

    def act(self, run: CheckRun, said: dict[str, Any]) -> CheckRun:
        return services.submit_run(run=run, by=self.request.user, now=timezone.now(), **said)


class Discard(_Act):
    """One's own draft; somebody else's, with `words` that say why, for who leads the hall or reviews."""

    serializer_class = CheckWordsSerializer

    def permit(self, run: CheckRun) -> None:
        if not may_clear(run, self.request.user):
            super().permit(run)

    def act(self, run: CheckRun, said: dict[str, Any]) -> CheckRun:
        by, now = self.request.user, timezone.now()
        if may_clear(run, by):
            return services.clear_draft(run=run, words=said["words"], by=by, now=now)
        return services.discard_run(run=run, by=by, now=now)


class _Review(_Act):
    serializer_class: Any = CheckWordsSerializer
    service: Callable[..., CheckRun]

    def permit(self, run: CheckRun) -> None:
        require(self.request, Right.CHECK_REVIEW, at=run.unit)

    def act(self, run: CheckRun, said: dict[str, Any]) -> CheckRun:
        services.refuse_mystery(run)
        return type(self).service(run=run, by=self.request.user, now=timezone.now(), **said)


class Review(_Review):
    service = staticmethod(services.review_run)


class Accept(_Review):
    service = staticmethod(services.accept_run)


class Return(_Review):
    serializer_class = ReasonSerializer
    service = staticmethod(services.return_run)


class Reopen(_Review):
    serializer_class = ReasonSerializer
    service = staticmethod(services.reopen_run)


urlpatterns = [
    path("check-templates/", Templates.as_view(), name="api_check_templates"),
    path("check-templates/<int:pk>/", OneTemplate.as_view(), name="api_check_template"),
    path("checks/", Runs.as_view(), name="api_checks"),
    path("checks/<str:number>/", OneRun.as_view(), name="api_check"),
    path("checks/<str:number>/answers/", Answers.as_view(), name="api_check_answers"),
    path("checks/<str:number>/photos/", Photos.as_view(), name="api_check_photos"),
    path("checks/<str:number>/photos/<uuid:uuid>/remove/", PhotoRemove.as_view(), name="api_check_photo_remove"),
    path("checks/<str:number>/send/", Send.as_view(), name="api_check_send"),
    path("checks/<str:number>/discard/", Discard.as_view(), name="api_check_discard"),
    path("checks/<str:number>/review/", Review.as_view(), name="api_check_review"),
    path("checks/<str:number>/accept/", Accept.as_view(), name="api_check_accept"),
    path("checks/<str:number>/return/", Return.as_view(), name="api_check_return"),
    path("checks/<str:number>/reopen/", Reopen.as_view(), name="api_check_reopen"),
]
