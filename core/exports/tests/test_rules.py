from __future__ import annotations

import pytest

from core.exports.rules import MOST_CELL, clean_text, inert_text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("  =1+1", "'  =1+1"),
        ("\t=1+1", "'\t=1+1"),
        ("\r=1+1", "'\n=1+1"),
        ("\x0b\x00=1+1", "'=1+1"),
        ("+8613800001234", "'+8613800001234"),
        ("-5", "'-5"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1+1", "'＝1+1"),
        ("#REF!", "#REF!"),
        ("桂花 = 西路", "桂花 = 西路"),
        ("", ""),
    ],
)
def test_in_csv_nothing_begins_like_a_formula(text, written):
    assert inert_text(text) == written


def test_control_and_half_characters_go_and_lines_stay():
    assert clean_text("a\x0bb\x00c\x1b[31m\td\r\ne\ud800\uffff") == "abc[31m\td\ne\N{REPLACEMENT CHARACTER}"


def test_a_text_too_long_for_a_cell_is_cut_with_a_mark():
    assert clean_text("诉" * MOST_CELL) == "诉" * MOST_CELL
    cut = clean_text("诉" * (MOST_CELL + 1))
    assert (len(cut), cut[-1]) == (MOST_CELL, "…")
