"""What kinds of sheet can be imported: each app declares its own beside the act it calls.

A kind is described by its columns (house.md 18). The engine reads the file, finds the headings
by title and aliases, asks for every choice that it cannot make (dates, unknown values, unknown
names), turns texts into values column by column, and hands them over in chunks::

    # tools/lending/imports.py, imported by the app's AppConfig.ready()
    from core.imports.registry import ROW, Reference, RowProblem, SheetColumn, WriteResult, sheet_kind

    def check(chunk, context):
        '''Problems only the app can see. Nothing is written here.'''
        return [
            RowProblem(row[ROW], "borrowed_on", _("This day is in the future."))
            for row in chunk
            if row["borrowed_on"] > context.now.date()
        ]

    def write(chunk, context):
        '''New, changed and unchanged rows by the source's own key; only counts if context.dry_run.'''
        numbers = [row["number"] for row in chunk]
        known = dict(Loan.objects.filter(number__in=numbers).values_list("number", "content_hash"))
        new = [row for row in chunk if row["number"] not in known]
        if not context.dry_run:
            Loan.objects.bulk_create(Loan(...) for row in new)
        return WriteResult(imported=len(new), unchanged=len(chunk) - len(new))

    sheet_kind(
        "loans",
        _("Loans of tools"),
        right="loan_create",
        columns=[
            SheetColumn("number", _("loan number"), ["No.", "借用单号"], required=True, max_length=20),
            SheetColumn("borrowed_on", _("borrowed on"), ["Date", "借用日期"], required=True, type="date"),
            SheetColumn("state", _("state"), ["Status", "状态"], type="choice", choices=LoanState,
                        value_aliases={"Pending": "open", "Solved": "closed"}),
            SheetColumn("depot", _("depot"), ["Depot", "仓库"], type="reference", required=True,
                        reference=Reference(resolve=find_depots, create_missing=make_depots, parents=depot_parents)),
        ],
        key=["number"],
        check=check,
        write=write,
    )

A chunk is a list of dicts: one key per declared column (None where the cell is empty or the sheet
has no such column) and ROW, the row's number as the sender sees it. Values by type: text -> str,
date -> date, time -> time, datetime -> aware datetime, choice -> the choice's value, reference -> the
id that `resolve` gave, integer -> int, decimal -> Decimal, boolean -> bool, phone -> digits.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

from django.db.models import TextChoices
from django.utils.functional import Promise

from core.imports.choices import ColumnType

ROW = "row"
NOT_YET = 0
"""Stands in a dry run for the id of a thing that the import is going to create."""


class NotYet(int):
    """NOT_YET, for the thing of one name: by it a kind tells rows of two such things apart."""

    name: str

    def __new__(cls, name: str) -> NotYet:
        made = super().__new__(cls, NOT_YET)
        made.name = name
        return made


Words: TypeAlias = str | Promise
Chunk: TypeAlias = list[dict[str, Any]]
Choices: TypeAlias = type[TextChoices] | Sequence[tuple[str, Words]]


class RowProblem(NamedTuple):
    """Why a row cannot be imported: its number, the column's name ("" for the row as a whole), a sentence.

    A warning lets the row in, and is told beside what became of the others.
    """

    row: int
    column: str
    message: Words
    is_warning: bool = False


class Change(NamedTuple):
    """What a row would change: its key at the source, what of it, and how that is now and would then be."""

    key: str
    what: Words
    old: str
    new: str


@dataclass(frozen=True)
class WriteResult:
    """What became (or, in a dry run, would become) of a chunk; the three add up to its rows.

    `examples` may show, in a dry run, what some of the changed rows would change.
    """

    imported: int = 0
    unchanged: int = 0
    changed: int = 0
    examples: Sequence[Change] = ()


@dataclass
class ImportContext:
    """Who imports what when. `said` has the text of each of the kind's options.

    `memory` is the kind's own, kept from chunk to chunk of one pass. `ahead()` walks, while rows are checked, over
    those of the chunks that follow: for a kind whose rows may stand in each other's way.
    """

    by: Any
    now: dt.datetime
    run: Any
    dry_run: bool
    said: Mapping[str, str] = field(default_factory=dict)
    memory: dict[str, Any] = field(default_factory=dict)
    ahead: Callable[[], Iterable[Chunk]] = tuple


@dataclass(frozen=True)
class Made:
    """Under what things are created, by its code, and as which of the reference's sorts; "" is what fits there."""

    under: str
    sort: str = ""


