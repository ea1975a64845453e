"""The poison corpus: files that must be refused, asked about or read unharmed (J01-J18, P6).

`python -m core.imports.reading.tests.poison DIR` writes all of them into a folder.
"""

from __future__ import annotations

import io
import random
import struct
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .books import (
    HEADER,
    MAIN,
    ROW,
    book_parts,
    number_cell,
    packed,
    plain_parts,
    rows_xml,
    sheet_xml,
    text_cell,
)

MIB = 1024 * 1024
SHEET = "xl/worksheets/sheet1.xml"
TYPES = "[Content_Types].xml"
EXPECTED = (*HEADER, "數量", "日期", "營業廳", "数量", "营业厅")


@dataclass(frozen=True)
class Poison:
    """A file and what must come of it: `refused`, `asked` or `read` with a code.

    For `read`, `code` is the notice that must be given, or empty. `row` and `column` are the
    place that the message must name, 0 where a file has none.
    """

    rule: str
    name: str
    outcome: str
    code: str
    make: Callable[[], bytes]
    row: int = 0
    column: int = 0


CORPUS: list[Poison] = []


def poison(
    rule: str, name: str, outcome: str, code: str, *, row: int = 0, column: int = 0
) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    def add(make: Callable[[], bytes]) -> Callable[[], bytes]:
        CORPUS.append(Poison(rule, name, outcome, code, make, row, column))
        return make

    return add


def book(
    rule: str,
    name: str,
    outcome: str,
    code: str,
    parts: Callable[[], dict[str, str | bytes]],
    row: int = 0,
    column: int = 0,
) -> None:
    """A workbook given by its parts."""
    CORPUS.append(Poison(rule, f"{name}.xlsx", outcome, code, lambda: packed(parts()), row, column))


def cells(
    rule: str,
    name: str,
    outcome: str,
    code: str,
    rows: Callable[[], str],
    row: int = 0,
    column: int = 0,
    before: str = "",
    after: str = "",
    formats: tuple[str, ...] = (),
) -> None:
    """A workbook of one sheet given by its rows' XML."""
    book(
        rule,
        name,
        outcome,
        code,
        lambda: {**book_parts({"一月": sheet_xml(rows(), before=before, after=after)}, formats=formats)},
        row,
        column,
    )


def text(
    rule: str,
    name: str,
    outcome: str,
    code: str,
    content: str | bytes,
    row: int = 0,
    column: int = 0,
) -> None:
    raw = content.encode() if isinstance(content, str) else content
    CORPUS.append(Poison(rule, name, outcome, code, lambda: raw, row, column))


def varied(length: int) -> str:
    """Text that does not pack well, so that it is its length that is refused."""
    chars = random.Random(length)
    return "".join(chr(chars.randrange(0x4E00, 0x9000)) for _ in range(length))


def with_part(name: str, content: str | bytes = "x") -> Callable[[], dict[str, str | bytes]]:
    return lambda: {**plain_parts(), name: content}


def replacing(part: str, old: str, new: str) -> Callable[[], dict[str, str | bytes]]:
    return lambda: {**plain_parts(), part: plain_parts()[part].replace(old, new)}


def type_of(name: str, kind: str) -> Callable[[], dict[str, str | bytes]]:
    override = f'<Override PartName="/{name}" ContentType="{kind}"/></Types>'
    return lambda: {**replacing(TYPES, "</Types>", override)(), name: b"\x01\x02\x03\x04\x05"}


def table(*more: tuple[str, ...]) -> str:
    return rows_xml([HEADER, ROW, *more])


def csv_text(*more: str) -> str:
    return "\r\n".join([",".join(HEADER), ",".join(ROW), *more]) + "\r\n"


# Archives
book("J01", "ratio", "refused", "ratio_too_high", lambda: {**plain_parts(), "xl/media/pad.bin": b"0" * (17 * MIB)})


@poison("J01", "unpacked.xlsx", "refused", "unpacked_too_big")
def _unpacked() -> bytes:
    block = random.Random(1).randbytes(20_000) + bytes(MIB - 20_000)
    return packed({**plain_parts(), "xl/media/pad.bin": block * 61})


book(
    "J01",
    "entries",
    "refused",
    "too_many_entries",
    lambda: {**plain_parts(), **{f"xl/media/{i}.bin": b"" for i in range(501)}},
)


@poison("J01", "directory.xlsx", "refused", "too_many_entries")
def _directory() -> bytes:
    return packed({**plain_parts(), **{f"xl/{i:05d}": b"" for i in range(20_000)}})


