"""A hall's set-up for machines: the same acts, scope and refusals as on its pages."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.fields import PlainDecimalField
from core.api.idempotency import idempotent, told_once
from core.api.permissions import wanted_right
from core.api.serializers import NothingSerializer
from core.api.views import ScopedDetail, ScopedList, ScopedView
from core.rights import require, require_any
from halls.premises import services
from halls.premises.choices import DeviceKind
from halls.premises.models import Counter, Device, HallRule, Premises, Service
from org.access.choices import Right
from org.units.models import Unit
from org.units.named import named_unit

READ_AND_EDIT = {"GET": Right.HALL_VIEW, "POST": Right.HALL_EDIT, "PATCH": Right.HALL_EDIT}


class HallSerializer(serializers.Serializer[Premises]):
    unit = serializers.CharField(source="unit.code", max_length=40)
    name = serializers.CharField(source="unit.name", read_only=True)
    time_zone = serializers.CharField(max_length=40, required=False)
    is_voiced = serializers.BooleanField(read_only=True)
    kiosk_daily_most = serializers.IntegerField(read_only=True)
    version = serializers.IntegerField(read_only=True)


class OneHallSerializer(HallSerializer):
    """PATCH: `version` is the one that was read."""

    unit = serializers.CharField(source="unit.code", read_only=True)
    is_voiced = serializers.BooleanField(required=False)
    kiosk_daily_most = serializers.IntegerField(min_value=1, max_value=9999, required=False)
    version = serializers.IntegerField(min_value=1)


class HallServiceSerializer(serializers.Serializer[Service]):
    """PATCH: `version` is the one that was read."""

    prefix = serializers.CharField(max_length=2)
    name = serializers.CharField(max_length=40)
    position = serializers.IntegerField(min_value=0, max_value=99, required=False)
    is_on_kiosk = serializers.BooleanField(required=False)
    is_priority = serializers.BooleanField(required=False)
    opens_at = serializers.TimeField(required=False, allow_null=True)
    closes_at = serializers.TimeField(required=False, allow_null=True)
    is_active = serializers.BooleanField(required=False)
    version = serializers.IntegerField(min_value=1, required=False)


class LettersField(serializers.ListField):
    """Services by their letters."""

    child = serializers.CharField(max_length=2)

    def to_representation(self, data: Any) -> list[str]:
        return [one.prefix for one in data.all()]


class HallCounterSerializer(serializers.Serializer[Counter]):
    """Without services a counter serves every one of the hall. PATCH: `version` is the one that was read."""

    id = serializers.IntegerField(read_only=True)
    name = serializers.CharField(max_length=8)
    services = LettersField(required=False)
    is_active = serializers.BooleanField(required=False)
    version = serializers.IntegerField(min_value=1, required=False)


def named(premises: Premises, letters: list[str]) -> list[Service]:
    """The hall's services of these letters; raises ValidationError."""
    known = {one.prefix: one for one in premises.services.all()}
    if any(one not in known for one in letters):
        raise ValidationError({"services": _("This hall does not offer this service.")})
    return [known[one] for one in letters]


class HallRuleSerializer(serializers.Serializer[HallRule]):
    """What is not given is not set: no limit, no overtime."""

    valid_from = serializers.DateField()
    wait_minutes = serializers.IntegerField(min_value=1, max_value=600, allow_null=True, required=False, default=None)
    share_limit = PlainDecimalField(min_value=0, max_value=100, max_digits=5, decimal_places=2)
    recalls = serializers.IntegerField(min_value=1, max_value=9)
    places_back = serializers.IntegerField(min_value=0, max_value=20)
    put_back_most = serializers.IntegerField(min_value=0, max_value=9)
    rest_minutes = serializers.IntegerField(min_value=1, max_value=240, allow_null=True, required=False, default=None)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    made_at = serializers.DateTimeField(read_only=True)
    made_by = serializers.CharField(source="made_by.staff_number", read_only=True, default=None)


class MachineSerializer(serializers.Serializer[Device]):
    id = serializers.IntegerField(read_only=True)
    kind = serializers.ChoiceField(choices=DeviceKind.choices)
    name = serializers.CharField(max_length=40)
    prints = serializers.BooleanField(required=False, default=False)
    paired_at = serializers.DateTimeField(read_only=True)
    seen_at = serializers.DateTimeField(read_only=True)


