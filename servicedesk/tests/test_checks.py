"""What must not serve does not start (E12, N18)."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from unittest import mock

import django
import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError

from org.people.choices import Role
from org.people.models import Person
from org.tests.factories import a_person, a_unit
from servicedesk.checks import DEMO_PREFIX, database_fits, refuse_unfit_start, wrong_settings
from servicedesk.demo.staff import STAFF
from servicedesk.tests.house import ROOT
from servicedesk.tests.test_settings import PRODUCTION

pytestmark = pytest.mark.django_db
LOOK_AT_OPTIONS = """
import django
django.setup()
from django.db import connection
options = connection.settings_dict["OPTIONS"]
print(options["transaction_mode"], options["timeout"])
with connection.cursor() as cursor:
    for name in ("journal_mode", "synchronous", "foreign_keys"):
        print(cursor.execute(f"PRAGMA {name}").fetchone()[0])
"""


ENGINE = "django.db.backends."


@pytest.fixture
def production(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    settings.PRODUCTION = True
    settings.REDIS_URL = "redis://127.0.0.1:6379/0"
    settings.PHONE_DIGEST_KEY = b"another key than the one of seals"
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", f"{ENGINE}postgresql")
    return settings


@pytest.fixture
def _demo_account() -> None:
    a_person(Role.ADMINISTRATOR, at=a_unit(), staff_number=STAFF[0].staff_number)


def test_every_demo_account_is_known_by_its_number() -> None:
    assert all(person.staff_number.startswith(DEMO_PREFIX) for person in STAFF)


def test_a_production_database_without_demo_accounts_starts(production: Any) -> None:
    a_person(Role.ADMINISTRATOR, at=a_unit())
    refuse_unfit_start()


@pytest.mark.usefixtures("_demo_account")
def test_with_demo_accounts_production_does_not_start(production: Any) -> None:
    with pytest.raises(ImproperlyConfigured, match="Demo accounts"):
        refuse_unfit_start()


@pytest.mark.usefixtures("_demo_account")
def test_elsewhere_demo_accounts_may_stand() -> None:
    refuse_unfit_start()
    assert database_fits(databases=["default"]) == []


def test_nobody_seeds_a_production_database(production: Any) -> None:
    with pytest.raises(CommandError, match="production"):
        call_command("seed_demo")
    assert not Person.objects.exists()


def test_production_wants_a_database_server(production: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(production.DATABASES["default"], "ENGINE", f"{ENGINE}sqlite3")
    assert [problem.id for problem in wrong_settings()] == ["servicedesk.E001"]


def test_production_wants_redis(production: Any) -> None:
    production.REDIS_URL = ""
    assert [problem.id for problem in wrong_settings()] == ["servicedesk.E002"]


def test_seals_and_digests_want_a_key_each(production: Any) -> None:
    production.PHONE_DIGEST_KEY = production.PHONE_SEAL_KEYS[0]
    assert [problem.id for problem in wrong_settings()] == ["servicedesk.E003"]


def test_the_call_centres_channels_are_channels(production: Any) -> None:
    production.CALL_CENTRE_CHANNELS = ["hotline", "telegraph"]
    assert [problem.id for problem in wrong_settings()] == ["servicedesk.E006"]


def test_a_database_of_a_newer_version_stops_the_start(production: Any) -> None:
    newer = ("org", "9999_from_the_future")
    applied = mock.patch("django.db.migrations.loader.MigrationRecorder.applied_migrations", return_value={newer: None})
    with applied, pytest.raises(ImproperlyConfigured, match="9999_from_the_future"):
        refuse_unfit_start()


def test_a_database_that_is_silent_does_not_stop_it(production: Any) -> None:
    with mock.patch("servicedesk.checks.MigrationExecutor", side_effect=OperationalError("gone")):
        refuse_unfit_start()


def test_the_web_door_asks() -> None:
    """With another database than production's, servicedesk.wsgi cannot even be loaded."""
    started = subprocess.run(
        [sys.executable, "-c", "import servicedesk.wsgi"],
        cwd=ROOT,
        env=PRODUCTION | {"DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "servicedesk.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert started.returncode != 0
    assert "SQLite" in started.stderr.strip().splitlines()[-1]


def test_nothing_is_installed_that_opens_a_door_of_its_own() -> None:
    """No admin site (N01-N03), no page that watches workers (J29), no browsable API (A09), nothing that unpickles."""
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    installed = {re.split(r"[=<>\[ ;]", line)[0].lower() for line in lines if line and not line.startswith("#")}
    assert "django" in installed
    unwanted = {"flower", "django-celery-results", "django-import-export", "django-debug-toolbar", "django-silk"}
    assert not installed & unwanted
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    assert settings.REST_FRAMEWORK["DEFAULT_RENDERER_CLASSES"] == ["rest_framework.renderers.JSONRenderer"]
    assert settings.SESSION_SERIALIZER == "django.contrib.sessions.serializers.JSONSerializer"


def test_known_holes_of_the_framework_are_closed() -> None:
    """D10: WSGI, no cache in front of pages, Django with the fixes of 2026."""
    assert django.VERSION >= (5, 2, 19)
    assert not [name for name in settings.MIDDLEWARE if "cache" in name.lower()]
    assert getattr(settings, "ASGI_APPLICATION", None) is None


def test_the_embedded_database_queues_its_writers(tmp_path: Path) -> None:
    """D11: without IMMEDIATE two transactions that read before they write end in "database is locked"."""
    started = subprocess.run(
        [sys.executable, "-c", LOOK_AT_OPTIONS],
        cwd=ROOT,
        env={"DJANGO_SETTINGS_MODULE": "servicedesk.settings", "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert started.stdout.split() == ["IMMEDIATE", "20", "wal", "2", "1"]