book("J01", "nested", "refused", "nested_archive", with_part("xl/media/image1.png", packed({"a": "b"})))
book("J01", "nested-name", "refused", "nested_archive", with_part("xl/media/more.zip"))
book("J01", "parent-path", "refused", "entry_outside", with_part("../../evil.sh"))
book("J01", "parent-path-windows", "refused", "entry_outside", with_part("xl\\..\\..\\evil.bat"))
book("J01", "absolute-path", "refused", "entry_outside", with_part("/etc/cron.d/evil"))
book("J01", "drive-path", "refused", "entry_outside", with_part("C:/evil.exe"))


def patched(find: bytes, at: int, value: bytes, which: int = -1) -> bytes:
    """A plain workbook with bytes changed in one directory entry."""
    raw = bytearray(packed(plain_parts()))
    places = [i for i in range(len(raw)) if raw.startswith(find, i)]
    start = places[which] + at
    raw[start : start + len(value)] = value
    return bytes(raw)


@poison("J01", "lying-size.xlsx", "refused", "broken_archive")
def _lying() -> bytes:
    return patched(b"PK\x01\x02", 24, struct.pack("<I", 100))


@poison("J01", "huge-claim.xlsx", "refused", "unpacked_too_big")
def _claim() -> bytes:
    return patched(b"PK\x01\x02", 24, struct.pack("<I", 4 * 1024 * MIB - 2))


@poison("J01", "wrong-sum.xlsx", "refused", "broken_archive")
def _wrong_sum() -> bytes:
    return patched(b"PK\x01\x02", 16, b"\x00\x00\x00\x01")


@poison("J01", "overlapping.xlsx", "refused", "broken_archive")
def _overlapping() -> bytes:
    return patched(b"PK\x01\x02", 42, struct.pack("<I", 0))


@poison("J01", "truncated.xlsx", "refused", "broken_archive")
def _truncated() -> bytes:
    return packed(plain_parts())[:-300]


@poison("J01", "twice.xlsx", "refused", "broken_archive")
def _twice() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in plain_parts().items():
            archive.writestr(name, content)
        archive.writestr(SHEET.upper(), "x")
    return out.getvalue()


# Cells far away
cells(
    "J02",
    "far-cell",
    "refused",
    "too_many_columns",
    lambda: table() + f'<row r="1048576">{text_cell("XFD1048576", "x")}</row>',
    1_048_576,
    16_384,
)
cells("J02", "far-row", "read", "blank_rows", lambda: table() + f'<row r="1048576">{text_cell("A1048576", "x")}</row>')
cells(
    "J02",
    "beyond-last-row",
    "refused",
    "broken_xml",
    lambda: table() + f'<row r="99999999">{text_cell("A99999999", "x")}</row>',
    99_999_999,
)
cells(
    "J02",
    "beyond-last-column",
    "refused",
    "broken_xml",
    lambda: table() + f'<row r="3">{text_cell("ZZZ3", "x")}</row>',
    3,
)
cells("J02", "rows-backwards", "refused", "broken_xml", lambda: table() + f'<row r="1">{text_cell("A1", "x")}</row>', 1)
cells(
    "J02",
    "cell-twice",
    "refused",
    "broken_xml",
    lambda: table() + f'<row r="3">{text_cell("A3", "x")}{text_cell("A3", "y")}</row>',
    3,
    1,
)

# XML bombs
LAUGHS = (
    "<!DOCTYPE b [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY a{i} '{f'&a{i - 1 if i else str()};' * 10}'>" for i in range(10))
    + "]>"
)
XXE = '<!DOCTYPE b [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
PARAMETER = '<!DOCTYPE b [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]>'
for _name, _declare in (("laughs", LAUGHS), ("xxe", XXE), ("parameter-entity", PARAMETER)):
    book(
        "J03",
        _name,
        "refused",
        "xml_doctype",
        lambda d=_declare: {**plain_parts(), SHEET: sheet_xml(table(), declare=d)},
    )
for _part in (TYPES, "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"):
    book(
        "J03",
        "laughs-" + Path(_part).stem.strip("[]"),
        "refused",
        "xml_doctype",
        lambda p=_part: {**plain_parts(), p: LAUGHS + plain_parts()[p]},
    )
book(
    "J03",
    "laughs-strings",
    "refused",
    "xml_doctype",
    lambda: {**plain_parts(), "xl/sharedStrings.xml": f'{LAUGHS}<sst xmlns="{MAIN}"/>'},
)
book(
    "J03",
    "laughs-utf16",
    "refused",
    "xml_doctype",
    lambda: {**plain_parts(), SHEET: sheet_xml(table(), declare=LAUGHS).replace("UTF-8", "UTF-16").encode("utf-16")},
)
book("J03", "not-well-formed", "refused", "broken_xml", lambda: {**plain_parts(), SHEET: sheet_xml(table())[:-20]}, 2)


