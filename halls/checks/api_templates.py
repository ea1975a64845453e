"""Sheets for machines: the same acts as on the builder, with the same refusals; and the score below which a hall is
named, as dated rows (S0-M1)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.fields import PlainDecimalField
from core.api.idempotency import idempotent
from core.api.serializers import NothingSerializer
from core.api.views import ScopedList, ScopedView
from core.rights import require
from halls.checks import rules, services
from halls.checks.choices import (
    Averages,
    CheckKind,
    CriticalPolicy,
    Dimension,
    FixedPolicy,
    NaPolicy,
    Scoring,
    When,
)
from halls.checks.models import CheckTemplate, FindingLine, TemplateVersion
from halls.checks.rules import ItemDraft, SectionDraft
from halls.checks.selectors import as_drafts, lines_visible_to, with_items
from org.access.choices import Right
from org.units.models import Unit


def _words(most: int, *, required: bool = False) -> serializers.CharField:
    if required:
        return serializers.CharField(max_length=most)
    return serializers.CharField(max_length=most, required=False, allow_blank=True, default="")


def _points(most: int, *, required: bool = False) -> PlainDecimalField:
    limits: dict[str, Any] = {"max_digits": 6, "decimal_places": 2, "min_value": Decimal(0), "max_value": Decimal(most)}
    if required:
        return PlainDecimalField(**limits)
    return PlainDecimalField(**limits, required=False, allow_null=True, default=None)


def _when(choices: Any = When.choices) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices=choices, required=False, default=When.OPTIONAL.value)


def who(request: Request) -> Any:
    """The person who asks: a right was asked for before any of these runs, so somebody is signed in."""
    return request.user


class ItemSerializer(serializers.Serializer[ItemDraft]):
    """`code` stays the same from version to version; left out, the item gets one."""

    words = _words(rules.WORDS_MOST, required=True)
    weight = _points(1000)
    code = _words(24)
    is_critical = serializers.BooleanField(required=False, default=False)
    allows_zero = serializers.BooleanField(required=False, default=False)
    photo = _when()
    note = _when()
    action = _when([one for one in When.choices if one[0] != When.ALWAYS.value])
    source: Any = _words(200)


class SectionSerializer(serializers.Serializer[SectionDraft]):
    name = _words(40, required=True)
    dimension = serializers.ChoiceField(choices=Dimension.choices, required=False, allow_blank=True, default="")
    pass_line = _points(100)
    items = ItemSerializer(many=True)


class DraftSerializer(serializers.Serializer[TemplateVersion]):
    """A draft is written whole; `version` is the one that was read. What it is scored by may be left as it is."""

    number = serializers.IntegerField(read_only=True)
    published_at = serializers.DateTimeField(read_only=True)
    version = serializers.IntegerField(min_value=1)
    scoring = serializers.ChoiceField(choices=Scoring.choices, required=False)
    full_points = PlainDecimalField(
        max_digits=6, decimal_places=2, min_value=Decimal(0), max_value=Decimal(1000), required=False
    )
    na_policy = serializers.ChoiceField(choices=NaPolicy.choices, required=False)
    critical_policy = serializers.ChoiceField(choices=CriticalPolicy.choices, required=False)
    fixed_policy = serializers.ChoiceField(choices=FixedPolicy.choices, required=False)
    averages = serializers.ChoiceField(choices=Averages.choices, required=False)
    pass_line = PlainDecimalField(
        max_digits=6, decimal_places=2, min_value=Decimal(0), max_value=Decimal(100), required=False, allow_null=True
    )
    hides_score = serializers.BooleanField(required=False)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)
    sections = SectionSerializer(many=True, write_only=True)

    def to_representation(self, instance: TemplateVersion) -> dict[str, Any]:
        """With its sections, read as they stand."""
        drafts: Any = as_drafts(with_items(instance))
        return super().to_representation(instance) | {"sections": SectionSerializer(drafts, many=True).data}


class NewTemplateSerializer(serializers.Serializer[CheckTemplate]):
    id = serializers.IntegerField(read_only=True)
    unit = serializers.CharField(source="unit.code", max_length=40)
    kind = serializers.ChoiceField(choices=CheckKind.choices)
    name = serializers.CharField(max_length=60)
    retired_at = serializers.DateTimeField(read_only=True)


class SeenSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(min_value=1)


class NextSerializer(serializers.Serializer[Any]):
    """`number` is the version to begin from; left out, the newest."""

    number = serializers.IntegerField(min_value=1, max_value=9999, required=False)


class NewTemplate(ScopedView):
    """POST: a sheet with an empty draft; the draft is the answer."""

    required_right = Right.CHECK_EDIT
    serializer_class = NewTemplateSerializer

    @idempotent
    def post(self, request: Request) -> Response:
        said = self.checked(request)
        units = Unit.objects.where(who(request), Right.CHECK_EDIT)
        unit = get_object_or_404(units, code=said.pop("unit")["code"])
        made = services.make_template(unit=unit, by=who(request), now=timezone.now(), **said)
        return Response(_told(made), status=201)


class _OnTemplate(ScopedView):
    required_right = Right.CHECK_EDIT

    def get_queryset(self) -> QuerySet[CheckTemplate]:
        return CheckTemplate.objects.visible_to(who(self.request)).select_related("unit")

    def loaded(self, request: Request) -> CheckTemplate:
        template: CheckTemplate = self.get_object()
        require(request, self.required_right, at=template.unit)
        return template

    def of_number(self, request: Request, number: int) -> TemplateVersion:
        template = self.loaded(request)
        version: TemplateVersion = get_object_or_404(template.versions.all(), number=number)  # type: ignore[attr-defined]
        version.template = template
        return version


class Retire(_OnTemplate):
    """POST: no new check is begun with it; those begun go on."""

    serializer_class = NothingSerializer

    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        template = self.loaded(request)
        self.checked(request)
        done = services.retire_template(template=template, by=who(request), now=timezone.now())
        return Response(NewTemplateSerializer(done).data)


class NextVersion(_OnTemplate):
    """POST: the next version, begun as a copy."""

    serializer_class = NextSerializer

    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        template = self.loaded(request)
        number = self.checked(request).get("number")
        versions = template.versions.order_by("-number")  # type: ignore[attr-defined]
        source = get_object_or_404(versions, number=number or versions[0].number)
        made = services.new_draft(template=template, source=source, by=who(request), now=timezone.now())
        return Response(_told(made), status=201)


class Version(_OnTemplate):
    """GET: one version with its sections and items. POST: the draft, written whole as it is sent."""

    serializer_class = DraftSerializer

    def get(self, request: Request, pk: int, number: int) -> Response:
        return Response(_told(self.of_number(request, number)))

    @idempotent
    def post(self, request: Request, pk: int, number: int) -> Response:
        version, said = self.of_number(request, number), self.checked(request)
        sections = [
            SectionDraft(**{**one, "items": [ItemDraft(**item) for item in one["items"]]})
            for one in said.pop("sections")
        ]
        kept = services.save_draft(
            version=version,
            sections=sections,
            seen=said.pop("version"),
            by=who(request),
            now=timezone.now(),
            **said,
        )
        return Response(_told(kept))


class Publish(_OnTemplate):
    """POST: the draft is frozen, and new checks are carried out with it."""

    serializer_class = SeenSerializer

    @idempotent
    def post(self, request: Request, pk: int, number: int) -> Response:
        version, said = self.of_number(request, number), self.checked(request)
        done = services.publish(version=version, seen=said["version"], by=who(request), now=timezone.now())
        return Response(_told(done))


def _told(version: TemplateVersion) -> dict[str, Any]:
    return {"template": version.template_id, **DraftSerializer(version).data}


class LineSerializer(serializers.Serializer[FindingLine]):
    unit = serializers.CharField(source="unit.code", max_length=40)
    kind = serializers.ChoiceField(choices=CheckKind.choices)
    valid_from = serializers.DateField()
    line = _points(100, required=True)
    source: Any = _words(200)
    made_at = serializers.DateTimeField(read_only=True)
    made_by = serializers.CharField(source="made_by.staff_number", read_only=True, default=None)


class FindingLines(ScopedList):
    """GET: below which score a hall is named, at one's units and those above. POST: say it from a day on."""

    serializer_class = LineSerializer
    required_right = {"GET": Right.CHECK_VIEW, "POST": Right.CHECK_EDIT}
    filters = {"unit": "unit__code", "kind": "kind"}
    orderings = {"-valid_from": "-valid_from"}
    ordering = "-valid_from"

    def get_queryset(self) -> QuerySet[FindingLine]:
        return lines_visible_to(who(self.request)).select_related("unit", "made_by")

    @idempotent
    def post(self, request: Request) -> Response:
        said = self.checked(request)
        units = Unit.objects.where(who(request), Right.CHECK_EDIT)
        unit = get_object_or_404(units, code=said.pop("unit")["code"])
        row = services.set_line(unit=unit, by=who(request), now=timezone.now(), **said)
        return Response(LineSerializer(row).data, status=201)


TEMPLATE = "check-templates/<int:pk>/"
VERSION = f"{TEMPLATE}versions/<int:number>/"

urlpatterns = [
    path("check-templates/new/", NewTemplate.as_view(), name="api_check_template_new"),
    path(f"{TEMPLATE}retire/", Retire.as_view(), name="api_check_template_retire"),
    path(f"{TEMPLATE}next/", NextVersion.as_view(), name="api_check_version_new"),
    path(VERSION, Version.as_view(), name="api_check_version"),
    path(f"{VERSION}publish/", Publish.as_view(), name="api_check_version_publish"),
    path("check-lines/", FindingLines.as_view(), name="api_check_lines"),
]
