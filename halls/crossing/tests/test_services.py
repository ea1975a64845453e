from __future__ import annotations

import datetime as dt

import pytest

from core.models import Notification
from core.versions import ChangedMeanwhile
from halls.checks.models import CheckRun
from halls.checks.services import CannotStart, discard_run, start_run
from halls.crossing.choices import RoundState
from halls.crossing.models import CrossPair, CrossRound
from halls.crossing.selectors import candidates_in, last_pairs, open_pairs_of
from halls.crossing.services import (
    CannotDraw,
    CannotInspect,
    NotSent,
    cancel_round,
    draw_again,
    inspect,
    send_another,
    tell_round,
)
from halls.crossing.tests.conftest import TODAY
from halls.tests.factories import MORNING
from org.people.choices import Role
from org.people.models import Posting
from org.tests.factories import a_person

pytestmark = pytest.mark.django_db


def pairs_of(one) -> set[tuple[str, str]]:
    return {(pair.home.name, pair.hall.name) for pair in one.pairs.select_related("home", "hall")}


def test_each_hall_gets_somebody_from_another_one(drawn, halls) -> None:
    pairs = pairs_of(drawn())
    assert {hall for _home, hall in pairs} == {hall.name for hall in halls}
    assert all(home != hall for home, hall in pairs)
    assert not any((hall, home) in pairs for home, hall in pairs)


def test_the_round_after_keeps_away_from_the_last_one(told, drawn) -> None:
    later = drawn(name="二季度互查", opens_on=TODAY + dt.timedelta(days=90), due_on=TODAY + dt.timedelta(days=99))
    assert not pairs_of(later) & pairs_of(told)


def test_a_round_that_was_never_told_binds_nobody(drawn, branch) -> None:
    drawn()
    assert last_pairs(branch) == set()


def test_whoever_leads_all_halls_takes_no_part(branch, manager, keepers) -> None:
    assert {one.person for one in candidates_in(branch, on=TODAY)} == set(keepers.values())


def test_a_draw_without_a_way_writes_nothing(drawn, branch, halls) -> None:
    two = candidates_in(branch, on=TODAY)[:2]
    with pytest.raises(CannotDraw, match="inspect each other"):
        drawn(inspectors=two, halls=[one.home for one in two])
    assert not CrossRound.objects.exists()


def test_the_hall_that_nobody_may_inspect_is_named(told, drawn, branch) -> None:
    pair = told.pairs.select_related("hall").first()
    left = [one for one in candidates_in(branch, on=TODAY) if one.home.pk in (pair.home_id, pair.hall_id)]
    with pytest.raises(CannotDraw) as refused:
        drawn(inspectors=left, halls=[pair.hall], opens_on=TODAY + dt.timedelta(days=90), due_on=dt.date(2011, 6, 1))
    assert str(refused.value).startswith(f"Nobody of those chosen may inspect {pair.hall.name}")


def test_people_of_one_hall_alone_cannot_take_turns(drawn, branch, halls) -> None:
    a_person(Role.HALL_MANAGER, at=halls[0])
    same = [one for one in candidates_in(branch, on=TODAY) if one.home == halls[0]]
    with pytest.raises(CannotDraw, match="at home in one unit"):
        drawn(inspectors=same)


def test_drawing_again_needs_a_reason_and_shows_how_often(drawn, manager) -> None:
    one = drawn()
    with pytest.raises(CannotDraw) as refused:
        draw_again(round_of=one, why=" ", seed=6, version=one.version, by=manager, now=MORNING)
    assert refused.value.field == "why"
    again = draw_again(round_of=one, why="新登经理请假", seed=6, version=one.version, by=manager, now=MORNING)
    assert (again.draws, again.seed, again.drawn_why) == (2, 6, "新登经理请假")
    assert again.pairs.count() == 4


def test_two_who_draw_at_once_draw_once(drawn, manager) -> None:
    one = drawn()
    draw_again(round_of=one, why="重抽", seed=6, version=1, by=manager, now=MORNING)
    with pytest.raises(ChangedMeanwhile):
        draw_again(round_of=CrossRound.objects.get(pk=one.pk), why="重抽", seed=7, version=1, by=manager, now=MORNING)
    assert CrossRound.objects.get(pk=one.pk).seed == 6


def test_telling_tells_each_inspector_once(told, keepers) -> None:
    notices = Notification.objects.filter(kind="cross.told")
    assert {notice.recipient for notice in notices} == set(keepers.values())
    assert notices.count() == 4


def test_what_was_told_is_not_drawn_again(told, manager) -> None:
    with pytest.raises(CannotDraw, match="have been told"):
        draw_again(round_of=told, why="重抽", seed=6, version=told.version, by=manager, now=MORNING)
    with pytest.raises(CannotDraw, match="have been told"):
        tell_round(round_of=told, version=told.version, by=manager, now=MORNING)


def test_the_inspector_begins_a_check_of_the_hall_and_goes_on_with_it(told) -> None:
    pair = told.pairs.first()
    run = inspect(pair=pair, by=pair.person, now=MORNING)
    assert (run.unit, run.checker, run.template) == (pair.hall, pair.person, told.template)
    assert inspect(pair=CrossPair.objects.get(pk=pair.pk), by=pair.person, now=MORNING) == run
    assert CheckRun.objects.count() == 1


