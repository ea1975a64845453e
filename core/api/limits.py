"""A small allowance per key, kept in this process: enough to keep a flood out of a table."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable

_MOST_KEYS = 5000


class Allowance:
    """`most` takes per key in each span of `seconds`, and never more than `in_all` over at most so many `keys`."""

    def __init__(
        self,
        most: int,
        *,
        seconds: float,
        in_all: int,
        keys: int = _MOST_KEYS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.most, self.seconds, self.in_all, self.keys, self.clock = most, seconds, in_all, keys, clock
        self._lock = threading.Lock()
        self._began = clock()
        self._taken: dict[str, int] = {}
        self._total = 0

    def take(self, key: str) -> bool:
        """Whether one more is allowed for `key` now; taking it counts."""
        with self._lock:
            if self.clock() - self._began >= self.seconds:
                self._began, self._taken, self._total = self.clock(), {}, 0
            taken = self._taken.get(key, 0)
            if taken >= self.most or self._total >= self.in_all or len(self._taken) >= self.keys:
                return False
            self._taken[key] = taken + 1
            self._total += 1
            return True

    def wait(self) -> int:
        """Whole seconds, at least one, until the next span begins."""
        return max(1, math.ceil(self.seconds - (self.clock() - self._began)))
