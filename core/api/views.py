"""What every endpoint is built on.

An endpoint names its right, its filters and its orderings; everything else is refused. A subject's
`api.py` looks like this:

    class UnitSerializer(serializers.Serializer):          # fields listed, never a whole model
        code = serializers.CharField(read_only=True)
        name = serializers.CharField(max_length=60)

    class Units(ScopedList):
        serializer_class = UnitSerializer
        required_right = {"GET": Right.UNIT_VIEW, "POST": Right.UNIT_EDIT}
        filters = {"kind": "kind", "under": "parent__code"}    # ?kind=hall&under=FY01
        orderings = {"name": "name", "-name": "-name"}         # ?ordering=-name
        ordering = "code"

        def get_queryset(self):
            return Unit.objects.visible_to(self.request.user)

        @idempotent
        def post(self, request):
            form = self.checked(request)                       # 400 with field errors, unknown fields too
            unit = create_unit(**form, by=request.user, now=timezone.now())   # a Refusal is a 409
            return Response(UnitSerializer(unit).data, status=201)

    class OneUnit(ScopedDetail):
        serializer_class = UnitSerializer
        required_right = Right.UNIT_VIEW
        lookup_field = "code"
        ...

    urlpatterns = [path("units/", Units.as_view(), name="api_units"), ...]
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.permissions import RightPermission, SystemManagers
from core.api.schema import Description

OVERRIDES = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")
PAGING = frozenset({"cursor", "page_size", "ordering"})


def refuse_override(request: Request) -> None:
    """A method is what the request line says (A08)."""
    if any(header in request.headers for header in OVERRIDES):
        raise ValidationError({"method": _("The method cannot be overridden.")})


def single_parameters(request: Request, allowed: frozenset[str]) -> dict[str, str]:
    """The query parameters, each known and given once (A09, A14); raises ValidationError."""
    errors = {}
    for name, values in request.query_params.lists():
        if name not in allowed:
            errors[name] = _("This address has no such parameter.")
        elif len(values) > 1:
            errors[name] = _("Give it once.")
        elif "\x00" in values[0]:
            errors[name] = _("A text holds a NUL character.")
    if errors:
        raise ValidationError(errors)
    return request.query_params.dict()


class ScopedView(GenericAPIView):
    """Base of every endpoint: a named right, rows only through `visible_to`, known parameters only."""

    schema = Description()
    permission_classes: Any = (RightPermission,)
    required_right: Any = None
    filters: ClassVar[dict[str, str]] = {}
    orderings: ClassVar[dict[str, str]] = {}
    parameters: ClassVar[frozenset[str]] = frozenset()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        refuse_override(request)
        self.wanted = single_parameters(request, self.known_parameters())

    def known_parameters(self) -> frozenset[str]:
        return self.parameters | frozenset(self.filters)

    def get_queryset(self) -> QuerySet[Any]:
        """`Model.objects.visible_to(self.request.user)`: the only way rows get to a person (house.md 9)."""
        raise NotImplementedError

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Exact filters by the names in `filters`; a value of the wrong kind is a 400."""
        for name, column in self.filters.items():
            if name in self.wanted:
                try:
                    queryset = queryset.filter(**{column: self.wanted[name]})
                except (ValueError, TypeError):
                    raise ValidationError({name: _("This value is not of the right kind.")}) from None
        return queryset

    def checked(self, request: Request) -> dict[str, Any]:
        """The body as the serializer understands it. Fields that it does not have are refused (A04)."""
        serializer: Any = self.get_serializer(data=request.data)
        if isinstance(request.data, dict):
            writable = {name for name, field in serializer.fields.items() if not field.read_only}
            foreign = sorted(set(request.data) - writable)
            if foreign:
                raise ValidationError({name: _("This field cannot be set here.") for name in foreign})
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)


class ScopedList(ListModelMixin, ScopedView):
    """GET gives pages by cursor."""

    def known_parameters(self) -> frozenset[str]:
        return super().known_parameters() | PAGING

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)


class ScopedDetail(RetrieveModelMixin, ScopedView):
    """GET gives one row; outside the person's scope it does not exist."""

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.retrieve(request)


class Schema(SpectacularJSONAPIView):
    """OpenAPI 3.1 of all endpoints, for those who look after the system (A09)."""

    permission_classes = (SystemManagers,)
