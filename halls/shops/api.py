"""Mystery rounds for machines: the same doors as the pages, each with what it may show to whom (H10)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.idempotency import idempotent
from core.api.views import ScopedDetail, ScopedList, ScopedView
from core.rights import require
from halls.shops import converters, services  # noqa: F401  # addresses below use the converters
from halls.shops.api_shapes import (
    MineSerializer,
    ShopAppealSerializer,
    ShopAssignSerializer,
    ShopBeginSerializer,
    ShopCorrectSerializer,
    ShopDecideSerializer,
    ShopNoticeSerializer,
    ShopResultSerializer,
    ShopRoundSerializer,
    ShopRuleSerializer,
    ShopVisitSerializer,
    ShopWordsSerializer,
)
from halls.shops.models import ShopRound, ShopVisit
from halls.shops.selectors import halls_in, sheets_at, shoppers_for
from halls.shops.services import Claim, Decided
from org.access.choices import Right
from org.units.models import Unit

VISIT_WITH = ("hall", "shopper", "run", "round_of__unit")


class _Led:
    """Of who runs rounds."""

    required_right = Right.CHECK_REVIEW
    request: Any

    def unit(self, code: str) -> Unit:
        found: Unit = get_object_or_404(Unit.objects.where(self.request.user, Right.CHECK_REVIEW), code=code)
        return found


class ShopRules(_Led, ScopedView):
    """POST: how rounds are held at a unit, from a day on."""

    serializer_class = ShopRuleSerializer

    @idempotent
    def post(self, request: Request, code: str) -> Response:
        unit = self.unit(code)
        said = self.checked(request)
        rule = services.set_rule(unit=unit, by=request.user, now=timezone.now(), **said)
        return Response(ShopRuleSerializer(rule).data, status=201)


class ShopRounds(_Led, ScopedList):
    """GET: rounds that one runs, the newest first. POST: prepare one."""

    serializer_class = ShopRoundSerializer
    filters = {"state": "state", "unit": "unit__code"}
    orderings = {"-opens_on": "-opens_on"}
    ordering = "-opens_on"

    def get_queryset(self) -> QuerySet[ShopRound]:
        return ShopRound.objects.visible_to(self.request.user).select_related("unit")

    @idempotent
    def post(self, request: Request) -> Response:
        said = self.checked(request)
        unit = self.unit(said.pop("unit")["code"])
        template = get_object_or_404(sheets_at(unit), pk=said.pop("template_id"))
        made = services.make_round(unit=unit, template=template, by=request.user, now=timezone.now(), **said)
        return Response(ShopRoundSerializer(made).data, status=201)


class OneShopRound(_Led, ScopedDetail):
    serializer_class: Any = ShopRoundSerializer

    def get_queryset(self) -> QuerySet[ShopRound]:
        return ShopRound.objects.visible_to(self.request.user).select_related("unit", "template")


class ShopNotice(OneShopRound):
    """POST: that the staff were told, when, and in which words."""

    serializer_class = ShopNoticeSerializer
    http_method_names = ["post", "options"]

    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        one = self.get_object()
        services.record_notice(round_of=one, by=request.user, now=timezone.now(), **self.checked(request))
        return Response(ShopRoundSerializer(one).data)


class ShopRoundAct(OneShopRound):
    """POST: begin a round, end it, or call it off."""

    serializer_class = ShopBeginSerializer
    http_method_names = ["post", "options"]
    acts: dict[str, Callable[..., object]] = {"close": services.close_round, "cancel": services.cancel_round}

    @extend_schema(operation_id="halls_shops_round_act")
    @idempotent
    def post(self, request: Request, pk: int, act: str) -> Response:
        one = self.get_object()
        said = self.checked(request) | {"round_of": one, "by": request.user, "now": timezone.now()}
        if act == "open":
            said.pop("words")
            services.open_round(**said)
        else:
            self.acts[act](**said)
        return Response(ShopRoundSerializer(one).data)


class ShopAssign(OneShopRound):
    """POST: send a shopper, by staff number, to a hall, by code."""

    serializer_class = ShopAssignSerializer
    http_method_names = ["post", "options"]

    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        one = self.get_object()
        said = self.checked(request)
        today = timezone.localdate()
        shoppers = {person.staff_number: person for person in shoppers_for(one.unit, on=today)}
        if said["shopper"] not in shoppers:
            raise ValidationError({"shopper": _("Only a mystery shopper who is posted in no hall is sent.")})
        hall = get_object_or_404(halls_in(one.unit, on=today), code=said.pop("hall"))
        shopper = shoppers[said.pop("shopper")]
        made = services.assign(round_of=one, hall=hall, shopper=shopper, by=request.user, now=timezone.now(), **said)
        return Response(ShopVisitSerializer(made, context={"request": request}).data, status=201)


class ShopVisits(_Led, ScopedList):
    """Visits of the rounds that one runs."""

    serializer_class = ShopVisitSerializer
    filters = {"round": "round_of", "hall": "hall__code"}
    orderings = {"id": "pk"}
    ordering = "id"

    def get_queryset(self) -> QuerySet[ShopVisit]:
        return ShopVisit.objects.visible_to(self.request.user).select_related(*VISIT_WITH)


class OneShopVisit(_Led, ScopedDetail):
    serializer_class: Any = ShopVisitSerializer

    def get_queryset(self) -> QuerySet[ShopVisit]:
        rows = ShopVisit.objects.visible_to(self.request.user)
        return rows.select_related(*VISIT_WITH, "appeal", "first_reviewer")

    def shown(self, pk: int) -> Response:
        found = self.get_queryset().get(pk=pk)
        return Response(ShopVisitSerializer(found, context={"request": self.request}).data)


class ShopVisitAct(OneShopVisit):
    """POST: look at a visit, accept it, send it back, accept it without counting it, reject or withdraw it."""

    serializer_class = ShopWordsSerializer
    http_method_names = ["post", "options"]
    acts: dict[str, Callable[..., object]] = {
        "look": services.look_at_visit,
        "accept": services.accept_visit,
        "revise": services.revise_visit,
        "exclude": services.exclude_visit,
        "reject": services.reject_visit,
        "withdraw": services.withdraw,
    }

    @idempotent
    def post(self, request: Request, pk: int, act: str) -> Response:
        visit = self.get_object()
        self.acts[act](visit=visit, by=request.user, now=timezone.now(), **self.checked(request))
        return self.shown(pk)


class ShopDecide(OneShopVisit):
    """POST: decide on the appeal; `item` is the key of an item of the appeal."""

    serializer_class = ShopDecideSerializer
    http_method_names = ["post", "options"]

    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        found = get_object_or_404(self.get_queryset().filter(appeal__isnull=False), pk=pk).appeal
        said = self.checked(request)
        decided = {one["item"]: Decided(one["verdict"], one["words"], one["lost"]) for one in said["items"]}
        services.decide_appeal(appeal=found, decided=decided, by=request.user, now=timezone.now())
        return self.shown(pk)


class ShopCorrect(OneShopVisit):
    """POST: what findings cost from now on, by the key of their answers; the score before stays (H09)."""

    serializer_class = ShopCorrectSerializer
    http_method_names = ["post", "options"]

    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        visit = self.get_object()
        said = self.checked(request)
        lost = {one["item"]: one["lost"] for one in said["items"]}
        services.correct(visit=visit, lost=lost, reason=said["reason"], by=request.user, now=timezone.now())
        return self.shown(pk)


class ShopResults(ScopedList):
    """What was published to one's halls, the newest first."""

    required_right = Right.CHECK_VIEW
    serializer_class = ShopResultSerializer
    filters = {"hall": "hall__code"}
    orderings = {"-published_at": "-published_at"}
    ordering = "-published_at"

    def get_queryset(self) -> QuerySet[ShopVisit]:
        return ShopVisit.objects.published_to(self.request.user).select_related(*VISIT_WITH)