@poison("J03", "deep.xlsx", "refused", "broken_xml")
def _deep() -> bytes:
    names = random.Random(2)
    levels = "".join(f"<a{names.randrange(100_000)}>" for _ in range(400_000))
    return packed({**plain_parts(), SHEET: f'<worksheet xmlns="{MAIN}">{levels}'})


# Other files under a sheet's name
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2048)
text("J04", "old.xls", "refused", "old_workbook", OLE)
text("J04", "old-renamed.xlsx", "refused", "old_workbook", OLE)
text("J04", "encrypted.xlsx", "refused", "encrypted", OLE + "EncryptedPackage".encode("utf-16-le"))
text("J04", "html.xlsx", "refused", "markup_file", "<html><table><tr><td>1</td></tr></table></html>")
text("J04", "html.xls", "refused", "markup_file", "\ufeff<table><tr><td>1</td></tr></table>")
text("J04", "xml-2003.xls", "refused", "markup_file", '<?xml version="1.0"?><Workbook/>')
text("J04", "csv.xlsx", "refused", "not_a_workbook", csv_text())
text("J04", "pdf.xlsx", "refused", "other_file", b"%PDF-1.7\n")
text("J04", "program.csv", "refused", "other_file", b"MZ\x90\x00" + bytes(100))
text("J04", "gzip.csv", "refused", "other_file", b"\x1f\x8b\x08\x00" + bytes(100))
text("J04", "text.pdf", "refused", "unknown_kind", csv_text())
text("J04", "empty.csv", "refused", "empty_file", b"")
text("J04", "blank.csv", "refused", "no_rows", "\r\n \r\n,,\r\n")
text("J04", "headings-only.csv", "refused", "no_data_rows", ",".join(HEADER), 1)
CORPUS.append(Poison("J04", "workbook.csv", "refused", "workbook_named_text", lambda: packed(plain_parts())))
CORPUS.append(Poison("J04", "macro-book.xlsm", "refused", "macros", lambda: packed(plain_parts())))
book(
    "J04",
    "document",
    "refused",
    "not_a_workbook",
    replacing(TYPES, "spreadsheetml.sheet.main", "wordprocessingml.document.main"),
)
book("J04", "just-a-zip", "refused", "not_a_workbook", lambda: {"readme.txt": "hello"})
book("J04", "sheet-missing", "refused", "missing_part", lambda: {k: v for k, v in plain_parts().items() if k != SHEET})


@poison("J04", "zip-password.xlsx", "refused", "encrypted")
def _zip_password() -> bytes:
    return patched(b"PK\x01\x02", 8, b"\x01\x00")


# Macros, links, objects
book(
    "J05",
    "macro-type",
    "refused",
    "macros",
    replacing(
        TYPES,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main",
        "application/vnd.ms-excel.sheet.macroEnabled.main",
    ),
)
book("J05", "macro-part", "refused", "macros", with_part("xl/vbaProject.bin"))
book("J05", "macro-other-name", "refused", "macros", type_of("xl/theme/t.bin", "application/vnd.ms-office.vbaProject"))
book(
    "J05",
    "external-link",
    "refused",
    "external_links",
    type_of("xl/e/1.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"),
)
book(
    "J05",
    "dde",
    "refused",
    "external_links",
    with_part("xl/externalLinks/externalLink1.xml", '<externalLink><ddeLink ddeService="cmd"/></externalLink>'),
)
book("J05", "connections", "refused", "external_links", with_part("xl/connections.xml", "<connections/>"))
book("J05", "embedded", "refused", "embedded_objects", with_part("xl/embeddings/oleObject1.bin"))
book("J05", "active-control", "refused", "embedded_objects", with_part("xl/activeX/activeX1.bin"))
book(
    "J05",
    "remote-template",
    "refused",
    "external_links",
    replacing(
        "_rels/.rels",
        "</Relationships>",
        '<Relationship Id="r9" Type="http://x/attachedTemplate" Target="http://127.0.0.1/x" '
        'TargetMode="External"/></Relationships>',
    ),
)

