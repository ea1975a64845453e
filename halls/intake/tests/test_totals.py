"""A day counted by hand: once, with a reason, corrected by another version; never beside something better."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import translation

from core.audit.models import AuditEntry
from core.versions import ChangedMeanwhile
from halls.intake.choices import Channel, Source
from halls.intake.models import DayTotal
from halls.intake.rules import Known, counting
from halls.intake.services import CannotCount, Figures, correct_total, enter_total, settle_days, withdraw_total
from halls.intake.tests.factories import NOW, a_branch_hall
from halls.queue.services.closing import close_day
from halls.tests.factories import MORNING, a_visit
from org.people.choices import Role
from org.tests.factories import a_person

pytestmark = pytest.mark.django_db
DAY = dt.date(2011, 1, 17)


def a_total(premises, by, *, day=DAY, channel=Channel.QUEUE, service=None, tickets=240, now=NOW, **more):
    figures = Figures(tickets, **more)
    return enter_total(
        premises=premises,
        business_day=day,
        channel=channel,
        service=service,
        figures=figures,
        reason="取号机故障",
        by=by,
        now=now,
    )


def test_which_source_counts() -> None:
    """Recorded visits, else the sheet, else the count by hand; by channel and service."""
    queue, a, b = Channel.QUEUE, 1, 2
    recorded = Known(queue, a, Source.RECORDED)
    sheet_a, sheet_b = Known(queue, a, Source.SHEET), Known(queue, b, Source.SHEET)
    total_b, total_all = Known(queue, b, Source.TOTAL), Known(queue, None, Source.TOTAL)
    handheld = Known(Channel.HANDHELD, None, Source.TOTAL)
    assert counting([recorded, sheet_a, sheet_b, total_b, total_all, handheld]) == {recorded, sheet_b, handheld}
    assert counting([total_all]) == {total_all}
    assert counting([total_b, sheet_a]) == {total_b, sheet_a}


def test_a_day_is_counted_and_its_correction_leaves_what_was_there() -> None:
    premises, by = a_branch_hall()
    first = a_total(premises, by, over_limit=30)
    second = correct_total(
        total=first, figures=Figures(250, over_limit=31), reason="漏记一页", version=1, by=by, now=NOW
    )
    told = DayTotal.objects.order_by("version").values_list("version", "tickets", "reason", "is_current")
    assert list(told) == [(1, 240, "取号机故障", False), (2, 250, "漏记一页", True)]
    assert [one.tickets for one in DayTotal.objects.counted()] == [250]
    with pytest.raises(ChangedMeanwhile):
        correct_total(total=first, figures=Figures(1), reason="再改一次", version=1, by=by, now=NOW)
    withdraw_total(total=second, reason="记错营业厅", version=2, by=by, now=NOW)
    assert not DayTotal.objects.counted().exists()
    again = a_total(premises, by, tickets=7)
    assert (again.version, again.is_counted) == (4, True)
    verbs = AuditEntry.objects.filter(verb__startswith="day_total").order_by("pk").values_list("verb", flat=True)
    assert [verb.partition(".")[2] for verb in verbs] == ["entered", "corrected", "withdrawn", "entered"]


@pytest.mark.parametrize(
    ("figures", "field"),
    [
        (Figures(10, over_limit=11), "over_limit"),
        (Figures(10, served=8, left=3), "left"),
        (Figures(-1), "tickets"),
        (Figures(100_001), "tickets"),
    ],
)
def test_figures_that_cannot_be_are_refused(figures: Figures, field: str) -> None:
    premises, by = a_branch_hall()
    with pytest.raises(CannotCount) as refusal:
        enter_total(
            premises=premises,
            business_day=DAY,
            channel="queue",
            service=None,
            figures=figures,
            reason="断电",
            by=by,
            now=NOW,
        )
    assert refusal.value.field == field


def test_a_day_is_not_counted_before_it_is_over_nor_twice_nor_whole_and_in_parts() -> None:
    premises, by = a_branch_hall()
    with pytest.raises(CannotCount, match="not over"), translation.override("en"):
        a_total(premises, by, now=MORNING)
    evening = MORNING.replace(hour=18)
    a_total(premises, by, now=evening)
    with pytest.raises(CannotCount):
        a_total(premises, by)
    with pytest.raises(CannotCount):
        a_total(premises, by, service=premises.services.get(prefix="A"))
    other = dt.date(2011, 1, 18)
    a_total(premises, by, day=other, service=premises.services.get(prefix="A"))
    with pytest.raises(CannotCount):
        a_total(premises, by, day=other)
    assert a_total(premises, by, day=other, channel=Channel.SELF_SERVICE).is_counted


def test_beside_visits_a_total_is_kept_and_marked() -> None:
    premises, by = a_branch_hall()
    a_visit(premises, prefix="A")
    close_day(premises=premises, day=DAY, now=NOW)
    assert not a_total(premises, by).is_counted
    assert a_total(premises, by, channel=Channel.HANDHELD, tickets=12).is_counted
    assert settle_days(premises=premises.pk, days=[DAY]) == 0


def test_the_form_on_a_phone_counts_corrects_and_takes_back(client) -> None:
    premises, _by = a_branch_hall()
    manager = a_person(Role.HALL_MANAGER, at=premises.unit)
    client.force_login(manager)
    address = reverse("day_total_new", args=[premises.unit.code])
    typed = {"business_day": "2011-01-17", "channel": "queue", "service": "", "tickets": "240", "reason": "取号机故障"}
    wrong = client.post(address, typed | {"over_limit": "300", "served": "200", "left": "50", "reason": "x"})
    assert wrong.status_code == 400
    assert sorted(wrong.context["form"].errors) == ["left", "over_limit", "reason"], "all of it is told at once"
    assert client.post(address, typed).status_code == 302
    total = DayTotal.objects.get()
    correct = reverse("day_total_correct", args=[total.pk])
    assert client.post(correct, {"tickets": "251", "reason": "补记", "version": "1"}).status_code == 302
    page = client.get(reverse("day_total", args=[total.pk])).content.decode()
    assert "240" in page and "251" in page and "补记" in page
    current = DayTotal.objects.current().get()
    stale = client.post(correct, {"tickets": "1", "reason": "晚了", "version": "1"})
    assert stale.status_code == 409
    withdraw = reverse("day_total_withdraw", args=[current.pk])
    assert client.post(withdraw, {"reason": "记错", "version": "2"}).status_code == 302
    assert client.get(reverse("day_totals")).status_code == 200
    assert not DayTotal.objects.counted().exists()


def test_the_machine_s_door_does_the_same(client) -> None:
    premises, by = a_branch_hall()
    client.force_login(by)
    address = reverse("api_day_total_new", args=[premises.unit.code])
    body = {"business_day": "2011-01-17", "tickets": 240, "reason": "取号机故障", "service": "A"}
    key = {"HTTP_IDEMPOTENCY_KEY": "k1"}
    first = client.post(address, body, content_type="application/json", **key)
    assert first.status_code == 201, first.content
    assert client.post(address, body, content_type="application/json", **key).json() == first.json()
    assert DayTotal.objects.count() == 1
    correct = reverse("api_day_total_correct", args=[first.json()["id"]])
    said = {"tickets": 250, "reason": "补记", "version": 1}
    answer = client.post(correct, said, content_type="application/json", HTTP_IDEMPOTENCY_KEY="k2")
    assert (answer.status_code, answer.json()["version"]) == (200, 2)
    again = client.post(correct, said, content_type="application/json", HTTP_IDEMPOTENCY_KEY="k3")
    assert again.status_code == 409
    listed = client.get(reverse("api_day_totals"), {"is_current": "True"}).json()["results"]
    assert [one["tickets"] for one in listed] == [250]