class OneShopResult(ScopedDetail):
    required_right = Right.CHECK_VIEW
    serializer_class: Any = ShopResultSerializer

    def get_queryset(self) -> QuerySet[ShopVisit]:
        return ShopVisit.objects.published_to(self.request.user).select_related(*VISIT_WITH)


class ShopAppeal(OneShopResult):
    """POST: appeal; `item` is the key of a finding's answer. Files are handed in on the page."""

    serializer_class = ShopAppealSerializer
    http_method_names = ["post", "options"]

    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        visit = self.get_object()
        require(request, Right.ACTION_EDIT, at=visit.hall)
        claims = [Claim(one["item"], one["words"]) for one in self.checked(request)["claims"]]
        services.appeal(visit=visit, claims=claims, by=request.user, now=timezone.now())
        return Response(ShopResultSerializer(visit, context={"request": request}).data, status=201)


class Mine(ScopedList):
    """A shopper's own visits."""

    required_right = Right.SHOP_RUN
    serializer_class = MineSerializer
    orderings = {"id": "pk"}
    ordering = "id"

    def get_queryset(self) -> QuerySet[ShopVisit]:
        return ShopVisit.objects.given_to(self.request.user).select_related("hall", "run", "round_of")


class MineAct(ScopedView):
    """POST: take a visit on, decline it with a reason, begin it; `check` in the answer is what is filled in."""

    required_right = Right.SHOP_RUN
    serializer_class = ShopWordsSerializer

    def get_queryset(self) -> QuerySet[ShopVisit]:
        rows = ShopVisit.objects.given_to(self.request.user)
        return rows.select_related("hall", "run", "round_of__template", "shopper")

    @idempotent
    def post(self, request: Request, pk: int, act: str) -> Response:
        visit = self.get_object()
        words = self.checked(request)["words"]
        said = {"visit": visit, "by": request.user, "now": timezone.now()}
        if act == "decline":
            services.decline(**said, words=words)
        elif act == "agree":
            services.agree(**said)
        else:
            services.begin_visit(**said)
        return Response(MineSerializer(self.get_queryset().get(pk=pk)).data)


