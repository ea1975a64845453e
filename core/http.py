"""The request as a view behind the sign-in sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails


class SignedInRequest(HttpRequest):
    """Only an annotation: LoginRequiredMiddleware let the request pass, so `user` is a person."""

    user: Any
    htmx: HtmxDetails


def is_sent_by_hand(request: HttpRequest) -> bool:
    """Whether a person opened the address or sent a form there: not a script of a page, nor the API."""
    return "text/html" in request.headers.get("Accept", "") and "HX-Request" not in request.headers


def asked_by_a_page(request: HttpRequest) -> bool:
    """Whether a page asks this again and again while it stands open: a job's progress, a live board.

    Such addresses end so; they are no page that somebody opened, and no sign that somebody is there.
    """
    return request.path_info.endswith(("/progress/", "/live/"))


def page_of_form(request: HttpRequest) -> str:
    """Where the form of an act stands: the page it was sent from, else the nearest address above its own."""
    came_from = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    page = urlsplit(came_from)
    if ours and page.path not in ("", request.path) and not page.path.startswith("//"):
        return f"{page.path}?{page.query}" if page.query else page.path
    return address_above(request.path)


def address_above(path: str) -> str:
    """`/approvals/3/` for `/approvals/3/decide/`: the nearest address above `path` that is one of this site."""
    while (path := path.rstrip("/").rpartition("/")[0] + "/") != "/":
        try:
            resolve(path)
        except Resolver404:
            continue
        return path
    return path