def test_pressed_twice_from_two_pages_one_check_is_begun(told) -> None:
    first = told.pairs.first()
    second = CrossPair.objects.select_related("round_of", "hall").get(pk=first.pk)
    inspect(pair=first, by=first.person, now=MORNING)
    with pytest.raises(CannotInspect, match="begun already"):
        inspect(pair=second, by=second.person, now=MORNING)
    assert CheckRun.objects.count() == 1


def test_a_check_that_was_thrown_away_is_begun_anew(told) -> None:
    pair = told.pairs.first()
    run = inspect(pair=pair, by=pair.person, now=MORNING)
    discard_run(run=run, by=pair.person, now=MORNING)
    again = inspect(pair=CrossPair.objects.get(pk=pair.pk), by=pair.person, now=MORNING)
    assert again.pk != run.pk


def test_nobody_else_inspects_and_nobody_before_its_day(told, drawn, keepers, manager) -> None:
    pair = told.pairs.first()
    other = next(one for one in keepers.values() if one != pair.person)
    with pytest.raises(NotSent):
        inspect(pair=pair, by=other, now=MORNING)
    with pytest.raises(CannotInspect, match="begins on 2011-01-17"):
        inspect(pair=pair, by=pair.person, now=MORNING - dt.timedelta(days=1))
    draft = drawn(name="二季度互查").pairs.first()
    with pytest.raises(CannotInspect, match="has not begun"):
        inspect(pair=draft, by=draft.person, now=MORNING)


def test_one_never_checks_the_hall_one_is_posted_at(template, keepers, halls) -> None:
    with pytest.raises(CannotStart, match="own hall"):
        start_run(unit=halls[0], template=template, by=keepers[halls[0].name], now=MORNING)


def test_somebody_else_goes_within_the_rules(told, manager, branch) -> None:
    pair = told.pairs.select_related("hall", "round_of__unit").first()
    said = {"why": "病假", "by": manager, "now": MORNING}
    own = next(one for one in candidates_in(branch, on=TODAY) if one.home == pair.hall)
    with pytest.raises(CannotInspect, match="their own"):
        send_another(pair=pair, candidate=own, version=pair.version, **said)
    visited = {other.hall_id for other in told.pairs.filter(home=pair.hall)}
    across = next(one for one in candidates_in(branch, on=TODAY) if one.home.pk in visited)
    with pytest.raises(CannotInspect, match="each other"):
        send_another(pair=pair, candidate=across, version=pair.version, **said)
    fits = next(
        one for one in candidates_in(branch, on=TODAY) if one.home.pk not in {*visited, pair.hall_id, pair.home_id}
    )
    changed = send_another(pair=pair, candidate=fits, version=pair.version, **said)
    assert (changed.person, changed.changed_why) == (fits.person, "病假")
    assert Notification.objects.get(kind="cross.changed").recipient == fits.person


def test_nobody_else_goes_where_somebody_has_begun(told, manager, branch) -> None:
    pair = told.pairs.first()
    inspect(pair=pair, by=pair.person, now=MORNING)
    with pytest.raises(CannotInspect, match="inspected already"):
        send_another(
            pair=CrossPair.objects.get(pk=pair.pk),
            candidate=candidates_in(branch, on=TODAY)[0],
            why="病假",
            version=1,
            by=manager,
            now=MORNING,
        )


def test_a_cancelled_round_asks_nothing_of_anybody(told, manager) -> None:
    pair = told.pairs.first()
    assert list(open_pairs_of(pair.person)) == [pair]
    cancel_round(round_of=told, why="迎检推迟", version=told.version, by=manager, now=MORNING)
    assert told.state == RoundState.CANCELLED
    assert not open_pairs_of(pair.person)
    with pytest.raises(CannotDraw, match="already"):
        cancel_round(round_of=told, why="再次", version=told.version, by=manager, now=MORNING)


def test_a_district_manager_inspects_no_hall_of_the_district(template, branch, halls, keepers) -> None:
    """H18: own is every hall below, also for whoever leads from above."""
    leader = a_person(Role.DISTRICT_MANAGER, at=branch)
    with pytest.raises(CannotStart, match="own hall"):
        start_run(unit=halls[0], template=template, by=leader, now=MORNING)


def test_whoever_manages_two_halls_is_at_home_in_both(branch, halls, keepers) -> None:
    both = keepers[halls[0].name]
    Posting.objects.create(person=both, unit=halls[1], role=Role.HALL_MANAGER, starts_on=dt.date(2000, 1, 1))
    found = next(one for one in candidates_in(branch, on=TODAY) if one.person == both)
    assert set(found.own) == {halls[0].path, halls[1].path}


def test_the_same_number_draws_the_same_pairs_again(drawn, manager) -> None:
    one = drawn(seed=11)
    first = pairs_of(one)
    again = draw_again(round_of=one, why="核对", seed=11, version=one.version, by=manager, now=MORNING)
    assert pairs_of(again) == first


def test_whoever_need_not_go_any_more_is_told(told, manager, branch) -> None:
    cancel_round(round_of=told, why="迎检推迟", version=told.version, by=manager, now=MORNING)
    assert Notification.objects.filter(kind="cross.relieved").count() == 4
    pair = told.pairs.select_related("hall", "round_of__unit", "person").first()
    with pytest.raises(CannotInspect, match="cancelled"):
        send_another(
            pair=pair, candidate=candidates_in(branch, on=TODAY)[0], why="换人", version=1, by=manager, now=MORNING
        )
