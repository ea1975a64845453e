"""What may be said of a ticket, and what it must fit: the same for a new one and a changed one."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, TypedDict

from django.utils.translation import gettext_lazy as _

from complaints.tickets import rules
from complaints.tickets.choices import Validity
from complaints.tickets.models import Complaint
from core.phones.rules import normalise
from core.phones.services import seal
from core.refusals import Refusal
from core.search.rules import grams

if TYPE_CHECKING:
    from complaints.categories.models import Category
    from org.units.models import Unit


class IncompleteTicket(Refusal):
    """Something said calls for something else that was left out."""


class Details(TypedDict, total=False):
    """Everything a person may say of a ticket. What is not named here is never written from outside (C02)."""

    unit: Unit
    channel: str
    subject: str
    text: str
    remedy_sought: str
    incident_on: dt.date | None
    upstream_number: str
    regulator_number: str
    appeal_number: str
    customer_name: str
    phone: str
    customer_level: str
    customer_class: str
    on_behalf: bool
    place: str
    business: str
    process: str
    product: Category | None
    phenomenon: Category | None
    cause: Category | None
    error_side: str
    error_unit: Unit | None
    grade: str
    validity: str
    validity_reason: str
    tendency: str


NAMES = frozenset(Details.__annotations__)
SEARCHED = (
    "subject",
    "text",
    "customer_name",
    "place",
    "upstream_number",
    "regulator_number",
    "appeal_number",
    "source_key",
)
_LONG = {"text": rules.TEXT_MOST}


def searched_words(values: dict[str, Any]) -> str:
    """The indexed form of everything that search should find a ticket by."""
    return grams(" ".join(str(values[name]) for name in SEARCHED if values.get(name)))


def fill_in(complaint: Complaint, details: Details) -> list[str]:
    """Write `details` onto the ticket in memory and say which columns changed.

    Raises TextTooLong, NotAPhone, IncompleteTicket; TypeError for a name that is not a detail.
    """
    unknown = details.keys() - NAMES
    if unknown:
        raise TypeError(f"not a detail of a ticket: {', '.join(sorted(unknown))}")
    before = {field.attname: getattr(complaint, field.attname) for field in Complaint._meta.concrete_fields}
    for name, value in details.items():
        if name == "phone":
            _fill_in_phone(complaint, str(value))
        else:
            setattr(complaint, name, _fitting(name, value))
    _keep_chains(complaint, before)
    complaint.subject = complaint.subject or rules.title_from(complaint.text)
    for gap in gaps_of(complaint):
        raise gap
    complaint.grams = searched_words(vars(complaint))
    return [name for name, old in before.items() if getattr(complaint, name) != old]


def _fitting(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    field: Any = Complaint._meta.get_field(name)
    return rules.cleaned_within(value, most=_LONG.get(name) or field.max_length or rules.TEXT_MOST, field=name)


def _fill_in_phone(complaint: Complaint, typed: str) -> None:
    phone = seal(normalise(rules.cleaned(typed)))
    if phone.digest == complaint.phone_digest:
        return
    complaint.phone_sealed, complaint.phone_digest = phone.sealed, phone.digest
    complaint.phone_suffix, complaint.phone_masked = phone.suffix, phone.masked


def _keep_chains(complaint: Complaint, before: dict[str, Any]) -> None:
    """The chain of units as it is when the unit is chosen; a later move of the unit does not reach back."""
    if complaint.unit_id != before["unit_id"]:
        complaint.unit_path = complaint.unit.path
    if complaint.error_unit_id != before["error_unit_id"]:
        complaint.error_path = complaint.error_unit.path if complaint.error_unit else ""


def gaps_of(complaint: Complaint) -> list[IncompleteTicket]:
    """Everything that is said and calls for something else that was left out."""
    asked = (
        ("subject", not complaint.subject, _("Say in a few words what it is about.")),
        (
            "error_unit",
            complaint.error_side and complaint.error_unit is None,
            _("An error belongs to a unit; choose it."),
        ),
        (
            "error_side",
            complaint.error_unit and not complaint.error_side,
            _("Say whether it is an own-business or a channel error."),
        ),
        (
            "validity_reason",
            complaint.validity == Validity.INVALID and not complaint.validity_reason,
            _("An invalid complaint needs the reason why."),
        ),
    )
    return [IncompleteTicket(words, field=name) for name, is_open, words in asked if is_open]
