"""What is typed about stationing."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.fields import PlainNumberField, WholeNumberField
from core.periods.rules import NotAPeriod, month
from halls.stationing import rules
from halls.stationing.choices import CustomerKind, Score
from halls.stationing.models import CampaignHall, OpenMatter, StationingCampaign, Stint
from halls.stationing.selectors import Terms
from halls.stationing.services import Facts, NewMatter
from org.access.choices import Right
from org.people.models import Person
from org.people.selectors import colleague_typed
from org.units.models import Unit

if TYPE_CHECKING:
    import datetime as dt

TEXT = {"class": "form-control", "autocomplete": "off"}
SELECT = {"class": "form-select"}
TICK = {"class": "form-check-input"}
NUMBER = {"class": "form-control", "inputmode": "numeric", "autocomplete": "off"}
COUNTED = [(f"received_{kind}", kind) for kind in CustomerKind.values]
FOUND = ("is_on_post", "has_handheld", "has_waiting")


def _words(label: Any, most: int, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    widget = forms.TextInput(attrs=TEXT)
    return forms.CharField(label=label, max_length=most, required=required, widget=widget, help_text=help_text)


def _long(label: Any, most: int, *, required: bool = True) -> forms.CharField:
    widget = forms.Textarea(attrs={"class": "form-control", "rows": 3})
    return forms.CharField(label=label, max_length=most, required=required, widget=widget)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={**TEXT, "type": "date"}))


def _time(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(format="%H:%M", attrs={**TEXT, "type": "time"}))


def _count() -> forms.IntegerField:
    return WholeNumberField(min_value=0, max_value=rules.RECEIVED_MOST, widget=forms.TextInput(attrs=NUMBER))


def _version() -> forms.IntegerField:
    return forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)


def _month(label: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=7, required=required, widget=forms.TextInput(attrs={**TEXT, "type": "month"})
    )


def _choices(field: Any, units: Iterable[Unit]) -> dict[str, Unit]:
    known = {unit.code: unit for unit in units}
    field.choices = [(code, unit.name) for code, unit in known.items()]
    return known


class _Colleague(forms.CharField):
    """Somebody by staff number or name, offered from the list of the page, of the units where the person holds
    `right`."""

    def __init__(self, label: Any, **more: Any) -> None:
        widget = forms.TextInput(attrs={**TEXT, "list": "people"})
        help_text = _("Staff number or name; whoever is to be chosen is offered while you type.")
        super().__init__(label=label, max_length=60, widget=widget, help_text=help_text, **more)


def _found(person: Person, right: str, typed: str) -> Person:
    found = person if typed.strip() == person.staff_number else colleague_typed(person, right, typed)
    if found is None or not found.is_active:
        words = _("Nobody here has this staff number, or alone has this name; choose from those offered.")
        raise forms.ValidationError(words)
    return found


class PlanForm(forms.Form):
    """A stint: where, when, and who stands there."""

    unit = forms.ChoiceField(label=_("Hall"), widget=forms.Select(attrs=SELECT))
    campaign = forms.ChoiceField(label=_("Campaign"), required=False, widget=forms.Select(attrs=SELECT))
    day = _day(_("Day"))
    starts_at = _time(pgettext_lazy("time", "From"))
    ends_at = _time(pgettext_lazy("time", "Until"))
    manager = _Colleague(_("Who stands there"))

    def __init__(
        self,
        data: Any = None,
        *,
        person: Person,
        halls: Iterable[Unit],
        campaigns: Iterable[StationingCampaign],
        **more: Any,
    ) -> None:
        super().__init__(data, **more)
        self._person = person
        self._units = _choices(self.fields["unit"], halls)
        self._campaigns = {str(one.pk): one for one in campaigns}
        none = [("", _("Outside any campaign"))]
        self.fields["campaign"].choices = [*none, *((pk, one.name) for pk, one in self._campaigns.items())]  # type: ignore[attr-defined]

    def clean_unit(self) -> Unit:
        return self._units[self.cleaned_data["unit"]]

    def clean_campaign(self) -> StationingCampaign | None:
        return self._campaigns.get(self.cleaned_data["campaign"])

    def clean_manager(self) -> Person:
        return _found(self._person, Right.STATIONING_LOG, self.cleaned_data["manager"])


class CountForm(forms.Form):
    """What was counted, on a phone beside the customers."""

    version = _version()
    starts_at = _time(pgettext_lazy("time", "From"))
    ends_at = _time(pgettext_lazy("time", "Until"))
    received_first = _count()
    received_second = _count()
    received_third = _count()

    def __init__(self, data: Any = None, *, stint: Stint, terms: Terms) -> None:
        known = ("version", "starts_at", "ends_at", *(name for name, _kind in COUNTED))
        super().__init__(data, initial={name: getattr(stint, name) for name in known})
        for name, kind in COUNTED:
            self.fields[name].label = terms.labels[kind]

    def counts(self) -> list[forms.BoundField]:
        return [self[name] for name, _kind in COUNTED]


class MatterForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind of customer"), widget=forms.RadioSelect)
    words = _long(_("What stayed unresolved"), rules.WORDS_MOST)
    customer_name = _words(_("Customer"), 60, required=False)
    phone = forms.CharField(
        label=_("Phone"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={**TEXT, "inputmode": "tel"}),
        help_text=_("Kept sealed; lists show its last four digits."),
    )
    owner = _Colleague(_("Who sees to it"))
    due_on = _day(_("To be settled by"))

    def __init__(self, data: Any = None, *, person: Person, terms: Terms, due_on: dt.date) -> None:
        initial = {"owner": person.staff_number, "due_on": due_on, "kind": CustomerKind.FIRST.value}
        super().__init__(data, initial=initial)
        self._person = person
        self.fields["kind"].choices = list(terms.labels.items())  # type: ignore[attr-defined]

    def clean_owner(self) -> Person:
        return _found(self._person, Right.HALL_VIEW, self.cleaned_data["owner"])

    def matter(self) -> NewMatter:
        return NewMatter(**self.cleaned_data)


class CorrectForm(CountForm):
    """Other figures, and why; what was written by mistake, and one thing that was forgotten."""

    struck = forms.MultipleChoiceField(
        label=_("Written down by mistake"), required=False, widget=forms.CheckboxSelectMultiple(attrs=TICK)
    )
    added_kind = forms.ChoiceField(label=_("Kind of customer"), required=False, widget=forms.Select(attrs=SELECT))
    added_words = _long(_("Unresolved too, but forgotten"), rules.WORDS_MOST, required=False)
    reason = _long(_("Why the figures change"), rules.REASON_MOST)

    def __init__(self, data: Any = None, *, stint: Stint, terms: Terms, matters: Iterable[OpenMatter]) -> None:
        super().__init__(data, stint=stint, terms=terms)
        self._matters = {str(one.pk): one for one in matters}
        self.fields["struck"].choices = [(pk, one.words) for pk, one in self._matters.items()]  # type: ignore[attr-defined]
        self.fields["added_kind"].choices = list(terms.labels.items())  # type: ignore[attr-defined]

    def clean_struck(self) -> list[OpenMatter]:
        return [self._matters[pk] for pk in self.cleaned_data["struck"]]

    def said(self, *, by: Person, due_on: dt.date) -> dict[str, Any]:
        """What the correction says; a forgotten matter is for whoever corrects to see to."""
        said = dict(self.cleaned_data)
        words, kind = said.pop("added_words"), said.pop("added_kind") or CustomerKind.FIRST.value
        said["added"] = [NewMatter(kind=kind, words=words, owner=by, due_on=due_on)] if words else []
        return said


class CancelForm(forms.Form):
    version = _version()
    reason = _long(_("Why it did not take place"), rules.REASON_MOST)


class FollowForm(forms.Form):
    words = _long(_("What was done"), rules.WORDS_MOST)


class SettleForm(forms.Form):
    words = _long(_("How it was settled"), rules.WORDS_MOST)


class RuleForm(forms.Form):
    valid_from = _day(_("Valid from"))
    first_label = _words(_("First kind of customer"), rules.LABEL_MOST)
    second_label = _words(_("Second kind of customer"), rules.LABEL_MOST)
    third_label = _words(_("Third kind of customer"), rules.LABEL_MOST)
    target = PlainNumberField(
        label=_("Resolved on the spot, in per cent, at least"),
        min_value=0,
        max_value=100,
        decimal_places=1,
        widget=forms.TextInput(attrs={**TEXT, "inputmode": "decimal"}),
    )
    note = _words(_("Why"), rules.REASON_MOST, required=False, help_text=_("Needed for days that are over."))

    def __init__(self, data: Any = None, *, terms: Terms, today: dt.date) -> None:
        labels = {f"{kind}_label": terms.labels[kind] for kind in CustomerKind.values}
        super().__init__(data, initial={**labels, "target": terms.target, "valid_from": today})

    def clean_target(self) -> Decimal:
        return Decimal(str(self.cleaned_data["target"]))


class CampaignForm(forms.Form):
    version = _version()
    name = _words(pgettext_lazy("thing", "Name"), rules.NAME_MOST)
    first_month = _month(_("First month"))
    last_month = _month(pgettext_lazy("stationing", "Last month"))
    weekly_least = WholeNumberField(
        label=_("Stints a week in each hall"), min_value=1, max_value=14, widget=forms.TextInput(attrs=NUMBER)
    )
    halls = forms.MultipleChoiceField(label=_("Halls"), widget=forms.CheckboxSelectMultiple(attrs=TICK))

    def __init__(self, data: Any = None, *, halls: Iterable[Unit], campaign: StationingCampaign | None = None) -> None:
        known: dict[str, Any] = {"weekly_least": 1}
        if campaign is not None:
            known = {name: getattr(campaign, name) for name in ("version", "name", "first_month", "last_month")}
            known["weekly_least"] = campaign.weekly_least
            known["halls"] = list(campaign.halls.values_list("unit__code", flat=True))
        super().__init__(data, initial=known)
        self._units = _choices(self.fields["halls"], halls)

    def clean_first_month(self) -> str:
        return _checked_month(self.cleaned_data["first_month"])

    def clean_last_month(self) -> str:
        return _checked_month(self.cleaned_data["last_month"])

    def clean_halls(self) -> list[Unit]:
        return [self._units[code] for code in self.cleaned_data["halls"]]


def _checked_month(words: str) -> str:
    try:
        return month(words).words
    except NotAPeriod as refusal:
        raise forms.ValidationError(str(refusal)) from None


class _YesNo(forms.TypedChoiceField):
    """Yes, no, or nobody has looked."""

    def __init__(self, label: Any) -> None:
        super().__init__(
            label=label,
            required=False,
            empty_value=None,
            coerce=lambda word: word == "yes",
            choices=[("", _("Not looked at")), ("yes", _("Yes")), ("no", _("No"))],
            widget=forms.Select(attrs=SELECT),
        )


class FactsForm(forms.Form):
    version = _version()
    is_on_post = _YesNo(_("Manager on post"))
    has_handheld = _YesNo(_("Handheld devices used"))
    has_waiting = _YesNo(_("Customers waiting"))

    def __init__(self, data: Any = None, *, hall: CampaignHall) -> None:
        words = {True: "yes", False: "no", None: ""}
        found = {name: words[getattr(hall, name)] for name in FOUND}
        super().__init__(data, initial=found | {"version": hall.version})

    def clean(self) -> dict[str, Any]:
        """`facts` and `version` are what `set_facts` takes."""
        said = self.cleaned_data
        return said | {"facts": Facts(**{name: said.get(name) for name in FOUND})}


class ScoreForm(forms.Form):
    unit = forms.ChoiceField(label=_("Hall"), widget=forms.Select(attrs=SELECT))
    score = forms.ChoiceField(label=_("Score"), choices=Score.choices, widget=forms.Select(attrs=SELECT))
    month = _month(_("Month"))
    value = PlainNumberField(
        label=_("Value, 0 to 100"),
        min_value=0,
        max_value=100,
        decimal_places=2,
        widget=forms.TextInput(attrs={**TEXT, "inputmode": "decimal"}),
    )
    source = _words(_("Where the figure comes from"), 160)
    reason = _words(_("Why it changes"), rules.REASON_MOST, required=False, help_text=_("Needed for another value."))

    def __init__(self, data: Any = None, *, halls: Iterable[Unit], **more: Any) -> None:
        super().__init__(data, **more)
        self._units = _choices(self.fields["unit"], halls)

    def clean_unit(self) -> Unit:
        return self._units[self.cleaned_data["unit"]]

    def clean_month(self) -> str:
        return _checked_month(self.cleaned_data["month"])

    def clean_value(self) -> Decimal:
        return Decimal(str(self.cleaned_data["value"]))
