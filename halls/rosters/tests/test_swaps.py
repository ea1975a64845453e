"""S4 5.2: a swap is asked one day before, agreed, decided by the head, and registered on both sides."""

from __future__ import annotations

import datetime as dt

import pytest

from core.audit.models import AuditEntry
from core.notifications.models import Notification
from core.versions import ChangedMeanwhile
from halls.rosters import services
from halls.rosters.choices import SwapState
from halls.rosters.models import Shift, Swap
from halls.rosters.services import CannotSwap, NotYours, swaps
from halls.rosters.tests.factories import MONDAY, NOW, TUESDAY, Floor, a_floor, a_shift, published, seen
from halls.tests.factories import ZONE
from org.people.choices import Role
from org.people.models import Posting
from org.tests.factories import a_person

pytestmark = pytest.mark.django_db
EVE = dt.datetime(2011, 1, 17, 23, 59, tzinfo=ZONE)
"""The last minute of the Monday before the Tuesday's shift, by the hall's clock; still Monday afternoon in London."""


@pytest.fixture(autouse=True)
def _in_english(settings) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def floor() -> Floor:
    return a_floor()


@pytest.fixture
def shift(floor) -> Shift:
    """The first clerk's on Tuesday morning, published."""
    made = a_shift(floor, floor.first)
    published(floor)
    return seen(made)


def asked(shift: Shift, colleague, **more) -> Swap:
    said = {"version": shift.version, "why": "孩子家长会", "by": shift.person, "now": NOW}
    return services.ask_swap(shift=shift, colleague=colleague, **said | more)


def fresh(swap: Swap) -> Swap:
    rows = Swap.objects.select_related("shift__premises__unit", "for_shift", "asked_by", "colleague")
    return rows.get(pk=swap.pk)


def answered(swap: Swap, agrees: bool = True) -> Swap:
    one = fresh(swap)
    return services.answer_swap(swap=one, version=one.version, agrees=agrees, by=one.colleague, now=NOW)


def decided(floor: Floor, swap: Swap, approves: bool = True, **more) -> Swap:
    one = fresh(swap)
    said = {"version": one.version, "by": floor.head, "now": NOW}
    return services.decide_swap(swap=one, approves=approves, **said | more)


def kinds(person) -> list[str]:
    return list(Notification.objects.filter(recipient=person, kind__startswith="swap").values_list("kind", flat=True))


def test_the_whole_way(floor, shift):
    swap = asked(shift, floor.second)
    answered(swap)
    decided(floor, swap)
    assert seen(shift).person == floor.second
    assert seen(shift).changed_why == "孩子家长会"
    assert fresh(swap).state == SwapState.APPROVED
    assert sorted(kinds(floor.second)) == ["swap.approved", "swap.asked"]
    assert kinds(floor.head) == ["swap.agreed"]
    assert kinds(floor.first) == ["swap.approved"]
    verbs = AuditEntry.objects.filter(verb__startswith="swap").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["swap.asked", "swap.agreed", "swap.approved"]


def test_in_exchange_both_change_hands(floor):
    mine = a_shift(floor, floor.first)
    theirs = a_shift(floor, floor.second, "13:00", "18:00", day=TUESDAY + dt.timedelta(days=1))
    published(floor)
    swap = asked(seen(mine), floor.second, for_shift=seen(theirs))
    answered(swap)
    decided(floor, swap)
    assert (seen(mine).person, seen(theirs).person) == (floor.second, floor.first)


@pytest.mark.parametrize(
    ("now", "may"),
    [
        (EVE, True),
        (EVE + dt.timedelta(minutes=1), False),
        (EVE.astimezone(dt.UTC) + dt.timedelta(minutes=1), False),
    ],
)
def test_it_is_asked_on_the_day_before_by_the_halls_clock(floor, shift, now, may):
    if may:
        assert asked(shift, floor.second, now=now).state == SwapState.ASKED
        return
    with pytest.raises(CannotSwap, match="one day before"):
        asked(shift, floor.second, now=now)
    assert not Swap.objects.exists()


