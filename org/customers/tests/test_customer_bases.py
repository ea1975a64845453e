from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from core.audit.models import AuditEntry
from org.customers.models import CustomerBase
from org.customers.rules import month_written
from org.customers.selectors import customers_of, page_of
from org.customers.services import CannotSetCustomers, change_customer_base, enter_customer_base
from org.tests.factories import a_unit

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def branch():
    return a_unit("富阳分公司")


def enter(unit, month="2011-01", customers=537469, source="经营分析系统", **more):
    return enter_customer_base(unit=unit, month=month, customers=customers, source=source, by=None, now=NOW, **more)


def test_the_base_of_a_month_is_found_with_its_source_and_day(branch):
    enter(branch, counted_on=dt.date(2011, 1, 31))
    base = customers_of(branch, "2011-01")
    assert (base.customers, base.source, base.counted_on) == (537469, "经营分析系统", dt.date(2011, 1, 31))
    assert customers_of(branch, "2011-02") is None


@pytest.mark.parametrize(
    ("month", "customers", "source"),
    [
        ("2011-01", 0, "系统"),
        ("2011-01", -5, "系统"),
        ("2011-01", 200_000_001, "系统"),
        ("2011-13", 100, "系统"),
        ("2011-1", 100, "系统"),
        ("2199-01", 100, "系统"),
        ("2011-01", 100, "  "),
    ],
)
def test_it_refuses_what_cannot_be(branch, month, customers, source):
    with pytest.raises(CannotSetCustomers):
        enter(branch, month, customers, source)
    assert not CustomerBase.objects.exists()


def test_a_second_number_for_the_month_is_refused(branch):
    enter(branch)
    with pytest.raises(CannotSetCustomers) as refused:
        enter(branch, customers=1)
    assert refused.value.field == "month"


def test_a_jump_of_more_than_half_needs_a_second_look(branch):
    enter(branch)
    with pytest.raises(CannotSetCustomers) as refused:
        enter(branch, "2011-02", 5374690)
    assert refused.value.field == "looked_twice"
    enter(branch, "2011-02", 5374690, looked_twice=True)


def test_a_correction_keeps_what_stood_before_and_refuses_a_stale_page(branch):
    base = enter(branch)
    stale = CustomerBase.objects.get()
    change_customer_base(base=base, customers=537470, source="更正", by=None, now=NOW + dt.timedelta(minutes=1))
    entry = AuditEntry.objects.about(base).get(verb="customers.changed")
    assert entry.data["before"]["customers"] == 537469
    with pytest.raises(CannotSetCustomers):
        change_customer_base(base=stale, customers=1000, source="旧页", by=None, now=NOW, looked_twice=True)
    assert customers_of(branch, "2011-01").customers == 537470


def test_the_list_goes_on_where_the_last_page_ended(branch):
    for month in ("2010-11", "2010-12", "2011-01"):
        enter(branch, month)
    first = page_of(CustomerBase.objects.all(), size=2)
    assert [row.month for row in first.rows] == ["2011-01", "2010-12"]
    assert [row.month for row in page_of(CustomerBase.objects.all(), after=first.next, size=2).rows] == ["2010-11"]
    assert len(page_of(CustomerBase.objects.all(), after="'; drop~x").rows) == 3


@pytest.mark.parametrize(
    ("written", "month"),
    [
        ("2011-01", "2011-01"),
        ("2011/1", "2011-01"),
        ("201101", "2011-01"),
        ("2011年1月", "2011-01"),
        ("1月", None),
        ("2011-13", None),
        ("２０１１－０１", "2011-01"),
        ("2011-01-31", "2011-01"),
    ],
)
def test_a_sheet_s_month_is_understood(written, month):
    assert month_written(written) == month
