"""The counter's screen: sitting down, one number after the other, and what an old page may no longer do (H01-H03)."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from halls.premises.models import Counter
from halls.queue import services
from halls.queue.choices import SessionEnd
from halls.queue.models import CounterSession, Visit
from halls.tests.factories import MORNING, a_clerk, a_hall, a_session, a_visit, minutes
from org.people.choices import Role
from org.tests.factories import a_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_nine(time_machine: Any) -> Any:
    time_machine.move_to(minutes(30), tick=False)
    return time_machine


class Screen:
    """Somebody at a counter who presses what the page shows, as a browser without JavaScript does."""

    def __init__(self, hall: Any, person: Any) -> None:
        self.client, self.hall, self.person = Client(), hall, person
        person.language = "en"
        person.save(update_fields=["language"])
        self.client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")

    def page(self) -> str:
        answer = self.client.get(reverse("console", args=[self.hall.unit.code]))
        assert answer.status_code == 200
        return answer.content.decode()

    def sit(self, counter: str = "1", **more: str) -> Any:
        return self.client.post(reverse("console_sit", args=[self.hall.unit.code]), {"counter": counter, **more})

    @property
    def seen(self) -> int:
        return CounterSession.objects.get(staff=self.person, closed_at=None).version

    def press(self, name: str, *, seen: int | None = None, htmx: bool = False, **said: Any) -> Any:
        headers = {"HX-Request": "true"} if htmx else {}
        address = reverse(f"console_{name}", args=[self.hall.unit.code])
        return self.client.post(address, {"seen": seen or self.seen, **said}, headers=headers)


@pytest.fixture
def hall() -> Any:
    return a_hall()


@pytest.fixture
def screen(hall: Any) -> Screen:
    one = Screen(hall, a_clerk(hall))
    assert one.sit().status_code == 302
    return one


def number_on(page: str) -> str:
    found = re.search(r'id="console-number"[^>]*>([^<]*)<', page)
    assert found
    return found[1]


def test_a_number_is_called_served_and_finished_by_forms_alone(hall: Any, screen: Screen, at_nine: Any) -> None:
    a_visit(hall, now=minutes(24))
    assert "A001" in screen.page()
    assert screen.press("call_next").status_code == 302
    page = screen.page()
    assert number_on(page) == "A001"
    assert page.count("btn-primary") == 1, "one next act"
    assert "waited 6 min" in page
    screen.press("start")
    at_nine.move_to(minutes(33), tick=False)
    assert "being served for 3 min" in screen.page()
    screen.press("finish")
    visit = Visit.objects.get()
    assert (visit.outcome, visit.serve_seconds, visit.is_exact) == ("served", 180, True)
    page = screen.page()
    assert number_on(page) == "Nobody is with you."
    assert "<dd>1</dd>" in page
    assert "<dd>3 min</dd>" in page


def test_a_forgotten_press_counts_as_served_and_in_no_mean(hall: Any, screen: Screen) -> None:
    a_visit(hall)
    for name in ("call_next", "start"):
        screen.press(name)
    screen.press("finish", is_exact="False")
    assert not Visit.objects.get().is_exact
    page = screen.page()
    assert "<dd>1</dd>" in page
    assert "<dd>No data</dd>" in page


def test_a_button_pressed_twice_on_an_old_page_calls_nobody_and_shows_how_things_stand(
    hall: Any, screen: Screen
) -> None:
    for place in range(2):
        a_visit(hall, now=minutes(place))
    seen = screen.seen
    assert screen.press("call_next", seen=seen).status_code == 302
    again = screen.press("call_next", seen=seen)
    assert again.status_code == 409
    assert "pressed twice" in again.content.decode()
    assert number_on(again.content.decode()) == "A001"
    for name in ("start", "finish"):
        screen.press(name)
    late = screen.press("call_next", seen=seen, htmx=True)
    assert late.status_code == 409
    assert "<html" not in late.content.decode(), "a piece for the page that asked"
    assert Visit.objects.waiting().count() == 1


def test_a_counter_that_serves_calls_nobody_else(hall: Any, screen: Screen) -> None:
    """H02"""
    for place in range(2):
        a_visit(hall, now=minutes(place))
    screen.press("call_next")
    answer = screen.press("call_next")
    assert answer.status_code == 409
    assert "A001 is still with you" in answer.content.decode()
    second = Visit.objects.waiting().get()
    assert screen.press("call", visit=second.pk).status_code == 409
    assert Visit.objects.waiting().count() == 1


@pytest.mark.parametrize("name", ["finish", "start", "recall", "no_show"])
def test_nothing_is_finished_before_it_is_called(hall: Any, screen: Screen, name: str) -> None:
    """H03"""
    a_visit(hall)
    assert screen.press(name).status_code == 409
    assert Visit.objects.get().state == "waiting"


def test_a_number_finished_before_it_is_served_is_refused_and_no_clock_makes_a_wait_negative(
    hall: Any, screen: Screen, at_nine: Any
) -> None:
    """H03: the server's clock is set back half an hour between taking and calling."""
    a_visit(hall, now=minutes(30))
    at_nine.move_to(minutes(0), tick=False)
    screen.press("call_next")
    assert screen.press("finish").status_code == 409
    visit = Visit.objects.get()
    assert (visit.state, visit.wait_seconds) == ("called", 0)


