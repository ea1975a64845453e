"""Complaints for machines: the same acts, filters and scope as the pages."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from complaints.categories.choices import Tree
from complaints.categories.models import Category
from complaints.tickets import rules, services
from complaints.tickets.choices import (
    Business,
    Channel,
    CustomerClass,
    CustomerLevel,
    ErrorSide,
    Grade,
    Outcome,
    Process,
    ReopenReason,
    Tendency,
)
from complaints.tickets.filters import FILTER_NAMES, UnknownFilter, matching, units_for
from complaints.tickets.forms import handlers_for
from complaints.tickets.models import Complaint, may_take_part
from core.api.idempotency import idempotent
from core.api.permissions import wanted_right
from core.api.serializers import NothingSerializer
from core.api.views import ScopedDetail, ScopedList, ScopedView
from core.rights import require
from org.access.choices import Right

CATEGORIES = (Tree.PRODUCT, Tree.PHENOMENON, Tree.CAUSE)
NUMBER = r"C\d{6}-\d{5,9}"


def _said(most: int, *, required: bool = False) -> serializers.CharField:
    return serializers.CharField(max_length=most, required=required, allow_blank=not required)


def _one_of(choices: Any, *, required: bool = False) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices=choices.choices, required=required, allow_blank=not required)


class TicketSerializer(serializers.Serializer[Complaint]):
    """What may be said of a ticket; units and categories by their codes, the phone goes in and never comes out."""

    number = serializers.CharField(read_only=True)
    state = serializers.CharField(read_only=True)
    received_at = serializers.DateTimeField(required=False)
    backdate_reason = serializers.CharField(max_length=200, required=False, write_only=True)
    registered_at = serializers.DateTimeField(read_only=True)
    due_at = serializers.DateTimeField(read_only=True)
    closed_at = serializers.DateTimeField(read_only=True)
    reopened_count = serializers.IntegerField(read_only=True)
    channel = _one_of(Channel, required=True)
    unit = serializers.CharField(source="unit.code", max_length=40)
    subject = _said(rules.SUBJECT_MOST)
    text = _said(rules.TEXT_MOST)
    remedy_sought = _said(200)
    incident_on = serializers.DateField(required=False, allow_null=True)
    customer_name = _said(80)
    phone = serializers.CharField(max_length=40, required=False, write_only=True)
    phone_masked = serializers.CharField(read_only=True)
    customer_level = serializers.ChoiceField(choices=CustomerLevel.choices, required=False)
    customer_class = serializers.ChoiceField(choices=CustomerClass.choices, required=False)
    on_behalf = serializers.BooleanField(required=False)
    place = _said(120)
    business = _one_of(Business)
    process = _one_of(Process)
    product = serializers.CharField(source="product.code", max_length=40, required=False, allow_null=True, default=None)
    phenomenon = serializers.CharField(
        source="phenomenon.code", max_length=40, required=False, allow_null=True, default=None
    )
    cause = serializers.CharField(source="cause.code", max_length=40, required=False, allow_null=True, default=None)
    error_side = _one_of(ErrorSide)
    error_unit = serializers.CharField(
        source="error_unit.code", max_length=40, required=False, allow_null=True, default=None
    )
    grade = _one_of(Grade)
    validity = serializers.CharField(read_only=True)
    validity_reason = serializers.CharField(read_only=True)
    tendency = _one_of(Tendency)
    upstream_number = _said(60)
    regulator_number = _said(60)
    appeal_number = _said(60)
    outcome = serializers.CharField(read_only=True)
    outcome_note = serializers.CharField(read_only=True)
    handler = serializers.CharField(source="handler.staff_number", read_only=True, default=None)
    source_key = serializers.CharField(read_only=True)

    def to_representation(self, instance: Complaint) -> dict[str, Any]:
        """Who is of class B is told to those alone who may see that list; for others the field is null."""
        said = super().to_representation(instance)
        request = self.context.get("request")
        if request is None or not request.user.may(Right.DIFFICULT_VIEW, at=instance):
            said["customer_class"] = None
        return said


class OpenTicketSerializer(TicketSerializer):
    """For one ticket: with the version that an edit has to name."""

    version = serializers.IntegerField(min_value=1)


class NoteSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=4000)


class CallSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=4000)
    reached = serializers.BooleanField(default=True)
    minutes = serializers.IntegerField(min_value=0, max_value=600, required=False, allow_null=True, default=None)
    recording = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")


class CloseSerializer(serializers.Serializer[Any]):
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    note = serializers.CharField(max_length=4000)
    duplicate_of = serializers.CharField(max_length=20, required=False)


class ReopenSerializer(serializers.Serializer[Any]):
    reason = serializers.ChoiceField(choices=ReopenReason.choices)
    note = serializers.CharField(max_length=4000, required=False, allow_blank=True, default="")


class AssignSerializer(serializers.Serializer[Any]):
    handler = serializers.CharField(max_length=32)


class VoidSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=4000)


def rows_of(request: Request) -> QuerySet[Complaint]:
    related = ("unit", "product", "phenomenon", "cause", "error_unit", "handler")
    return Complaint.objects.visible_to(request.user).select_related(*related).defer("grams")


def as_details(said: dict[str, Any], request: Request, complaint: Complaint | None = None) -> dict[str, Any]:
    """Codes as things: a unit outside the person's scope does not exist (C03), an unknown category is a 400.

    `complaint` is the ticket to change; a new one stands where its unit says.
    """
    details: dict[str, Any] = {}
    for name, value in said.items():
        if name in ("unit", "error_unit"):
            code = value["code"]
            units = units_for(request.user, Right.COMPLAINT_VIEW)
            details[name] = get_object_or_404(units, code=code) if code else None
        elif name in {tree.value for tree in CATEGORIES}:
            details[name] = _category(Tree(name), value["code"])
        else:
            details[name] = value
    at = complaint or details["unit"]
    if "customer_class" in said and not request.user.may(Right.DIFFICULT_VIEW, at=at):  # type: ignore[union-attr]
        raise ValidationError({"customer_class": _("This field cannot be set here.")})
    return details


def _category(tree: Tree, code: str | None) -> Category | None:
    if not code:
        return None
    found = Category.objects.of(tree).offered().filter(code=code).first()
    if found is None:
        raise ValidationError({tree.value: _("There is no such category.")})
    return found


class Complaints(ScopedList):
    """GET: the worklist's filters, newest first. POST: register one."""

    serializer_class = TicketSerializer
    required_right = {"GET": Right.COMPLAINT_VIEW, "POST": Right.COMPLAINT_CREATE}
    parameters = frozenset(FILTER_NAMES - {"sort", "view"})
    orderings = {"received_at": "received_at", "-received_at": "-received_at", "due_at": "due_at"}
    ordering = "-received_at"

    def get_queryset(self) -> QuerySet[Complaint]:
        try:
            found = matching(self.request.user, self.wanted, now=timezone.now())
        except UnknownFilter as refusal:
            raise ValidationError({refusal.field or "filter": str(refusal)}) from None
        return (
            rows_of(self.request).filter(pk__in=found.values("pk"))
            if "q" in self.wanted
            else found.select_related("unit", "product", "phenomenon", "cause", "error_unit", "handler").defer("grams")
        )

    @idempotent
    def post(self, request: Request) -> Response:
        details = as_details(self.checked(request), request)
        require(request, Right.COMPLAINT_CREATE, at=details["unit"])
        arrival: dict[str, dt.datetime | str] = {
            name: details.pop(name) for name in ("received_at", "backdate_reason") if name in details
        }
        complaint = services.register_complaint(by=request.user, now=timezone.now(), **arrival, **details)
        return Response(OpenTicketSerializer(complaint, context=self.get_serializer_context()).data, status=201)


