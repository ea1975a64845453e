"""H09: a hall appeals item by item; every score that was published stays with its reason."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from core.notifications.models import Notification
from halls.checks.tests.factories import a_photo
from halls.shops.models import AppealItem, ShopAppeal, ShopResult
from halls.shops.selectors import findings_of
from halls.shops.services import (
    CannotAppeal,
    CannotDecide,
    Claim,
    Decided,
    accept_visit,
    appeal,
    correct,
    decide_appeal,
)
from halls.tests.factories import MORNING

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(visit, fill, reviewer):
    """75 points: two findings, of which the badge cost 25; the television is noted on its own below."""
    fill(visit, badge="fail")
    return accept_visit(visit=visit, by=reviewer, now=MORNING)


@pytest.fixture
def appealed(published, keeper):
    claims = [Claim(one.pk, "当日新工号牌未到，已佩戴临时牌") for one in findings_of(published)]
    return appeal(visit=published, claims=claims, by=keeper, now=MORNING)


def test_both_scores_stay_after_an_appeal(published, appealed, second, keeper) -> None:
    (item,) = appealed.items.all()
    decided = {item.pk: Decided("granted", "临时牌有效", Decimal(5))}
    decide_appeal(appeal=appealed, decided=decided, by=second, now=MORNING)
    published.run.refresh_from_db()
    assert (published.run.first_score, published.run.score) == (75, 95)
    rows = ShopResult.objects.filter(visit=published).values_list("number", "score", "why")
    assert list(rows) == [(1, 75, ""), (2, 95, "After the hall's appeal")]
    item.refresh_from_db()
    assert (item.verdict, item.lost_before, item.lost) == ("granted", 25, 5)
    told = Notification.objects.get(recipient=keeper, kind="shop.appeal_decided")
    assert (told.params["before"], told.params["after"]) == ("75.00", "95.00")


def test_refused_nothing_changes(published, appealed, second) -> None:
    decided = {item.pk: Decided("refused", "照片显示未佩戴") for item in appealed.items.all()}
    decide_appeal(appeal=appealed, decided=decided, by=second, now=MORNING)
    published.run.refresh_from_db()
    assert published.run.score == 75
    assert ShopResult.objects.count() == 1


def test_every_item_is_decided_with_a_reason_and_gives_back(appealed, second) -> None:
    (item,) = appealed.items.all()
    for said in ({}, {item.pk: Decided("granted", "", Decimal(0))}, {item.pk: Decided("granted", "有效", Decimal(25))}):
        with pytest.raises(CannotDecide):
            decide_appeal(appeal=appealed, decided=said, by=second, now=MORNING)
    appealed.refresh_from_db()
    assert appealed.decided_at is None


def test_an_appeal_is_decided_once(appealed, second) -> None:
    """Two read it undecided; the row says which of them decides."""
    stale = ShopAppeal.objects.get(pk=appealed.pk)
    (item,) = appealed.items.all()
    decided = {item.pk: Decided("granted", "有效", Decimal(0))}
    decide_appeal(appeal=appealed, decided=decided, by=second, now=MORNING)
    with pytest.raises(CannotDecide, match="already"):
        decide_appeal(appeal=stale, decided=decided, by=second, now=MORNING)
    assert ShopResult.objects.count() == 2


def test_a_hall_appeals_once_and_in_time(published, keeper) -> None:
    claims = [Claim(one.pk, "有异议") for one in findings_of(published)]
    late = MORNING + dt.timedelta(days=6)
    with pytest.raises(CannotAppeal, match="over"):
        appeal(visit=published, claims=claims, by=keeper, now=late)
    with pytest.raises(CannotAppeal, match="at least one"):
        appeal(visit=published, claims=[Claim(0, "别的")], by=keeper, now=MORNING)
    appeal(visit=published, claims=claims, by=keeper, now=MORNING + dt.timedelta(days=5))
    with pytest.raises(CannotAppeal, match="already"):
        appeal(visit=published, claims=claims, by=keeper, now=MORNING)


def test_whoever_appealed_does_not_decide(published, reviewer) -> None:
    made = appeal(visit=published, claims=[Claim(findings_of(published)[0].pk, "代提")], by=reviewer, now=MORNING)
    with pytest.raises(CannotDecide, match="somebody else"):
        decide_appeal(appeal=made, decided={}, by=reviewer, now=MORNING)


def test_a_correction_is_another_version_with_its_reason(published, reviewer) -> None:
    (finding,) = findings_of(published)
    with pytest.raises(CannotDecide, match="why"):
        correct(visit=published, lost={finding.pk: Decimal(0)}, reason=" ", by=reviewer, now=MORNING)
    correct(visit=published, lost={finding.pk: Decimal(10)}, reason="录入有误", by=reviewer, now=MORNING)
    rows = ShopResult.objects.filter(visit=published).values_list("number", "score", "why")
    assert list(rows) == [(1, 75, ""), (2, 90, "录入有误")]


def test_the_hall_appeals_with_a_photo_and_reads_the_answer_in_the_browser(
    client, published, keeper, second, hall
) -> None:
    client.force_login(keeper)
    page = client.get(reverse("shop_result", args=[published.pk])).content.decode()
    with translation.override("zh-hans"):
        assert gettext("Its purpose is to improve: one visit is no ground for discipline.") in page
    (finding,) = findings_of(published)
    address = reverse("shop_appeal", args=[published.pk])
    empty = client.post(address, {})
    assert empty.status_code == 409
    data = {f"a{finding.pk}": "已佩戴临时牌", f"a{finding.pk}-file": a_photo("badge.jpg")}
    assert client.post(address, data).status_code == 302
    client.force_login(second)
    item = AppealItem.objects.get()
    door = reverse("shop_decide", args=[published.pk])
    shown = client.get(door).content.decode()
    assert "badge.jpg" in shown
    said = {f"i{item.pk}": "granted", f"i{item.pk}-lost": "0", f"i{item.pk}-words": "予以采纳"}
    assert client.post(door, said).status_code == 302
    client.force_login(keeper)
    page = client.get(reverse("shop_result", args=[published.pk])).content.decode()
    assert "100.00" in page
    assert "75.00" in page
    assert "予以采纳" in page
