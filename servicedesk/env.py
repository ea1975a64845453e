"""Reading the environment: a wrong value stops the start with a sentence that names it."""

from __future__ import annotations

import base64
import binascii
import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")
_HOST = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])?")


class Environment:
    """Values from the process environment, over those of a `.env` file beside manage.py."""

    def __init__(self, values: dict[str, str]) -> None:
        self._values = values

    @classmethod
    def load(cls, dotenv: Path) -> Environment:
        values: dict[str, str] = {}
        if dotenv.exists():
            for number, line in enumerate(dotenv.read_text("utf-8").splitlines(), start=1):
                stripped = line.strip()
                if not stripped or stripped.startswith("#"):
                    continue
                name, equals, value = stripped.partition("=")
                if not equals:
                    raise ImproperlyConfigured(f".env line {number}: write it as NAME=value.")
                values[name.strip()] = value.strip().strip("\"'")
        return cls(values | dict(os.environ))

    def text(self, name: str, default: str | None = None) -> str:
        value = self._values.get(name, "").strip()
        if value:
            return value
        if default is None:
            raise ImproperlyConfigured(f"{name} is not set; docs/operations.md says what it should be.")
        return default

    def flag(self, name: str, default: bool) -> bool:
        value = self._values.get(name, "").strip().lower()
        if not value:
            return default
        if value not in {"yes", "no", "true", "false", "1", "0", "on", "off"}:
            raise ImproperlyConfigured(f"{name} is {value!r}; it should be yes or no.")
        return value in {"yes", "true", "1", "on"}

    def whole(self, name: str, default: int, *, least: int = 0, most: int = 10**9) -> int:
        value = self._values.get(name, "").strip()
        if not value:
            return default
        if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
            raise ImproperlyConfigured(f"{name} is {value!r}; it should be a whole number from {least} to {most}.")
        return int(value)

    def maybe_whole(self, name: str, *, least: int = 0, most: int = 10**9) -> int | None:
        """A whole number that has no default: None until somebody sets it."""
        return self.whole(name, least, least=least, most=most) if self._values.get(name, "").strip() else None

    def words(self, name: str, default: Sequence[str] = ()) -> list[str]:
        value = self._values.get(name, "").strip()
        return [word.strip() for word in value.split(",") if word.strip()] if value else list(default)

    def hosts(self, name: str) -> list[str]:
        """Host names, lower-cased; none by default. No scheme, port, star or bare number."""
        values = [word.lower() for word in self.words(name)]
        for value in values:
            if not _HOST.fullmatch(value):
                raise ImproperlyConfigured(f"{name} holds {value!r}; it should be full names such as hooks.example.cn.")
        return values

    def ports(self, name: str, default: Sequence[int]) -> list[int]:
        values = self.words(name, [str(port) for port in default])
        if not all(value.isascii() and value.isdigit() and 0 < int(value) < 65536 for value in values):
            raise ImproperlyConfigured(f"{name} should be port numbers, separated by commas.")
        return [int(value) for value in values]

    def one_of(self, name: str, allowed: Sequence[str], default: str) -> str:
        value = self._values.get(name, "").strip() or default
        if value not in allowed:
            raise ImproperlyConfigured(f"{name} is {value!r}; it should be one of {', '.join(allowed)}.")
        return value

    def address(self, name: str, schemes: Sequence[str], default: str = "") -> str:
        """A URL whose scheme is one of `schemes`, or the default when unset."""
        value = self._values.get(name, "").strip()
        if not value:
            return default
        if urlsplit(value).scheme not in schemes:
            expected = " or ".join(f"{scheme}://..." for scheme in schemes)
            raise ImproperlyConfigured(f"{name} should look like {expected}.")
        return value

    def key(self, name: str, *, size: int, default: bytes | None = None) -> bytes:
        """A base64 key of `size` bytes."""
        value = self._values.get(name, "").strip()
        if not value:
            if default is None:
                raise ImproperlyConfigured(f"{name} is not set; make one with `manage.py new_keys`.")
            return default
        try:
            key = base64.b64decode(value, validate=True)
        except binascii.Error:
            key = b""
        if len(key) != size:
            raise ImproperlyConfigured(f"{name} should be {size} bytes in base64; make one with `manage.py new_keys`.")
        return key

    def checked(self, name: str, default: str, valid: Callable[[str], bool], should: str) -> str:
        value = self._values.get(name, "").strip() or default
        if not valid(value):
            raise ImproperlyConfigured(f"{name} is {value!r}; it should be {should}.")
        return value
