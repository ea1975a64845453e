"""The frame of a workbook: what it contains, its sheets, date system, formats and texts."""

from __future__ import annotations

import posixpath
import re
from array import array
from dataclasses import dataclass

from .archive import Archive
from .faults import Fault
from .xml import scan

# J05: by content type, since a part may have any name.
_FORBIDDEN_TYPES = (
    ("macroenabled", "macros"),
    ("vbaproject", "macros"),
    ("macrosheet", "macros"),
    ("dialogsheet", "macros"),
    ("externallink", "external_links"),
    (".connections+xml", "external_links"),
    ("querytable+xml", "external_links"),
    ("oleobject", "embedded_objects"),
    ("activex", "embedded_objects"),
    ("officedocument.package", "embedded_objects"),
)
_BOOK_TYPES = ("spreadsheetml.sheet.main+xml", "spreadsheetml.template.main+xml")
_SHEET_NAME_CHARS = 100
_HARMLESS_OUTSIDE = ("/hyperlink",)

GENERAL, DATE, TIME, ELAPSED, PERCENT, PADDED = range(6)
_BUILT_IN = (
    dict.fromkeys((14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58), DATE)
    | dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56), TIME)
    | {46: ELAPSED, 9: PERCENT, 10: PERCENT}
)
_NOT_CODES = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class Style:
    """What a number format makes of a number: its kind and, for PADDED, the digits to fill."""

    kind: int = GENERAL
    digits: int = 0


@dataclass(frozen=True)
class BookSheet:
    name: str
    part: str
    hidden: bool


class Workbook:
    """Reads the small parts of an xlsx file. Raises Fault for anything but plain sheets."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.part = self._check_types()
        self._check_links()
        self.date1904 = False
        self.sheets: list[BookSheet] = []
        self._styles_part = self._strings_part = ""
        self._read_book(self._relations())
        if not self.sheets:
            raise Fault("no_rows")

    def styles(self) -> list[Style]:
        """The kind of each cell style, by index."""
        codes: dict[int, str] = {}
        styles: list[Style] = []
        inside = [False]

        def start(name: str, attrs: dict[str, str]) -> None:
            if name == "numFmt":
                codes[_whole(attrs.get("numFmtId"))] = attrs.get("formatCode", "")
            elif name == "cellXfs":
                inside[0] = True
            elif name == "xf" and inside[0]:
                number = _whole(attrs.get("numFmtId"))
                styles.append(style_of(number, codes.get(number, "")))

        def end(name: str) -> None:
            if name == "cellXfs":
                inside[0] = False

        if self._styles_part in self._archive:
            scan(self._archive.chunks(self._styles_part), self._styles_part, start=start, end=end)
        return styles

    def strings(self, longest: int) -> Strings:
        """The shared texts. Raises Fault for one longer than `longest` characters (J18)."""
        strings = Strings(longest)
        if self._strings_part in self._archive:
            scan(
                self._archive.chunks(self._strings_part),
                self._strings_part,
                start=strings.start,
                end=strings.end,
                text=strings.text,
            )
        return strings

    def _check_types(self) -> str:
        """J05: refuses by content type; returns the workbook part's name."""
        books: list[str] = []

        def start(_name: str, attrs: dict[str, str]) -> None:
            kind = attrs.get("ContentType", "").lower()
            for mark, code in _FORBIDDEN_TYPES:
                if mark in kind:
                    raise Fault(code, part=attrs.get("PartName", attrs.get("Extension", "")))
            if kind.endswith(_BOOK_TYPES):
                books.append(attrs.get("PartName", "").lstrip("/"))

        if "[Content_Types].xml" not in self._archive:
            raise Fault("not_a_workbook")
        scan(self._archive.chunks("[Content_Types].xml"), "[Content_Types].xml", start=start)
        if not books or books[0] not in self._archive:
            raise Fault("not_a_workbook")
        return books[0]

    def _check_links(self) -> None:
        """J05: nothing but ordinary hyperlinks may point outside the file."""
        for name in self._archive.names:
            if name.endswith(".rels"):
                for kind, target, outside in self._links(name):
                    if outside and not kind.endswith(_HARMLESS_OUTSIDE):
                        raise Fault("external_links", part=target[:200])

    def _links(self, part: str) -> list[tuple[str, str, bool]]:
        found: list[tuple[str, str, bool]] = []

        def start(name: str, attrs: dict[str, str]) -> None:
            if name == "Relationship":
                outside = attrs.get("TargetMode", "").lower() == "external"
                found.append((attrs.get("Type", "").lower(), attrs.get("Target", ""), outside))

        scan(self._archive.chunks(part), part, start=start)
        return found

    def _relations(self) -> dict[str, str]:
        """Relation id to part name, for the workbook part."""
        folder, name = posixpath.split(self.part)
        part = f"{folder}/_rels/{name}.rels".lstrip("/")
        relations: dict[str, str] = {}

        def start(name: str, attrs: dict[str, str]) -> None:
            if name != "Relationship":
                return
            target = attrs.get("Target", "")
            joined = target if target.startswith("/") else posixpath.join(folder, target)
            whole = posixpath.normpath(joined).lstrip("/")
            relations[attrs.get("Id", "")] = whole
            if attrs.get("Type", "").endswith("/styles"):
                self._styles_part = whole
            elif attrs.get("Type", "").endswith("/sharedStrings"):
                self._strings_part = whole

        scan(self._archive.chunks(part), part, start=start)
        return relations

    def _read_book(self, relations: dict[str, str]) -> None:
        def start(name: str, attrs: dict[str, str]) -> None:
            if name == "workbookPr":
                self.date1904 = attrs.get("date1904", "").lower() in ("1", "true", "on")
            elif name == "sheet":
                link = next((v for k, v in attrs.items() if k.endswith(":id")), "")
                part = relations.get(link, "")
                hidden = attrs.get("state", "visible") != "visible"
                if "chartsheet" not in part.lower():
                    self.sheets.append(BookSheet(attrs.get("name", "")[:_SHEET_NAME_CHARS], part, hidden))

        scan(self._archive.chunks(self.part), self.part, start=start)


