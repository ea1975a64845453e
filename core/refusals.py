"""The one kind of error that is meant to be read by a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.utils.functional import Promise

if TYPE_CHECKING:
    from django.forms import BaseForm


class Refusal(Exception):
    """An act that was refused for a reason the user can understand and act on.

    Acts raise a subclass named for what could not be done (`CannotClose`), living beside
    the act. Pages turn it into a form error, the API into a 409 problem, commands into a
    sentence and a non-zero exit. `message` is a translatable sentence: what, where, what to do.
    A subclass gives another `status` where the reason is who asks (403) or how often (429).
    """

    status: ClassVar[int] = 409

    def __init__(self, message: str | Promise, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return str(self.message)


def refused_in(form: BaseForm, refusal: Refusal) -> int:
    """Show what an act refused beside the field it speaks of, else above the form; gives the answer's status."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return refusal.status