# What cannot be seen
book(
    "J06",
    "hidden-first",
    "asked",
    "which_sheet",
    lambda: {**book_parts({"旧": sheet_xml(table()), "一月": sheet_xml(table())}, hidden=["旧"])},
)
book(
    "J06",
    "only-hidden",
    "asked",
    "which_sheet",
    lambda: {**book_parts({"旧": sheet_xml(table()), "一月": sheet_xml("")}, hidden=["旧"])},
)
book(
    "J06",
    "two-sheets",
    "asked",
    "which_sheet",
    lambda: {**book_parts({"一月": sheet_xml(table()), "二月": sheet_xml(table())})},
)
book(
    "J06",
    "empty-hidden",
    "read",
    "hidden_sheets",
    lambda: {**book_parts({"旧": sheet_xml(""), "一月": sheet_xml(table())}, hidden=["旧"])},
)
cells("J06", "hidden-rows", "read", "hidden_rows", lambda: table().replace('<row r="2"', '<row r="2" hidden="1"'))
cells(
    "J06",
    "filtered-rows",
    "read",
    "filtered_rows",
    lambda: table().replace('<row r="2"', '<row r="2" hidden="1"'),
    after='<autoFilter ref="A1:D2"><filterColumn colId="0"/></autoFilter>',
)
cells("J06", "hidden-columns", "read", "hidden_columns", table, before='<cols><col min="2" max="3" hidden="1"/></cols>')

# J07, J08
cells(
    "J07",
    "formula",
    "refused",
    "formula_without_value",
    lambda: table() + '<row r="3"><c r="B3"><f>A1+1</f></c></row>',
    3,
    2,
)
cells(
    "J07",
    "formula-empty-value",
    "refused",
    "formula_without_value",
    lambda: table() + '<row r="3"><c r="B3"><f>A1+1</f><v></v></c></row>',
    3,
    2,
)
cells(
    "J08",
    "merged",
    "read",
    "merged_cells",
    lambda: table(("", "2011-01-06", "", "")),
    after='<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>',
)

# J09, J10
text("J09", "twice.csv", "refused", "duplicate_heading", "编号,数量,数量\r\n1,2,3\r\n", 1, 3)
text("J09", "twice-invisible.csv", "refused", "duplicate_heading", "编号,数量,\u200b数量\u3000\r\n1,2,3\r\n", 1, 3)
cells(
    "J09", "twice", "refused", "duplicate_heading", lambda: rows_xml([("数量", "编号", "数量"), ("1", "2", "3")]), 1, 3
)
text("J10", "odd-blanks.csv", "read", "", "\u3000工单号\u00a0,受理\u200b日期,手机号 ,投诉内容\r\n1,2,3,4\r\n")
text("J10", "nameless.csv", "refused", "heading_missing", "编号,,数量\r\n1,2,3\r\n", 2, 2)

# J11, J12
BIG5 = "數量,日期,營業廳\r\n3,2011-01-05,中正營業廳\r\n"
text("J11", "big5.csv", "read", "", BIG5.encode("big5"))
text("J11", "undecided.csv", "asked", "which_encoding", "a,b\r\n1,猢狲\r\n".encode("gb18030"))
text("J11", "no-encoding.csv", "asked", "which_encoding", b"a,b\r\n1,\x81\x20\xff\xfe\x81\r\n")
text("J12", "utf-16.csv", "read", "", csv_text().encode("utf-16"))
text("J12", "utf-8-bom.csv", "read", "", csv_text().encode("utf-8-sig"))
text("J12", "bom-but-gb.csv", "refused", "broken_encoding", b"\xef\xbb\xbf" + csv_text().encode("gb18030"), 1)
text("J12", "utf-16-broken.csv", "refused", "broken_encoding", csv_text().encode("utf-16") + b"\x00\xd8\x41", 3)
text("J12", "utf-16-no-bom.csv", "refused", "nul_character", csv_text().encode("utf-16-le"), 1)
text("J12", "utf-32.csv", "refused", "unknown_encoding", csv_text().encode("utf-32"))

