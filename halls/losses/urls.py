from __future__ import annotations

from django.urls import path, register_converter

from halls.checks.choices import CheckKind
from halls.losses import views


class Kind:
    regex = "|".join(CheckKind.values)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Kind, "checkkind")

urlpatterns = [
    path("losses/", views.losses, name="losses"),
    path("losses/<checkkind:kind>/", views.losses_latest, name="losses_latest"),
    path("losses/<checkkind:kind>/<str:period>/", views.losses_period, name="losses_period"),
    path("losses/<checkkind:kind>/<str:period>/found/", views.losses_found, name="losses_found"),
]
