"""What happened to a ticket, in words, newest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from complaints.tickets.choices import EventKind, Outcome, ReopenReason
from complaints.tickets.clocks import moment
from complaints.tickets.models import Complaint, ComplaintEvent
from complaints.tickets.registry import lines_of

ENTRIES_MOST = 200
TALK = {EventKind.NOTE, EventKind.CALL}
SYSTEM = {
    EventKind.EDITED,
    EventKind.PHONE_REVEALED,
    EventKind.ATTACHED,
    EventKind.DETACHED,
    EventKind.ASSIGNED,
}


@dataclass(frozen=True)
class Entry:
    """One step of the history as a line: who, what, when, and the words with it."""

    kind: str
    who: str
    what: str
    at: str
    text: str
    lines: tuple[str, ...]

    @property
    def group(self) -> str:
        """Which of the timeline's filters shows it."""
        return "talk" if self.kind in TALK else "system" if self.kind in SYSTEM else "other"


def history_of(complaint: Complaint) -> list[Entry]:
    """The newest steps, one more than a page shows where there are more: one query.

    What was imported has no step of its own and gets a line from the record.
    """
    rows = list(
        ComplaintEvent.objects.filter(complaint=complaint)
        .order_by("-pk")
        .values_list("kind", "by__name", "at", "text", "data")[: ENTRIES_MOST + 1]
    )
    labels = {str(kind): str(kind.label) for kind in EventKind}
    system = _("System")
    entries = [
        Entry(kind, who or system, labels[kind], moment(at), text, tuple(_lines(kind, data)))
        for kind, who, at, text, data in rows
    ]
    if len(rows) <= ENTRIES_MOST and all(entry.kind != EventKind.REGISTERED for entry in entries):
        entries.append(_arrival(complaint))
    return entries


def timeline(entries: Iterable[Entry]) -> SafeString:
    """The items of the timeline. Put together here: sixty of them are a tenth of the page's time in a template."""
    return format_html_join("\n", "{}", ((_item(entry),) for entry in entries))


def _item(entry: Entry) -> SafeString:
    group = entry.group
    is_edit = entry.kind == EventKind.EDITED
    beside = "" if is_edit else "".join(f" · {line}" for line in entry.lines)
    below = format_html('<p class="entry-text">{}</p>', entry.text) if entry.text else ""
    if is_edit:
        changes = format_html_join("", "<li>{}</li>", ((line,) for line in entry.lines))
        below = format_html('{}<ul class="entry-changes">{}</ul>', below, changes)
    return format_html(
        '<li class="entry-{}{}" data-group="{}"><span class="entry-line"><b>{}</b> {}{} <time>{}</time></span>{}</li>',
        entry.kind,
        " is-system" if group == "system" else "",
        group,
        entry.who,
        entry.what,
        beside,
        entry.at,
        below,
    )


def _arrival(complaint: Complaint) -> Entry:
    run = complaint.import_run
    what = _("Registered")
    lines: tuple[str, ...] = ()
    if run is not None:
        what = _("Imported")
        lines = (_("%(file)s, row %(row)s") % {"file": run.file.name, "row": complaint.import_row or "?"},)
    who = str(complaint.registered_by or "")
    return Entry(EventKind.REGISTERED, who, what, moment(complaint.registered_at), "", lines)


def _lines(kind: str, data: dict[str, Any]) -> list[str]:
    """The particulars of a step, each as a short sentence."""
    if kind == EventKind.EDITED:
        return [_change(name, *pair) for name, pair in data.get("changes", {}).items()]
    if kind == EventKind.ASSIGNED:
        return [_("to %(name)s") % {"name": data["to"]} if data["to"] else _("to nobody, back to the unit")]
    if kind in (EventKind.ATTACHED, EventKind.DETACHED):
        return [data["name"]]
    if kind == EventKind.CLOSED:
        return [
            " ".join(filter(None, (str(Outcome(data["outcome"]).label), data.get("duplicate_of")))),
            *({True: [_("in time")], False: [_("late")]}.get(data["on_time"], []) if "on_time" in data else []),
        ]
    if kind == EventKind.REOPENED:
        return [str(ReopenReason(data["reason"]).label)]
    if kind == EventKind.REGISTERED and data.get("backdate_reason"):
        return [_("entered later: %(reason)s") % {"reason": data["backdate_reason"]}]
    return [*(_call_lines(data) if kind == EventKind.CALL else ()), *lines_of(EventKind(kind), data)]


def _call_lines(data: dict[str, Any]) -> list[str]:
    lines = [_("reached") if data.get("reached") else _("not reached")]
    if data.get("minutes") is not None:
        lines.append(_("%(minutes)s minutes") % {"minutes": data["minutes"]})
    if data.get("recording"):
        lines.append(_("recording %(number)s") % {"number": data["recording"]})
    return lines


CLASS = "customer_class"
"""Who is of class B is known to those alone who may see that list: others read that it changed, not to what."""


def _change(name: str, old: Any, new: Any) -> str:
    field: Any = Complaint._meta.get_field(name)
    if name == CLASS:
        return str(field.verbose_name)
    said = [_said(field, value) for value in (old, new)]
    return _("%(field)s: %(old)s → %(new)s") % {"field": field.verbose_name, "old": said[0], "new": said[1]}


def _said(field: Any, value: Any) -> str:
    if value in ("", None):
        return _("empty")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(dict(field.flatchoices).get(value, value))
