from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from core.periods.rules import period
from halls.checks.choices import CheckKind, RunState
from halls.checks.tests.factories import a_run, a_version, sent
from halls.losses.presenter import LossPage
from halls.losses.selectors import Asked, gaps_of
from halls.losses.tests.conftest import ITEMS, JANUARY

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(branch):
    return Asked(branch, period("2011-01"), CheckKind.MYSTERY)


@pytest.fixture
def page(asked):
    return LossPage(asked, today=dt.date(2011, 2, 1))


def test_halls_stand_as_the_source_names_them(january, line, page) -> None:
    assert [(one.name, one.score, one.is_named, one.is_full) for one in page.halls] == [
        ("常绿营业厅", Decimal(84), True, False),
        ("高桥营业厅", Decimal(90), True, False),
        ("新登营业厅", Decimal(98), False, False),
        ("桂花营业厅", Decimal(100), False, True),
    ]
    assert (page.mean, page.spread, page.full_names, page.named_names) == (
        Decimal(93),
        Decimal(16),
        "桂花营业厅",
        "常绿营业厅、高桥营业厅",
    )


def test_without_a_line_no_hall_is_named(january, page) -> None:
    assert page.named_names == ""
    assert len(page.standing.unset) == 4


def test_items_tell_what_was_lost_where_and_what_was_noted_without_deduction(january, page) -> None:
    told = [
        (one.words, one.points, [(hall.name, hall.points, hall.is_zero) for hall in one.halls]) for one in page.items
    ]
    assert told == [
        ("工号牌佩戴", "20", [("常绿营业厅", "10", False), ("高桥营业厅", "10", False)]),
        ("椅子下无单页、烟蒂", "6", [("常绿营业厅", "6", False)]),
        ("主动介绍新业务", "2", [("新登营业厅", "2", False)]),
        ("饮水机已开", "0", [("高桥营业厅", "0", True)]),
    ]


def test_dimensions_are_ratios_of_sums_weakest_first(january, page) -> None:
    """Environment 34 of 40 points, norms 338 of 360."""
    shown = [(name, score.quantize(Decimal("0.01")), lost) for name, score, lost in page.dimensions]
    assert [row[1:] for row in shown] == [(Decimal("85.00"), "6"), (Decimal("93.89"), "22")]


def test_the_same_loss_in_three_months_is_in_a_row_and_a_month_without_breaks_it(halls, visit, page) -> None:
    for month, lost in ((10, {"badge": "10"}), (11, {"badge": "10", "floor": "6"}), (12, {"badge": "10"})):
        visit(halls["常绿"], now=JANUARY.replace(year=2010, month=month), **lost)
    visit(halls["常绿"], badge="10", floor="6")
    repeated = {one.words: one.halls[0].repeated for one in page.items}
    assert repeated == {"工号牌佩戴": "4 periods in a row", "椅子下无单页、烟蒂": ""}


def test_a_mystery_visit_counts_once_it_is_accepted_whoever_reads(halls, visit, asked) -> None:
    visit(halls["常绿"], state=RunState.SUBMITTED, badge="10")
    assert asked.scores == {}
    visit(halls["高桥"], badge="10")
    assert [hall.name for hall in Asked(asked.unit, asked.period, asked.kind).halls.values()] == ["高桥营业厅"]


def test_what_shoppers_saw_stands_beside_what_the_hall_saw_itself(branch, halls, visit) -> None:
    book = a_version(branch, CheckKind.DAILY, sections=ITEMS).template
    sent(a_run(halls["常绿"], book, now=JANUARY), now=JANUARY)
    visit(halls["常绿"], badge="10")
    first = gaps_of(branch, period("2011-01"))[0]
    assert (first.code, first.gap, first.sides["self"].asked, first.sides["mystery"].findings) == ("badge", 1, 1, 1)


def test_the_page_and_every_figure_of_it_opens_its_findings(client, january, line, reader, page) -> None:
    client.force_login(reader)
    answer = client.get(reverse("losses"), follow=True)
    assert answer.redirect_chain[-1][0].startswith("/halls/losses/mystery/2011-01/")
    assert "常绿营业厅" in answer.content.decode()
    rows = client.get(page.items[0].address).content.decode()
    assert rows.count(">K201101-") == 2
    assert client.get(page.items[0].halls[0].address).content.decode().count(">K201101-") == 1


def test_the_same_few_questions_for_four_halls_and_for_eight(
    client, branch, halls, january, line, visit, reader, django_assert_max_num_queries
) -> None:
    client.force_login(reader)
    address = reverse("losses_period", args=["mystery", "2011-01"])
    for hall in halls.values():
        visit(hall, badge="10", floor="6", news="20")
    with django_assert_max_num_queries(22):
        assert client.get(address).status_code == 200


def test_a_machine_reads_the_same_and_a_sheet_has_every_line(client, january, line, reader, branch) -> None:
    client.force_login(reader)
    said = client.get(reverse("api_hall_losses", args=["2011-01"])).json()
    assert {one["name"]: one["is_named"] for one in said["halls"]} == {
        "桂花营业厅": False, "常绿营业厅": True, "高桥营业厅": True, "新登营业厅": False,
    }  # fmt: skip
    assert said["spread"] == 16
    address = reverse("export", args=["losses", "csv"])
    sheet = client.get(f"{address}?unit={branch.code}&period=2011-01&kind=mystery")
    lines = b"".join(sheet.streaming_content).decode("utf-8-sig").strip().splitlines()
    assert len(lines) == 1 + 4 * 4


def test_a_period_that_is_none_is_shown_again_with_what_is_wrong(client, reader) -> None:
    client.force_login(reader)
    answer = client.get(reverse("losses_latest", args=["daily"]), {"first": "2011-13"})
    assert answer.status_code == 400
    assert client.get("/halls/losses/sausage/2011-01/").status_code == 404


def test_a_kind_that_there_is_none_of_is_refused(client, reader, branch) -> None:
    client.force_login(reader)
    assert client.get(reverse("api_hall_losses", args=["2011-01"]), {"kind": "nonsense"}).status_code == 400