# J13 to J17: values
text("J13", "ids.csv", "read", "", csv_text("00123,NA,1.38E+10,12345678901234567890", "1E5,NULL,138 0000 0001,nan"))
cells(
    "J13",
    "long-number",
    "read",
    "long_numbers",
    lambda: table() + f'<row r="3">{number_cell("C3", "1.2345678901234567E+19")}</row>',
)
text("J14", "first-row-longer.csv", "read", "long_rows", "编号,数量\r\n1,2,3\r\n4,5\r\n")
text("J14", "later-row-longer.csv", "read", "long_rows", csv_text("1,2,3,4", "1,2,3,4,5"))
text("J14", "most-rows-longer.csv", "refused", "too_many_fields", "编号,数量\r\n4,5\r\n1,2,3\r\n1,2,3\r\n", 3, 3)
text("J14", "shorter.csv", "read", "short_rows", csv_text("1,2"))
cells(
    "J14",
    "value-beside",
    "refused",
    "too_many_fields",
    lambda: table() + f'<row r="3">{text_cell("F3", "x")}</row>',
    3,
    6,
)
text("J14", "open-quote.csv", "refused", "broken_quotes", csv_text('1,"2,3,4'), 3)
text("J14", "after-quote.csv", "refused", "broken_quotes", csv_text('1,"2"x,3,4'), 3)
cells(
    "J15",
    "no-such-date",
    "refused",
    "not_a_number",
    lambda: table() + f'<row r="3">{number_cell("B3", "99999999", 1)}</row>',
    3,
    2,
    formats=("yyyy-mm-dd",),
)
cells(
    "J15",
    "date-before-calendar",
    "refused",
    "not_a_number",
    lambda: table() + f'<row r="3">{number_cell("B3", "-5", 1)}</row>',
    3,
    2,
    formats=("yyyy-mm-dd",),
)
text("J16", "numerals.csv", "read", "", csv_text("250.55%,１２３,－5,三千"))
for _value in ("INF", "NaN", "1e400", "12_000", "0x1F"):
    cells(
        "J17",
        f"number-{_value}",
        "refused",
        "not_a_number",
        lambda v=_value: table() + f'<row r="3">{number_cell("C3", v)}</row>',
        3,
        3,
    )
cells("J17", "errors", "read", "error_values", lambda: table() + '<row r="3"><c r="C3" t="e"><v>#REF!</v></c></row>')

# Size
text("J18", "cell-40000.csv", "refused", "cell_too_long", csv_text("1,2,3," + "字" * 40_000), 3, 4)
CORPUS.append(
    Poison(
        "J18", "cell-50mb.csv", "refused", "line_too_long", lambda: csv_text("1,2,3," + "x" * (50 * MIB)).encode(), 3
    )
)
CORPUS.append(
    Poison(
        "J18",
        "cell-50mb-lines.csv",
        "refused",
        "cell_too_long",
        lambda: csv_text('1,2,3,"' + "xxxxxxx\n" * (6 * MIB) + '"').encode(),
        3,
        4,
    )
)
cells("J18", "cell-40000", "refused", "cell_too_long", lambda: table(("1", "2", "3", varied(40_000))), 3, 4)
book("J18", "shared-40000", "refused", "shared_text_too_long", lambda: {**plain_parts(strings=["a", varied(40_000)])})
text("J18", "columns.csv", "refused", "too_many_columns", ",".join(f"c{i}" for i in range(16_384)) + "\r\n", 1, 16_384)
cells("J18", "columns", "refused", "too_many_columns", lambda: rows_xml([[f"c{i}" for i in range(16_384)]]), 1, 513)
CORPUS.append(Poison("J18", "rows.csv", "refused", "too_many_rows", lambda: b"a,b\n" + b"1,2\n" * 500_001, 500_002))
text("J18", "heading-300.csv", "refused", "heading_too_long", "编号," + "长" * 300 + "\r\n1,2\r\n", 1, 2)


@poison("J18", "strings.xlsx", "read", "")
def _many_strings() -> bytes:
    """Half a million shared texts that nobody uses."""
    return packed(plain_parts(strings=[str(number) for number in range(500_000)]))


@poison("J18", "file.csv", "refused", "file_too_big")
def _too_big() -> bytes:
    return bytes(81 * MIB)


# Characters that are none
text("text", "nul.csv", "refused", "nul_character", csv_text("1,2,a\x00b,4"), 3)
text("text", "control.csv", "read", "control_characters", csv_text("1,2,a\x0bb\x1b[31m,4"))
cells("text", "surrogate", "read", "control_characters", lambda: table(("1", "2", "_xD800_", "4")))
cells(
    "text",
    "no-such-string",
    "refused",
    "broken_xml",
    lambda: table() + '<row r="3"><c r="A3" t="s"><v>7</v></c></row>',
    3,
    1,
)
text("text", "garbage.csv", "refused", "nul_character", random.Random(3).randbytes(5000), 1)


def write_corpus(folder: Path) -> int:
    """Writes every file as `rule-name`; returns how many."""
    folder.mkdir(parents=True, exist_ok=True)
    for item in CORPUS:
        (folder / f"{item.rule}-{item.name}").write_bytes(item.make())
    return len(CORPUS)


if __name__ == "__main__":
    sys.stdout.write(f"{write_corpus(Path(sys.argv[1]))} files\n")
