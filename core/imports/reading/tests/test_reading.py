"""What a good sheet becomes: every cell as its sender sees it."""

import dataclasses
import datetime as dt

import pytest
import xlsxwriter

from core.imports.reading import (
    Limits,
    ReadOptions,
    SheetRefused,
    SheetUndecided,
    probe,
    read_sheet,
)

from .books import (
    HEADER,
    MAIN,
    ROW,
    book_parts,
    number_cell,
    plain_parts,
    rows_xml,
    sheet_xml,
    text_cell,
    write_book,
)


@pytest.fixture
def read(tmp_path):
    def read_content(content, name="tickets.csv", **options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_sheet(path, options=ReadOptions(staging=tmp_path, **options))

    return read_content


@pytest.fixture
def read_book(tmp_path):
    def read_parts(parts, **options):
        path = write_book(tmp_path / "tickets.xlsx", parts)
        return read_sheet(path, options=ReadOptions(staging=tmp_path, **options))

    return read_parts


def cells(sheet):
    return [list(row.cells) for row in sheet.rows()]


def one_sheet(rows, **more):
    return book_parts({"一月": sheet_xml(rows)}, **more)


def test_texts_arrive_as_they_are_written(read):
    """J13, J16: nothing is taken for a number, a blank or a date."""
    row = ["00123", " NA ", "1.38E+10", "12345678901234567890", "２５０．５５％", "nan", "1,300"]
    sheet = read("a,b,c,d,e,f,g\n" + ",".join(row[:6]) + ',"1,300"\n')
    assert cells(sheet) == [row]
    assert sheet.notices == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_encodings_of_simplified_chinese_are_found(read, encoding):
    sheet = read("工单号,投诉内容\r\nC001,宽带网络经常中断，客户不满意\r\n".encode(encoding))
    assert sheet.encoding == encoding
    assert sheet.headers == ("工单号", "投诉内容")
    assert cells(sheet) == [["C001", "宽带网络经常中断，客户不满意"]]


@pytest.mark.parametrize("expected", [(), ("數量", "營業廳")])
def test_a_big5_file_is_not_read_as_gb18030(read, expected):
    """J11: gb18030 decodes these bytes without an error into 腹,﹎,も诀."""
    text = "數量,營業廳\r\n3,中正營業廳服務態度\r\n"
    assert text.encode("big5").decode("gb18030", "replace") != text
    sheet = read(text.encode("big5"), expected_headings=expected)
    assert sheet.encoding in ("cp950", "big5hkscs")
    assert not sheet.decided
    assert cells(sheet) == [["3", "中正營業廳服務態度"]]


def test_expected_headings_settle_what_the_text_alone_does_not(read):
    content = "猢狲,编号\r\n1,2\r\n".encode("gb18030")
    sheet = read(content, expected_headings=("猢狲",))
    assert (sheet.encoding, sheet.headers) == ("gb18030", ("猢狲", "编号"))


def test_an_undecided_encoding_is_asked_with_its_candidates(read):
    with pytest.raises(SheetUndecided) as caught:
        read("a,b\r\n1,猢狲\r\n".encode("gb18030"))
    assert caught.value.question == "encoding"
    assert "gb18030" in caught.value.candidates
    sheet = read("a,b\r\n1,猢狲\r\n".encode("gb18030"), encoding="gb18030")
    assert sheet.decided
    assert cells(sheet) == [["1", "猢狲"]]


def test_western_names_are_read_as_latin_1(read):
    sheet = read("name,city\r\nJosé Muñoz,Köln\r\n".encode("latin-1"))
    assert (sheet.encoding, cells(sheet)) == ("latin-1", [["José Muñoz", "Köln"]])


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_delimiters_are_found(read, delimiter):
    sheet = read(f"a{delimiter}b\n1{delimiter}2\n")
    assert (sheet.delimiter, cells(sheet)) == (delimiter, [["1", "2"]])


def test_two_possible_delimiters_are_asked_and_headings_settle_it(read):
    content = "a,b;c,d\n1,2;3,4\n"
    with pytest.raises(SheetUndecided) as caught:
        read(content)
    assert caught.value.question == "delimiter"
    assert caught.value.candidates == (",", ";")
    assert "comma" in str(caught.value) or "逗号" in str(caught.value)
    assert read(content, delimiter=";").headers == ("a,b", "c,d")
    assert read(content, expected_headings=("b;c",)).delimiter == ","


def test_rows_are_numbered_as_the_sender_sees_them(read):
    sheet = read('单号,内容\n1,"第一行\n第二行"\n\n3,x\n')
    assert [row.number for row in sheet.rows()] == [2, 4]
    assert [notice.code for notice in sheet.notices] == ["blank_rows"]


def test_a_title_above_the_table_is_passed_over_and_told(read):
    sheet = read("2011年1月投诉清单,,\n工单号,地区,内容\n1,颍州,x\n")
    assert (sheet.header_row, sheet.headers) == (2, ("工单号", "地区", "内容"))
    assert [notice.code for notice in sheet.notices] == ["rows_above_header"]


def test_the_header_row_can_be_given(read):
    assert read("a,b\nc,d\n1,2\n", header_row=2).headers == ("c", "d")


def test_headings_are_normalised(read):
    """J10."""
    sheet = read("\u3000工单号\u00a0,受理\u200b日期,客户数（户）\n1,2,3\n")
    assert sheet.headers == ("工单号", "受理日期", "客户数(户)")


def test_a_workbooks_cells_arrive_as_they_are_shown(read_book):
    """J13, J15: whole numbers without .0, zeros and percentages kept, real dates marked."""
    formats = ["yyyy-mm-dd", "00000", "0.00%", 'yyyy"年"m"月"d"日" hh:mm', "[h]:mm"]
    row = (
        number_cell("A2", "40603", 1)
        + number_cell("B2", "123", 2)
        + number_cell("C2", "2.5055", 3)
        + number_cell("D2", "40603.604282", 4)
        + number_cell("E2", "1.1041666", 5)
        + number_cell("F2", "72.0")
        + number_cell("G2", "0.30000000000000004")
        + text_cell("H2", "00123")
        + '<c r="I2" t="b"><v>1</v></c>'
    )
    header = rows_xml([tuple("abcdefghi")])
    sheet = read_book(one_sheet(f'{header}<row r="2">{row}</row>', formats=formats))
    assert cells(sheet) == [
        ["2011-03-01", "00123", "250.55%", "2011-03-01 14:30:10", "26:30:00", "72", "0.3", "00123", "TRUE"]
    ]
    assert sheet.real_date_counts == (1, 0, 0, 1, 0, 0, 0, 0, 0)
    assert next(sheet.rows()).real_dates == {0, 3}


def test_the_1904_day_count_is_followed(read_book):
    """J15."""
    rows = rows_xml([("日期",)]) + f'<row r="2">{number_cell("A2", "39141", 1)}</row>'
    sheet = read_book(one_sheet(rows, formats=["yyyy/m/d"], date1904=True))
    assert sheet.date1904
    assert cells(sheet) == [["2011-03-01"]]


def test_real_dates_and_text_dates_in_one_column_stay_apart(read_book):
    rows = rows_xml([("日期", "号"), ("22-04-15", "1")])
    rows += f'<row r="3">{number_cell("A3", "42220", 1)}{text_cell("B3", "2")}</row>'
    column = read_book(one_sheet(rows, formats=["dd-mm-yy"])).tally(0)
    assert column.texts == {"22-04-15": 1}
    assert column.real_dates == {"2015-08-04": 1}


def test_shared_and_rich_texts_are_read_without_their_phonetics(read_book):
    parts = one_sheet(rows_xml([("a", "b")]) + '<row r="2"><c r="B2" t="s"><v>0</v></c></row>')
    parts["xl/sharedStrings.xml"] = (
        f'<sst xmlns="{MAIN}"><si><r><t>宽</t></r><r><t xml:space="preserve">带 </t></r>'
        "<rPh><t>kuan</t></rPh></si></sst>"
    )
    assert cells(read_book(parts)) == [["", "宽带 "]]


def test_prefixed_xml_is_read_too(read_book):
    parts = plain_parts()
    name = "xl/worksheets/sheet1.xml"
    parts[name] = (
        parts[name].replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?").replace("xmlns=", "xmlns:x=")
    )
    assert cells(read_book(parts)) == [list(ROW)]


def test_a_merged_value_is_filled_down_only_on_request(read_book):
    """J08."""
    parts = plain_parts([HEADER, ROW, ("", "2011-01-06", "1", "x"), ("C002", "2011-01-07", "2", "y")])
    name = "xl/worksheets/sheet1.xml"
    parts[name] = parts[name].replace("</sheetData>", '</sheetData><mergeCells><mergeCell ref="A2:A3"/></mergeCells>')
    as_is = read_book(parts)
    assert [row[0] for row in cells(as_is)] == ["C001", "", "C002"]
    assert [notice.code for notice in as_is.notices] == ["merged_cells"]
    assert [row[0] for row in cells(read_book(parts, fill_merged=True))] == ["C001", "C001", "C002"]


def test_a_chosen_sheet_is_read(read_book):
    both = {"一月": sheet_xml(rows_xml([HEADER, ROW])), "二月": sheet_xml(rows_xml([("a", "b"), ("1", "2")]))}
    with pytest.raises(SheetUndecided) as caught:
        read_book(book_parts(both))
    assert caught.value.candidates == ("一月", "二月")
    sheet = read_book(book_parts(both), sheet="二月")
    assert (sheet.sheet_names, sheet.sheet, cells(sheet)) == (("一月", "二月"), "二月", [["1", "2"]])


def test_empty_sheets_beside_the_only_filled_one_need_no_question(read_book):
    sheet = read_book(book_parts({"一月": sheet_xml(rows_xml([HEADER, ROW])), "Sheet2": sheet_xml("")}))
    assert sheet.sheet == "一月"


def test_a_workbook_written_by_a_library_is_read_like_it(tmp_path):
    path = tmp_path / "real.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("明细")
        date = workbook.add_format({"num_format": "yyyy/m/d h:mm"})
        sheet.write_row(0, 0, ["工单号", "时间", "金额", "公式"])
        sheet.write_string(1, 0, "000123")
        sheet.write_datetime(1, 1, dt.datetime.fromisoformat("2011-01-31T08:30:00"), date)
        sheet.write_number(1, 2, 12.5)
        sheet.write_formula(1, 3, "=C2*2", None, 25)
    read = read_sheet(path, options=ReadOptions(staging=tmp_path))
    assert cells(read) == [["000123", "2011-01-31 08:30:00", "12.5", "25"]]


def test_a_first_look_shows_every_candidate(tmp_path):
    path = tmp_path / "stored"
    path.write_bytes("單號,內容\r\n1,寬頻網路經常斷線\r\n".encode("big5"))
    look = probe(path, "tickets.csv", options=ReadOptions(expected_headings=("單號",)))
    assert (look.kind, look.question) == ("csv", "")
    best, *others = look.previews
    assert best.encoding in ("cp950", "big5hkscs")
    assert best.rows[0] == ("單號", "內容")
    assert best.heading_hits == 1
    assert others and not any(preview.fits for preview in others)


def test_a_first_look_shows_both_ways_to_divide_the_columns(tmp_path):
    path = tmp_path / "stored"
    path.write_text("a,b;c,d\n1,2;3,4\n")
    look = probe(path, "tickets.csv")
    assert look.question == "delimiter"
    assert [preview.headers for preview in look.previews] == [("a", "b;c", "d"), ("a,b", "c,d")]


def test_a_first_look_at_a_workbook_shows_its_sheets(tmp_path):
    sheets = {"旧": sheet_xml(rows_xml([("数量", "数量"), ("1", "2")])), "一月": sheet_xml(rows_xml([HEADER, ROW]))}
    path = write_book(tmp_path / "stored", book_parts(sheets, hidden=["旧"]))
    look = probe(path, "tickets.xlsx")
    assert (look.sheet_names, look.hidden_sheets, look.question) == (("旧", "一月"), ("旧",), "sheet")
    old, new = look.previews
    assert "数量" in str(look.problem(old, file="tickets.xlsx"))
    assert look.problem(new, file="tickets.xlsx") is None
    assert new.rows == (HEADER, ROW)
    assert new.row_numbers == (1, 2)


def test_a_refusal_names_the_senders_file_and_place(tmp_path):
    path = tmp_path / "a7f3"
    path.write_text("编号,数量\n1,2\n3,4,5\n3,4,5\n")
    with pytest.raises(SheetRefused) as caught:
        read_sheet(path, options=ReadOptions(name="二月.csv", staging=tmp_path))
    refused = caught.value
    assert (refused.file, refused.row, refused.column) == ("二月.csv", 3, 3)
    assert [file.name for file in tmp_path.iterdir()] == ["a7f3"]


def test_two_hundred_thousand_rows_take_no_more_memory_than_two(tmp_path):
    path = tmp_path / "big.csv"
    line = "C0001,2011-01-05," + ",".join(["宽带"] * 10) + "\n"
    path.write_text(",".join(f"列{i}" for i in range(12)) + "\n" + line * 200_000)
    sheet = read_sheet(path, options=ReadOptions(staging=tmp_path))
    assert sheet.row_count == 200_000
    assert sheet.usage.peak_kib < 60 * 1024


def test_the_real_sheet_is_read_whole(shared_data, tmp_path):
    path = shared_data("complaints_comcast.csv")
    sheet = read_sheet(path, options=ReadOptions(staging=tmp_path))
    assert (sheet.encoding, sheet.delimiter, sheet.row_count) == ("utf-8-sig", ",", 2224)
    assert sheet.notices == ()
    assert len(sheet.headers) == 11


def test_limits_can_be_tightened(read):
    limits = dataclasses.replace(Limits(), rows=1)
    with pytest.raises(SheetRefused, match="1") as caught:
        read("a,b\n1,2\n3,4\n", limits=limits)
    assert (caught.value.message_id, caught.value.row) == ("too_many_rows", 3)
