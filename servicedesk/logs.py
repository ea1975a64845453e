"""Logs as JSON lines in UTC with request and person ids; phone and id numbers are masked (P10, N16)."""

from __future__ import annotations

import logging.config
import re
from typing import Any

import structlog

LONGEST_VALUE = 256
_PERSONAL = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)|(?<![\d.])\d{6}(\d{8})\d{3}[\dXx](?!\d)")


def _hide(match: re.Match[str]) -> str:
    return f"{match[1]}****{match[2]}" if match[1] else "<id number>"


def mask_personal(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Mask what looks like a mobile or identity number and cut what is too long, in every text value."""
    for name, value in event.items():
        if isinstance(value, str):
            shown = _PERSONAL.sub(_hide, value)
            event[name] = shown if name in {"exception", "stack"} else shown[:LONGEST_VALUE]
    return event


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
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
            "root": {"handlers": ["stderr"], "level": level},
        }
    )
