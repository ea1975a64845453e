"""A letter: one notice, or a digest of several, in the reader's own language."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from core.notifications.models import Notification

LONGEST_SUBJECT = 120


def absolute(address: str) -> str:
    """A path of this site as it is opened from outside; from the setting, never from a request (N07)."""
    return urljoin(settings.PUBLIC_ADDRESS, address) if address else ""


def letter_for(notifications: list[Notification]) -> EmailMessage:
    """The letter that tells one person of `notifications` (at least one, all that person's)."""
    reader = notifications[0].recipient
    with translation.override(reader.language):
        lines = [(notice.sentence, absolute(notice.address)) for notice in notifications]
        count = len(lines)
        subject = (
            lines[0][0] if count == 1 else ngettext("%(count)s notice", "%(count)s notices", count) % {"count": count}
        )
        body = render_to_string(
            "core/notifications/letter.txt",
            {"reader": reader, "lines": lines, "choices_address": absolute(reverse("channels"))},
        )
    host = urlsplit(settings.PUBLIC_ADDRESS).hostname or "localhost"
    return EmailMessage(
        subject=" ".join(subject.split())[:LONGEST_SUBJECT],
        body=body,
        to=[reader.email],
        # The same letter sent twice carries the same number, so that a mailbox may fold them.
        headers={"Message-ID": f"<notice-{notifications[0].pk}-{count}@{host}>", "Auto-Submitted": "auto-generated"},
    )


def send(notifications: list[Notification]) -> None:
    """Hand the letter to the mail server; OSError if it does not take it."""
    letter_for(notifications).send()
