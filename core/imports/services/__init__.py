"""The acts of an import, in the order in which they happen."""

from core.imports.services.decisions import choose_columns, count_columns, decide_meanings, require_decided
from core.imports.services.refusals import CannotImport, ControlTotalDiffers, OutOfStep, Undecided
from core.imports.services.running import (
    abandon_import,
    check_at_once,
    check_rows,
    import_at_once,
    import_rows,
    request_check,
    request_import,
)
from core.imports.services.steps import plan_of_run
from core.imports.services.uploads import begin_reading, read_upload, request_reading, upload_sheet

__all__ = [
    "CannotImport",
    "ControlTotalDiffers",
    "OutOfStep",
    "Undecided",
    "abandon_import",
    "begin_reading",
    "check_at_once",
    "check_rows",
    "choose_columns",
    "count_columns",
    "decide_meanings",
    "import_at_once",
    "import_rows",
    "plan_of_run",
    "read_upload",
    "request_check",
    "request_import",
    "request_reading",
    "require_decided",
    "upload_sheet",
]