class OneComplaint(ScopedDetail):
    """GET: one ticket. PATCH: change it; `version` is the one that was read."""

    serializer_class = OpenTicketSerializer
    required_right = {"GET": Right.COMPLAINT_VIEW, "PATCH": Right.COMPLAINT_EDIT}
    lookup_field = "number"

    def get_queryset(self) -> QuerySet[Complaint]:
        return rows_of(self.request)

    def get_serializer(self, *args: Any, **more: Any) -> Any:
        return super().get_serializer(*args, **more, partial="data" in more)

    def patch(self, request: Request, number: str) -> Response:
        complaint = self.get_object()
        require(request, Right.COMPLAINT_EDIT, at=complaint)
        said = self.checked(request)
        if "version" not in said:
            raise ValidationError({"version": _("Say which version you read.")})
        refused = [name for name in ("received_at", "backdate_reason", "grade") if name in said]
        if refused:
            raise ValidationError({name: _("This field cannot be set here.") for name in refused})
        version = said.pop("version")
        details = as_details(said, request, complaint)
        if "unit" in details:
            require(request, Right.COMPLAINT_EDIT, at=details["unit"])
        services.edit_complaint(complaint=complaint, version=version, by=request.user, now=timezone.now(), **details)
        return Response(OpenTicketSerializer(complaint, context=self.get_serializer_context()).data)


class OnTicket(ScopedView):
    """What is done on one ticket: load in scope, permit, check the body, act, answer."""

    lookup_field = "number"

    def get_queryset(self) -> QuerySet[Complaint]:
        return rows_of(self.request)

    def loaded(self, request: Request) -> Complaint:
        """The ticket, at whose unit the person has the right that this method asks for."""
        complaint: Complaint = self.get_object()
        require(request, wanted_right(self, request), at=complaint)
        return complaint


