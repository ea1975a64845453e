from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.imports.duplicates import KeyBook

ROWS = st.lists(st.tuples(st.sampled_from(["A", "B", "C", None]), st.integers(0, 2)), max_size=30)


@given(ROWS)
def test_of_equal_rows_the_first_passes_and_of_differing_ones_none(rows):
    book = KeyBook()
    book.feed([(key,) for key, _content in rows], [content for _key, content in rows])
    repeated = book.repeated()
    passed = [rows[i] for i in range(len(rows)) if repeated.verdict((rows[i][0],), i + 1) is None]
    expected = []
    for place, (key, content) in enumerate(rows):
        same_key = [other for other in rows if other[0] == key]
        unequal = len({other_content for _key, other_content in same_key}) > 1
        first = (key, content) not in rows[:place]
        if key is None or (not unequal and first):
            expected.append((key, content))
    assert passed == expected


def test_the_first_row_is_named():
    book = KeyBook()
    book.feed([("A",), ("B",), ("A",)], ["x", "y", "x"])
    repeated = book.repeated()
    assert repeated.verdict(("A",), 2) is None
    assert repeated.verdict(("A",), 4) == (False, 2)
