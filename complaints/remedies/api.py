"""Remedies and the letter for machines: the same acts as the pages. Approving is a person's own (core/approvals)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from rest_framework import serializers
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from complaints.casework.api import ReadsRounds
from complaints.casework.choices import Choice
from complaints.casework.selectors import in_round
from complaints.remedies import rules, services
from complaints.remedies.choices import OfferKind
from complaints.remedies.models import LETTER_RIGHTS, Letter, Offer
from complaints.remedies.rules import Plan
from complaints.remedies.selectors import precedents
from complaints.tickets.api import OnTicket
from complaints.tickets.models import Complaint
from core.api.fields import PlainDecimalField
from core.api.idempotency import idempotent
from core.api.serializers import NothingSerializer
from org.access.choices import Right

EDIT = {"GET": Right.COMPLAINT_VIEW, "POST": Right.COMPLAINT_EDIT}


def _yuan(least: Decimal = rules.LEAST_YUAN) -> PlainDecimalField:
    """An amount of yuan such as `"128.50"`; null where no money is paid (C16)."""
    return PlainDecimalField(
        min_value=least,
        max_value=rules.MOST_YUAN,
        max_digits=10,
        decimal_places=2,
        required=False,
        allow_null=True,
        default=None,
    )


def _words(most: int = rules.WORDS_MOST) -> serializers.CharField:
    return serializers.CharField(max_length=most)


class OfferSerializer(serializers.Serializer[Offer]):
    id = serializers.IntegerField(read_only=True)
    kind = serializers.CharField(read_only=True)
    state = serializers.CharField(read_only=True)
    words = serializers.CharField(read_only=True)
    amount = serializers.DecimalField(max_digits=11, decimal_places=2, read_only=True, allow_null=True)
    approved_at = serializers.DateTimeField(read_only=True, allow_null=True)
    delivered_at = serializers.DateTimeField(read_only=True, allow_null=True)
    delivered_amount = serializers.DecimalField(max_digits=11, decimal_places=2, read_only=True, allow_null=True)
    proof = serializers.CharField(read_only=True)
    approval = serializers.IntegerField(source="request_id", read_only=True, allow_null=True)


class PlanSerializer(serializers.Serializer[Any]):
    words = _words()
    amount = _yuan(least=Decimal(0))
    precedent = serializers.IntegerField(
        min_value=1, max_value=2**63 - 1, required=False, allow_null=True, default=None
    )


class AlternativesSerializer(serializers.Serializer[Any]):
    first = PlanSerializer()
    second = PlanSerializer()


class ChoiceSerializer(serializers.Serializer[Any]):
    choice = serializers.ChoiceField(choices=Choice.choices)
    words = _words()
    asked_at = serializers.DateTimeField(required=False, allow_null=True, default=None)


class MediationSerializer(serializers.Serializer[Any]):
    agreed = serializers.BooleanField()
    words = _words()
    amount = _yuan()


class PlanKindSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=OfferKind.choices)
    words = _words()
    amount = _yuan()


class DeliverSerializer(serializers.Serializer[Any]):
    amount = _yuan(least=Decimal(0))
    proof = _words(rules.PROOF_MOST)


class LetterSerializer(serializers.Serializer[Letter]):
    state = serializers.CharField(read_only=True)
    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1, required=False)
    text = serializers.CharField(max_length=rules.LETTER_MOST)
    signed_by = serializers.CharField(source="signed_by.staff_number", read_only=True, default=None)
    signed_at = serializers.DateTimeField(read_only=True, allow_null=True)
    sent_at = serializers.DateTimeField(read_only=True, allow_null=True)
    sent_how = serializers.CharField(read_only=True)
    approval = serializers.IntegerField(source="request_id", read_only=True, allow_null=True)


class SendSerializer(serializers.Serializer[Any]):
    how = _words(80)
    sent_at = serializers.DateTimeField(required=False, allow_null=True, default=None)


class _Remedies(OnTicket):
    """Everything here belongs to one ticket."""

    required_right: Any = EDIT

    def offers(self, request: Request, complaint: Complaint, *, of_round: int | None = None) -> QuerySet[Offer]:
        rows = Offer.objects.visible_to(request.user)
        return rows.filter(casework__complaint=complaint, **in_round(of_round)).order_by("pk")

    def letter(self, request: Request, complaint: Complaint, *, of_round: int | None = None) -> Letter:
        rows = Letter.objects.visible_to(request.user).select_related("signed_by")
        found = rows.filter(casework__complaint=complaint, **in_round(of_round)).order_by("-pk").first()
        if found is None:
            raise NotFound
        return found

    def answer_offers(self, request: Request, complaint: Complaint) -> Response:
        return Response(OfferSerializer(self.offers(request, complaint), many=True).data)

    def answer_letter(self, request: Request, complaint: Complaint) -> Response:
        return Response(LetterSerializer(self.letter(request, complaint)).data)


class Offers(ReadsRounds, _Remedies):
    """GET: the offers of the round at work, or of an earlier one by `?round=`.

    POST: plan or change what is to be carried out, and ask for its approval.
    """

    serializer_class = PlanKindSerializer

    def get(self, request: Request, number: str) -> Response:
        offers = self.offers(request, self.loaded(request), of_round=self.of_round)
        return Response(OfferSerializer(offers, many=True).data)

    @idempotent
    def post(self, request: Request, number: str) -> Response:
        complaint, said = self.loaded(request), self.checked(request)
        plan = Plan(said["words"], said["amount"])
        services.plan_remedy(complaint=complaint, kind=said["kind"], plan=plan, by=request.user, now=timezone.now())
        return self.answer_offers(request, complaint)


class Alternatives(_Remedies):
    serializer_class = AlternativesSerializer
    required_right = Right.COMPLAINT_EDIT

    @idempotent
    def post(self, request: Request, number: str) -> Response:
        complaint, said = self.loaded(request), self.checked(request)
        for one in said.values():
            if one["precedent"]:
                get_object_or_404(precedents(request.user, complaint), pk=one["precedent"])
        plans = {which: Plan(**one) for which, one in said.items()}
        services.propose_alternatives(complaint=complaint, by=request.user, now=timezone.now(), **plans)
        return self.answer_offers(request, complaint)


class _Step(_Remedies):
    """An act whose words are the serializer's."""

    required_right = Right.COMPLAINT_EDIT
    act: Callable[..., object]

    @idempotent
    def post(self, request: Request, number: str) -> Response:
        complaint = self.loaded(request)
        type(self).act(complaint=complaint, by=request.user, now=timezone.now(), **self.checked(request))
        return self.answer_offers(request, complaint)