def test_what_is_had_in_exchange_keeps_the_same_rule(floor):
    mine = a_shift(floor, floor.first, day=TUESDAY + dt.timedelta(days=1))
    theirs = a_shift(floor, floor.second, day=MONDAY)
    published(floor)
    with pytest.raises(CannotSwap) as refused:
        asked(seen(mine), floor.second, for_shift=seen(theirs), now=dt.datetime(2011, 1, 17, 7, 0, tzinfo=ZONE))
    assert refused.value.field == "for_shift"


def test_nobody_swaps_into_a_double_booking(floor):
    mine = a_shift(floor, floor.first)
    a_shift(floor, floor.second, "11:00", "15:00")
    published(floor)
    with pytest.raises(CannotSwap, match="has a shift then"):
        asked(seen(mine), floor.second)


def test_nor_does_who_asks_by_what_they_get(floor):
    mine = a_shift(floor, floor.first)
    theirs = a_shift(floor, floor.second, day=TUESDAY + dt.timedelta(days=1))
    a_shift(floor, floor.first, "11:00", "13:00", day=TUESDAY + dt.timedelta(days=1))
    published(floor)
    with pytest.raises(CannotSwap, match="陈静 has a shift then"):
        asked(seen(mine), floor.second, for_shift=seen(theirs))


def test_two_shifts_at_the_same_hour_can_be_exchanged(floor):
    mine = a_shift(floor, floor.first, post="引导台")
    theirs = a_shift(floor, floor.second, post="收银")
    published(floor)
    swap = asked(seen(mine), floor.second, for_shift=seen(theirs))
    answered(swap)
    decided(floor, swap)
    assert (seen(mine).person, seen(theirs).person) == (floor.second, floor.first)


def test_a_double_booking_that_came_meanwhile_stops_the_approval(floor, shift):
    swap = asked(shift, floor.second)
    answered(swap)
    a_shift(floor, floor.second, "11:00", "15:00", reason="顶班")
    with pytest.raises(CannotSwap, match="has a shift then"):
        decided(floor, swap)
    assert seen(shift).person == floor.first
    assert fresh(swap).state == SwapState.AGREED


def test_who_left_the_hall_meanwhile_takes_nothing_over(floor, shift):
    swap = asked(shift, floor.second)
    answered(swap)
    Posting.objects.filter(person=floor.second).update(ends_on=MONDAY)
    with pytest.raises(CannotSwap, match="not posted"):
        decided(floor, swap)


def test_a_declined_swap_ends_and_another_may_be_asked(floor, shift):
    swap = asked(shift, floor.second)
    with pytest.raises(CannotSwap, match="asked already"):
        asked(shift, floor.third)
    answered(swap, agrees=False)
    assert kinds(floor.first) == ["swap.declined"]
    assert asked(shift, floor.third).state == SwapState.ASKED


def test_one_that_is_withdrawn_too(floor, shift):
    swap = asked(shift, floor.second)
    services.withdraw_swap(swap=swap, version=swap.version, by=floor.first, now=NOW)
    assert asked(shift, floor.third).state == SwapState.ASKED


def test_the_head_refuses_with_a_reason(floor, shift):
    swap = asked(shift, floor.second)
    answered(swap)
    with pytest.raises(CannotSwap) as refused:
        decided(floor, swap, approves=False, reason=" ")
    assert refused.value.field == "reason"
    decided(floor, swap, approves=False, reason="人手不足")
    assert seen(shift).person == floor.first
    assert fresh(swap).reason == "人手不足"


def test_the_head_does_not_approve_before_the_colleague(floor, shift):
    swap = asked(shift, floor.second)
    with pytest.raises(CannotSwap, match="does not wait for the head"):
        decided(floor, swap)


