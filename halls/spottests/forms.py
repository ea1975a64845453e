"""What is typed about spot tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.fields import WholeNumberField
from core.periods.rules import NotAPeriod, Period, period
from halls.spottests import rules
from halls.spottests.choices import Result, Topic
from halls.spottests.models import DrawnQuestion, Question, SpotTest, TestedHall
from org.people.models import Person
from org.units.models import Unit

if TYPE_CHECKING:
    import datetime as dt

TEXT = {"class": "form-control", "autocomplete": "off"}
SELECT = {"class": "form-select"}
TICK = {"class": "form-check-input"}
NUMBER = {**TEXT, "inputmode": "numeric"}
BY = (("district", _("By district")), ("hall", _("By hall")), ("person", _("By person")))


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={**TEXT, "type": "date"})
    return forms.DateField(label=label, required=required, widget=widget, help_text=help_text)


def _long(label: Any, most: int, *, rows: int = 3) -> forms.CharField:
    widget = forms.Textarea(attrs={"class": "form-control", "rows": rows})
    return forms.CharField(label=label, max_length=most, widget=widget)


def _whole(label: Any, least: int, most: int) -> forms.IntegerField:
    return WholeNumberField(label=label, min_value=least, max_value=most, widget=forms.TextInput(attrs=NUMBER))


def _version() -> forms.IntegerField:
    return forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)


class QuestionForm(forms.Form):
    version = _version()
    topic = forms.ChoiceField(label=_("Topic"), choices=Topic.choices, widget=forms.Select(attrs=SELECT))
    words = _long(_("Question"), rules.WORDS_MOST)
    answer = _long(_("Answer that is right"), rules.ANSWER_MOST, rows=5)
    valid_from = _day(_("Valid from"))
    valid_until = _day(_("Valid until"), required=False, help_text=_("Empty: until somebody ends it."))

    def __init__(self, data: Any = None, *, question: Question | None = None, today: dt.date | None = None) -> None:
        known: dict[str, Any] = {"valid_from": today}
        if question is not None:
            known = {name: getattr(question, name) for name in self.base_fields}
        super().__init__(data, initial=known)


class PlanForm(forms.Form):
    name = forms.CharField(
        label=pgettext_lazy("thing", "Name"), max_length=rules.NAME_MOST, widget=forms.TextInput(attrs=TEXT)
    )
    day = _day(_("Day"))
    count = _whole(_("Questions drawn"), 1, rules.QUESTIONS_MOST)
    halls = forms.MultipleChoiceField(label=_("Halls"), widget=forms.CheckboxSelectMultiple(attrs=TICK))
    is_cross = forms.BooleanField(
        label=_("Part of a cross inspection"),
        required=False,
        widget=forms.CheckboxInput(attrs=TICK),
        help_text=_("Everybody of the front desk is asked; at least 90 per cent of the answers are right."),
    )

    def __init__(self, data: Any = None, *, halls: Iterable[Unit], **more: Any) -> None:
        super().__init__(data, **more)
        self._units = {unit.code: unit for unit in halls}
        self.fields["halls"].choices = [(code, unit.name) for code, unit in self._units.items()]  # type: ignore[attr-defined]

    def clean_halls(self) -> list[Unit]:
        return [self._units[code] for code in self.cleaned_data["halls"]]


class RedrawForm(forms.Form):
    version = _version()
    reason = _long(_("Why it is drawn again"), rules.REASON_MOST)

    def __init__(self, data: Any = None, *, test: SpotTest) -> None:
        super().__init__(data, initial={"version": test.version})


class ReopenForm(forms.Form):
    version = _version()
    reason = _long(_("Why it is opened again"), rules.REASON_MOST)

    def __init__(self, data: Any = None, *, test: SpotTest) -> None:
        super().__init__(data, initial={"version": test.version})


class StaffForm(forms.Form):
    staff = _whole(_("Staff of the front desk"), 0, rules.STAFF_MOST)

    def __init__(self, data: Any = None, *, hall: TestedHall) -> None:
        super().__init__(data, initial={"staff": hall.staff})


class MovedForm(forms.Form):
    """The version of the test that its page showed."""

    version = _version()


class ScoreForm(forms.Form):
    """Who is asked, and each question right, in part or wrong."""

    person = forms.ChoiceField(label=_("Who is asked"), widget=forms.Select(attrs=SELECT))
    has_record = forms.BooleanField(
        label=_("Training record kept"),
        required=False,
        widget=forms.CheckboxInput(attrs=TICK),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        questions: Sequence[DrawnQuestion],
        people: Sequence[tuple[Person, str]],
    ) -> None:
        super().__init__(data)
        self._people = {one.staff_number: one for one, _hall in people}
        self._questions = questions
        choices = [(one.staff_number, f"{one.name} {one.staff_number} · {hall}") for one, hall in people]
        self.fields["person"].choices = [("", "—"), *choices]  # type: ignore[attr-defined]
        for question in questions:
            self.fields[_field(question)] = forms.ChoiceField(
                label=question.words, choices=Result.choices, widget=forms.RadioSelect
            )

    def clean_person(self) -> Person:
        return self._people[self.cleaned_data["person"]]

    def lines(self) -> list[tuple[DrawnQuestion, forms.BoundField]]:
        return [(question, self[_field(question)]) for question in self._questions]

    def said(self) -> dict[str, Any]:
        """What `score_person` takes."""
        results = {question.position: self.cleaned_data[_field(question)] for question in self._questions}
        return {
            "person": self.cleaned_data["person"],
            "has_record": self.cleaned_data["has_record"],
            "results": results,
        }


def _field(question: DrawnQuestion) -> str:
    return f"question-{question.position}"


class AddressForm(forms.Form):
    """What an address says; a word that means nothing is said to be wrong, never left aside."""

    @property
    def wrong(self) -> list[str]:
        return [error for errors in self.said_wrong.values() for error in errors]

    @property
    def said_wrong(self) -> dict[str, list[str]]:
        """What is wrong, by the name of what the address says."""
        return {name: [str(error) for error in errors] for name, errors in self.errors.items()}


class QuestionFilter(AddressForm):
    """What the address of the bank says."""

    topic = forms.ChoiceField(choices=Topic.choices, required=False)
    state = forms.ChoiceField(choices=[("valid", ""), ("waiting", ""), ("over", "")], required=False)
    q = forms.CharField(max_length=60, required=False)


class ResultFilter(AddressForm):
    """A period and how the results are put together; a test alone where it is named."""

    period = forms.CharField(max_length=20, required=False)
    by = forms.ChoiceField(choices=BY, required=False)
    test = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)

    def clean_period(self) -> Period | None:
        try:
            return period(self.cleaned_data["period"]) if self.cleaned_data["period"] else None
        except NotAPeriod as refusal:
            raise forms.ValidationError(str(refusal)) from None
