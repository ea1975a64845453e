"""Asking an address as somebody: one client for all, a session a person, and what the answer wrote."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from org.models import Person

_WRITE = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
# What asking itself leaves behind: when one was last seen, and that one was refused.
TRACES = {"django_session", "core_auditentry"}


def all_names(resolver: URLResolver | None = None) -> set[str]:
    """The names of every address of the site."""
    found: set[str] = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            found |= all_names(pattern)
        elif isinstance(pattern, URLPattern):
            assert pattern.name, f"{pattern.pattern} has no name"
            found.add(pattern.name)
    return found


def session_of(person: Person) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return str(session.session_key)


@contextmanager
def seeing_writes() -> Iterator[list[str]]:
    """The tables written to, but for the traces that asking leaves."""
    written: list[str] = []

    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found = _WRITE.match(sql)
        if found and found[1] not in TRACES:
            written.append(found[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield written


class Asker:
    """Sends requests as this one or that one; whatever an answer wrote is taken back."""

    def __init__(self, people: dict[str, Person]) -> None:
        self._client = Client(raise_request_exception=False)
        self._sessions = {who: session_of(person) for who, person in people.items()}

    def ask(
        self,
        who: str,
        method: str,
        address: str,
        *,
        first: Callable[[], object] = bool,
        then: Callable[[], object] = bool,
        **more: Any,
    ) -> tuple[Any, bytes, list[str]]:
        """The answer, its bytes, and the tables it wrote to. `who` without a session is a visitor.

        `first` happens before and is taken back too; `then` looks at what was written.
        """
        self._client.cookies.clear()
        if who in self._sessions:
            self._client.cookies[settings.SESSION_COOKIE_NAME] = self._sessions[who]
        savepoint = transaction.savepoint()
        try:
            first()
            with seeing_writes() as written:
                answer = self._client.generic(method, address, **more)
                body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            then()
        finally:
            transaction.savepoint_rollback(savepoint)
        return answer, body, written
