"""The acts that many tickets take at once. Closing is not among them: each customer's answer is looked at."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.bulk.choices import Result
from complaints.bulk.forms import BulkAssignForm, BulkNoteForm, BulkPlainForm, BulkTagForm
from complaints.bulk.models import BulkAct, BulkRow
from complaints.bulk.registry import Values, bulk_act
from complaints.tags.models import Tag
from complaints.tags.services import not_to_tag, put_tag_on_many
from complaints.tickets import services
from complaints.tickets.models import Complaint
from complaints.tickets.selectors import worklist_address
from complaints.tickets.services import Left
from core.notifications.registry import declare
from core.notifications.services import notify
from org.access.choices import Right
from org.people.models import Person

if TYPE_CHECKING:
    from collections.abc import Iterable

ASSIGN, ASSIGN_BACK, NOTE, TAG, ACKNOWLEDGE = "assign", "assign_back", "note", "tag", "acknowledge"
GIVEN = "complaint.given_many"

declare(GIVEN, sentence=gettext_lazy("%(by)s gave you %(count)s complaints at once"))


def _handler(values: Values) -> Person | None:
    return Person.objects.filter(staff_number=values["handler"]).first()


def _tag(values: Values) -> Tag | None:
    return Tag.objects.filter(code=values["tag"], is_offered=True, is_zero_tolerance=False).first()


def _handlers_said(many: Sequence[Values]) -> list[str]:
    people = Person.objects.filter(staff_number__in={values["handler"] for values in many})
    names = {one.staff_number: str(one) for one in people}
    return [names.get(values["handler"]) or values["handler"] for values in many]


def _tags_said(many: Sequence[Values]) -> list[str]:
    names = dict(Tag.objects.filter(code__in={values["tag"] for values in many}).values_list("code", "name"))
    return [names.get(values["tag"]) or values["tag"] for values in many]


def _nothing_said(many: Sequence[Values]) -> list[str]:
    return [""] * len(many)


def _cannot_assign(tickets: Sequence[Complaint], _person: Person, values: Values) -> Mapping[int, Left]:
    handler = _handler(values)
    if handler is None:
        return {one.pk: Left(_("There is no such handler any more.")) for one in tickets}
    return services.not_to_assign(tickets, handler=handler)


def _assign(
    tickets: Sequence[Complaint], *, values: Values, by: Person, now: dt.datetime, data: dict[str, Any]
) -> None:
    services.assign_many(tickets, handler=_handler(values), by=by, now=now, data=data)


def _tell_handler(bulk: BulkAct, after: int, up_to: int, now: dt.datetime) -> None:
    handler = _handler(bulk.values)
    count = bulk.rows.filter(result=Result.DONE, pk__gt=after, pk__lte=up_to).count()
    _tell([(handler, count)] if handler else [], bulk, up_to, now)


def _tell(counts: Iterable[tuple[Person, int]], bulk: BulkAct, up_to: int, now: dt.datetime) -> None:
    """One notice a person; nobody is told of what they did themselves."""
    for person, count in counts:
        if person.pk != bulk.by_id:
            notify(
                GIVEN,
                recipients=[person],
                params={"by": str(bulk.by), "count": count},
                address=worklist_address(state="open", handler="me", sort="due"),
                key=f"{GIVEN}:{bulk.pk}:{up_to}",
                now=now,
            )


def _formers(values: Values, tickets: Sequence[Complaint]) -> dict[int, tuple[int, int | None]]:
    """Of each ticket: its version just before the act that is taken back, and who had it then."""
    rows = BulkRow.objects.filter(bulk=values["undoes"], result=Result.DONE, complaint__in=[one.pk for one in tickets])
    kept = rows.values_list("complaint_id", "version", "former_id")
    return {pk: (version or 0, former) for pk, version, former in kept if pk is not None}


def _by_former(
    tickets: Sequence[Complaint], formers: Mapping[int, tuple[int, int | None]]
) -> list[tuple[Person | None, list[Complaint]]]:
    groups: dict[int | None, list[Complaint]] = defaultdict(list)
    for one in tickets:
        groups[formers[one.pk][1]].append(one)
    people = Person.objects.in_bulk([pk for pk in groups if pk is not None])
    return [(people[pk] if pk is not None else None, found) for pk, found in groups.items()]


def _cannot_assign_back(tickets: Sequence[Complaint], _person: Person, values: Values) -> Mapping[int, Left]:
    """Only where nothing moved the ticket since: the version is the one that giving it away left."""
    formers = _formers(values, tickets)
    moved = [one for one in tickets if one.pk not in formers or one.version != formers[one.pk][0] + 1]
    left = {one.pk: Left(_("It was changed since; it stays as it is.")) for one in moved}
    for former, found in _by_former([one for one in tickets if one.pk not in left], formers):
        left |= services.not_to_assign(found, handler=former)
    return left


def _assign_back(
    tickets: Sequence[Complaint], *, values: Values, by: Person, now: dt.datetime, data: dict[str, Any]
) -> None:
    for former, found in _by_former(tickets, _formers(values, tickets)):
        services.assign_many(found, handler=former, by=by, now=now, data=data)


def _tell_formers(bulk: BulkAct, after: int, up_to: int, now: dt.datetime) -> None:
    back = bulk.rows.filter(result=Result.DONE, pk__gt=after, pk__lte=up_to)
    given = BulkRow.objects.filter(bulk=bulk.undoes_id, complaint__in=back.values("complaint")).exclude(former=None)
    counts = dict(given.order_by().values_list("former").annotate(count=Count("*")))
    people = Person.objects.in_bulk(list(counts))
    _tell([(people[pk], count) for pk, count in counts.items()], bulk, up_to, now)


def _note(tickets: Sequence[Complaint], *, values: Values, by: Person, now: dt.datetime, data: dict[str, Any]) -> None:
    services.note_many(tickets, text=values["text"], by=by, now=now, data=data)


def _cannot_tag(tickets: Sequence[Complaint], _person: Person, values: Values) -> Mapping[int, Left]:
    tag = _tag(values)
    if tag is None:
        return {one.pk: Left(_("There is no such tag.")) for one in tickets}
    return not_to_tag(tickets, tag=tag)


def _put(tickets: Sequence[Complaint], *, values: Values, by: Person, now: dt.datetime, data: dict[str, Any]) -> None:
    put_tag_on_many(tickets, tag=Tag.objects.get(code=values["tag"]), by=by, now=now, data=data)


def _acknowledge(
    tickets: Sequence[Complaint], *, values: Values, by: Person, now: dt.datetime, data: dict[str, Any]
) -> None:
    services.acknowledge_many(tickets, by=by, now=now, data=data)


bulk_act(
    ASSIGN,
    gettext_lazy("Give to a handler"),
    Right.COMPLAINT_EDIT,
    BulkAssignForm,
    check=_cannot_assign,
    carry=_assign,
    said=_handlers_said,
    icon="user-check",
    tell=_tell_handler,
    undo=ASSIGN_BACK,
)
bulk_act(
    ACKNOWLEDGE,
    gettext_lazy("Customers told: received"),
    Right.COMPLAINT_EDIT,
    BulkPlainForm,
    check=lambda tickets, _person, _values: services.not_to_acknowledge(tickets),
    carry=_acknowledge,
    said=_nothing_said,
    icon="checks",
)
bulk_act(
    NOTE,
    gettext_lazy("Add a note"),
    Right.COMPLAINT_EDIT,
    BulkNoteForm,
    check=lambda tickets, _person, _values: services.not_to_note(tickets),
    carry=_note,
    said=lambda many: [values["text"] for values in many],
    icon="note",
)
bulk_act(
    TAG,
    gettext_lazy("Put a tag on"),
    Right.COMPLAINT_EDIT,
    BulkTagForm,
    check=_cannot_tag,
    carry=_put,
    said=_tags_said,
    icon="tag",
)
bulk_act(
    ASSIGN_BACK,
    gettext_lazy("Give back to the former handlers"),
    Right.COMPLAINT_EDIT,
    BulkPlainForm,
    check=_cannot_assign_back,
    carry=_assign_back,
    said=lambda many: [_("takes back #%(number)s") % {"number": values["undoes"]} for values in many],
    icon="arrow-back-up",
    tell=_tell_formers,
    offered=False,
)