class Strings:
    """Shared texts in one buffer: 60 MB of them take 60 MB, not four times that."""

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self._bytes = bytearray()
        self._ends = array("Q", [0])
        self._pieces: list[str] = []
        self._length = 0
        self._in_text = False
        self._phonetic = 0

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, index: int) -> str:
        if index < 0:
            raise IndexError(index)
        return self._bytes[self._ends[index] : self._ends[index + 1]].decode("utf-8", "surrogatepass")

    def start(self, name: str, _attrs: dict[str, str]) -> None:
        if name == "t":
            self._in_text = not self._phonetic
        elif name == "si":
            self._pieces.clear()
            self._length = 0
        elif name == "rPh":
            self._phonetic += 1

    def end(self, name: str) -> None:
        if name == "t":
            self._in_text = False
        elif name == "rPh":
            self._phonetic -= 1
        elif name == "si":
            self._bytes += unescape("".join(self._pieces)).encode("utf-8", "surrogatepass")
            self._ends.append(len(self._bytes))

    def text(self, text: str) -> None:
        if self._in_text:
            self._length += len(text)
            if self._length > self._longest:
                raise Fault("shared_text_too_long", limit=self._longest)
            self._pieces.append(text)


def unescape(text: str) -> str:
    """Undoes the `_x000D_` spelling that workbooks use for characters XML cannot hold."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def style_of(number: int, code: str) -> Style:
    """What a number format is for, from its id or its code (first section only)."""
    if not code:
        return Style(_BUILT_IN.get(number, GENERAL))
    section = _NOT_CODES.sub("", code.split(";", maxsplit=1)[0]).lower()
    if section and not section.strip("0") and len(section) > 1:
        return Style(PADDED, len(section))
    if "[" in section:
        return Style(ELAPSED)
    if "general" in section:
        return Style()
    if "y" in section or "d" in section or ("m" in section and not set(section) & {"h", "s"}):
        return Style(DATE)
    if "h" in section or "s" in section:
        return Style(TIME)
    return Style(PERCENT) if "%" in section else Style()


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0
