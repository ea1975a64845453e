"""What every test shares."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps as all_apps
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.models.signals import post_migrate
from hypothesis import HealthCheck, settings

from core.api import middleware
from core.api.limits import Allowance
from core.audit import triggers
from core.tests.registries import registries_come_back
from core.tests.writers import share_database
from halls.machines import views as machines
from org.signin import services as signin

# How long an example takes says something of the machine and nothing of the code.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Where everything is at hand (REQUIRE_ALL_TESTS), a test that was skipped is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = len(reporter.stats.get("skipped", [])) if reporter else 0
    if reporter and os.environ.get("REQUIRE_ALL_TESTS") and skipped and exitstatus == pytest.ExitCode.OK:
        reporter.write_line(f"{skipped} tests were skipped, and none may be here.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(autouse=True)
def _own_files(settings: object, tmp_path: Path) -> None:
    """Uploads, anchors and the embedded broker of a test are gone with it."""
    settings.FILES_DIR = tmp_path / "files"  # type: ignore[attr-defined]
    settings.ANCHOR_DIR = tmp_path / "anchors"  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _static_files_are_not_searched(settings: object) -> None:
    """WhiteNoise reads every static file for each new client of a test; no test asks it for one."""
    settings.WHITENOISE_USE_FINDERS = False  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _cheap_passwords(settings: object) -> None:
    """Scrypt is slow on purpose; a suite that signs in often hashes cheaply, but for the tests of sign-in."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _fresh_allowances(monkeypatch: pytest.MonkeyPatch) -> None:
    """What other tests were refused does not use up what this one may note."""
    monkeypatch.setattr(middleware, "refusals_noted", Allowance(20, seconds=60, in_all=200))
    monkeypatch.setattr(signin, "failures_noted", Allowance(20, seconds=60, in_all=200))
    monkeypatch.setattr(machines, "pairings", Allowance(10, seconds=60, in_all=200, keys=10_000))
    monkeypatch.setattr(machines, "presses", Allowance(60, seconds=60, in_all=6_000, keys=10_000))


@pytest.fixture(autouse=True)
def _own_declarations() -> Iterator[None]:
    """A list, a job or a sentence that a test declares is not met by the tests after it."""
    with registries_come_back():
        yield


@pytest.fixture(scope="session", autouse=True)
def _append_only_tables_may_be_emptied() -> Iterator[None]:
    """Tests that commit are cleaned up by emptying all tables, which the append-only triggers refuse."""
    with pytest.MonkeyPatch.context() as patch:
        flush = BaseDatabaseOperations.execute_sql_flush

        def flush_without_triggers(operations: BaseDatabaseOperations, sql_list: list[str]) -> None:
            triggers.remove(operations.connection)
            flush(operations, sql_list)
            triggers.install(operations.connection)

        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", flush_without_triggers)
        yield


@pytest.fixture(scope="session", autouse=True)
def _first_rules_come_back() -> Iterator[None]:
    """A test that commits empties all tables, of which one was filled by a migration; flushing ends with a signal."""
    plant = import_module("complaints.migrations.0010_first_clock_rules").plant

    def fill(*, sender: Any, apps: Any = all_apps, **_more: object) -> None:
        known = sender.label == "complaints" and apps.all_models["complaints"].get("clockrule")
        if known and not known.objects.exists():
            plant(apps, None)

    post_migrate.connect(fill)
    yield
    post_migrate.disconnect(fill)


@pytest.fixture
def several_writers(transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that the threads of a race can share."""
    share_database(tmp_path, monkeypatch)


@pytest.fixture
def shared_data() -> Callable[[str], Path]:
    """Path of a real file kept beside the project, never in it; the test skips without it."""

    def path_of(name: str) -> Path:
        path = Path(__file__).resolve().parent.parent / "shared" / "data" / name
        if not path.exists():
            pytest.skip(f"../shared/data/{name} is not here; this test needs that real file")
        return path

    return path_of
