"""A row is changed as it was read, or not at all (C15): the version that was read goes along with what is typed."""

from __future__ import annotations

from typing import Any, TypeVar

from django import forms
from django.db.models import F, Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.refusals import Refusal

M = TypeVar("M", bound=Model)


class ChangedMeanwhile(Refusal):
    """Somebody else saved the row since it was read. `current` is how it stands now; None where it is gone."""

    def __init__(self, current: Model | None) -> None:
        super().__init__(
            gettext_lazy("Somebody else has removed this meanwhile.")
            if current is None
            else gettext_lazy("Somebody else changed this meanwhile. Compare with how it stands now, then begin anew.")
        )
        self.current = current


def change_as_read(row: M, *, version: int | None, **columns: Any) -> M:
    """Write `columns` into the row if it still has the `version` that was read. Raises ChangedMeanwhile.

    One conditional UPDATE, so that of two who read the same one is refused, on either database.
    """
    if not as_read(row, version).update(version=F("version") + 1, **columns):
        raise ChangedMeanwhile(_rows(row).filter(pk=row.pk).first())
    row.refresh_from_db(fields=["version", *columns])
    return row


def left_as_read(row: Model, *, version: int | None) -> None:
    """Nothing is to be changed; whoever read an earlier version hears of it all the same. Raises ChangedMeanwhile."""
    if not as_read(row, version).exists():
        raise ChangedMeanwhile(_rows(row).filter(pk=row.pk).first())


def as_read(row: M, version: int | None) -> QuerySet[M]:
    """The row while it stands as it was read; nothing otherwise."""
    return _rows(row).filter(pk=row.pk, version=version)


def stands_now(form: forms.Form) -> list[tuple[str, str]]:
    """What a form begun anew would show, in words: each label with its value."""
    return [(str(field.label), _words(field)) for field in form if not field.is_hidden]


def _rows(row: M) -> QuerySet[M]:
    return type(row)._default_manager.all()  # noqa: SLF001  # the documented way to a model by its row


def _words(field: forms.BoundField) -> str:
    value = field.value()
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    names = {str(key): str(label) for key, label in getattr(field.field, "choices", [])}
    values = value if isinstance(value, list) else [value]
    said = [names.get(str(one), str(one)) for one in values if one not in (None, "")]
    return "、".join(said) or "—"
