"""An endpoint to try the base classes on: a list of one's tokens, and a POST that leaves one audit row."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpResponse
from django.urls import include, path
from django.utils import timezone
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from core.api.fields import PlainDecimalField
from core.api.idempotency import idempotent
from core.api.models import ApiToken
from core.api.views import ScopedDetail, ScopedList
from core.audit.services import record
from core.refusals import Refusal
from org.access.choices import Right

EFFECT = "probe.done"


class CannotProbe(Refusal):
    pass


class ProbeSerializer(serializers.Serializer):
    id = serializers.IntegerField(read_only=True)
    name = serializers.CharField(max_length=20)
    amount = PlainDecimalField(
        max_digits=8, decimal_places=2, min_value=Decimal("0.01"), required=False, write_only=True
    )


class Probes(ScopedList):
    serializer_class = ProbeSerializer
    required_right = {"GET": Right.COMPLAINT_VIEW, "POST": Right.COMPLAINT_CREATE}
    filters = {"name": "name", "id": "pk"}
    orderings = {"name": "name", "-name": "-name"}

    def get_queryset(self):
        return ApiToken.objects.visible_to(self.request.user)

    @idempotent
    def post(self, request):
        values = self.checked(request)
        if values["name"] == "refused":
            record(EFFECT, by=request.user, now=timezone.now())
            raise CannotProbe("not now", field="name")
        entry = record(EFFECT, by=request.user, now=timezone.now(), data={"name": values["name"]})
        return Response({"id": entry.position, "name": values["name"]}, status=201, headers={"Location": "/there/"})


class OneProbe(ScopedDetail):
    serializer_class = ProbeSerializer
    required_right = Right.COMPLAINT_VIEW

    def get_queryset(self):
        return ApiToken.objects.visible_to(self.request.user)


class Forgotten(APIView):
    """Somebody forgot to say who may."""

    def get(self, request):
        return Response({})


urlpatterns = [
    path("api/v1/probes/", Probes.as_view(), name="probes"),
    path("api/v1/probes/<int:pk>/", OneProbe.as_view(), name="probe"),
    path("api/v1/forgotten/", Forgotten.as_view(), name="forgotten"),
    path("api/v1/", include("core.api.urls")),
    path("", include("core.urls")),
    path("sign-in/", lambda request: HttpResponse(), name="sign_in"),
    path("secret/<str:uid>/<str:token>/", lambda request, uid, token: HttpResponse(), name="secret"),
    path("home/", lambda request: HttpResponse(), name="home"),
]
handler403 = "servicedesk.errors.forbidden"
handler404 = "servicedesk.errors.not_found"
