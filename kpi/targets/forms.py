"""The grid of a month's control volumes, and its month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.fields import PlainNumberField, WholeNumberField
from core.periods.rules import Month, NotAPeriod, month
from kpi.targets.services import Setting

if TYPE_CHECKING:
    from kpi.targets.models import Target
    from kpi.targets.selectors import GridRow


class MonthForm(forms.Form):
    month = forms.CharField(max_length=7)

    def clean_month(self) -> Month:
        try:
            return month(self.cleaned_data["month"])
        except NotAPeriod as refusal:
            raise forms.ValidationError(str(refusal)) from None


def volume_field(unit_id: int) -> str:
    return f"volume-{unit_id}"


def seen_field(unit_id: int) -> str:
    return f"seen-{unit_id}"


class TargetsForm(forms.Form):
    """One field a unit for its control volume, beside a hidden one with the value that the page showed."""

    limit = PlainNumberField(
        label=_("Complaints per 10,000 customers, at most"),
        min_value=0,
        max_value=9_999_999,
        decimal_places=2,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    limit_seen = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None, *, rows: Sequence[GridRow], limit: Target | None) -> None:
        super().__init__(data)
        self._rows = rows
        written = written_value(limit.value if limit else None)
        self.fields["limit"].initial = self.fields["limit_seen"].initial = written
        for row in rows:
            shown = written_value(row.value)
            self.fields[volume_field(row.unit.pk)] = WholeNumberField(
                label=row.unit.name,
                min_value=1,
                max_value=9_999_999,
                required=False,
                initial=shown,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            )
            self.fields[seen_field(row.unit.pk)] = forms.CharField(
                required=False, max_length=20, initial=shown, widget=forms.HiddenInput
            )

    def lines(self) -> list[tuple[GridRow, forms.BoundField, forms.BoundField]]:
        return [(row, self[volume_field(row.unit.pk)], self[seen_field(row.unit.pk)]) for row in self._rows]

    def settings(self) -> list[Setting]:
        """What was typed beside what was seen, for every unit of the grid."""
        return [
            Setting(
                unit=row.unit,
                value=_decimal(self.cleaned_data[volume_field(row.unit.pk)]),
                seen=_decimal(self.cleaned_data[seen_field(row.unit.pk)]),
            )
            for row in self._rows
        ]

    def limit_setting(self, unit: Any) -> Setting:
        return Setting(unit, _decimal(self.cleaned_data["limit"]), _decimal(self.cleaned_data["limit_seen"]))


def written_value(value: Decimal | None) -> str:
    """As an input shows it: without needless decimals, empty for "not set"."""
    return "" if value is None else f"{value.normalize():f}"


def _decimal(value: Any) -> Decimal | None:
    """The number that was typed or seen; None for nothing and for what is no finite number."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
