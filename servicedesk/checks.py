"""Things that must hold before the product serves; `manage.py check` and `manage.py up` ask them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import structlog
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor

from complaints.tickets.choices import Channel

DEMO_PREFIX = "DEMO-"

log = structlog.get_logger(__name__)


@register(Tags.security)
def wrong_settings(**_more: Any) -> list[CheckMessage]:
    """Settings that are each fine alone but not together."""
    problems: list[CheckMessage] = []
    if settings.PRODUCTION and settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        problems.append(
            Error(
                "Production runs on SQLite.",
                hint="Set DATABASE_URL to postgres://user:password@host:5432/name.",
                id="servicedesk.E001",
            )
        )
    if settings.PRODUCTION and not settings.REDIS_URL:
        problems.append(
            Error("Production runs without Redis.", hint="Set REDIS_URL to redis://host:6379/0.", id="servicedesk.E002")
        )
    if settings.PHONE_DIGEST_KEY in settings.PHONE_SEAL_KEYS:
        problems.append(
            Error(
                "PHONE_DIGEST_KEY equals PHONE_SEAL_KEY.",
                hint="Make two keys with `manage.py new_keys`.",
                id="servicedesk.E003",
            )
        )
    if unknown := sorted(set(settings.CALL_CENTRE_CHANNELS) - set(Channel.values)):
        problems.append(
            Error(
                f"CALL_CENTRE_CHANNELS names no channel: {', '.join(unknown)}.",
                hint=f"These may be named: {', '.join(Channel.values)}.",
                id="servicedesk.E006",
            )
        )
    return problems


@register(Tags.database)
def database_fits(databases: Sequence[str] | None = None, **_more: Any) -> list[CheckMessage]:
    """The tables are those of this version (E12), and no demo account stands in production (N18)."""
    problems: list[CheckMessage] = []
    for alias in databases or []:
        executor = MigrationExecutor(connections[alias])
        known = set(executor.loader.graph.nodes)
        applied = set(executor.loader.applied_migrations)
        if newer := sorted(
            f"{app}.{name}" for app, name in applied - known if app in {"core", "org", "complaints", "kpi"}
        ):
            problems.append(
                Error(
                    f"The database was made by a newer version: {', '.join(newer)}.",
                    hint="Start that version, or restore the backup taken before it.",
                    id="servicedesk.E004",
                )
            )
        if ("org", "0001_initial") in applied and settings.PRODUCTION and _has_demo_accounts(alias):
            problems.append(
                Error(
                    "Demo accounts stand in a production database.",
                    hint="Use a fresh database; seed_demo is for trying the product.",
                    id="servicedesk.E005",
                )
            )
    return problems


def _has_demo_accounts(alias: str) -> bool:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT 1 FROM org_person WHERE staff_number LIKE %s LIMIT 1", [f"{DEMO_PREFIX}%"])
        return cursor.fetchone() is not None


def refuse_unfit_start() -> None:
    """Stop a production start that `manage.py check --database default` would warn of (E12, N18).

    gunicorn asks no checks of its own. A database that does not answer yet is none of this: the
    server starts, and `/health/ready/` says so. Raises ImproperlyConfigured.
    """
    if not settings.PRODUCTION:
        return
    try:
        problems = [*wrong_settings(), *database_fits(databases=["default"])]
    except DatabaseError as error:
        log.warning("start.database_silent", error=type(error).__name__)
        return
    if problems:
        raise ImproperlyConfigured(" ".join(f"{problem.msg} {problem.hint}" for problem in problems))
