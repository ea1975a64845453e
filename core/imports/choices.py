from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.ui.choices import Status


class ImportState(TextChoices):
    UPLOADED = "uploaded", _("Uploaded")
    READ = "read", _("Read")
    MAPPED = "mapped", _("Mapped")
    CHECKING = "checking", _("Checking")
    CHECKED = "checked", _("Checked")
    RUNNING = "running", _("Importing")
    DONE = "done", _("Imported")
    REFUSED = "refused", _("Refused")
    ABANDONED = "abandoned", _("Abandoned")

    @property
    def status(self) -> Status:
        """How an import in this state stands, for its badge: undecided ones wait for a person."""
        return _STATUS.get(self, Status.PAUSED)


_STATUS = {
    ImportState.CHECKING: Status.SOON,
    ImportState.RUNNING: Status.SOON,
    ImportState.DONE: Status.ONTIME,
    ImportState.REFUSED: Status.LATE,
    ImportState.ABANDONED: Status.DONE,
}


class ColumnType(TextChoices):
    """What a column of a sheet holds; the engine turns its texts into values of this type."""

    TEXT = "text", _("Text")
    DATE = "date", _("Date")
    TIME = "time", _("Time")
    DATETIME = "datetime", _("Date and time")
    CHOICE = "choice", _("One of a list")
    REFERENCE = "reference", _("Name of a known thing")
    INTEGER = "integer", _("Whole number")
    DECIMAL = "decimal", _("Number")
    BOOLEAN = "boolean", _("Yes or no")
    PHONE = "phone", _("Phone number")

    @property
    def is_dated(self) -> bool:
        return self in (ColumnType.DATE, ColumnType.DATETIME)