class MakeChoice(_Step):
    serializer_class = ChoiceSerializer
    act = staticmethod(services.record_choice)


class Mediate(_Step):
    serializer_class = MediationSerializer
    act = staticmethod(services.record_mediation)


class Deliver(_Remedies):
    serializer_class = DeliverSerializer
    required_right = Right.COMPLAINT_EDIT

    @idempotent
    def post(self, request: Request, number: str, pk: int) -> Response:
        complaint = self.loaded(request)
        offer = get_object_or_404(self.offers(request, complaint), pk=pk)
        services.deliver_remedy(offer=offer, by=request.user, now=timezone.now(), **self.checked(request))
        return self.answer_offers(request, complaint)


class OneLetter(ReadsRounds, _Remedies):
    """GET: the letter of the round at work, or of an earlier one by `?round=`.

    POST: begin it, or change it while nobody has been asked to sign.
    """

    serializer_class = LetterSerializer

    def get(self, request: Request, number: str) -> Response:
        complaint = self.loaded(request)
        person: Any = request.user
        if not any(person.may(right, at=complaint) for right in LETTER_RIGHTS):
            raise PermissionDenied
        letter = self.letter(request, complaint, of_round=self.of_round)
        return Response(LetterSerializer(letter).data)

    @idempotent
    def post(self, request: Request, number: str) -> Response:
        complaint = self.loaded(request)
        services.write_letter(complaint=complaint, by=request.user, now=timezone.now(), **self.checked(request))
        return self.answer_letter(request, complaint)


class AskSignature(_Remedies):
    serializer_class = NothingSerializer
    required_right = Right.COMPLAINT_EDIT

    @idempotent
    def post(self, request: Request, number: str) -> Response:
        complaint = self.loaded(request)
        self.checked(request)
        services.ask_signature(letter=self.letter(request, complaint), by=request.user, now=timezone.now())
        return self.answer_letter(request, complaint)


class SendLetter(_Remedies):
    serializer_class = SendSerializer
    required_right = Right.COMPLAINT_EDIT

    @idempotent
    def post(self, request: Request, number: str) -> Response:
        complaint = self.loaded(request)
        letter = self.letter(request, complaint)
        services.send_letter(letter=letter, by=request.user, now=timezone.now(), **self.checked(request))
        return self.answer_letter(request, complaint)


_AT = "complaints/<str:number>"
urlpatterns = [
    path(f"{_AT}/offers/", Offers.as_view(), name="api_offers"),
    path(f"{_AT}/offers/alternatives/", Alternatives.as_view(), name="api_offer_alternatives"),
    path(f"{_AT}/offers/choice/", MakeChoice.as_view(), name="api_offer_choice"),
    path(f"{_AT}/offers/mediation/", Mediate.as_view(), name="api_offer_mediation"),
    path(f"{_AT}/offers/<int:pk>/deliver/", Deliver.as_view(), name="api_offer_deliver"),
    path(f"{_AT}/letter/", OneLetter.as_view(), name="api_letter"),
    path(f"{_AT}/letter/ask/", AskSignature.as_view(), name="api_letter_ask"),
    path(f"{_AT}/letter/send/", SendLetter.as_view(), name="api_letter_send"),
]