def test_somebody_on_hold_who_did_not_come_back_has_left(hall: Any, screen: Screen) -> None:
    """Whatever is with the counter meanwhile."""
    for place in range(2):
        a_visit(hall, now=minutes(place))
    for name in ("call_next", "start", "hold", "call_next"):
        screen.press(name)
    held, called = Visit.objects.get(state="held"), Visit.objects.get(state="called")
    assert screen.press("left", visit=called.pk).status_code == 409
    assert screen.press("left", visit=held.pk, seen=screen.seen - 1).status_code == 409
    assert Visit.objects.filter(state="held").exists()
    assert screen.press("left", visit=held.pk).status_code == 302
    assert dict(Visit.objects.values_list("pk", "outcome")) == {held.pk: "left", called.pk: ""}
    assert screen.press("left", visit=held.pk).status_code == 400


def test_hold_transfer_add_and_no_show_each_do_what_they_say(hall: Any, screen: Screen) -> None:
    for place in range(2):
        a_visit(hall, now=minutes(place))
    for name in ("call_next", "start"):
        screen.press(name)
    screen.press("hold", note="去取身份证")
    page = screen.page()
    assert "On hold" in page
    held = Visit.objects.get(state="held")
    assert "Has left" in page
    screen.press("resume", visit=held.pk)
    assert "去取身份证" in screen.page()
    screen.press("add_service", service="B")
    screen.press("transfer", service="B", note="已核实")
    moved = Visit.objects.get(pk=held.pk)
    assert (moved.state, moved.service.prefix) == ("waiting", "B")
    screen.press("call_next")
    screen.press("start")
    assert screen.press("transfer", service="").status_code == 400
    assert screen.press("transfer", service="", htmx=True).status_code == 422
    screen.press("finish")
    screen.press("call_next")
    refused = screen.press("no_show")
    assert refused.status_code == 409
    assert "2 times first" in refused.content.decode()
    screen.press("recall")
    assert screen.press("no_show").status_code == 302
    assert Visit.objects.get(state="waiting").put_back == 1


def test_a_rest_needs_a_reason_and_calls_nobody(hall: Any, screen: Screen, at_nine: Any) -> None:
    a_visit(hall)
    assert screen.press("pause", reason="").status_code == 400
    screen.press("pause", reason="meal")
    at_nine.move_to(minutes(42), tick=False)
    page = screen.page()
    assert "resting for 12 min" in page
    assert screen.press("call_next").status_code == 409
    screen.press("go_on")
    assert screen.press("call_next").status_code == 302


