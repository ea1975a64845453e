"""The acts of an import, in the order in which they happen."""

from core.imports.services.decisions import choose_columns, decide_meanings, survey_columns
from core.imports.services.refusals import CannotImport, ControlTotalDiffers, OutOfStep, Undecided
from core.imports.services.running import abandon_import, check_rows, import_rows, request_check, request_import
from core.imports.services.uploads import read_upload, request_reading, upload_sheet

__all__ = [
    "CannotImport",
    "ControlTotalDiffers",
    "OutOfStep",
    "Undecided",
    "abandon_import",
    "check_rows",
    "choose_columns",
    "decide_meanings",
    "import_rows",
    "read_upload",
    "request_check",
    "request_import",
    "request_reading",
    "survey_columns",
    "upload_sheet",
]
