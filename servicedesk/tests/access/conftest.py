"""The world of the access table: made once, since no row of the table may change it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as real_settings
from django.db import transaction

from core.api.throttles import PersonThrottle
from servicedesk.tests.access.asking import Asker
from servicedesk.tests.access.world import World, build_world


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


@pytest.fixture(autouse=True)
def _files_of_the_world(settings: Any, files: Path, _own_files: None) -> None:
    settings.FILES_DIR = files


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, files: Path) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(real_settings, "FILES_DIR", files)
        # Thousands of questions a minute by the same person are this table's way, and no abuse.
        patch.setattr(PersonThrottle, "allow_request", lambda *_asked: True)
        for limit in ("PAGE", "SEARCH", "EXPORT"):
            patch.setattr(real_settings, f"{limit}_LIMIT_PER_HOUR", 10**6)
        made = build_world()
        made.things["asker"] = Asker(made.people)
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def ask(world: World, django_db_blocker: Any) -> Iterator[Callable[..., Any]]:
    with django_db_blocker.unblock():
        yield world.things["asker"].ask
