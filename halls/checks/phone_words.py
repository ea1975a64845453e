"""What the phone's page says by its script; what stands on it from the start is in its templates."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def words() -> dict[str, str]:
    """By name; `%s` is filled in by the page."""
    return {
        "title": _("My checks today"),
        "outbox": pgettext("phone", "To send: %s"),
        "draft": pgettext("phone", "Being filled in"),
        "waiting": pgettext("phone", "Waits to be sent"),
        "sending": pgettext("phone", "Being sent …"),
        "signin": pgettext("phone", "Sign in again to send it; nothing is lost"),
        "refused": pgettext("phone", "Not taken"),
        "received": pgettext("phone", "Received %s"),
        "receipt": pgettext("phone", "Receipt %s"),
        "late": pgettext("phone", "Came late: finished %s"),
        "leaving": pgettext("phone", "Thrown away as soon as there is a network"),
        "gone": pgettext("phone", "Thrown away"),
        "send": pgettext("check", "Send"),
        "send_open": _("Send (%s still open)"),
        "begun": pgettext("phone", "Begun %s"),
        "sheet_version": pgettext("phone", "version %s"),
        "book_sent": pgettext("phone", "Sent today: %s"),
        "book_going": pgettext("phone", "Begun today: %s"),
        "on_server": pgettext("phone", "Photos already with the server: %s"),
        "photo_of": pgettext("phone", "Photo of “%s”"),
        "photo_off": pgettext("phone", "Take away the photo of “%s”"),
        "note_on": pgettext("phone", "Note on “%s”"),
        "photo_kept": pgettext("phone", "The photo is kept on this phone."),
        "no_picture": _("This file is no picture that the phone can read. Take the photo again."),
        "full": _("The phone has no room left for this. Send or throw away other checks first."),
        "offline": _("No network. What you fill in is kept on this phone and sent by itself later."),
        "online": _("The network is back."),
        "needs_network": _("That needs a network."),
    }