@dataclass(frozen=True)
class Reference:
    """How names of known things (units, people, halls) become ids.

    `resolve(names, context)` gives the id of each name it knows, by name or alias, and leaves
    out those it does not know or that are outside the person's scope. `create_missing(names,
    made, context)` makes the others under the thing with code `made.under`, as one of the `sorts`
    (code, label) if there are any, and returns their ids; `created_note` says what else they get. It
    is only called inside the import's transaction, after a person has seen the names. `parents(person)`
    lists (code, label) of the things that may be chosen as `made.under`. Without `create_missing` rows
    with unknown names are rejected.

    `usual_parent(said)` is the code of the thing that the sheet as a whole is of, by what was said of it.
    `fitting(words, person)` lists such words for each thing that `words` may mean: none, one or several.
    `known(person)` lists words of existing things that an unknown name may be said to mean, each one
    that `resolve` knows. `remember(ids_by_name, context)` keeps what was said for the next sheet; with
    `context.dry_run` it only looks whether that may be. It raises a `Refusal` where it may not.
    """

    resolve: Callable[[set[str], ImportContext], Mapping[str, int]]
    create_missing: Callable[[Sequence[str], Made, ImportContext], Mapping[str, int]] | None = None
    parents: Callable[[Any], Sequence[tuple[str, str]]] | None = None
    known: Callable[[Any], Sequence[str]] | None = None
    remember: Callable[[Mapping[str, int], ImportContext], None] | None = None
    fitting: Callable[[str, Any], Sequence[str]] | None = None
    sorts: Sequence[tuple[str, Words]] = ()
    created_note: Words = ""
    usual_parent: Callable[[Mapping[str, str]], str] | None = None


@dataclass(frozen=True)
class SheetColumn:
    """One column that the kind understands.

    `aliases` are other headings, compared without regard to width, case, blanks and
    Simplified or Traditional writing. `value_aliases` (choice columns) turn a sheet's words into
    choice values. `help` says in a sentence what belongs here. `minimum` and `maximum` are for numbers.
    """

    name: str
    title: Words
    aliases: Sequence[str] = ()
    required: bool = False
    type: ColumnType | str = ColumnType.TEXT
    max_length: int | None = None
    choices: Choices = ()
    value_aliases: Mapping[str, str] = field(default_factory=dict)
    reference: Reference | None = None
    minimum: int | None = None
    maximum: int | None = None
    help: Words = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "type", ColumnType(self.type))
        if self.type == ColumnType.CHOICE and not self.choices:
            raise ValueError(f"the choice column {self.name} should list its choices")
        if self.type == ColumnType.REFERENCE and self.reference is None:
            raise ValueError(f"the reference column {self.name} should say how names are resolved")

    @property
    def choice_labels(self) -> list[tuple[str, Words]]:
        """(value, label) of each choice."""
        listed: Any = self.choices
        return [(str(value), label) for value, label in getattr(listed, "choices", listed)]


@dataclass(frozen=True)
class SheetOption:
    """Something that is said once of a whole sheet, and remembered for the next one with the same headings.

    A text in the wizard, `--name` at the command. `default` stands where nothing is said. With `instead_of`, the
    name of a column, something must be said in each sheet that has no such column. `known(person)` lists
    (text, label) of what may be meant, for choosing from.
    """

    name: str
    title: Words
    default: str
    max_length: int = 40
    help: Words = ""
    instead_of: str = ""
    known: Callable[[Any], Sequence[tuple[str, str]]] | None = None


