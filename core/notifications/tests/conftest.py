from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.notifications import registry
from core.notifications.registry import declare


@pytest.fixture
def assigned() -> Iterator[str]:
    """A kind of notice for these tests only."""
    before = dict(registry._sentences)
    declare("test.assigned", sentence="%(number)s is yours now.")
    yield "test.assigned"
    registry._sentences.clear()
    registry._sentences.update(before)
