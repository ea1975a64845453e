"""What the apps declare to each other, brought back after a test that declared something of its own."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_ROOT = str(Path(__file__).resolve().parents[2])


@contextmanager
def registries_come_back() -> Iterator[None]:
    """Whatever is declared in a `registry` module of the product within this block is gone after it."""
    before = [(store, store.copy()) for store in _stores()]
    yield
    for store, kept in before:
        if isinstance(store, dict) and isinstance(kept, dict):
            if store != kept:
                store.clear()
                store.update(kept)
        elif store != kept:
            store[:] = kept


def _stores() -> list[dict[object, object] | list[object]]:
    modules = [module for name, module in list(sys.modules.items()) if name.endswith(".registry")]
    ours = [module for module in modules if str(getattr(module, "__file__", "")).startswith(_ROOT)]
    named = [item for module in ours for item in vars(module).items() if not item[0].startswith("__")]
    return [store for _name, store in named if type(store) in (dict, list)]
