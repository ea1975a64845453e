"""The filters of the worklist, its export, the API and every drill-down: one list of names, no others.

A name that is not here reaches no field (C09); a value that is not understood finds nothing and
says so. `matching` is the one way from an address to rows.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from complaints.categories.choices import Tree
from complaints.categories.models import Category
from complaints.tickets import rules
from complaints.tickets.choices import ANY_ERROR, Channel, Due, ErrorSide, Grade, State
from complaints.tickets.clocks import due_between
from complaints.tickets.handled_filters import HandledFilters, HandledForm
from complaints.tickets.models import Complaint, ComplaintEvent
from complaints.tickets.paging import Sort
from complaints.tickets.places import (
    BETWEEN,
    ERROR_PATH,
    LONGEST,
    UNIT_PATH,
    NoSuchPlace,
    Place,
    names_error_of,
    places_of,
)
from complaints.tickets.sheet_filters import SheetFilters, SheetForm
from core.imports.models import ImportRun
from core.refusals import Refusal
from core.search.selectors import matching as matching_words
from org.access.choices import Right
from org.people.models import Person
from org.units.models import Unit, UnitQuerySet, below_any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from complaints.tickets.models import ComplaintQuerySet

SUFFIX_DIGITS = 4
NOT_FILLED = "none"
MINE = "me"
ERRORS = [*ErrorSide.choices, (ANY_ERROR, _("Of either side"))]
YES = "1"


def units_for(person: Person, right: str) -> UnitQuerySet:
    """Units where `person` holds `right`, in tree order."""
    return Unit.objects.filter(below_any("path", person.paths_for(right))).in_tree_order()


class UnknownFilter(Refusal):
    """A filter in the address that says nothing we know, or says it twice (A14)."""


class WorklistForm(SheetForm, HandledForm):
    """Turns what the address says into things; outside one's units nothing exists."""

    def clean_unit(self) -> Unit | None:
        code = self.cleaned_data["unit"]
        return self._found(code, self._unit(code)) if code else None

    def clean_error_unit(self) -> Unit | None:
        """Errors are also found at units outside one's own; those exist as far as one's tickets name them."""
        code = self.cleaned_data["error_unit"]
        if not code or (found := self._unit(code)):
            return found if code else None
        stranger = Unit.objects.filter(code=code).first()
        return self._found(code, stranger if stranger and names_error_of(self.person, stranger.path) else None)

    def _unit(self, code: str) -> Unit | None:
        return units_for(self.person, Right.COMPLAINT_VIEW).filter(code=code).first()

    def _found(self, code: str, unit: Unit | None) -> Unit:
        if unit is None:
            raise forms.ValidationError(_("There is no unit “%(code)s” here."), params={"code": code})
        return unit

    def clean_within(self) -> tuple[Place, ...]:
        return self._places("within", UNIT_PATH)

    def clean_without(self) -> tuple[Place, ...]:
        return self._places("without", UNIT_PATH)

    def clean_error_within(self) -> tuple[Place, ...]:
        return self._places("error_within", ERROR_PATH)

    def _places(self, field: str, path: str) -> tuple[Place, ...]:
        words = self.cleaned_data[field]
        try:
            return places_of(self.person, words, field=path) if words else ()
        except NoSuchPlace as refusal:
            raise forms.ValidationError(str(refusal)) from None

    def clean_product(self) -> Category | str | None:
        return self._category("product", Tree.PRODUCT)

    def clean_phenomenon(self) -> Category | str | None:
        return self._category("phenomenon", Tree.PHENOMENON)

    def clean_cause(self) -> Category | str | None:
        return self._category("cause", Tree.CAUSE)

    def _category(self, field: str, tree: Tree) -> Category | str | None:
        code = self.cleaned_data[field]
        if not code or code == NOT_FILLED:
            return code or None
        found = Category.objects.of(tree).filter(code=code).first()
        if found is None:
            raise forms.ValidationError(_("There is no category “%(code)s”."), params={"code": code})
        return found

    def clean_cause_not(self) -> tuple[Category, ...]:
        codes = list(filter(None, self.cleaned_data["cause_not"].split(BETWEEN)))
        known = {category.code: category for category in Category.objects.of(Tree.CAUSE).filter(code__in=codes)}
        for code in codes:
            if code not in known:
                raise forms.ValidationError(_("There is no category “%(code)s”."), params={"code": code})
        return tuple(known[code] for code in codes)

    def clean_changed(self) -> dt.datetime | None:
        words = self.cleaned_data["changed"]
        try:
            moment = parse_datetime(words) if words else None
        except ValueError:
            moment = None
        if words and (moment is None or moment.tzinfo is None):
            raise forms.ValidationError(_("A moment is written like 2011-02-01T08:20:00+08:00."))
        return moment

    def clean_handler(self) -> Person | str | None:
        """Whoever is not of one's units exists as far as one's tickets name them; others are as unknown (C08)."""
        number = self.cleaned_data["handler"]
        if number == MINE:
            return self.person
        if not number or number == NOT_FILLED:
            return number or None
        found = Person.objects.filter(staff_number=number).first()
        if found is None or not self._knows(found):
            raise forms.ValidationError(
                _("There is nobody with the staff number “%(number)s”."), params={"number": number}
            )
        return found

    def clean_import(self) -> ImportRun | None:
        number = self.cleaned_data["import"]
        if not number:
            return None
        known = ImportRun.objects.visible_to(self.person).select_related("file")
        found = known.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 18 else None
        if found is None:
            raise forms.ValidationError(_("There is no import %(number)s here."), params={"number": number})
        return found

    def _knows(self, handler: Person) -> bool:
        colleagues = self.person.colleagues_for(Right.COMPLAINT_VIEW).filter(pk=handler.pk)
        tickets = Complaint.objects.visible_to(self.person).filter(handler=handler)
        return colleagues.exists() or tickets.exists()

    def _month(self, field: str) -> int | None:
        words = self.cleaned_data[field]
        try:
            return rules.month_number(words) if words else None
        except rules.NotAMonth as refusal:
            raise forms.ValidationError(str(refusal)) from None

    def clean_month(self) -> int | None:
        return self._month("month")

    def clean_from(self) -> int | None:
        return self._month("from")

    def clean_to(self) -> int | None:
        return self._month("to")


