"""What the addresses of stationing may say; outside one's units nothing exists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.periods.rules import Month, NotAPeriod, Period, month, period
from halls.stationing.choices import Score, StintState
from halls.stationing.models import StationingCampaign, Stint, StintQuerySet
from org.access.choices import Right
from org.units.models import Unit

if TYPE_CHECKING:
    from org.people.models import Person

BY = (("month", _("By month")), ("hall", _("By hall")), ("manager", _("By manager")))
YEAR = 11
"""Months before the last one that a table shows when nobody asks for others."""


def _checked_month(words: str) -> Month | None:
    try:
        return month(words) if words else None
    except NotAPeriod as refusal:
        raise forms.ValidationError(str(refusal)) from None


class _Asked(forms.Form):
    """What an address says, and what of it nobody understands."""

    @property
    def said_wrong(self) -> dict[str, list[str]]:
        return {name: [str(error) for error in errors] for name, errors in self.errors.items()}

    @property
    def wrong(self) -> list[str]:
        return [error for errors in self.said_wrong.values() for error in errors]


class _Scoped(_Asked):
    """A unit and a campaign that the person may see."""

    unit = forms.CharField(max_length=40, required=False)
    campaign = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)

    def __init__(self, data: Mapping[str, Any], *, person: Person) -> None:
        super().__init__(data)
        self.person = person

    def clean_unit(self) -> Unit | None:
        code = self.cleaned_data["unit"]
        found = Unit.objects.where(self.person, Right.HALL_VIEW).filter(code=code).first() if code else None
        if code and found is None:
            raise forms.ValidationError(_("There is no unit “%(code)s” here."), params={"code": code})
        return found

    def clean_campaign(self) -> StationingCampaign | None:
        pk = self.cleaned_data["campaign"]
        found = StationingCampaign.objects.visible_to(self.person).filter(pk=pk).first() if pk else None
        if pk and found is None:
            raise forms.ValidationError(_("There is no such campaign here."))
        return found

    def narrowed(self) -> StintQuerySet:
        """The stints within reach that the address asks for; none where it says what is not there."""
        if not self.is_valid():
            return Stint.objects.none()
        rows = Stint.objects.visible_to(self.person)
        if unit := self.cleaned_data["unit"]:
            rows = rows.at_or_below(unit)
        if campaign := self.cleaned_data["campaign"]:
            rows = rows.filter(campaign=campaign)
        return rows


class StintFilter(_Scoped):
    state = forms.ChoiceField(choices=StintState.choices, required=False)
    manager = forms.CharField(max_length=32, required=False)
    month = forms.CharField(max_length=7, required=False)

    def clean_month(self) -> Month | None:
        return _checked_month(self.cleaned_data["month"])

    def rows(self) -> StintQuerySet:
        rows = self.narrowed()
        said = self.cleaned_data
        if said.get("state"):
            rows = rows.filter(state=said["state"])
        if said.get("manager"):
            rows = rows.filter(manager__staff_number=said["manager"])
        if found := said.get("month"):
            rows = rows.in_months(found, found)
        return rows.order_by("-day", "-pk")


class TableFilter(_Scoped):
    """`first` and `last` are months; without them the year up to the last month with a signed stint."""

    first = forms.CharField(max_length=7, required=False)
    last = forms.CharField(max_length=7, required=False)
    by = forms.ChoiceField(choices=BY, required=False)

    def clean_first(self) -> Month | None:
        return _checked_month(self.cleaned_data["first"])

    def clean_last(self) -> Month | None:
        return _checked_month(self.cleaned_data["last"])

    def months(self, today: Month) -> tuple[Month, Month]:
        """What is asked for, of the campaign, or the year before the last signed stint."""
        said = self.cleaned_data
        if (campaign := said.get("campaign")) and not (said.get("first") or said.get("last")):
            return month(campaign.first_month), month(campaign.last_month)
        last = said.get("last")
        if last is None:
            newest = self.narrowed().signed().order_by("-day").values_list("day", flat=True).first()
            last = Month.of(newest) if newest else today
            last = max(last, said.get("first") or last)
        return said.get("first") or last.plus(-YEAR), last


class ComparedFilter(_Asked):
    """A campaign, a score, and two periods; without them the month before it begins and its first one."""

    campaign = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)
    score = forms.ChoiceField(choices=Score.choices, required=False)
    before = forms.CharField(max_length=20, required=False)
    after = forms.CharField(max_length=20, required=False)

    def clean_before(self) -> Period | None:
        return _checked_period(self.cleaned_data["before"])

    def clean_after(self) -> Period | None:
        return _checked_period(self.cleaned_data["after"])

    def asked(self, campaign: StationingCampaign) -> tuple[str, Period, Period]:
        said = self.cleaned_data if self.is_valid() else {}
        first = month(campaign.first_month)
        before = said.get("before") or period(first.plus(-1).words)
        return said.get("score") or Score.OVERALL.value, before, said.get("after") or period(first.words)


def _checked_period(words: str) -> Period | None:
    try:
        return period(words) if words else None
    except NotAPeriod as refusal:
        raise forms.ValidationError(str(refusal)) from None
