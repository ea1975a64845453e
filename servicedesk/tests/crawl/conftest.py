"""The world of the access table with every text turned hostile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as real_settings
from django.db import transaction

from servicedesk.tests.access.asking import Asker
from servicedesk.tests.access.world import World, build_world

MARKS: dict[str, Callable[[str], str]] = {
    "markup": lambda text: f'{text[:3]}"><img src=x onerror=alert(7)><script>alert(7)</script>',
    "address": lambda text: f"javascript:alert(7)//{{{{7*7}}}}' onmouseover='alert(7)' {text[:3]}",
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


@pytest.fixture(autouse=True)
def _files_of_the_world(settings: Any, files: Path, _own_files: None) -> None:
    settings.FILES_DIR = files


@pytest.fixture(scope="module")
def world(request: Any, django_db_setup: None, django_db_blocker: Any, files: Path) -> Iterator[World]:
    """Hostile markup, or with `parametrize("world", ["address"], indirect=True)` hostile addresses."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(real_settings, "FILES_DIR", files)
        made = build_world(MARKS[getattr(request, "param", "markup")])
        made.things["asker"] = Asker(made.people)
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def ask(world: World, django_db_blocker: Any) -> Iterator[Callable[..., Any]]:
    with django_db_blocker.unblock():
        yield world.things["asker"].ask


@pytest.fixture(autouse=True)
def _no_hourly_measures(settings: Any) -> None:
    """A crawl opens in a minute what nobody opens in an hour; the measures have tests of their own."""
    settings.PAGE_LIMIT_PER_HOUR = settings.SEARCH_LIMIT_PER_HOUR = settings.EXPORT_LIMIT_PER_HOUR = 10**9
