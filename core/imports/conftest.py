"""Fixtures for everything that imports sheets."""

from collections.abc import Callable
from pathlib import Path

import pytest

_SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.fixture
def shared_data() -> Callable[[str], Path]:
    """Path of a real file kept beside the project, never in it; the test skips without it."""

    def path_of(name: str) -> Path:
        path = _SHARED / name
        if not path.exists():
            pytest.skip(f"../shared/data/{name} is not here; this test needs that real file")
        return path

    return path_of