urlpatterns = [
    path("halls/shops/rules/<str:code>/", ShopRules.as_view(), name="api_shop_rules"),
    path("halls/shops/rounds/", ShopRounds.as_view(), name="api_shop_rounds"),
    path("halls/shops/rounds/<int:pk>/", OneShopRound.as_view(), name="api_shop_round"),
    path("halls/shops/rounds/<int:pk>/notice/", ShopNotice.as_view(), name="api_shop_notice"),
    path("halls/shops/rounds/<int:pk>/visits/", ShopAssign.as_view(), name="api_shop_assign"),
    path("halls/shops/rounds/<int:pk>/<round_act:act>/", ShopRoundAct.as_view(), name="api_shop_round_act"),
    path("halls/shops/visits/", ShopVisits.as_view(), name="api_shop_visits"),
    path("halls/shops/visits/<int:pk>/", OneShopVisit.as_view(), name="api_shop_visit"),
    path("halls/shops/visits/<int:pk>/correct/", ShopCorrect.as_view(), name="api_shop_correct"),
    path("halls/shops/visits/<int:pk>/decide/", ShopDecide.as_view(), name="api_shop_decide"),
    path("halls/shops/visits/<int:pk>/<visit_act:act>/", ShopVisitAct.as_view(), name="api_shop_visit_act"),
    path("halls/shops/results/", ShopResults.as_view(), name="api_shop_results"),
    path("halls/shops/results/<int:pk>/", OneShopResult.as_view(), name="api_shop_result"),
    path("halls/shops/results/<int:pk>/appeal/", ShopAppeal.as_view(), name="api_shop_appeal"),
    path("halls/shops/mine/", Mine.as_view(), name="api_shop_mine"),
    path("halls/shops/mine/<int:pk>/<shopper_act:act>/", MineAct.as_view(), name="api_shop_mine_act"),
]