class NewMachineSerializer(MachineSerializer):
    """The code to type on the machine is told this once; the same request sent again is answered without it."""

    code = serializers.CharField(read_only=True, allow_null=True)
    code_until = serializers.DateTimeField(read_only=True)


class Halls(ScopedList):
    """GET: halls of one's units. POST: set a unit of kind hall up."""

    serializer_class = HallSerializer
    required_right = READ_AND_EDIT
    orderings = {"unit": "unit__path"}
    ordering = "unit__path"

    def get_queryset(self) -> QuerySet[Premises]:
        return Premises.objects.visible_to(self.request.user).select_related("unit")

    @idempotent
    def post(self, request: Request) -> Response:
        said = self.checked(request)
        code = said.pop("unit")["code"]
        unit = named_unit(request.user, code, see=Right.HALL_VIEW, right=Right.HALL_EDIT)
        premises = services.set_up_hall(unit=unit, by=request.user, now=timezone.now(), **said)
        return Response(HallSerializer(premises).data, status=201)


class AtHall(ScopedView):
    """What belongs to one hall: load in scope, permit at its unit, check, act, answer."""

    required_right: Any = READ_AND_EDIT

    def premises(self) -> Premises:
        rows = Premises.objects.visible_to(self.request.user).select_related("unit")
        found: Premises = get_object_or_404(rows, unit__code=self.kwargs["code"])
        require_any(self.request, wanted_right(self, self.request), at=found.unit)
        return found

    def changes(self, request: Request) -> dict[str, Any]:
        """The body of a PATCH, which says the version that was read."""
        said = self.checked(request)
        if "version" not in said:
            raise ValidationError({"version": _("Say which version you read.")})
        return said

    def get_serializer(self, *args: Any, **more: Any) -> Any:
        return super().get_serializer(*args, **more, partial=self.request.method == "PATCH")


def now_and_by(request: Request) -> dict[str, Any]:
    return {"by": request.user, "now": timezone.now()}


