"""The list of people as a sheet: a row for each posting, in the columns that the roster import reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.exports.registry import Column, listing
from org.access.choices import Right
from org.people.forms import PeopleFilter
from org.people.models import Person, Posting

if TYPE_CHECKING:
    from org.people.models import PostingQuerySet


def _rows(person: Person, params: Mapping[str, str]) -> PostingQuerySet:
    today = timezone.localdate()
    people = PeopleFilter(params, person=person).narrow(Person.objects.visible_to(person), on=today)
    postings = Posting.objects.visible_to(person).filter(person__in=people)
    serving = Q(ends_on=None) | Q(ends_on__gte=today) | Q(person__is_active=False)
    related = ("person", "person__line_manager", "unit")
    return postings.filter(serving).select_related(*related).order_by("person__staff_number", "-starts_on", "pk")


listing(
    "people",
    _("People"),
    Right.PERSON_VIEW,
    columns=[
        Column(_("Staff number"), lambda row: row.person.staff_number),
        Column(_("Full name"), lambda row: row.person.name),
        Column(_("Unit"), lambda row: row.unit.name, width=20),
        Column(_("Unit code"), lambda row: row.unit.code),
        Column(_("Role"), lambda row: row.get_role_display()),
        Column(_("Post"), lambda row: row.person.post),
        Column(_("Starts on"), lambda row: row.starts_on),
        Column(_("Ends on"), lambda row: row.ends_on),
        Column(_("E-mail"), lambda row: row.person.email, width=24),
        Column(_("Line manager"), lambda row: _number(row.person.line_manager)),
    ],
    rows=_rows,
)


def _number(person: Person | None) -> str:
    return person.staff_number if person else ""
