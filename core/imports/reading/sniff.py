"""What a file is, from its bytes first and its name second (J04)."""

from __future__ import annotations

from pathlib import Path, PurePath

from .faults import Fault

TEXT_NAMES = (".csv", ".tsv", ".tab", ".txt")
BOOK_NAMES = (".xlsx",)
OTHER_BOOK_NAMES = (".xls", ".xlsm", ".xlsb", ".ods", ".et")
SHEET_NAMES = (*BOOK_NAMES, *TEXT_NAMES, *OTHER_BOOK_NAMES)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD = 64 * 1024
_ENCRYPTED_MARK = "EncryptedPackage".encode("utf-16-le")
_OTHER_STARTS = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"MZ", "EXE"),
    (b"\x7fELF", "ELF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"{\\rtf", "RTF"),
    (b"SQLite format", "SQLite"),
)
_MARKUP_STARTS = (b"<!doctype html", b"<html", b"<table", b"<?xml", b"<meta", b"mime-version:")


def kind_of(path: Path, name: str, *, largest: int) -> str:
    """`xlsx`, `csv` or `tsv`. Raises Fault for anything else, saying what it seems to be."""
    size = path.stat().st_size
    if size == 0:
        raise Fault("empty_file")
    if size > largest:
        raise Fault("file_too_big", limit=largest // (1024 * 1024), size=size // (1024 * 1024))
    with path.open("rb") as file:
        head = file.read(_HEAD)
    suffix = PurePath(name).suffix.casefold()
    _refuse_foreign(head, path)
    if head.startswith(b"PK\x03\x04"):
        if suffix not in BOOK_NAMES:
            raise Fault(_zip_code(suffix), suffix=suffix)
        return "xlsx"
    if head.startswith(b"PK"):
        raise Fault("broken_archive")
    if suffix in BOOK_NAMES or suffix in OTHER_BOOK_NAMES[1:]:
        raise Fault("not_a_workbook")
    if suffix == ".xls":
        raise Fault("old_workbook")
    if suffix not in TEXT_NAMES:
        raise Fault("unknown_kind", suffix=suffix or "-")
    return "tsv" if suffix in (".tsv", ".tab") else "csv"


def _refuse_foreign(head: bytes, path: Path) -> None:
    if head.startswith(_OLE):
        raise Fault("encrypted" if _has_mark(path) else "old_workbook")
    for start, what in _OTHER_STARTS:
        if head.startswith(start):
            raise Fault("other_file", what=what)
    opening = head[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if opening.startswith(_MARKUP_STARTS):
        raise Fault("markup_file")


def _has_mark(path: Path) -> bool:
    """An encrypted workbook names its stream in the directory, anywhere in the file."""
    overlap = b""
    with path.open("rb") as file:
        while chunk := file.read(1024 * 1024):
            if _ENCRYPTED_MARK in overlap + chunk:
                return True
            overlap = chunk[-64:]
    return False


def _zip_code(suffix: str) -> str:
    if suffix == ".xlsm":
        return "macros"
    if suffix in (*TEXT_NAMES, ".xls", ""):
        return "workbook_named_text"
    return "not_a_workbook" if suffix in OTHER_BOOK_NAMES else "unknown_kind"