@dataclass(frozen=True)
class SheetKind:
    """A kind of sheet. Made by `sheet_kind`."""

    code: str
    title: Words
    right: str
    columns: tuple[SheetColumn, ...]
    key: tuple[str, ...]
    write: Callable[[Chunk, ImportContext], WriteResult]
    check: Callable[[Chunk, ImportContext], Iterable[RowProblem]] | None = None
    begin: Callable[[ImportContext], None] | None = None
    finish: Callable[[ImportContext], None] | None = None
    rows_address: Callable[[Any], str] | None = None
    help: Words = ""
    options: tuple[SheetOption, ...] = ()
    is_usual: bool = False

    def column(self, name: str) -> SheetColumn:
        """The column of that name. Raises KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


class ResultLink(NamedTuple):
    """Where to go on from a finished import, and what stands on the button."""

    address: str
    label: str


_kinds: dict[str, SheetKind] = {}
_links: dict[str, list[Callable[[Any, Any], ResultLink | None]]] = {}


def sheet_kind(
    code: str,
    title: Words,
    right: str,
    columns: Sequence[SheetColumn],
    key: Sequence[str],
    write: Callable[[Chunk, ImportContext], WriteResult],
    check: Callable[[Chunk, ImportContext], Iterable[RowProblem]] | None = None,
    *,
    begin: Callable[[ImportContext], None] | None = None,
    finish: Callable[[ImportContext], None] | None = None,
    rows_address: Callable[[Any], str] | None = None,
    help: Words = "",
    options: Sequence[SheetOption] = (),
    is_usual: bool = False,
) -> SheetKind:
    """Declare a kind of sheet; see the module's example.

    `right` is asked besides `import_run`, at the page and again in the job. `key` names the columns
    by which the source itself knows its rows. `begin` and `finish` run once around all
    chunks of a pass, `finish` inside the transaction. `rows_address(run)` is where the imported rows
    can be seen. `write` may raise a `Refusal`: the whole import is then undone. `options` are asked
    beside the columns and reach the kind as `context.said`. What `is_usual` is offered before all others.
    """
    names = [column.name for column in columns]
    if len(set(names)) != len(names) or ROW in names:
        raise ValueError(f"the columns of {code} should have names of their own")
    if code in _kinds:
        raise ValueError(f"the sheet kind {code} is declared twice")
    for name in key:
        if name not in names:
            raise ValueError(f"the key column {name} of {code} is not among its columns")
    kind = SheetKind(
        code=code,
        title=title,
        right=str(right),
        columns=tuple(columns),
        key=tuple(key),
        write=write,
        check=check,
        begin=begin,
        finish=finish,
        rows_address=rows_address,
        help=help,
        options=tuple(options),
        is_usual=is_usual,
    )
    _kinds[code] = kind
    return kind


def result_link(code: str, link: Callable[[Any, Any], ResultLink | None]) -> None:
    """Offer a way on from each finished import of kind `code`, from whatever app knows what its rows lead to.

    `link(run, person)` is None where there is nothing to see, or the person may not see it.
    """
    _links.setdefault(code, []).append(link)


def links_of(run: Any, person: Any) -> list[ResultLink]:
    """Where `person` may go on from a finished import."""
    return [link for make in _links.get(run.kind, []) if (link := make(run, person)) is not None]


def forget(code: str) -> None:
    """Take a kind back; for tests that declare one of their own."""
    _kinds.pop(code, None)


def known_kinds() -> list[SheetKind]:
    """Every declared kind by title."""
    return sorted(_kinds.values(), key=lambda kind: str(kind.title))


def known_codes() -> list[str]:
    """The codes of every declared kind."""
    return sorted(_kinds)


def kind_of(code: str) -> SheetKind:
    """The kind with that code. Raises KeyError."""
    return _kinds[code]


def title_of(code: str) -> str:
    """The title of a kind; its code if no app declares it any more."""
    return str(_kinds[code].title) if code in _kinds else code


def kinds_for(person: Any) -> list[SheetKind]:
    """The kinds that a person may import, the usual one first."""
    return sorted((kind for kind in known_kinds() if person.may(kind.right)), key=lambda kind: not kind.is_usual)