def test_nobody_decides_on_their_own(floor):
    mine = a_shift(floor, floor.head)
    published(floor)
    swap = asked(seen(mine), floor.second)
    answered(swap)
    with pytest.raises(NotYours):
        decided(floor, swap)
    above = a_person(Role.SERVICE_MANAGER, at=floor.branch)
    decided(floor, swap, by=above)
    assert seen(mine).person == floor.second


def test_the_nearest_head_is_told_and_those_above_are_left_alone(floor, shift):
    above = a_person(Role.SERVICE_MANAGER, at=floor.branch)
    answered(asked(shift, floor.second))
    assert kinds(floor.head) == ["swap.agreed"]
    assert kinds(above) == []


def test_only_the_one_who_was_asked_answers_and_only_who_asked_withdraws(floor, shift):
    swap = asked(shift, floor.second)
    with pytest.raises(NotYours):
        services.answer_swap(swap=swap, version=swap.version, agrees=True, by=floor.third, now=NOW)
    with pytest.raises(NotYours):
        services.withdraw_swap(swap=swap, version=swap.version, by=floor.second, now=NOW)
    with pytest.raises(NotYours):
        asked(shift, floor.third, by=floor.second)


def test_nothing_changes_hands_once_the_shift_has_begun(floor, shift):
    swap = asked(shift, floor.second)
    answered(swap)
    with pytest.raises(CannotSwap, match="begun"):
        decided(floor, swap, now=dt.datetime(2011, 1, 18, 8, 0, tzinfo=ZONE))


def test_a_draft_is_not_swapped(floor):
    mine = a_shift(floor, floor.first)
    with pytest.raises(ChangedMeanwhile):
        asked(seen(mine), floor.second)


def test_a_shift_that_is_moved_ends_its_swap_and_both_are_told(floor, shift):
    swap = asked(shift, floor.second)
    services.remove_shift(shift=seen(shift), version=1, reason="闭厅装修", by=floor.head, now=NOW)
    assert fresh(swap).state == SwapState.WITHDRAWN
    assert "swap.ended" in kinds(floor.first)
    assert "swap.ended" in kinds(floor.second)


class TestTwoSwapsOfOneShift:
    """One asked for it, another one offers it: of the two that the head approves, the first wins."""

    @pytest.fixture
    def both(self, floor) -> tuple[Swap, Swap, Shift]:
        wanted = a_shift(floor, floor.second)
        mine = a_shift(floor, floor.first, day=TUESDAY + dt.timedelta(days=1))
        published(floor)
        by_first = asked(seen(mine), floor.second, for_shift=seen(wanted))
        by_second = asked(seen(wanted), floor.third)
        answered(by_first)
        answered(by_second)
        return fresh(by_first), fresh(by_second), wanted

    def test_the_second_is_refused(self, floor, both):
        by_first, by_second, wanted = both
        said = {"approves": True, "by": floor.head, "now": NOW}
        services.decide_swap(swap=by_first, version=by_first.version, **said)
        with pytest.raises((CannotSwap, ChangedMeanwhile)):
            services.decide_swap(swap=by_second, version=by_second.version, **said)
        assert seen(wanted).person == floor.first
        assert fresh(by_second).state == SwapState.WITHDRAWN

    def test_the_twin_that_does_not_look_at_the_shift_gives_it_away_twice(self, floor, both, monkeypatch):
        by_first, by_second, wanted = both

        def unguarded(row, *, version, **columns):
            type(row).objects.filter(pk=row.pk).update(**columns)

        monkeypatch.setattr(swaps, "change_as_read", unguarded)
        said = {"approves": True, "by": floor.head, "now": NOW}
        services.decide_swap(swap=by_first, version=by_first.version, **said)
        services.decide_swap(swap=by_second, version=by_second.version, **said)
        assert seen(wanted).person == floor.third
        assert Swap.objects.filter(state=SwapState.APPROVED).count() == 2
