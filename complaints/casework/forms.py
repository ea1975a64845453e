"""What a person types at each step of a case."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.casework.selectors import heads_in_branch
from complaints.casework.services.grading import REASON_MOST
from complaints.casework.services.steps import NAME_MOST
from complaints.casework.services.take import WORDS_MOST
from complaints.tickets.choices import Grade, Validity
from complaints.tickets.forms import handlers_for
from complaints.tickets.models import Complaint
from complaints.tickets.rules import BRANCH_TIME
from org.access.choices import Right
from org.people.choices import Role
from org.people.models import Person

NONE = ("", "—")


def partners_for(complaint: Complaint) -> list[Person]:
    """Those who may handle the ticket jointly with its handler: heads of departments of its branch come first."""
    heads = heads_in_branch(complaint).order_by("name").prefetch_related("postings__unit")
    people = {person.pk: person for person in (*heads, *handlers_for(complaint)) if person.pk != complaint.handler_id}
    return sorted(people.values(), key=lambda person: Role.DEPARTMENT_HEAD not in person.roles)


def _line(label: Any, *, most: int, required: bool = True, help_text: Any = "") -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"})
    return forms.CharField(label=label, max_length=most, required=required, widget=widget, help_text=help_text)


def _words(label: Any, *, most: int = WORDS_MOST, required: bool = True, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"class": "form-control", "rows": 4})
    return forms.CharField(label=label, max_length=most, required=required, widget=widget, help_text=help_text)


def _one_of(label: Any, choices: Any, *, help_text: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, widget=forms.RadioSelect(attrs={"class": "form-check-input"}), help_text=help_text
    )


class _PartnerForm(forms.Form):
    """A form with the person who joins, chosen by staff number among those who may."""

    must_name = True
    joint_handler = forms.ChoiceField(
        label=_("Responsible department's head"), widget=forms.Select(attrs={"class": "form-select"})
    )

    def __init__(self, data: Any = None, *, partners: list[Person], **more: Any) -> None:
        super().__init__(data, **more)
        self._partners = {person.staff_number: person for person in partners}
        listed = [
            (number, " · ".join(filter(None, (one.name, one.post, number)))) for number, one in self._partners.items()
        ]
        field = self.fields["joint_handler"]
        field.required = self.must_name
        field.choices = listed if self.must_name else [NONE, *listed]  # type: ignore[attr-defined]

    def clean_joint_handler(self) -> Person | None:
        return self._partners.get(self.cleaned_data["joint_handler"])


class GradeForm(forms.Form):
    grade = _one_of(_("Grade"), Grade.choices)


class RegradeForm(_PartnerForm):
    grade = _one_of(_("New grade"), Grade.choices)
    reason = _words(_("Reason"), most=REASON_MOST)

    must_name = False
    field_order = ("grade", "reason", "joint_handler")

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["joint_handler"].help_text = _("Needed for grade C: it is handled jointly.")


class JoinForm(_PartnerForm):
    pass


class VerifyForm(forms.Form):
    """The findings; who was heard is a colleague's staff number. A file is kept with the ticket."""

    finding = _words(
        _("Findings"), help_text=_("Facts: what the records show, what the person concerned says, where they differ.")
    )
    person_heard = _line(_("Staff number of the person heard"), most=32, required=False)
    not_heard = _line(_("Or why nobody was heard"), most=200, required=False)
    upload = forms.FileField(
        label=_("Proof"), required=False, widget=forms.ClearableFileInput(attrs={"class": "form-control"})
    )

    def __init__(self, data: Any = None, files: Any = None, *, person: Person, **more: Any) -> None:
        super().__init__(data, files, **more)
        self._colleagues = person.colleagues_for(Right.COMPLAINT_EDIT)

    def clean_person_heard(self) -> Person | None:
        number = self.cleaned_data["person_heard"].strip()
        if not number:
            return None
        found = self._colleagues.filter(staff_number=number).first()
        if found is None:
            raise forms.ValidationError(_("Nobody in your units has this staff number."))
        return found


class JudgeForm(forms.Form):
    validity = _one_of(
        _("Validity"), Validity.choices, help_text=_("Valid: it shows a breach of the company's service norms.")
    )
    reason = _words(_("Reason"), most=REASON_MOST)


class RejudgeForm(forms.Form):
    reason = _words(_("Reason"), most=REASON_MOST)


class WordsForm(forms.Form):
    words = _words(_("What was said and what the customer answered"))


class PersonalApologyForm(forms.Form):
    who = _line(_("Who apologised"), most=NAME_MOST, help_text=_("Name and post."))
    words = _words(_("What was said and what the customer answered"))


class DisposalForm(forms.Form):
    words = _words(
        _("How the person was dealt with"), required=False, help_text=_("Facts only; amounts are settled elsewhere.")
    )
    nobody = _line(_("Or why nobody is responsible"), most=300, required=False)


class MonthForm(forms.Form):
    """Which month is looked at; the current one for anything that is none."""

    month = forms.RegexField(
        r"^20\d\d-(0[1-9]|1[0-2])$",
        label=_("Month"),
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control", "type": "month"}),
    )

    def __init__(self, data: Any = None, *, now: dt.datetime, **more: Any) -> None:
        super().__init__(data, **more)
        self._today = now.astimezone(BRANCH_TIME).date()

    @property
    def chosen(self) -> dt.date:
        """The first day of the month."""
        said = getattr(self, "cleaned_data", {}).get("month")
        return dt.date.fromisoformat(f"{said}-01") if said else self._today.replace(day=1)


class RoundForm(forms.Form):
    """Of which round something is read; none for the one now at work."""

    round = forms.IntegerField(min_value=1, max_value=32_767, required=False)
