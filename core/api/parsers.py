"""JSON and nothing but JSON (A07)."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import IO, Any

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import JSONRenderer

MOST_BYTES = 1_048_576
DEEPEST = 32


class BodyTooLarge(APIException):
    status_code = 413
    default_detail = _("The body is larger than 1 MB.")
    default_code = "too_large"


class StrictJSONParser(BaseParser):
    """UTF-8 JSON of at most 1 MB and 32 levels; no duplicate keys, NaN, infinities or byte order mark."""

    media_type = "application/json"
    renderer_class = JSONRenderer

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        body = stream.read(MOST_BYTES + 1)
        if len(body) > MOST_BYTES:
            raise BodyTooLarge
        return strict_json(body)


def strict_json(body: bytes) -> Any:
    """The value of a JSON text; raises ParseError with a sentence."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise ParseError(_("The body is not UTF-8.")) from None
    if text.startswith("\ufeff"):
        raise ParseError(_("The body begins with a byte order mark."))
    if _depth(text) > DEEPEST:
        raise ParseError(_("The body is nested too deeply."))
    try:
        value = json.loads(text, object_pairs_hook=_single, parse_constant=_no_constant, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        if isinstance(error, _RefusedError):
            raise ParseError(error.sentence) from None
        raise ParseError(_("The body is not JSON.")) from None
    _no_surrogates(value)
    return value


class _RefusedError(ValueError):
    def __init__(self, sentence: Any) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def _depth(text: str) -> int:
    """The deepest nesting outside strings, counted before anything recursive reads the text."""
    deepest = depth = 0
    in_string = escaped = False
    for char in text:
        if in_string:
            if escaped:
                escaped = False
            elif char == "\\":
                escaped = True
            elif char == '"':
                in_string = False
        elif char == '"':
            in_string = True
        elif char in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif char in "]}":
            depth -= 1
    return deepest


def _single(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _RefusedError(_("A key appears twice in one object."))
    return found


def _no_constant(word: str) -> Any:
    raise _RefusedError(_("NaN and infinities are no JSON numbers."))


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise _RefusedError(_("A number is too large."))
    return number


def _no_surrogates(value: Any) -> None:
    """NUL and lone surrogates reach no database."""
    try:
        text = json.dumps(value, ensure_ascii=False)
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise ParseError(_("A text holds half a character.")) from None
    if "\\u0000" in text:
        raise ParseError(_("A text holds a NUL character."))
