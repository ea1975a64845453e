"""Small parts of a page put together without a template: a list has hundreds of them."""

from __future__ import annotations

from functools import cache

from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.ui.choices import Status

SPRITE = "vendor/tabler-icons-3.51.0/sprite.svg"
GRADES = {"A": "calm", "B": "watch", "C": "grave"}


@cache
def _sprite() -> str:
    """A page has seventy icons of one sheet; its address does not change while the process runs."""
    return static(SPRITE)


def icon(name: str, label: str = "", extra: str = "") -> SafeString:
    """An outline icon from the sprite; decorative unless it is given a label."""
    if not label:
        return _decoration(name, extra)
    return format_html(
        '<svg class="{}" role="img" aria-label="{}"><use href="{}#{}"></use></svg>',
        f"icon {extra}".strip(),
        label,
        _sprite(),
        name,
    )


@cache
def _decoration(name: str, extra: str) -> SafeString:
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        f"icon {extra}".strip(),
        _sprite(),
        name,
    )


def fixed(name: str) -> SafeString:
    """A template that says the same to everybody; it is put together once for each language."""
    return _in_language(name, get_language() or "")


@cache
def _in_language(name: str, _language: str) -> SafeString:
    return render_to_string(name)


def status_badge(status: str, text: str = "") -> SafeString:
    """Text, icon and colour together; without text the status's own word."""
    known = Status(status)
    return format_html(
        '<span class="status status-{}">{}<span>{}</span></span>', known.value, icon(known.icon), text or known.label
    )


def grade_badge(grade: str) -> SafeString:
    """A square with the letter of the grade; an unknown one is neutral."""
    return format_html(
        '<span class="grade grade-{}"><span class="visually-hidden">{} </span>{}</span>',
        GRADES.get(grade, "plain"),
        _("Grade"),
        grade,
    )
