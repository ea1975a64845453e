from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from core.fields import PlainNumberField, WholeNumberField

WILD = [
    "1e400",
    "1e2",
    "NaN",
    "sNaN",
    "Infinity",
    "-inf",
    "１００",
    "٣",
    "1,300",
    "1_000",
    "½",
    "100.",
    ".5",
    "+1",
    "十二",
    "1 0",
    "\x00",
]


@pytest.mark.parametrize("typed", [*WILD, "12.5", "-1", "0", "99999999999", "9" * 30])
def test_a_whole_number_is_its_digits_or_refused(typed):
    with pytest.raises(ValidationError):
        WholeNumberField(min_value=1, max_value=200_000_000).clean(typed)


@pytest.mark.parametrize("typed", [*WILD, "-0.01", "99999999999.999", "1.005"])
def test_a_plain_number_is_its_digits_or_refused(typed):
    with pytest.raises(ValidationError):
        PlainNumberField(min_value=0, max_digits=8, decimal_places=2).clean(typed)


def test_what_people_type_is_taken():
    assert WholeNumberField().clean(" 537469 ") == 537469
    assert PlainNumberField(max_digits=8, decimal_places=2).clean("44.97") == Decimal("44.97")
    assert WholeNumberField(required=False).clean("") is PlainNumberField(required=False).clean("") is None