def kept(row: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


class OneHall(AtHall):
    """GET: one hall. PATCH: change it."""

    serializer_class = OneHallSerializer

    def get(self, request: Request, code: str) -> Response:
        return Response(OneHallSerializer(self.premises()).data)

    def patch(self, request: Request, code: str) -> Response:
        premises = self.premises()
        said = kept(premises, "time_zone", "is_voiced", "kiosk_daily_most") | self.changes(request)
        return Response(OneHallSerializer(services.change_hall(premises=premises, **said, **now_and_by(request))).data)


class Services(AtHall, ScopedList):
    """GET: what the hall offers. POST: offer one more."""

    serializer_class = HallServiceSerializer
    orderings = {"position": "position"}
    ordering = "position"

    def get_queryset(self) -> QuerySet[Service]:
        return Service.objects.filter(premises=self.premises())

    @idempotent
    def post(self, request: Request, code: str) -> Response:
        premises = self.premises()
        said = self.checked(request)
        said.pop("version", None)
        service = services.save_service(premises=premises, **said, **now_and_by(request))
        return Response(HallServiceSerializer(service).data, status=201)


class OneService(AtHall, ScopedDetail):
    """GET: one service. PATCH: change how it is offered."""

    serializer_class = HallServiceSerializer
    lookup_field = "prefix"

    def get_queryset(self) -> QuerySet[Service]:
        return Service.objects.filter(premises=self.premises())

    def patch(self, request: Request, code: str, prefix: str) -> Response:
        service = self.get_object()
        columns = [name for name in HallServiceSerializer().fields if name != "version"]
        said = kept(service, *columns) | self.changes(request)
        saved = services.save_service(premises=service.premises, service=service, **said, **now_and_by(request))
        return Response(HallServiceSerializer(saved).data)


class Counters(AtHall, ScopedList):
    """GET: where the hall serves. POST: one more counter."""

    serializer_class = HallCounterSerializer
    orderings = {"name": "name"}
    ordering = "name"

    def get_queryset(self) -> QuerySet[Counter]:
        return Counter.objects.filter(premises=self.premises()).prefetch_related("services")

    @idempotent
    def post(self, request: Request, code: str) -> Response:
        premises = self.premises()
        said = self.checked(request)
        said.pop("version", None)
        said["services"] = named(premises, said.get("services", []))
        counter = services.save_counter(premises=premises, **said, **now_and_by(request))
        return Response(HallCounterSerializer(counter).data, status=201)


class OneCounter(AtHall, ScopedDetail):
    """GET: one counter. PATCH: change it."""

    serializer_class = HallCounterSerializer

    def get_queryset(self) -> QuerySet[Counter]:
        return Counter.objects.filter(premises=self.premises()).prefetch_related("services")

    def patch(self, request: Request, code: str, pk: int) -> Response:
        counter = self.get_object()
        premises, said = counter.premises, self.changes(request)
        if "services" in said:
            said["services"] = named(premises, said["services"])
        before = kept(counter, "name", "is_active") | {"services": list(counter.services.all())}
        saved = services.save_counter(premises=premises, counter=counter, **before | said, **now_and_by(request))
        return Response(HallCounterSerializer(saved).data)


class Rules(ScopedList):
    """GET: everything said at a unit about how its halls are measured. POST: say it anew from a day on."""

    serializer_class = HallRuleSerializer
    required_right = READ_AND_EDIT
    orderings = {"-valid_from": "-valid_from"}
    ordering = "-valid_from"

    def unit(self) -> Unit:
        units = Unit.objects.where(self.request.user, Right.HALL_VIEW)
        found: Unit = get_object_or_404(units, code=self.kwargs["code"])
        require(self.request, wanted_right(self, self.request), at=found)
        return found

    def get_queryset(self) -> QuerySet[HallRule]:
        return HallRule.objects.filter(unit=self.unit()).select_related("made_by")

    @idempotent
    def post(self, request: Request, code: str) -> Response:
        unit = self.unit()
        rule = services.set_rule(unit=unit, **self.checked(request), **now_and_by(request))
        return Response(HallRuleSerializer(rule).data, status=201)


class Machines(AtHall, ScopedList):
    """GET: machines of the hall. POST: one more; the answer holds the code to type on it."""

    serializer_class = MachineSerializer
    orderings = {"name": "name"}
    ordering = "name"

    def get_queryset(self) -> QuerySet[Device]:
        return Device.objects.filter(premises=self.premises(), revoked_at=None)

    @idempotent
    def post(self, request: Request, code: str) -> Response:
        premises = self.premises()
        said = self.checked(request)
        said["kind"] = DeviceKind(said["kind"])
        device, word = services.add_device(premises=premises, **said, **now_and_by(request))
        return told_once(Response(_with_code(device, word), status=201), "code")


class _OnMachine(AtHall):
    required_right: Any = Right.HALL_EDIT
    serializer_class: Any = NothingSerializer

    def device(self, request: Request, pk: int) -> Device:
        found: Device = get_object_or_404(self.premises().devices.select_related("premises__unit"), pk=pk)
        self.checked(request)
        return found


class NewCode(_OnMachine):
    """POST: a new code for a machine that forgot who it is."""

    required_right = (Right.HALL_EDIT, Right.QUEUE_LEAD)

    @idempotent
    def post(self, request: Request, code: str, pk: int) -> Response:
        device = self.device(request, pk)
        word = services.renew_code(device=device, **now_and_by(request))
        return told_once(Response(_with_code(device, word)), "code")


class Revoke(_OnMachine):
    """POST: the machine is taken away."""

    @idempotent
    def post(self, request: Request, code: str, pk: int) -> Response:
        device = self.device(request, pk)
        services.revoke_device(device=device, **now_and_by(request))
        return Response(status=204)


def _with_code(device: Device, word: str) -> dict[str, Any]:
    device.refresh_from_db()
    return {**MachineSerializer(device).data, "code": word, "code_until": device.code_until}


HALL = "halls/<str:code>/"

urlpatterns = [
    path("halls/", Halls.as_view(), name="api_halls"),
    path("hall-rules/<str:code>/", Rules.as_view(), name="api_hall_rules"),
    path(HALL, OneHall.as_view(), name="api_hall"),
    path(f"{HALL}services/", Services.as_view(), name="api_hall_services"),
    path(f"{HALL}services/<str:prefix>/", OneService.as_view(), name="api_hall_service"),
    path(f"{HALL}counters/", Counters.as_view(), name="api_hall_counters"),
    path(f"{HALL}counters/<int:pk>/", OneCounter.as_view(), name="api_hall_counter"),
    path(f"{HALL}machines/", Machines.as_view(), name="api_hall_machines"),
    path(f"{HALL}machines/<int:pk>/code/", NewCode.as_view(), name="api_hall_device_code"),
    path(f"{HALL}machines/<int:pk>/revoke/", Revoke.as_view(), name="api_hall_device_revoke"),
]