def _text(method: str, *, most: int = 60, **more: Any) -> django_filters.CharFilter:
    return django_filters.CharFilter(method=method, max_length=most, **more)


def _choice(method: str, choices: Any, **more: Any) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(method=method, choices=choices, **more)


class TicketFilters(SheetFilters, HandledFilters):
    base_filters: dict[str, django_filters.Filter]

    q = _text("with_words", most=200, label=_("Words"))
    unit = _text("at_unit", label=_("Unit"))
    region_exact = _choice("nothing", [(YES, _("Only this unit itself"))], label=_("Only this unit itself"))
    within = _text("within_places", most=LONGEST, label=_("Units as they stood then"))
    without = _text("without_places", most=LONGEST, label=_("Without these units"))
    month = _text("in_month", label=_("Month"))
    to = _text("until_month", label=_("To month"))
    state = _choice("in_state", [*State.choices, ("all", _("All, void ones too"))], label=_("State"))
    overdue = _choice("overdue_only", [(YES, _("Overdue"))], label=_("Overdue"))
    due = _choice("due_within", Due.choices, label=_("Due"))
    channel = _choice("by_field", Channel.choices, field_name="channel", label=_("Channel"))
    grade = _choice("by_field", [*Grade.choices, (NOT_FILLED, _("Not filled"))], field_name="grade", label=_("Grade"))
    product = _text("in_category", field_name="product", label=_("Product"))
    phenomenon = _text("in_category", field_name="phenomenon", label=_("Phenomenon"))
    cause = _text("in_category", field_name="cause", label=_("Cause"))
    cause_exact = _choice("nothing", [(YES, _("Without finer causes"))], label=_("Without finer causes"))
    cause_not = _text("other_causes", most=LONGEST, label=_("Causes other than"))
    error = _choice("with_error", ERRORS, label=_("Error"))
    error_unit = _text("at_error_unit", label=_("Unit of the error"))
    error_within = _text("at_error_places", most=LONGEST, label=_("Unit of the error, as it stood then"))
    error_exact = _choice("nothing", [(YES, _("Only its own errors"))], label=_("Only its own errors"))
    handler = _text("of_handler", label=_("Handler"))
    reopened = _choice("reopened_only", [(YES, _("Reopened"))], label=_("Reopened"))
    tag = _text("with_tag", most=30, label=_("Tag"))
    repeat = _choice("repeats_only", [(YES, _("Repeat of a number"))], label=_("Repeat"))
    skip_level = _choice("skipped_only", [(YES, _("Skip-level"))], label=_("Skip-level"))
    changed = _text("changed_since", label=_("Changed after"))
    sort = _choice("nothing", Sort.choices, label=_("Order"))
    view = _text("nothing", most=20, label=_("View"))

    class Meta:
        model = Complaint
        form = WorklistForm
        fields: list[str] = []

    def __init__(
        self, data: Mapping[str, str], queryset: ComplaintQuerySet, *, person: Person, now: dt.datetime
    ) -> None:
        # Only filters that are asked for are built: all thirty take longer than the rows of a page.
        self.base_filters = {name: one for name, one in type(self).base_filters.items() if data.get(name)}
        super().__init__(data, queryset)
        self.now = now
        self.form.person = person

    @property
    def chosen_sort(self) -> Sort:
        return Sort(self.form.cleaned_data.get("sort") or Sort.NEWEST)

    @property
    def values(self) -> dict[str, Any]:
        """What was chosen, understood: units as units, months as numbers."""
        return {name: value for name, value in self.form.cleaned_data.items() if value not in ("", None, ())}

    def filter_queryset(self, queryset: ComplaintQuerySet) -> ComplaintQuerySet:
        rows = super().filter_queryset(queryset)
        return rows if self.values.get("state") else rows.counted()

    def nothing(self, rows: ComplaintQuerySet, _name: str, _value: str) -> ComplaintQuerySet:
        """For names that only say how another filter is meant."""
        return rows

    def by_field(self, rows: ComplaintQuerySet, name: str, value: str) -> ComplaintQuerySet:
        return rows.filter(**{name: "" if value == NOT_FILLED else value})

    def at_unit(self, rows: ComplaintQuerySet, _name: str, unit: Unit) -> ComplaintQuerySet:
        if self.form.cleaned_data.get("region_exact"):
            return rows.filter(unit_path=unit.path)
        return rows.at_or_below(unit)

    def within_places(self, rows: ComplaintQuerySet, _name: str, places: tuple[Place, ...]) -> ComplaintQuerySet:
        return rows.filter(below_any(UNIT_PATH, [place.path for place in places]))

    def without_places(self, rows: ComplaintQuerySet, _name: str, places: tuple[Place, ...]) -> ComplaintQuerySet:
        return rows.exclude(below_any(UNIT_PATH, [place.path for place in places]))

    def with_error(self, rows: ComplaintQuerySet, _name: str, side: str) -> ComplaintQuerySet:
        return rows.exclude(error_side="") if side == ANY_ERROR else rows.filter(error_side=side)

    def at_error_unit(self, rows: ComplaintQuerySet, _name: str, unit: Unit) -> ComplaintQuerySet:
        return self._erring(rows, [unit.path])

    def at_error_places(self, rows: ComplaintQuerySet, _name: str, places: tuple[Place, ...]) -> ComplaintQuerySet:
        return self._erring(rows, [place.path for place in places])

    def _erring(self, rows: ComplaintQuerySet, paths: list[str]) -> ComplaintQuerySet:
        if self.form.cleaned_data.get("error_exact"):
            return rows.filter(error_path__in=paths)
        return rows.filter(below_any(ERROR_PATH, paths))

    def in_month(self, rows: ComplaintQuerySet, _name: str, month: int) -> ComplaintQuerySet:
        return _received(rows, first=month, last=month)

    def from_month(self, rows: ComplaintQuerySet, _name: str, month: int) -> ComplaintQuerySet:
        return _received(rows, first=month, last=None)

    def until_month(self, rows: ComplaintQuerySet, _name: str, month: int) -> ComplaintQuerySet:
        return _received(rows, first=None, last=month)

    def in_state(self, rows: ComplaintQuerySet, _name: str, state: str) -> ComplaintQuerySet:
        return rows if state == "all" else rows.filter(state=state)

    def overdue_only(self, rows: ComplaintQuerySet, _name: str, _value: str) -> ComplaintQuerySet:
        return rows.overdue(at=self.now)

    def due_within(self, rows: ComplaintQuerySet, _name: str, due: str) -> ComplaintQuerySet:
        since, until = due_between(Due(due), now=self.now)
        return rows.open().filter(due_at__gte=since, due_at__lt=until)

    def reopened_only(self, rows: ComplaintQuerySet, _name: str, _value: str) -> ComplaintQuerySet:
        return rows.filter(reopened_count__gt=0)

    def with_tag(self, rows: ComplaintQuerySet, _name: str, code: str) -> ComplaintQuerySet:
        """What carries the tag now; a code that nobody uses finds nothing."""
        return rows.filter(tags__tag__code=code, tags__off_at=None)

    def repeats_only(self, rows: ComplaintQuerySet, _name: str, _value: str) -> ComplaintQuerySet:
        return rows.repeats(days=settings.COMPLAINT_REPEAT_DAYS)

    def skipped_only(self, rows: ComplaintQuerySet, _name: str, _value: str) -> ComplaintQuerySet:
        return rows.skipped_level(days=settings.COMPLAINT_SKIP_LEVEL_DAYS)

    def in_category(self, rows: ComplaintQuerySet, name: str, value: Category | str) -> ComplaintQuerySet:
        if value == NOT_FILLED:
            return rows.filter(**{f"{name}__isnull": True})
        if self.form.cleaned_data.get(f"{name}_exact"):
            return rows.filter(**{name: value})
        within = list(Category.objects.at_or_below(value).values_list("pk", flat=True))  # type: ignore[arg-type]
        return rows.filter(**{f"{name}__in": within})

    def other_causes(self, rows: ComplaintQuerySet, _name: str, named: tuple[Category, ...]) -> ComplaintQuerySet:
        """With a cause, and exactly none of these; finer ones of theirs are other causes."""
        return rows.filter(cause__isnull=False).exclude(cause__in=[category.pk for category in named])

    def changed_since(self, rows: ComplaintQuerySet, _name: str, moment: dt.datetime) -> ComplaintQuerySet:
        return rows.filter(Exists(ComplaintEvent.objects.filter(complaint=OuterRef("pk"), at__gt=moment)))

    def of_import(self, rows: ComplaintQuerySet, name: str, run: ImportRun) -> ComplaintQuerySet:
        """What one import made, or renewed last."""
        return rows.filter(**{name: run})

    def of_handler(self, rows: ComplaintQuerySet, name: str, value: Person | str) -> ComplaintQuerySet:
        return rows.filter(**{name: None if value == NOT_FILLED else value})

    def with_words(self, rows: ComplaintQuerySet, _name: str, words: str) -> ComplaintQuerySet:
        return said(rows, words)


