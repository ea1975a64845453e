"""Which kinds of job there are: a kind has a name, a title for people, a handler, and the right it needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Handler = TypeVar("Handler", bound=Callable[..., dict[str, Any] | None])


@dataclass(frozen=True)
class Kind:
    name: str
    title: str | Promise
    handler: Callable[..., dict[str, Any] | None]
    right: str = ""


_kinds: dict[str, Kind] = {}


def job(name: str, *, title: str | Promise, right: str = "") -> Callable[[Handler], Handler]:
    """Register `def handler(progress, *, job, **arguments) -> dict | None` for jobs of kind `name`.

    The handler must be safe to run twice (D2). Its answer becomes `job.result`; an `address`
    in it is offered as a link when the job is done. With `right`, whoever asked must still
    hold it when the job runs and when its file is fetched.
    """

    def register(handler: Handler) -> Handler:
        if name in _kinds and _kinds[name].handler.__module__ != handler.__module__:
            raise ValueError(f"two handlers for jobs of kind {name}")
        _kinds[name] = Kind(name=name, title=title, handler=handler, right=right)
        return handler

    return register


def kind_of(name: str) -> Kind:
    """The kind called `name`; LookupError if no app in this installation declares it."""
    if name not in _kinds:
        raise LookupError(f"no app declares jobs of kind {name!r}")
    return _kinds[name]


def title_of(name: str) -> str | Promise:
    """What people call jobs of this kind, also when its app has gone."""
    return _kinds[name].title if name in _kinds else _("A job of an earlier version")