def test_taking_over_is_said_first_and_done_only_when_asked(hall: Any) -> None:
    first, second = Screen(hall, a_clerk(hall)), Screen(hall, a_clerk(hall))
    first.sit()
    page = second.page()
    assert str(first.person) in page
    assert "is signed off now" in page
    assert second.sit().status_code == 409
    a_visit(hall)
    first.press("call_next")
    seen = first.seen
    assert second.sit(take_over="on").status_code == 302
    assert CounterSession.objects.get(staff=first.person).end == SessionEnd.TAKEN_OVER
    assert number_on(second.page()) == "A001"
    gone = first.press("start", seen=seen)
    assert gone.status_code == 409
    assert "no longer signed on" in gone.content.decode()
    assert Visit.objects.get().state == "called"
    for name in ("start", "finish"):
        second.press(name)
    assert Visit.objects.get().staff == second.person
    assert "<dd>1</dd>" in second.page()


def test_who_sits_in_another_hall_is_shown_the_way_there(hall: Any) -> None:
    other = a_hall("新登营业厅")
    both = a_person(Role.HALL_MANAGER, at=a_hall("场口营业厅").unit)
    for one in (hall, other):
        from_unit = one.unit
        both.postings.create(unit=from_unit, role=Role.HALL_MANAGER, starts_on=dt.date(2000, 1, 1))
    screen = Screen(hall, both)
    screen.sit()
    away = Screen(other, both)
    page = away.page()
    assert reverse("console", args=[hall.unit.code]) in page
    assert away.sit().status_code == 409


def test_the_queue_shows_only_whom_the_counter_serves(hall: Any, screen: Screen) -> None:
    Counter.objects.get(name="1").services.set([hall.services.get(prefix="B")])
    a_visit(hall)
    a_visit(hall, prefix="B")
    page = screen.page()
    assert "B001" in page
    assert "A001" not in page


def test_looking_again_sends_what_moved_and_leaves_what_somebody_writes(
    hall: Any, screen: Screen, at_nine: Any
) -> None:
    a_visit(hall)
    screen.press("call_next")

    def look(page: str) -> Any:
        address = re.search(r'hx-get="([^"]*/live/[^"]*)"', page)
        assert address
        return screen.client.get(address[1].replace("&amp;", "&"), headers={"HX-Request": "true"})

    page = screen.page()
    assert look(page).status_code == 204
    a_visit(hall, now=minutes(29))
    beside = look(page).content.decode()
    assert "A002" in beside
    assert 'id="console-now"' not in beside, "a note that is being written stays"
    at_nine.move_to(minutes(31), tick=False)
    later = look(page).content.decode()
    assert "called 1 min ago" in later
    manager = a_person(Role.HALL_MANAGER, at=hall.unit)
    services.remove(visit=Visit.objects.get(number=1), reason="重复取号", by=manager, now=minutes(31))
    assert 'id="console-now"' in look(page).content.decode()
    services.open_session(counter=Counter.objects.get(name="1"), by=a_clerk(hall), now=minutes(32), take_over=True)
    gone = look(page)
    assert (gone.status_code, gone.headers["HX-Refresh"]) == (204, "true")


def test_the_screen_asks_the_same_number_of_questions_however_many_wait(
    hall: Any, screen: Screen, django_assert_max_num_queries: Any
) -> None:
    for _number in range(30):
        a_visit(hall)
    screen.press("call_next")
    with django_assert_max_num_queries(28):
        screen.page()


def test_a_number_of_another_hall_is_not_called(hall: Any, screen: Screen) -> None:
    stranger = a_visit(a_hall("新登营业厅"))
    assert screen.press("call", visit=stranger.pk).status_code == 400
    assert a_session(stranger.premises) is not None
    assert Visit.objects.get(pk=stranger.pk).state == "waiting"


