"""What is typed into the wizard's pages. What the choices may be, the services decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.imports.datereading import label_of
from core.imports.plan import CREATE, LEAVE_EMPTY, MEANS, REJECT, Missing, Plan
from core.imports.reading.delimited import DELIMITERS
from core.imports.reading.encodings import KNOWN
from core.imports.reading.sniff import SHEET_NAMES
from core.imports.registry import Reference, SheetColumn, SheetKind
from core.imports.undecided import not_dates, too_many_values

UNANSWERED = ""
MOST_NAMES_ASKED = 100
LONGEST_WORDS = 300
EMPTY_CELL = "-"
_DELIMITER_WORDS = {"comma": _("Comma"), "tab": _("Tab"), "semicolon": _("Semicolon")}


class UploadForm(forms.Form):
    kind = forms.ChoiceField(label=_("What the sheet holds"))
    file = forms.FileField(label=_("File"), help_text=_("An .xlsx, .csv or .tsv file, as the other system made it."))

    def __init__(self, *args: Any, kinds: Iterable[SheetKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.code, kind.title) for kind in kinds]  # type: ignore[attr-defined]
        self.fields["file"].widget.attrs["accept"] = ".xlsx,.csv,.tsv,.txt"

    def clean_file(self) -> Any:
        """What by its name is no sheet at all is not even kept; the reader says more of what nearly is one."""
        file = self.cleaned_data["file"]
        ending = PurePath(file.name).suffix.casefold()
        if ending and ending not in SHEET_NAMES:
            raise forms.ValidationError(_("Please upload an .xlsx, .csv or .tsv file."))
        return file


class ReadingForm(forms.Form):
    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    encoding = forms.ChoiceField(label=_("Character encoding"), required=False)
    delimiter = forms.ChoiceField(label=_("What separates the columns"), required=False)
    header_row = forms.IntegerField(label=_("Row with the headings"), required=False, min_value=1, max_value=1000)
    fill_merged = forms.BooleanField(label=_("Fill merged cells with their value"), required=False)

    def __init__(self, *args: Any, sheets: Iterable[str] = (), is_workbook: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = [("", _("Found by itself"))]
        names = {mark: _DELIMITER_WORDS[name] for mark, name in DELIMITERS.items()}
        self.fields["sheet"].choices = [*found, *((name, name) for name in sheets)]  # type: ignore[attr-defined]
        self.fields["encoding"].choices = [*found, *((name, name) for name in KNOWN)]  # type: ignore[attr-defined]
        self.fields["delimiter"].choices = [*found, *names.items()]  # type: ignore[attr-defined]
        for name in ("encoding", "delimiter") if is_workbook else ("sheet", "fill_merged"):
            del self.fields[name]


class ColumnsForm(forms.Form):
    """One field for each column of the kind, which heading of the sheet it is; and one for each of its options."""

    def __init__(
        self,
        *args: Any,
        kind: SheetKind,
        headers: Iterable[str],
        said: Mapping[str, str],
        person: Any = None,
        **kw: Any,
    ) -> None:
        super().__init__(*args, **kw)
        self._options = kind.options
        headings = [("", _("Not in this sheet")), *((heading, heading) for heading in headers if heading)]
        self._columns = kind.columns
        for column in kind.columns:
            self.fields[column.name] = forms.ChoiceField(
                label=str(column.title), help_text=str(column.help), required=False, choices=headings
            )
        for option in kind.options:
            text = said.get(option.name, option.default)
            known = list(option.known(person)) if option.known is not None else []
            if not text and len(known) == 1 and option.instead_of and not self.initial.get(option.instead_of):
                text = known[0][0]
            field = _chosen_from(known, text) if known else forms.CharField(max_length=option.max_length, initial=text)
            field.label, field.help_text, field.required = str(option.title), str(option.help), False
            self.fields[f"said-{option.name}"] = field

    def lines(self) -> Iterator[tuple[SheetColumn, forms.BoundField]]:
        for column in self._columns:
            yield column, self[column.name]

    def options(self) -> list[forms.BoundField]:
        return [self[f"said-{option.name}"] for option in self._options]

    def said(self) -> dict[str, str]:
        return {option.name: self.cleaned_data.get(f"said-{option.name}", "") for option in self._options}


def _chosen_from(known: list[tuple[str, str]], text: str) -> forms.ChoiceField:
    """One of what is known, by its text; what was said before in other words stays as it was said."""
    chosen = next((code for code, label in known if text in (code, label)), text)
    own = [(chosen, chosen)] if chosen and chosen not in dict(known) else []
    return forms.ChoiceField(choices=[("", _("Choose")), *own, *known], initial=chosen)


@dataclass(frozen=True)
class AskedValue:
    """One text of a choice column."""

    text: str
    count: int
    field: forms.BoundField


@dataclass(frozen=True)
class AskedName:
    """One unknown name: what becomes of it, what it means, and whether that is remembered."""

    text: str
    count: int
    field: forms.BoundField
    means: forms.BoundField | None
    keep: forms.BoundField | None


class MeaningsForm(forms.Form):
    """One field for each text of a choice column, each column of dates, each column with unknown names.

    Unknown names are decided for all at once, and those that occur most also one by one.
    """

    def __init__(self, *args: Any, plan: Plan, contents: dict[str, Any], parents: dict[str, Any], **kw: Any) -> None:
        super().__init__(*args, **kw)
        self._plan, self.contents = plan, contents
        for column in plan.columns:
            if column.name in contents["choices"]:
                self._ask_values(column, contents["choices"][column.name])
            elif column.name in contents["dates"]:
                self._ask_dates(column, contents["dates"][column.name])
            elif column.name in contents["references"]:
                self._ask_names(column, contents["references"][column.name], parents.get(column.name, []))

    def asked_values(self, name: str) -> list[AskedValue]:
        found = self.contents["choices"][name]
        if too_many_values(found):
            return []
        return [
            AskedValue(text, count, self[f"value-{name}-{place}"])
            for place, (text, count, _choice) in enumerate(found["values"])
        ]

    def asked_names(self, name: str) -> list[AskedName]:
        return [
            AskedName(
                text,
                count,
                self[f"name-{name}-{place}"],
                self.field_of("means", f"{name}-{place}"),
                self.field_of("keep", f"{name}-{place}"),
            )
            for place, (text, count) in enumerate(self.contents["references"][name]["missing"][:MOST_NAMES_ASKED])
            if f"name-{name}-{place}" in self.fields
        ]

    def field_of(self, prefix: str, name: str) -> forms.BoundField | None:
        """The field `date-…`, `missing-…` or `under-…` of a column, if it is asked."""
        return self[f"{prefix}-{name}"] if f"{prefix}-{name}" in self.fields else None

    def values(self) -> dict[str, dict[str, str]]:
        decided: dict[str, dict[str, str]] = {}
        for name in self.contents["choices"]:
            answers = {asked.text: self.cleaned_data.get(asked.field.name, "") for asked in self.asked_values(name)}
            decided[name] = {
                text: LEAVE_EMPTY if answer == EMPTY_CELL else answer for text, answer in answers.items() if answer
            }
        return decided

    def dates(self) -> dict[str, str]:
        return {name: self.cleaned_data.get(f"date-{name}", "") for name in self.contents["dates"]}

    def missing(self) -> dict[str, dict[str, Any]]:
        return {
            name: {
                "act": self.cleaned_data.get(f"missing-{name}", ""),
                "under": self.cleaned_data.get(f"under-{name}", ""),
                "sort": self.cleaned_data.get(f"sort-{name}", ""),
                "names": {asked.text: answer for asked in self.asked_names(name) if (answer := self._answer(asked))},
                "remember": [asked.text for asked in self.asked_names(name) if self._is_kept(asked)],
            }
            for name in self.contents["references"]
        }

    def clean(self) -> dict[str, Any]:
        """Whoever says that a name is already here says what it is."""
        for column in self.contents["references"]:
            for asked in self.asked_names(column):
                if self._answer(asked) == MEANS:
                    self.add_error(None, _("Say which one “%(name)s” is.") % {"name": asked.text})
        return self.cleaned_data

    def _answer(self, asked: AskedName) -> str:
        answer = self.cleaned_data.get(asked.field.name, "")
        if answer == MEANS and asked.means is not None:
            return f"{MEANS}{self.cleaned_data.get(asked.means.name, '')}"
        return str(answer)

    def _is_kept(self, asked: AskedName) -> bool:
        chosen = self.cleaned_data.get(asked.field.name) == MEANS
        return chosen and asked.keep is not None and bool(self.cleaned_data.get(asked.keep.name))

    def _ask_values(self, column: SheetColumn, found: dict[str, Any]) -> None:
        if too_many_values(found):
            return
        choices = [(UNANSWERED, _("Choose")), *column.choice_labels]
        if not column.required:
            choices.append((EMPTY_CELL, _("Leave it empty")))
        choices.append((REJECT, _("Reject these rows")))
        decided = self._plan.values.get(column.name, {})
        for place, (text, _count, _choice) in enumerate(found["values"]):
            answer = decided.get(text)
            self.fields[f"value-{column.name}-{place}"] = forms.ChoiceField(
                label=text, choices=choices, required=False, initial=EMPTY_CELL if answer == LEAVE_EMPTY else answer
            )

    def _ask_dates(self, column: SheetColumn, found: dict[str, Any]) -> None:
        if not_dates(found) or not found["readings"]:
            return
        self.fields[f"date-{column.name}"] = forms.ChoiceField(
            label=str(column.title),
            required=False,
            choices=[(reading["code"], label_of(reading["code"])) for reading in found["readings"]],
            initial=self._plan.dates.get(column.name, ""),
            widget=forms.RadioSelect,
        )

    def _usual(self, reference: Reference, parents: list[Any]) -> str:
        """Where what is created goes without saying: the one place there is, or the one that the whole sheet is of."""
        codes = [code for code, _label in parents]
        said = reference.usual_parent(self._plan.said) if reference.usual_parent is not None else ""
        return codes[0] if len(codes) == 1 else said if said in codes else ""

    def _ask_names(self, column: SheetColumn, found: dict[str, Any], parents: list[Any]) -> None:
        if not found["missing_count"]:
            return
        decision = self._plan.decision(column.name)
        acts = [(REJECT, _("Reject these rows"))]
        if column.reference is not None and column.reference.create_missing is not None:
            acts.insert(0, (CREATE, _("Create them")))
            self.fields[f"under-{column.name}"] = forms.ChoiceField(
                label=_("Create them under"),
                required=False,
                choices=[("", _("Choose")), *parents],
                initial=decision.under or self._usual(column.reference, parents),
            )
            if column.reference.sorts:
                self.fields[f"sort-{column.name}"] = forms.ChoiceField(
                    label=_("Create them as"),
                    required=False,
                    choices=[("", _("What fits the level")), *column.reference.sorts],
                    initial=decision.sort,
                    help_text=str(column.reference.created_note),
                )
        self.fields[f"missing-{column.name}"] = forms.ChoiceField(
            label=str(column.title), required=False, choices=acts, initial=decision.act, widget=forms.RadioSelect
        )
        for place, (text, _count) in enumerate(found["missing"][:MOST_NAMES_ASKED]):
            self._ask_name(column, f"{column.name}-{place}", text, decision)

    def _ask_name(self, column: SheetColumn, where: str, text: str, decision: Missing) -> None:
        """What differs for one name from what is decided for all; asked where it can differ."""
        reference = column.reference
        if reference is None or (reference.known is None and reference.create_missing is None):
            return
        meant, answer = decision.meant(text), decision.names.get(text, "")
        choices = [(UNANSWERED, _("As for all")), (REJECT, _("Reject its rows"))]
        if reference.create_missing is not None:
            choices.insert(1, (CREATE, _("Create it")))
        if reference.known is not None:
            choices.append((MEANS, _("Is one that is here")))
            self.fields[f"means-{where}"] = forms.CharField(required=False, max_length=LONGEST_WORDS, initial=meant)
            if reference.remember is not None:
                kept = text in decision.remember
                self.fields[f"keep-{where}"] = forms.BooleanField(required=False, initial=kept)
        self.fields[f"name-{where}"] = forms.ChoiceField(
            label=text, required=False, choices=choices, initial=MEANS if meant else answer
        )


class CheckForm(forms.Form):
    control_total = forms.IntegerField(
        label=_("Control total"),
        required=False,
        min_value=1,
        max_value=10_000_000,
        help_text=_("How many rows the sender says there are. If the sheet has another number, nothing is imported."),
    )
