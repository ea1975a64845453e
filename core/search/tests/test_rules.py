from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.search.rules import MOST_TERMS, Term, grams, terms


@pytest.mark.parametrize(
    ("text", "indexed"),
    [
        ("宽带费", "宽带 带费 费"),
        ("桂花", "桂花 花"),
        ("费", "费"),
        ("5G套餐", "5g 套餐 餐"),
        ("C202611-00042", "c202611 00042"),
        ("ＡＢＣ１２", "abc12"),
        ("宽带，宽带！", "宽带 带"),
        ("電信 电信", "電信 信 电信"),
        ("😀!?\x00", ""),
        ("", ""),
    ],
)
def test_a_text_is_indexed_by_pairs_of_characters_and_whole_words(text, indexed):
    assert grams(text) == indexed


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("宽带费", [Term("宽带", False), Term("带费", False)]),
        ("费", [Term("费", True)]),
        ("宽带 wifi", [Term("宽带", False), Term("wifi", True)]),
        ("' OR 1=1--", [Term("or", True), Term("1", True)]),
        ('"* NEAR(', [Term("near", True)]),
        ("%00\\", [Term("00", True)]),
        ("\ud800😀", []),
    ],
)
def test_a_query_asks_for_all_its_pieces(query, wanted):
    assert terms(query) == wanted


def test_a_query_of_ten_kilobytes_is_cut():
    assert len(terms("".join(chr(0x4E00 + n) for n in range(10_000)))) == MOST_TERMS


@given(st.text(alphabet="宽带费用桂花路ab12 ，-", min_size=1, max_size=40), st.data())
def test_whatever_is_cut_out_of_a_text_is_found_in_it(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    piece = text[start : data.draw(st.integers(start + 1, len(text)))]
    indexed = grams(text).split()
    for term in terms(piece):
        if term.text.isascii():
            continue  # a word cut in its middle is another word
        assert any(word.startswith(term.text) if term.open_ended else word == term.text for word in indexed)


@given(st.text(max_size=200))
def test_no_text_breaks_it_and_nothing_but_letters_and_digits_is_indexed(text):
    assert all(char.isalnum() or char == " " for char in grams(text))
    terms(text)