TicketFilters.base_filters["from"] = _text("from_month", label=_("From month"))
TicketFilters.base_filters["import"] = _text("of_import", field_name="import_run", label=_("Import"))


def said(rows: ComplaintQuerySet, words: str) -> ComplaintQuerySet:
    """Rows with this ticket number; else with this phone suffix, if there are any; else with all these words."""
    typed = rules.cleaned(words)
    number = rules.looks_like_a_number(typed)
    if number:
        return rows.filter(number=number)
    if len(typed) == SUFFIX_DIGITS and typed.isascii() and typed.isdigit():
        of_phone = rows.filter(phone_suffix=typed)
        if of_phone.exists():
            return of_phone
    return matching_words(rows, typed) if typed else rows  # type: ignore[return-value]


def _received(rows: ComplaintQuerySet, *, first: int | None, last: int | None) -> ComplaintQuerySet:
    """By bounds in time, so that a list in order of receipt stops early.

    The stored month would say the same again; the planner would take it for another reason to expect few rows.
    """
    if first is not None:
        rows = rows.filter(received_at__gte=rules.month_starts(first))
    if last is not None:
        rows = rows.filter(received_at__lt=rules.month_starts(rules.month_after(last)))
    return rows


def filters_for(person: Person, params: Mapping[str, str], *, now: dt.datetime) -> TicketFilters:
    """The filters of an address over everything `person` may see. Read `.form.errors` before `.qs`."""
    return TicketFilters(params, Complaint.objects.visible_to(person), person=person, now=now)


def matching(person: Person, params: Mapping[str, str], *, now: dt.datetime) -> ComplaintQuerySet:
    """Rows for an address, unordered. Raises UnknownFilter for a value that is not understood."""
    refuse_twice(params)
    if not params:
        return Complaint.objects.visible_to(person).counted()
    filters = filters_for(person, params, now=now)
    if not filters.form.is_valid():
        name, errors = next(iter(filters.form.errors.items()))
        raise UnknownFilter(errors[0], field=name)
    return filters.qs


def refuse_twice(params: Mapping[str, str]) -> None:
    """Each name once (A14). Raises UnknownFilter."""
    lists = getattr(params, "lists", None)
    for name, values in lists() if lists else ():
        if len(values) > 1:
            raise UnknownFilter(_("“%(name)s” stands in the address more than once.") % {"name": name}, field=name)


FILTER_NAMES = frozenset(TicketFilters.base_filters)
