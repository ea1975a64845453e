"""Small workbooks written part by part, so that each can be wrong in exactly one way."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
QUOTED = {'"': "&quot;"}
HEADER = ("工单号", "受理日期", "手机号", "投诉内容")
ROW = ("C001", "2011-01-05", "13800000001", "宽带网络故障")


def letters(column: int) -> str:
    """0 -> A."""
    name, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def text_cell(reference: str, text: str, style: int = 0) -> str:
    return f'<c r="{reference}" t="inlineStr" s="{style}"><is><t>{escape(text)}</t></is></c>'


def number_cell(reference: str, number: str, style: int = 0) -> str:
    return f'<c r="{reference}" s="{style}"><v>{number}</v></c>'


def rows_xml(rows: Sequence[Sequence[str]], first: int = 1) -> str:
    found = []
    for number, cells in enumerate(rows, start=first):
        inside = "".join(
            cell if cell.startswith("<c ") else text_cell(f"{letters(i)}{number}", cell)
            for i, cell in enumerate(cells)
            if cell
        )
        found.append(f'<row r="{number}">{inside}</row>')
    return "".join(found)


def sheet_xml(rows: str, *, before: str = "", after: str = "", declare: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{declare}<worksheet xmlns="{MAIN}">{before}'
        f"<sheetData>{rows}</sheetData>{after}</worksheet>"
    )


def book_parts(
    sheets: Mapping[str, str],
    *,
    hidden: Sequence[str] = (),
    formats: Sequence[str] = (),
    date1904: bool = False,
    strings: Sequence[str] = (),
) -> dict[str, str]:
    """All parts of a plain workbook by name. Style 0 is general, 1.. are `formats` in turn."""
    numbered = list(enumerate(sheets.items(), start=1))
    state = dict.fromkeys(hidden, ' state="hidden"')
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{i}"{state.get(name, "")} r:id="rId{i}"/>'
        for i, (name, _xml) in numbered
    )
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="{_SHEET_TYPE}.worksheet+xml"/>'
        for i, _sheet in numbered
    )
    links = "".join(
        f'<Relationship Id="rId{i}" Type="{RELS}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i, _sheet in numbered
    )
    codes = "".join(
        f'<numFmt numFmtId="{164 + i}" formatCode="{escape(code, QUOTED)}"/>' for i, code in enumerate(formats)
    )
    xfs = "".join(f'<xf numFmtId="{164 + i}"/>' for i in range(len(formats)))
    parts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_TYPE}.sheet.main+xml"/>{types}</Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{RELS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{RELS}"><workbookPr date1904="{int(date1904)}"/>'
            f"<sheets>{listed}</sheets></workbook>"
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{PACKAGE}/relationships">{links}'
            f'<Relationship Id="rId98" Type="{RELS}/styles" Target="styles.xml"/>'
            f'<Relationship Id="rId99" Type="{RELS}/sharedStrings" Target="sharedStrings.xml"/>'
            "</Relationships>"
        ),
        "xl/styles.xml": (
            f'<styleSheet xmlns="{MAIN}"><numFmts>{codes}</numFmts>'
            f'<cellXfs><xf numFmtId="0"/>{xfs}</cellXfs></styleSheet>'
        ),
    }
    if strings:
        items = "".join(f"<si><t>{escape(text)}</t></si>" for text in strings)
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{items}</sst>'
    return parts | {f"xl/worksheets/sheet{i}.xml": xml for i, (_name, xml) in numbered}


def plain_parts(rows: Sequence[Sequence[str]] = (HEADER, ROW), **more: object) -> dict[str, str]:
    return book_parts({"一月": sheet_xml(rows_xml(rows))}, **more)  # type: ignore[arg-type]


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def write_book(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    path.write_bytes(packed(parts))
    return path
