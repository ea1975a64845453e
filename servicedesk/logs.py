"""Logs as JSON lines in UTC with request and person ids; phone and id numbers are masked (P10, N16)."""

from __future__ import annotations

import logging.config
import re
from typing import Any

import structlog

LONGEST_VALUE = 256
LONGEST_TRACE = 16_384
_TRACES = {"exception", "stack"}
_OURS = {"timestamp", "request_id", "level", "logger"}
# A mobile number as people write it, with or without +86, blanks or hyphens; or an identity number.
_PERSONAL = re.compile(
    r"(?<!\d)(?:(?:\+|00)?86[- ]?)?(1[3-9]\d)[- ]?\d{4}[- ]?(\d{4})(?!\d)|(?<![\d.])\d{6}\d{8}\d{3}[\dXx](?!\d)"
)
# Whoever holds such a link may set the password (N05).
_LINK = re.compile(r"(/password/[^/\s]+/)[^/\s]+")
# What a terminal obeys, or what makes one line look like two or another: never written as such (N16).
_UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def _hide(match: re.Match[str]) -> str:
    return f"{match[1]}****{match[2]}" if match[1] else "<id number>"


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def _harmless(value: Any) -> Any:
    """The value on one line, of bounded length, with personal numbers masked and control characters spelled out."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, dict):
        return {_harmless(str(name)): _harmless(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_harmless(inner) for inner in value]
    text = str(value)
    shown = _masked(text[: 2 * LONGEST_VALUE])
    if isinstance(value, int | float) and shown == text:
        return value
    return shown.replace("\n", "\\n")[:LONGEST_VALUE]


def _harmless_trace(text: str) -> str:
    """A traceback keeps its lines, its beginning and, where the error is told, its end."""
    if len(text) > LONGEST_TRACE:
        half = LONGEST_TRACE // 2
        text = f"{text[:half]}\n…\n{text[-half:]}"
    return _masked(text)


def _masked(text: str) -> str:
    return _UNSEEN.sub(_escaped, _LINK.sub(r"\1…", _PERSONAL.sub(_hide, text)))


def mask_personal(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Make every value of a record safe to write; what we made ourselves stays as it is."""
    for name, value in event.items():
        if name in _TRACES:
            event[name] = _harmless_trace(str(value))
        elif name not in _OURS and not name.startswith("_"):
            event[name] = _harmless(value)
    return event


class WithoutTraceOfRefusals(logging.Filter):
    """A refused page is an answer and no fault: its line is enough."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name == "django.request" and record.levelno < logging.ERROR:
            record.exc_info = None
        return True


def logging_config(*, level: str, pretty: bool) -> None:
    """Send both structlog's and the standard library's records through one chain to stderr."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        structlog.processors.UnicodeDecoder(),
        mask_personal,
    ]
    renderer = (
        structlog.dev.ConsoleRenderer(colors=False, sort_keys=False, exception_formatter=structlog.dev.plain_traceback)
        if pretty
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "line": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "foreign_pre_chain": [
                        *shared[:1],
                        structlog.stdlib.PositionalArgumentsFormatter(),
                        *shared[1:],
                    ],
                    "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
                }
            },
            "filters": {"refusals": {"()": WithoutTraceOfRefusals}},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["refusals"]}},
            "root": {"handlers": ["stderr"], "level": level},
        }
    )
