"""The sentences of refusals (what is wrong, what to do) and notices, by code."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_SAVE_AS_XLSX = _("Open it in Excel or WPS, save it as .xlsx and upload that file.")
_SAVE_AS_VALUES = _("Copy the sheet into a new workbook as values only, save it as .xlsx and upload that file.")
_SPLIT = _("Split the file into smaller ones and upload them one after the other.")
_CORRECT = _("Correct it in the sheet and upload the file again.")
_SAVE_AGAIN = _("Open it in Excel or WPS, save it again and upload that file.")
_EXPORT_AGAIN = _("Export the file again from the system it comes from.")

DELIMITERS: dict[str, str | Promise] = {",": _("comma"), "\t": _("tab"), ";": _("semicolon")}

REFUSALS: dict[str, tuple[str | Promise, str | Promise]] = {
    # What the file is
    "empty_file": (_("The file is empty."), _EXPORT_AGAIN),
    "file_too_big": (_("The file is %(size)s MB; at most %(limit)s MB are accepted."), _SPLIT),
    "not_a_workbook": (_("The name says Excel workbook, but the content is something else."), _SAVE_AS_XLSX),
    "old_workbook": (_("This is a workbook in the old .xls format."), _SAVE_AS_XLSX),
    "encrypted": (_("The workbook is protected by a password."), _("Remove the password and upload the file again.")),
    "markup_file": (_("This is a web page or XML file with a sheet's name."), _SAVE_AS_XLSX),
    "other_file": (_("This is a %(what)s file, not a sheet."), _("Upload an .xlsx, .csv or .tsv file.")),
    "unknown_kind": (_("Files named %(suffix)s are not accepted."), _("Upload an .xlsx, .csv or .tsv file.")),
    "workbook_named_text": (
        _("The content is an Excel workbook, but the name says otherwise."),
        _("Rename the file to .xlsx and upload it again."),
    ),
    # Archives
    "broken_archive": (_("The workbook is damaged."), _SAVE_AGAIN),
    "missing_part": (_("The workbook is damaged: %(part)s is missing."), _SAVE_AGAIN),
    "broken_xml": (_("The workbook is damaged: %(part)s cannot be read."), _SAVE_AGAIN),
    "xml_doctype": (
        _("The workbook holds a document type declaration in %(part)s, which no sheet needs."),
        _SAVE_AGAIN,
    ),
    "too_many_entries": (_("The workbook consists of more than %(limit)s parts."), _SAVE_AS_VALUES),
    "unpacked_too_big": (_("Unpacked, the workbook is %(size)s MB; at most %(limit)s MB are accepted."), _SPLIT),
    "ratio_too_high": (
        _("The workbook unpacks to %(ratio)s times its size; at most %(limit)s times are accepted."),
        _SAVE_AS_VALUES,
    ),
    "entry_outside": (_("The workbook names a part outside of itself: %(part)s."), _SAVE_AGAIN),
    "nested_archive": (_("The workbook contains another packed file: %(part)s."), _SAVE_AS_VALUES),
    "macros": (_("The workbook contains macros."), _SAVE_AS_VALUES),
    "external_links": (_("The workbook draws data from elsewhere: %(part)s."), _SAVE_AS_VALUES),
    "embedded_objects": (_("The workbook contains an embedded object: %(part)s."), _SAVE_AS_VALUES),
    # Size and effort
    "too_heavy": (_("The file needs more memory than one import may use."), _SPLIT),
    "too_long": (_("Reading the file takes longer than one import may take."), _SPLIT),
    "unreadable": (_("The file cannot be read."), _SAVE_AGAIN),
    "too_many_sheets": (_("The workbook has more than %(limit)s sheets."), _SPLIT),
    "too_many_rows": (_("The sheet has more than %(limit)s rows."), _SPLIT),
    "too_many_columns": (
        _("There is a value beyond the last of %(limit)s columns that are accepted."),
        _("Delete what stands to the right of the table and upload the file again."),
    ),
    "cell_too_long": (
        _("The cell holds more than %(limit)s characters."),
        _("Shorten the text and upload the file again."),
    ),
    "shared_text_too_long": (
        _("A cell of the workbook holds more than %(limit)s characters."),
        _("Shorten the text and upload the file again."),
    ),
    "line_too_long": (
        _("The line is longer than %(limit)s characters."),
        _("Check that each record ends with a line break, and export the file again."),
    ),
    "heading_too_long": (
        _("The heading has %(length)s characters; at most %(limit)s are accepted."),
        _("Shorten the heading, or say which row holds the headings."),
    ),
    # Text
    "unknown_encoding": (
        _("The characters are in no encoding that is known here."),
        _("Save the file as UTF-8 or as .xlsx."),
    ),
    "broken_encoding": (
        _("The file is not valid %(encoding)s throughout."),
        _("Choose another encoding, or save the file as UTF-8 or as .xlsx."),
    ),
    "unknown_delimiter": (_("Columns are divided by comma, tab or semicolon."), _("Choose one of these.")),
    "broken_quotes": (
        _("A quotation mark opens a cell and is not closed, or text follows the closing one."),
        _("Correct the quotation marks of this row, or save the sheet as .xlsx."),
    ),
    "nul_character": (_("The cell holds a NUL character; this is not a text file."), _EXPORT_AGAIN),
    # The table
    "unknown_sheet": (_("The workbook has no sheet of this name."), _("Choose one of its sheets.")),
    "no_rows": (_("The file holds no values."), _("Check that the right file was chosen.")),
    "no_data_rows": (
        _("There are headings but no rows below them."),
        _("Check that the right file and sheet were chosen."),
    ),
    "no_header": (_("The row holds no headings."), _("Say which row holds the headings.")),
    "duplicate_heading": (
        _("The heading %(heading)s is already used in column %(other)s."),
        _("Give each column its own heading and upload the file again."),
    ),
    "heading_missing": (
        _("There is a value in a column without a heading."),
        _("Write a heading above the column or clear it, and upload the file again."),
    ),
    "too_many_fields": (
        _("The row has %(fields)s fields, but there are only %(headings)s headings."),
        _("Look for a delimiter inside a text, correct the row and upload the file again."),
    ),
    "formula_without_value": (
        _("The cell holds a formula without a computed value."),
        _("Open the file in Excel or WPS so that it is computed, save it and upload it again."),
    ),
    "not_a_number": (_("The cell is formatted as a number or date, but holds %(value)s."), _CORRECT),
    # Questions
    "which_encoding": (
        _("The characters can be read in more than one encoding (%(candidates)s)."),
        _("Choose the one in which the text reads right."),
    ),
    "which_sheet": (
        _("The workbook has several sheets or a hidden one (%(candidates)s)."),
        _("Choose the sheet to import."),
    ),
    "which_delimiter": (
        _("The columns can be divided in more than one way (%(candidates)s)."),
        _("Choose the delimiter."),
    ),
}

NOTICES: dict[str, str | Promise] = {
    "blank_rows": _("Blank rows were passed over in %(count)s places, first at row %(row)s."),
    "rows_above_header": _("%(rows)s rows above the headings in row %(header_row)s are not part of the table."),
    "control_characters": _(
        "Invisible control characters were removed from %(count)s cells, first in row %(row)s, column %(column)s."
    ),
    "short_rows": _(
        "%(count)s rows have fewer fields than there are headings, first row %(row)s; "
        "the missing ones are taken as empty."
    ),
    "long_rows": _(
        "%(count)s rows have more fields than there are headings, first row %(row)s; "
        "they are rejected and come back as they came."
    ),
    "error_values": _("%(count)s cells show an error such as #REF!, first in row %(row)s, column %(column)s."),
    "long_numbers": _(
        "%(count)s numbers have more than 15 digits, first in row %(row)s, column %(column)s: "
        "a spreadsheet cannot hold their last digits; store such numbers as text."
    ),
    "hidden_rows": _("%(rows)s hidden rows are read like all others."),
    "filtered_rows": _("%(rows)s rows are hidden, some by a filter; they are read like all others."),
    "hidden_columns": _("Hidden columns are read like all others: %(columns)s."),
    "hidden_sheets": _("The workbook has hidden sheets: %(sheets)s."),
    "merged_cells": _(
        "The table has %(ranges)s merged ranges, the first %(first)s; only the first cell of each holds the value."
    ),
}
