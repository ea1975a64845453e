"""Import a sheet without the wizard's pages. Exit 2, with the questions, where only a person can decide."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from core import rights
from core.files.services import path_of
from core.imports import services
from core.imports.choices import ImportState
from core.imports.datereading import CODES, label_of
from core.imports.models import ImportRun
from core.imports.plan import CREATE, MEANS
from core.imports.registry import SheetKind, kind_of, known_codes, known_kinds
from core.imports.selectors import names_told
from core.refusals import Refusal

UNDECIDED = 2
MOST_PEOPLE_ASKED = 2_000


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", help="what the sheet holds, such as roster")
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--mapping",
            type=Path,
            help='JSON: {"columns": {column: heading}, "values": {column: {text: choice}}, "dates": {column: reading},'
            ' "missing": {column: {"act": "create" or "!", "under": code, "names": {name: "create", "!" or "=words"},'
            ' "remember": [name]}}, "reading": {"encoding": ...}}',
        )
        parser.add_argument("--dates", choices=CODES, help="how columns of dates are read where more than one way fits")
        parser.add_argument("--create-units-under", metavar="CODE", help="create unknown names under this one")
        parser.add_argument(
            "--unit-is",
            action="append",
            default=[],
            metavar="NAME=UNIT",
            help="an unknown name means this unit, by its code, name, alias or chain; once for each name",
        )
        parser.add_argument("--remember-units", action="store_true", help="keep each --unit-is as an alias of the unit")
        parser.add_argument("--control-total", type=int, help="rows the sender says there are")
        parser.add_argument("--dry-run", action="store_true", help="check every row, write none")
        parser.add_argument("--by", metavar="STAFF_NUMBER", help="who imports; else the most senior person who may")
        parser.add_argument("--json", action="store_true")
        for option in {option.name: option for kind in known_kinds() for option in kind.options}.values():
            parser.add_argument(f"--{option.name}", dest=f"said_{option.name}", metavar="NAME", help=str(option.help))

    def handle(self, *, kind: str, file: Path, **options: Any) -> None:
        sheet_kind = _kind(kind)
        if not file.is_file():
            raise CommandError(_("There is no file %(file)s.") % {"file": file})
        mapping = _mapping(options["mapping"])
        by = _importer(sheet_kind, options["by"])
        run = None
        try:
            run = self._decided(sheet_kind, file, mapping, by, options)
            self._finish(run, options)
        except services.Undecided as refusal:
            self._ask([*refusal.questions, *(_ways_to_read_dates(run) if run else [])], options)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal

    def _decided(
        self, kind: SheetKind, file: Path, mapping: Mapping[str, Any], by: Any, options: Mapping[str, Any]
    ) -> ImportRun:
        """The run, read and decided as far as the command line says."""
        now = timezone.now()
        with file.open("rb") as content:
            run = services.upload_sheet(kind=kind, content=content, name=file.name, by=by, now=now)
        services.begin_reading(run=run, answers=mapping.get("reading", {}))
        services.read_upload(run=run, now=now)
        if question := run.findings.get("question"):
            words = _("Which %(about)s: %(candidates)s? Say so in the mapping, under “reading”.")
            raise services.Undecided([words % {**question, "candidates": ", ".join(question["candidates"])}])
        columns = run.options["columns"] | mapping.get("columns", {})
        said = _said(kind, options)
        services.choose_columns(run=run, columns=columns, said=said, by=by, now=now, in_job=False)
        return services.decide_meanings(
            run=run,
            values=mapping.get("values", {}),
            dates=_dates(run, mapping, options["dates"]),
            missing=_missing(run, mapping, options),
            by=by,
            now=now,
        )

    def _tell_of_names(self, run: ImportRun, found: Mapping[str, Any]) -> None:
        for names in names_told(kind_of(run.kind), found):
            values = {"title": names["title"], "count": names["created_count"], "names": ", ".join(names["created"])}
            if names["created"]:
                self.stdout.write(_("Created for “%(title)s”: %(count)s (%(names)s)") % values)
            for name, words, _kept in names["meanings"]:
                self.stdout.write(f"  {name} → {words}")

    def _finish(self, run: ImportRun, options: Mapping[str, Any]) -> None:
        act = services.check_at_once if options["dry_run"] else services.import_at_once
        act(run=run, control_total=options["control_total"], by=run.by, now=timezone.now(), tell=self._tell)
        self._report(run, options)

    def _report(self, run: ImportRun, options: Mapping[str, Any]) -> None:
        found = run.findings["result" if run.state == ImportState.DONE else "check"]
        rejected = _rejected_copy(run)
        if options["json"]:
            facts = {"run": run.pk, "kind": run.kind, "file": run.file.name, "dry_run": options["dry_run"]}
            facts |= found["counts"] | {"reasons": found["reasons"], "rejected_sheet": rejected, "undecided": []}
            facts |= {"created": found.get("created", {}), "names": found["names"], "warnings": found["warnings"]}
            self.stdout.write(json.dumps(facts, ensure_ascii=False))
            return
        if options["dry_run"]:
            self.stdout.write(_("Checked only, nothing was written."))
        labels = {
            "read": _("Rows read"),
            "imported": _("Imported"),
            "changed": _("Changed"),
            "unchanged": _("Unchanged"),
            "rejected": _("Rejected"),
        }
        for name, label in labels.items():
            self.stdout.write(f"{label}: {found['counts'][name]:,}")
        self._tell_of_names(run, found)
        for reason in found["reasons"]:
            self.stdout.write(f"  {reason['count']:,} × {reason['heading']}: {reason['message']}")
        if found["warnings"]:
            self.stdout.write(_("Worth a look, though imported:"))
        for warning in found["warnings"]:
            self.stdout.write(f"  {warning['count']:,} × {warning['heading']}: {warning['message']}")
        if rejected:
            self.stdout.write(_("Rejected rows: %(path)s") % {"path": rejected})

    def _ask(self, questions: list[str], options: Mapping[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps({"undecided": questions}, ensure_ascii=False))
        for question in questions:
            self.stderr.write(question)
        sys.exit(UNDECIDED)

    def _tell(self, done: int, total: int, message: str) -> None:
        """Progress for a person at a terminal; a file or a pipe is spared."""
        if self.stderr.isatty():
            self.stderr.write(f"\r{message} {done:,} / {total:,}", ending="\n" if done >= total else "")


def _kind(code: str) -> SheetKind:
    try:
        return kind_of(code)
    except KeyError:
        codes = ", ".join(known_codes())
        words = _("There is no kind %(kind)s; there are: %(kinds)s.")
        raise CommandError(words % {"kind": code, "kinds": codes}) from None


def _said(kind: SheetKind, options: Mapping[str, Any]) -> dict[str, str]:
    """What the command line says of the whole sheet; nothing is remembered from the last one."""
    given = {name.removeprefix("said_"): text for name, text in options.items() if name.startswith("said_") and text}
    if strange := given.keys() - {option.name for option in kind.options}:
        raise CommandError(
            _("Sheets of the kind %(kind)s have no --%(option)s.") % {"kind": kind.code, "option": min(strange)}
        )
    return {option.name: given.get(option.name, "") for option in kind.options}


def _mapping(file: Path | None) -> dict[str, Any]:
    if file is None:
        return {}
    try:
        mapping = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        words = _("The mapping %(file)s cannot be read: %(error)s")
        raise CommandError(words % {"file": file, "error": error}) from error
    known = {"columns", "values", "dates", "missing", "reading"}
    if not isinstance(mapping, dict) or set(mapping) - known:
        words = _("The mapping %(file)s should be an object with some of: %(parts)s.")
        raise CommandError(words % {"file": file, "parts": ", ".join(sorted(known))})
    return mapping


def _importer(kind: SheetKind, staff_number: str | None) -> Any:
    """The person named, or the one whose right to this kind begins highest up."""
    people = get_user_model()._default_manager.filter(is_active=True).order_by("pk")  # noqa: SLF001
    if staff_number is not None:
        person = people.filter(**{get_user_model().USERNAME_FIELD: staff_number}).first()
        if person is None:
            raise CommandError(_("Nobody active has the staff number %(number)s.") % {"number": staff_number})
        return person
    able = [person for person in people[:MOST_PEOPLE_ASKED] if person.may(rights.IMPORT_RUN) and person.may(kind.right)]
    if not able:
        raise CommandError(_("Nobody here may import sheets of this kind; name a person with --by."))
    return min(able, key=lambda person: (len(min(person.paths_for(kind.right), key=len)), person.pk))


def _dates(run: ImportRun, mapping: Mapping[str, Any], code: str | None) -> dict[str, str]:
    """The reading asked for, for each column of dates in which it is one of several."""
    chosen = dict(mapping.get("dates", {}))
    for name, found in run.findings["contents"]["dates"].items():
        if code and not found["only"] and code in {reading["code"] for reading in found["readings"]}:
            chosen.setdefault(name, code)
    return chosen


def _ways_to_read_dates(run: ImportRun) -> list[str]:
    """How --dates answers for the columns of dates that are still open."""
    open_columns = [
        found for name, found in run.findings["contents"]["dates"].items() if not run.options["dates"].get(name)
    ]
    codes = dict.fromkeys(reading["code"] for found in open_columns for reading in found["readings"])
    return [f"--dates {code}: {label_of(code)}" for code in codes]


def _missing(run: ImportRun, mapping: Mapping[str, Any], options: Mapping[str, Any]) -> dict[str, Any]:
    """Names are created only where the kind can create them, and mean something only where they are unknown."""
    chosen = dict(mapping.get("missing", {}))
    kind, under = kind_of(run.kind), options["create_units_under"]
    said = _said_of_names(options["unit_is"])
    for name, found in run.findings["contents"]["references"].items():
        reference = kind.column(name).reference
        if not found["missing_count"] or reference is None:
            continue
        decision: dict[str, Any] = {}
        if under and reference.create_missing is not None:
            decision = {"act": CREATE, "under": under}
        shown = {text for text, _count in found["missing"]}
        if reference.known is not None and (names := {text: said[text] for text in said if text in shown}):
            decision |= {"names": names, "remember": list(names) if options["remember_units"] else []}
        if decision:
            chosen.setdefault(name, decision)
    return chosen


def _said_of_names(pairs: list[str]) -> dict[str, str]:
    """What --unit-is says: name -> the words of the unit, marked as such."""
    said = {}
    for pair in pairs:
        name, sign, words = (part.strip() for part in pair.partition("="))
        if not (name and sign and words):
            raise CommandError(_("--unit-is is written NAME=UNIT, not “%(text)s”.") % {"text": pair})
        said[name] = f"{MEANS}{words}"
    return said


def _rejected_copy(run: ImportRun) -> str | None:
    """A copy of the rejected rows under a name that tells, where the command was given."""
    if run.rejected_file is None:
        return None
    name = f"{Path(run.file.name).stem}-rejected-{run.pk}.xlsx"
    try:
        return str(shutil.copyfile(path_of(run.rejected_file), Path.cwd() / name))
    except OSError:
        return str(shutil.copyfile(path_of(run.rejected_file), Path(tempfile.gettempdir()) / name))
