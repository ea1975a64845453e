"""What is typed about responsibility: the finding with its shares, the notice, the answer, the decision."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from complaints.responsibility.choices import Answer, CausePost, Decision, FaultPost
from complaints.responsibility.rules import plain
from complaints.responsibility.services import MONEY_MOST, WORDS_MOST, Found, Named
from complaints.tickets.choices import Business
from core.fields import PlainNumberField, WholeNumberField
from org.access.choices import Right
from org.people.models import Person
from org.people.selectors import colleague

if TYPE_CHECKING:
    from collections.abc import Mapping

    from complaints.responsibility.models import Finding, Share

SPARE_ROWS = 3
MOST_ROWS = 12
MOST_ITEMS = 99
NONE = ("", "—")


def _long(label: Any, *, rows: int = 4, required: bool = True, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"class": "form-control", "rows": rows})
    return forms.CharField(label=label, max_length=WORDS_MOST, required=required, widget=widget, help_text=help_text)


def _number(label: Any, *, most: Decimal, required: bool = False, help_text: Any = "") -> PlainNumberField:
    attrs = {"class": "form-control", "inputmode": "decimal", "autocomplete": "off"}
    return PlainNumberField(
        label=label,
        min_value=0,
        max_value=most,
        decimal_places=2,
        required=required,
        help_text=help_text,
        widget=forms.TextInput(attrs=attrs),
    )


def _select(label: Any, choices: list[tuple[str, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.Select(attrs={"class": "form-select"}))


def _check(label: Any, help_text: Any = "") -> forms.BooleanField:
    widget = forms.CheckboxInput(attrs={"class": "form-check-input"})
    return forms.BooleanField(label=label, required=False, widget=widget, help_text=help_text)


def weight_field(cause: str) -> str:
    return f"weight_{cause}"


class FindingForm(forms.Form):
    """The facts common to everybody; without the refund where the remedy says what was paid."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    cause_words = _long(
        _("What went wrong"), help_text=_("The persons named will read it. Leave the customer's number out.")
    )
    is_attitude = _check(_("A matter of attitude"))
    business = forms.ChoiceField(
        label=_("Business"),
        choices=[NONE, *Business.choices],
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    refund_amount = _number(_("Refund in yuan"), most=MONEY_MOST)
    service_amount = _number(_("Service amount in yuan"), most=MONEY_MOST)
    is_mixed = _check(_("Several causes"), _("Then the customer's questionnaire gives each its weight."))

    def __init__(self, data: Any = None, *, finding: Finding | None, refund: Decimal | None, business: str) -> None:
        super().__init__(data, initial=_initial(finding, business))
        if refund is not None:
            del self.fields["refund_amount"]
        for cause in CausePost:
            self.fields[weight_field(cause)] = _number(cause.label, most=Decimal(100))

    def weight_fields(self) -> list[forms.BoundField]:
        return [self[weight_field(cause)] for cause in CausePost]

    def found(self, shares: list[Named]) -> Found:
        said = self.cleaned_data
        weights = {cause.value: said[weight_field(cause)] for cause in CausePost if said[weight_field(cause)]}
        return Found(
            cause_words=said["cause_words"],
            shares=shares,
            is_attitude=said["is_attitude"],
            business=said["business"],
            refund_amount=said.get("refund_amount"),
            service_amount=said["service_amount"],
            is_mixed=said["is_mixed"],
            weights=weights,
        )


def _initial(finding: Finding | None, business: str) -> dict[str, Any]:
    if finding is None:
        return {"business": business}
    names = ("version", "cause_words", "is_attitude", "business", "refund_amount", "service_amount", "is_mixed")
    weights = {weight_field(weight.cause_post): plain(weight.percent) for weight in finding.weights.all()}
    return {name: getattr(finding, name) for name in names} | weights


class ShareForm(forms.Form):
    """One person's part; a row left empty is no row."""

    person = forms.CharField(
        label=_("Staff number"),
        max_length=32,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off", "list": "people"}),
    )
    post = _select(_("Post"), [NONE, *FaultPost.choices])
    cause_post = _select(_("Cause"), [NONE, *CausePost.choices])
    percent = _number(_("Share in per cent"), most=Decimal(100), required=True)
    items = WholeNumberField(
        label=_("Fault items"),
        min_value=1,
        max_value=MOST_ITEMS,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control", "inputmode": "numeric", "placeholder": "1"}),
    )
    items_words = forms.CharField(
        label=_("Which items"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, asker: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._asker = asker

    def clean_person(self) -> Person:
        found = colleague(self._asker, Right.RESPONSIBILITY_EDIT, self.cleaned_data["person"])
        if found is None:
            raise ValidationError(_("Nobody of your units has this staff number."))
        return found

    def named(self) -> Named:
        said = {name: self.cleaned_data[name] for name in ShareForm.base_fields}
        return Named(**said | {"items": said["items"] or 1})


_Rows = forms.formset_factory(
    ShareForm, extra=SPARE_ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS, can_delete=True, can_delete_extra=False
)


def share_rows(data: Mapping[str, Any] | None, *, asker: Person, shares: list[Share]) -> Any:
    """The rows of a finding with some to spare."""
    initial = [
        {
            "person": share.person.staff_number,
            "post": share.post,
            "cause_post": share.cause_post,
            "percent": plain(share.percent),
            "items": share.items,
            "items_words": share.items_words,
        }
        for share in shares
    ]
    return _Rows(data, initial=initial, prefix="shares", form_kwargs={"asker": asker})


def named_in_rows(rows: Any) -> list[Named]:
    """The rows that say something: not those left empty or taken out."""
    return [row.named() for row in rows if row.cleaned_data and row not in rows.deleted_forms]


class NoticeForm(forms.Form):
    answer_by = forms.DateField(
        label=_("To be answered by"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"class": "form-control", "type": "date"}),
        help_text=_("Each person named reads the facts and the own share, and may state or object until then."),
    )


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=Answer.choices,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )
    words = _long(_("What you say"), required=False, help_text=_("Needed to state something or to object."))


class DecisionForm(forms.Form):
    """With a field a share for what it is changed to."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=Decision.choices,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )
    words = _long(_("Reasons"), help_text=_("The persons named and the ticket's history show them."))

    def __init__(self, data: Any = None, *, shares: list[Share]) -> None:
        super().__init__(data)
        self._shares = shares
        for share in shares:
            name = f"percent_{share.pk}"
            self.fields[name] = _number(_("Share in per cent"), most=Decimal(100))
            self.fields[name].initial = plain(share.percent)

    def share_lines(self) -> list[tuple[Share, forms.BoundField]]:
        return [(share, self[f"percent_{share.pk}"]) for share in self._shares]

    def said(self) -> dict[str, Any]:
        percents = {share.pk: self.cleaned_data[f"percent_{share.pk}"] for share in self._shares}
        return {
            "decision": self.cleaned_data["decision"],
            "words": self.cleaned_data["words"],
            "percents": percents,
        }


class WithdrawForm(forms.Form):
    reason = _long(_("Reason"), rows=3, help_text=_("It stands in the ticket's history."))