def test_no_visit_of_a_day_before_stands_on_the_screen(hall: Any, screen: Screen) -> None:
    a_visit(hall, now=MORNING - dt.timedelta(days=3))
    assert screen.press("call_next").status_code == 409


def test_a_service_that_was_added_is_shown_beside_the_first_one(hall: Any, screen: Screen) -> None:
    screen.sit()
    a_visit(hall, now=minutes(20))
    for name in ("call_next", "start"):
        screen.press(name)
    assert "缴费" not in re.findall(r'class="console-service">([^<]*)', screen.page())[0]
    screen.press("add_service", service="B")
    assert re.findall(r'class="console-service">([^<]*)', screen.page())[0].strip() == "业务办理 + 缴费"


def test_a_number_is_not_sent_on_to_the_service_it_waits_for(hall: Any, screen: Screen) -> None:
    a_visit(hall)
    screen.press("call_next")
    choices = re.findall(r'id="transfer_service".*?</select>', screen.page(), re.DOTALL)[0]
    assert re.findall(r'<option value="(\w+)"', choices) == ["B"]
    hall.services.filter(prefix="B").update(is_active=False)
    assert "transfer_service" not in screen.page(), "nowhere to send it to"


def test_a_refused_form_stays_open_with_what_was_typed_beside_what_is_wrong(hall: Any, screen: Screen) -> None:
    a_visit(hall)
    screen.press("call_next")
    page = screen.press("transfer", note="已核实身份证", htmx=True).content.decode()
    opened = re.findall(r"<details[^>]* open>.*?</details>", page, re.DOTALL)
    assert len(opened) == 1
    assert 'value="已核实身份证"' in opened[0]
    assert "transfer_service_error" in opened[0]
    assert "<details" in screen.page()
    assert "open>" not in screen.page()


def test_a_note_typed_on_an_older_page_is_told_and_in_no_form_for_another_number(hall: Any, screen: Screen) -> None:
    a_visit(hall)
    for name in ("call_next", "start"):
        screen.press(name)
    page = screen.press("hold", seen=1, note="去填单", htmx=True).content.decode()
    assert "You wrote: 去填单" in page
    assert 'value="去填单"' not in page


def test_who_is_on_hold_is_shown_with_the_note_and_for_how_long(hall: Any, screen: Screen, at_nine: Any) -> None:
    a_visit(hall)
    for name in ("call_next", "start"):
        screen.press(name)
    screen.press("hold", note="去填单")
    at_nine.move_to(minutes(37), tick=False)
    held = re.findall(r'class="console-held">([^<]*)<', screen.page())
    assert held == ["from counter 1 · 7 min", "去填单"]
    manager = Screen(hall, a_person(Role.HALL_MANAGER, at=hall.unit))
    board = manager.client.get(reverse("hall", args=[hall.unit.code])).content.decode()
    assert "去填单" in board
    assert ">7 min<" in board


def test_why_a_number_goes_first_is_said_by_its_reason(hall: Any, screen: Screen) -> None:
    hall.services.filter(prefix="B").update(is_priority=True)
    a_visit(hall, priority=2)
    a_visit(hall, priority=1)
    a_visit(hall, prefix="B")
    a_visit(hall)
    chips = re.findall(r'<span class="chip">([^<]*)</span>', screen.page())
    assert chips == ["VIP customer", "Priority: old, pregnant, disabled, with a small child", "Its service goes first"]
    screen.press("call_next")
    assert "VIP customer" in re.findall(r'class="console-service">(.*?)</p>', screen.page())[0]


def test_who_sits_where_is_told_by_the_halls_own_clock(hall: Any) -> None:
    hall.time_zone = "Asia/Urumqi"
    hall.save(update_fields=["time_zone"])
    a_session(hall, "2", now=MORNING)
    page = Screen(hall, a_clerk(hall)).page()
    assert "since 07:00" in page
