"""Deny by default (D9): a view opens only by naming the right it asks for."""

from __future__ import annotations

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from core.rights import SYSTEM_MANAGE, may_any


class DenyByDefault(BasePermission):
    """Nothing without a permission class of its own."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return False


class SignedIn(BasePermission):
    """Anybody who is signed in: for what belongs to oneself."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return bool(request.user and request.user.is_authenticated)


def wanted_right(view: Any, request: Request) -> Any:
    """The view's `required_right`: one for every method, or a dict by method (GET stands for HEAD).

    Several in a tuple stand for any of them; the view asks which one reaches the row.
    """
    wanted = view.required_right
    if isinstance(wanted, dict):
        wanted = wanted.get("GET" if request.method == "HEAD" else request.method)
    return wanted


class RightPermission(BasePermission):
    """Who holds the right that the view asks for, or one of them."""

    def has_permission(self, request: Request, view: Any) -> bool:
        wanted = wanted_right(view, request)
        if not (wanted and request.user and request.user.is_authenticated):
            return False
        return may_any(request.user, wanted)


class SystemManagers(BasePermission):
    """Those who look after the system: the description of the API is theirs only (A09)."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return bool(request.user and request.user.is_authenticated and request.user.may(SYSTEM_MANAGE))
