"""What the OpenAPI document says beyond the serializers: signing in, parameters, the key of a POST."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from core.api.idempotency import HEADER


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "core.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer"}


class PageSessionScheme(OpenApiAuthenticationExtension):
    target_class = "core.api.authentication.PageSessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}


class Description(AutoSchema):
    """Describes a ScopedView: exactly the parameters that it takes, and the key that a POST must carry."""

    def get_override_parameters(self) -> list[Any]:
        view: Any = self.view
        handler = getattr(view, self.method.lower(), None)
        if self.method == "GET":
            return [self._query(name) for name in sorted(view.known_parameters() - {"cursor", "page_size"})]
        if getattr(handler, "idempotent", False):
            return [OpenApiParameter(HEADER, str, OpenApiParameter.HEADER, required=True)]
        return []

    def _query(self, name: str) -> OpenApiParameter:
        view: Any = self.view
        names = sorted(view.orderings) if name == "ordering" else None
        return OpenApiParameter(name, str, OpenApiParameter.QUERY, enum=names or None)
