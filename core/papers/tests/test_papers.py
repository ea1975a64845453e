from __future__ import annotations

import builtins
import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from reportlab.lib import utils

from core.papers import fonts
from core.papers.fonts import NoPdfFont
from core.papers.rules import (
    Facts,
    Heading,
    Paper,
    Paragraph,
    SignatureLine,
    Spacer,
    Table,
    UnknownPlaceholder,
    fill,
    placeholders,
    printable,
)
from core.papers.services import NotAPicture, make_pdf, story

WIRED = (
    '<img src="file:///etc/passwd"/> <a href="http://127.0.0.1:9/">x</a> &amp; <para autoLeading="off">{event.__init__}'
)


@pytest.fixture
def font() -> str:
    try:
        return fonts.font()
    except NoPdfFont as missing:
        pytest.skip(str(missing))


def a_paper(*blocks, title: str = "致歉信") -> Paper:
    return Paper(title, "致歉〔2011〕3号", "2011年1月31日", blocks)


def pages_in(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


def a_picture(size=(300, 120), kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, kind)
    return out.getvalue()


@pytest.mark.usefixtures("font")
class TestPdf:
    def test_it_is_a_pdf_with_its_font_inside(self):
        pdf = make_pdf(
            a_paper(
                Paragraph("尊敬的张女士：\n您好！", indented=False),
                Heading("处理结果"),
                Facts([("工单", "C201101-00042"), ("退费", "128.00 元")]),
                Spacer(10),
                SignatureLine("富阳分公司（盖章）", "总经理", "2011年1月31日", a_picture()),
            )
        )
        assert pdf.startswith(b"%PDF-")
        assert pages_in(pdf) == 1
        assert re.search(rb"/FontFile2", pdf)
        assert re.search(rb"/FontName /[A-Z0-9+]*(WenQuanYi|DroidSansFallback|WQY)", pdf)

    def test_the_same_paper_gives_the_same_bytes(self):
        paper = a_paper(Paragraph("内容"), Table(["项", "元"], [["退费", "128.00"]], numeric=frozenset({1})))
        assert make_pdf(paper) == make_pdf(paper)

    def test_a_long_table_goes_on_over_pages_with_its_head(self, font):
        table = Table(["序号", "事项"], [[str(number), "两次上门未修好"] for number in range(400)], shares=(1, 5))
        assert pages_in(make_pdf(a_paper(table))) > 5
        (grid,) = [drawn for drawn in story(a_paper(table), font) if hasattr(drawn, "repeatRows")]
        assert grid.repeatRows == 1

    def test_a_cell_longer_than_a_page_is_no_fault(self):
        assert pages_in(make_pdf(a_paper(Facts([("说明", "长" * 20_000)])))) > 3
        assert pages_in(make_pdf(a_paper(Table(["说明"], [["长" * 20_000]])))) > 3

    def test_an_empty_paper_is_a_paper(self):
        assert pages_in(make_pdf(Paper("", "", "", [Table(["空"], []), Facts([])]))) == 1


class TestNothingIsMarkup:
    def test_text_is_shown_as_it_was_written(self, font):
        drawn = [
            piece for piece in story(a_paper(Paragraph(WIRED), title=WIRED), font) if hasattr(piece, "getPlainText")
        ]
        assert [piece.getPlainText() for piece in drawn][::2] == [WIRED, WIRED]

    def test_no_file_is_opened_and_nothing_is_fetched(self, font, monkeypatch):
        opened: list[object] = []
        monkeypatch.setattr(utils, "open_for_read", lambda name, *_more: opened.append(name))
        monkeypatch.setattr(builtins, "open", lambda name, *_more, **_said: opened.append(name))
        monkeypatch.setattr(Path, "open", lambda name, *_more, **_said: opened.append(name))
        every = [Paragraph(WIRED), Heading(WIRED), Facts([(WIRED, WIRED)]), Table([WIRED], [[WIRED]])]
        make_pdf(a_paper(*every, SignatureLine(WIRED, WIRED, WIRED), title=WIRED))
        assert opened == []

    @given(st.text(max_size=60))
    def test_whatever_was_typed_a_pdf_comes_of_it(self, text):
        try:
            fonts.font()
        except NoPdfFont as missing:
            pytest.skip(str(missing))
        assert make_pdf(Paper(text, text, text, [Paragraph(text), Facts([(text, text)])])).startswith(b"%PDF-")

    @pytest.mark.parametrize("content", [b"", b"<svg/>", b"%PDF-1.4", a_picture(kind="GIF"), a_picture()[:60]])
    @pytest.mark.usefixtures("font")
    def test_a_signature_is_a_picture_or_refused(self, content):
        with pytest.raises(NotAPicture):
            make_pdf(a_paper(SignatureLine("签名", picture=content)))

    @pytest.mark.usefixtures("font")
    def test_a_picture_of_too_many_pixels_is_refused(self):
        with pytest.raises(NotAPicture):
            make_pdf(a_paper(SignatureLine("签名", picture=a_picture((3000, 3000)))))


def test_control_characters_and_turned_directions_are_gone():
    assert printable("退\x00费\x1b[31m\u202e元\ud800\r\n第二\t行") == "退费[31m元\n第二    行"


class TestFont:
    @pytest.fixture(autouse=True)
    def _asked_anew(self):
        fonts._registered.cache_clear()
        yield
        fonts._registered.cache_clear()

    def test_without_one_it_says_what_to_install(self, settings, monkeypatch):
        settings.PDF_FONT = ""
        monkeypatch.setattr(fonts, "USUAL", ("/nowhere/font.ttc",))
        with pytest.raises(NoPdfFont, match="fonts-wqy-microhei"):
            fonts.font()

    def test_a_wrong_one_is_named(self, settings, tmp_path):
        wrong = tmp_path / "wrong.ttf"
        wrong.write_bytes(b"no font")
        for where in (str(wrong), f"{wrong}#x", str(tmp_path / "absent.ttf")):
            settings.PDF_FONT = where
            with pytest.raises(NoPdfFont, match="PDF_FONT"):
                fonts.font()

    def test_one_of_a_collection_is_chosen_by_its_number(self, settings):
        where = next((path for path in fonts.USUAL if path.endswith(".ttc") and Path(path).is_file()), None)
        if where is None:
            pytest.skip("no collection of fonts is installed")
        settings.PDF_FONT = f"{where}#1"
        assert make_pdf(a_paper(Paragraph("退费"))).startswith(b"%PDF-")


class TestFill:
    def test_listed_names_are_replaced_and_values_are_not_looked_into(self):
        said = fill("尊敬的{客户}：{amount} 元，{客户}。", {"客户": "张{amount}女士", "amount": "128.00"})
        assert said == "尊敬的张{amount}女士：128.00 元，张{amount}女士。"

    @pytest.mark.parametrize(
        "text",
        [
            "{event.__init__}",
            "{event.__init__.__globals__[x]}",
            "{name!r}",
            "{name:>9}",
            "{}",
            "{ name }",
            "{{",
            "100%s",
        ],
    )
    def test_what_is_no_plain_name_is_text(self, text):
        assert fill(text, {"name": "x", "event": "y"}) == text

    def test_an_unknown_name_is_refused_and_the_known_ones_are_listed(self):
        with pytest.raises(UnknownPlaceholder, match="amout") as refused:
            fill("{amout}", {"amount": "1"})
        assert "{amount}" in str(refused.value)

    def test_the_names_of_a_text_in_order(self):
        assert placeholders("{b} {a} {b} {c.d}") == ["b", "a"]
