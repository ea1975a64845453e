from __future__ import annotations

import pytest
from django.db import transaction

from core.numbers import NumberSeries, reserve

pytestmark = pytest.mark.django_db


def test_numbers_follow_each_other_in_each_series():
    assert list(reserve("a")) == [1]
    assert list(reserve("a", count=3)) == [2, 3, 4]
    assert list(reserve("b")) == [1]
    assert list(reserve("a")) == [5]


def test_numbers_of_an_act_that_failed_are_given_again():
    with pytest.raises(RuntimeError), transaction.atomic():
        reserve("a", count=5)
        raise RuntimeError
    assert list(reserve("a")) == [1]
    assert NumberSeries.objects.count() == 1


def test_others_wait_from_the_only_statement_on(django_assert_num_queries):
    with django_assert_num_queries(1):
        reserve("a")
