"""The ticket's page in words: what may be done, what happened, who is beside it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _

from complaints.categories.models import Category
from complaints.categories.rules import chain_ids
from complaints.tickets import registry, rules
from complaints.tickets.choices import State
from complaints.tickets.clocks import Clock, moment, old_note
from complaints.tickets.filters import FILTER_NAMES, UnknownFilter
from complaints.tickets.forms import NoteForm
from complaints.tickets.history import ENTRIES_MOST, Entry, history_of, timeline
from complaints.tickets.models import Complaint, may_take_part
from complaints.tickets.registry import Act, Panel
from complaints.tickets.selectors import Neighbours, Relatives, neighbours, relatives
from core.files.selectors import AttachmentList, files_of
from org.access.choices import Right
from org.units.models import Unit
from org.units.rules import chain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import QueryDict
    from django.utils.safestring import SafeString

    from org.people.models import Person


@dataclass(frozen=True)
class Shown:
    """A part of the page that another subject gives: its template with what it shows as `panel`."""

    title: str
    template: str
    panel: Any


@dataclass(frozen=True)
class TicketPage:
    """What `complaints/ticket.html` shows."""

    clock: Clock
    acts: list[Act]
    panels: list[Shown]
    entries: list[Entry]
    older: bool
    facts: dict[str, str]
    relatives: Relatives
    neighbours: Neighbours
    attachments: AttachmentList
    query: str
    may_edit: bool
    may_reveal: bool
    sees_class: bool
    note_form: NoteForm

    @property
    def timeline(self) -> SafeString:
        return timeline(self.entries)

    @property
    def old_note(self) -> str:
        return old_note() if self.clock.is_old else ""


def ticket_page(complaint: Complaint, person: Person, params: QueryDict, *, now: dt.datetime) -> TicketPage:
    """Everything the page prints, in a fixed number of queries whatever the length of the history."""
    prefetch_related_objects([complaint], "rounds")
    may_edit = complaint.state != State.VOID and may_take_part(person, complaint)
    entries = history_of(complaint)
    query = params.copy()
    for name in list(query):
        if name not in FILTER_NAMES:
            del query[name]
    return TicketPage(
        clock=registry.time_said(complaint, now),
        acts=[*registry.offered(complaint, person), *_acts(complaint, person)],
        panels=_shown(registry.main_panels(), complaint, person, now),
        entries=entries[:ENTRIES_MOST],
        older=len(entries) > ENTRIES_MOST,
        facts=_facts(complaint),
        relatives=relatives(complaint, person),
        neighbours=_neighbours(complaint, person, query, now),
        attachments=files_of(complaint, person=person),
        query=query.urlencode(),
        may_edit=may_edit,
        may_reveal=bool(complaint.phone_masked) and person.may(Right.PHONE_REVEAL, at=complaint),
        sees_class=person.may(Right.DIFFICULT_VIEW, at=complaint),
        note_form=NoteForm(),
    )


def beside(complaint: Complaint, person: Person, *, now: dt.datetime) -> list[Shown]:
    """The parts beside the ticket, which come after the page."""
    return _shown(registry.beside_panels(), complaint, person, now)


def _shown(panels: Iterable[Panel], complaint: Complaint, person: Person, now: dt.datetime) -> list[Shown]:
    contents = [(panel, panel.content(complaint, person, now)) for panel in panels]
    return [Shown(str(panel.title), panel.template, content) for panel, content in contents if content is not None]


def _neighbours(complaint: Complaint, person: Person, query: QueryDict, now: dt.datetime) -> Neighbours:
    try:
        return neighbours(complaint, person, query, now=now)
    except UnknownFilter:
        return Neighbours(None, None)


def _acts(complaint: Complaint, person: Person) -> list[Act]:
    """The acts this person may do in this state, the next one first; what a state forbids is not shown."""
    may = {
        right: person.may(right, at=complaint)
        for right in (Right.COMPLAINT_EDIT, Right.COMPLAINT_CLOSE, Right.COMPLAINT_VOID)
    }
    is_open, is_closed = complaint.state == State.OPEN, complaint.state == State.CLOSED
    offered = [
        (
            is_open and not complaint.handler_id and may[Right.COMPLAINT_EDIT],
            Act(_("Assign"), "user-plus", "complaint_assign"),
        ),
        (is_open and may[Right.COMPLAINT_CLOSE], Act(_("Close ticket"), "check", "complaint_close")),
        (is_closed and may[Right.COMPLAINT_CLOSE], Act(_("Reopen"), "rotate", "complaint_reopen")),
        (
            is_open and not complaint.acknowledged_at and may[Right.COMPLAINT_EDIT],
            Act(_("Customer told"), "phone-outgoing", "complaint_acknowledge", posts=True),
        ),
        (
            is_open and bool(complaint.handler_id) and may[Right.COMPLAINT_EDIT],
            Act(_("Reassign"), "transfer", "complaint_assign"),
        ),
        (complaint.state != State.VOID and may[Right.COMPLAINT_EDIT], Act(_("Edit"), "pencil", "complaint_edit")),
        (
            complaint.state != State.VOID and may[Right.COMPLAINT_VOID],
            Act(_("Void the ticket"), "circle-minus", "complaint_void", grave=True),
        ),
    ]
    return [
        Act(act.label, act.icon, reverse(act.address, args=[complaint.number]), act.posts, act.grave)
        for allowed, act in offered
        if allowed
    ]


def _facts(complaint: Complaint) -> dict[str, str]:
    """Chains of units and categories in words: two queries for all of them."""
    unit_paths = {*chain(complaint.unit_path), *chain(complaint.error_path)}
    units = dict(Unit.objects.filter(path__in=unit_paths).values_list("path", "name"))
    chosen = {name: getattr(complaint, name) for name in ("product", "phenomenon", "cause")}
    wanted = {pk for category in chosen.values() if category for pk in chain_ids(category.path)}
    names = dict(Category.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}
    facts = {
        name: " · ".join(names[pk] for pk in chain_ids(category.path) if pk in names)
        for name, category in chosen.items()
        if category
    }
    facts["unit"] = " › ".join(units[path] for path in chain(complaint.unit_path) if path in units)
    facts["error_unit"] = " › ".join(units[path] for path in chain(complaint.error_path) if path in units)
    return facts | {
        "received": moment(complaint.received_at),
        "registered": moment(complaint.registered_at) if complaint.registered_at != complaint.received_at else "",
        "acknowledged": moment(complaint.acknowledged_at),
        "closed": moment(complaint.closed_at),
        "due": moment(complaint.due_at),
        "customer": rules.masked_name(complaint.customer_name),
    }