class Notes(OnTicket):
    serializer_class = NoteSerializer
    required_right = Right.COMPLAINT_EDIT

    @idempotent
    def post(self, request: Request, number: str) -> Response:
        complaint = self.get_object()
        if not may_take_part(request.user, complaint):  # type: ignore[arg-type]  # signed in
            raise PermissionDenied(self.required_right)
        event = services.add_note(complaint=complaint, by=request.user, now=timezone.now(), **self.checked(request))
        return Response({"at": event.at, "text": event.text}, status=201)


class Calls(OnTicket):
    """Of whoever takes part in the ticket, and of those who only call customers."""

    serializer_class = CallSerializer
    required_right = (Right.COMPLAINT_EDIT, Right.COMPLAINT_CALL)

    @idempotent
    def post(self, request: Request, number: str) -> Response:
        complaint = self.get_object()
        if not may_take_part(request.user, complaint):  # type: ignore[arg-type]  # signed in
            require(request, Right.COMPLAINT_CALL, at=complaint)
        event = services.log_call(complaint=complaint, by=request.user, now=timezone.now(), **self.checked(request))
        return Response({"at": event.at, "text": event.text, **event.data}, status=201)


class Close(OnTicket):
    serializer_class = CloseSerializer
    required_right = Right.COMPLAINT_CLOSE

    @idempotent
    def post(self, request: Request, number: str) -> Response:
        complaint = self.loaded(request)
        said = self.checked(request)
        if "duplicate_of" in said:
            said["duplicate_of"] = get_object_or_404(self.get_queryset(), number=said["duplicate_of"])
        services.close_complaint(complaint=complaint, by=request.user, now=timezone.now(), **said)
        return Response(OpenTicketSerializer(complaint, context=self.get_serializer_context()).data)


class Reopen(OnTicket):
    serializer_class = ReopenSerializer
    required_right = Right.COMPLAINT_CLOSE

    @idempotent
    def post(self, request: Request, number: str) -> Response:
        complaint = self.loaded(request)
        services.reopen_complaint(complaint=complaint, by=request.user, now=timezone.now(), **self.checked(request))
        return Response(OpenTicketSerializer(complaint, context=self.get_serializer_context()).data)


class AcknowledgeTicket(OnTicket):
    serializer_class = NothingSerializer
    required_right = Right.COMPLAINT_EDIT

    @idempotent
    def post(self, request: Request, number: str) -> Response:
        complaint = self.loaded(request)
        self.checked(request)
        services.acknowledge_complaint(complaint=complaint, by=request.user, now=timezone.now())
        return Response(OpenTicketSerializer(complaint, context=self.get_serializer_context()).data)


class Assign(OnTicket):
    serializer_class = AssignSerializer
    required_right = Right.COMPLAINT_EDIT

    @idempotent
    def post(self, request: Request, number: str) -> Response:
        complaint = self.loaded(request)
        wanted = self.checked(request)["handler"]
        handler = next((one for one in handlers_for(complaint) if one.staff_number == wanted), None)
        if handler is None:
            raise ValidationError({"handler": _("Nobody in your units has this staff number.")})
        services.assign_complaint(complaint=complaint, handler=handler, by=request.user, now=timezone.now())
        return Response(OpenTicketSerializer(complaint, context=self.get_serializer_context()).data)


class Void(OnTicket):
    serializer_class = VoidSerializer
    required_right = Right.COMPLAINT_VOID

    @idempotent
    def post(self, request: Request, number: str) -> Response:
        complaint = self.loaded(request)
        services.void_complaint(complaint=complaint, by=request.user, now=timezone.now(), **self.checked(request))
        return Response(OpenTicketSerializer(complaint, context=self.get_serializer_context()).data)


urlpatterns = [
    path("complaints/", Complaints.as_view(), name="api_complaints"),
    path("complaints/<str:number>/", OneComplaint.as_view(), name="api_complaint"),
    path("complaints/<str:number>/notes/", Notes.as_view(), name="api_complaint_notes"),
    path("complaints/<str:number>/calls/", Calls.as_view(), name="api_complaint_calls"),
    path("complaints/<str:number>/acknowledge/", AcknowledgeTicket.as_view(), name="api_complaint_acknowledge"),
    path("complaints/<str:number>/assign/", Assign.as_view(), name="api_complaint_assign"),
    path("complaints/<str:number>/void/", Void.as_view(), name="api_complaint_void"),
    path("complaints/<str:number>/close/", Close.as_view(), name="api_complaint_close"),
    path("complaints/<str:number>/reopen/", Reopen.as_view(), name="api_complaint_reopen"),
]
