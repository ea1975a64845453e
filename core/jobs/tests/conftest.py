"""Kinds of job for these tests only, and a messenger that keeps what it is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from core.jobs import messages, registry

Handler = Callable[..., dict[str, Any] | None]


@pytest.fixture
def kind() -> Iterator[Callable[..., str]]:
    """`kind(handler, right=...)` declares a kind of job that is gone after the test; gives its name."""
    before = dict(registry._kinds)

    def declare(handler: Handler = lambda progress, *, job, **arguments: None, **more: Any) -> str:
        name = f"test.{len(registry._kinds)}"
        registry.job(name, title="A test job", **more)(handler)
        return name

    yield declare
    registry._kinds.clear()
    registry._kinds.update(before)


@pytest.fixture(autouse=True)
def posted(monkeypatch: pytest.MonkeyPatch) -> list[int | None]:
    """The numbers that were posted, instead of a broker."""
    numbers: list[int | None] = []
    monkeypatch.setattr(messages, "post", lambda job_id: not numbers.append(job_id))
    return numbers
