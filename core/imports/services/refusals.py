"""What an import refuses, in words for the person who sits before it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from core import rights
from core.imports.registry import SheetKind
from core.refusals import Refusal
from core.ui.rules import grouped


class CannotImport(Refusal):
    """The person may not import sheets of this kind, or the file may not be taken."""


class OutOfStep(Refusal):
    """The import is not at the step that this act belongs to."""


class Undecided(Refusal):
    """Something only a person can decide is still open; `questions` says what."""

    def __init__(self, questions: list[str]) -> None:
        self.questions = questions
        super().__init__(" ".join(questions))


class ControlTotalDiffers(Refusal):
    """The sheet has more or fewer rows than the sender said."""

    def __init__(self, *, stated: int, read: int) -> None:
        message = _("The sheet has %(read)s rows, but the control total is %(stated)s. Nothing was imported.")
        super().__init__(message % {"read": grouped(read), "stated": grouped(stated)}, field="control_total")


def require_right(person: Any, kind: SheetKind) -> None:
    """Raises CannotImport unless the person may import sheets, and write what this kind writes."""
    if not (person.is_active and person.may(rights.IMPORT_RUN) and person.may(kind.right)):
        raise CannotImport(_("You may not import sheets of this kind."))


def require_total(*, stated: int | None, read: int) -> None:
    """Raises ControlTotalDiffers unless the rows read are as many as stated, where a total was stated."""
    if stated is not None and stated != read:
        raise ControlTotalDiffers(stated=stated, read=read)
