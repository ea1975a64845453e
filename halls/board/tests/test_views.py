"""The live board's pages: who sees what, what is posted, and what an open page may cost."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from core.audit.models import AuditEntry
from halls.board.api import BoardSerializer
from halls.board.forms import TakeForm
from halls.board.presenter import Board
from halls.board.rules import Figures
from halls.premises.models import Premises
from halls.queue import services
from halls.queue.choices import Entered, Outcome, Priority, VisitState
from halls.queue.models import Segment, Visit
from halls.queue.services import VisitChanged
from halls.tests.factories import MORNING, a_hall, a_rule, a_session, a_visit, minutes
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_nine(time_machine):
    time_machine.move_to(MORNING, tick=False)


def signed_in(role: Role, hall: Premises) -> Client:
    client = Client()
    client.force_login(a_person(role, at=hall.unit))
    return client


def text(answer) -> str:
    return answer.content.decode()


def test_the_list_has_halls_with_alarms_first_and_units_that_are_not_set_up():
    branch = a_unit("富阳分公司")
    calm, busy = a_hall("春秋北路营业厅", under=branch), a_hall("桂花西路营业厅", under=branch)
    a_unit("灵桥营业厅", under=branch, kind="hall")
    a_visit(busy)
    manager = a_person(Role.SERVICE_MANAGER, at=branch)
    client = Client()
    client.force_login(manager)
    page = text(client.get(reverse("halls")))
    assert page.index("桂花西路营业厅") < page.index("春秋北路营业厅") < page.index("灵桥营业厅")
    assert reverse("hall_new", args=[branch.children.get(name="灵桥营业厅").code]) in page
    assert reverse("hall_rules", args=[branch.code]) in page
    assert calm.unit.code in page


def test_a_board_and_a_ticket_tell_the_time_by_the_hall_s_own_clock():
    hall = a_hall()
    Premises.objects.filter(pk=hall.pk).update(time_zone="Asia/Urumqi")
    visit = a_visit(hall)
    client = signed_in(Role.HALL_MANAGER, hall)
    board = text(client.get(reverse("hall", args=[hall.unit.code])))
    assert "07:00" in board
    assert "2011-01-17 07:00" in text(client.get(reverse("visit_ticket", args=[hall.unit.code, visit.pk])))


def test_a_board_leads_to_what_else_there_is_of_the_hall():
    hall = a_hall()
    code = hall.unit.code
    board = text(signed_in(Role.HALL_MANAGER, hall).get(reverse("hall", args=[code])))
    assert reverse("hall_waits", args=[code]) in board
    assert f"{reverse('visits')}?hall={code}&amp;since=2011-01-17&amp;until=2011-01-17" in board
    assert f"{reverse('check_runs')}?hall={code}" in board
    clerk = text(signed_in(Role.COUNTER_STAFF, hall).get(reverse("hall", args=[code])))
    assert reverse("check_runs") not in clerk


def test_a_hall_of_somebody_else_is_on_no_list_and_has_no_board():
    mine, other = a_hall(), a_hall("别处营业厅")
    client = signed_in(Role.HALL_MANAGER, mine)
    assert "别处营业厅" not in text(client.get(reverse("halls")))
    for name in ("hall", "hall_live", "hall_setup", "visit_new"):
        assert client.get(reverse(name, args=[other.unit.code])).status_code == 404
    visit = a_visit(other)
    for name in ("visit_ticket", "visit_redirect", "visit_remove"):
        assert client.get(reverse(name, args=[other.unit.code, visit.pk])).status_code == 404
        assert client.get(reverse(name, args=[mine.unit.code, visit.pk])).status_code == 404


def test_nothing_is_sent_while_nothing_moves(time_machine):
    hall = a_hall()
    client = signed_in(Role.HALL_MANAGER, hall)
    for name, where in (("hall_live", [hall.unit.code]), ("halls_live", [])):
        first = client.get(reverse(name, args=where))
        mark = first.context["mark"]
        assert client.get(reverse(name, args=where), {"seen": mark}).status_code == 204
        a_visit(hall)
        moved = client.get(reverse(name, args=where), {"seen": mark})
        assert moved.status_code == 200
        assert 'data-mark="' in text(moved)
        mark = moved.context["mark"]
        time_machine.move_to(MORNING + dt.timedelta(minutes=1), tick=False)
        assert client.get(reverse(name, args=where), {"seen": mark}).status_code == 200
        time_machine.move_to(MORNING, tick=False)


def test_a_board_at_rest_asks_little(django_assert_max_num_queries):
    hall = a_hall()
    client = signed_in(Role.HALL_MANAGER, hall)
    address = reverse("hall_live", args=[hall.unit.code])
    mark = client.get(address).context["mark"]
    with django_assert_max_num_queries(6):
        assert client.get(address, {"seen": mark}).status_code == 204


def test_an_open_board_is_no_page_that_was_opened(settings):
    """A15 counts pages a person opens; a board asks nine hundred times an hour."""
    hall = a_hall()
    settings.PAGE_LIMIT_PER_HOUR = 3
    client = signed_in(Role.HALL_MANAGER, hall)
    asked = [client.get(reverse("hall_live", args=[hall.unit.code])).status_code for _time in range(6)]
    assert asked == [200] * 6
    opened = [client.get(reverse("hall", args=[hall.unit.code])).status_code for _time in range(4)]
    assert opened == [200, 200, 200, 429]


def test_an_open_board_keeps_nobody_signed_in(settings, monkeypatch):
    """N14: the counter's screen signs out by itself although the board behind it renews."""
    settings.SESSION_IDLE_MINUTES_HALLS = 10
    hall = a_hall()
    client = signed_in(Role.HALL_MANAGER, hall)
    now = 1_000_000
    monkeypatch.setattr("org.signin.middleware.time.time", lambda: now)
    client.get(reverse("hall", args=[hall.unit.code]))
    live = reverse("hall_live", args=[hall.unit.code])
    for _asking in range(9):
        now += 60
        assert client.get(live).status_code == 200
    now += 61
    assert client.get(live).status_code == 302


def test_the_board_says_its_alarms_its_counters_and_who_waits(time_machine):
    hall = a_hall()
    a_rule(hall.unit, wait_minutes=10)
    vip = a_visit(hall, priority=Priority.VIP)
    a_visit(hall, prefix="B")
    session = a_session(hall, "2")
    called = services.call_next(session=session, now=minutes(1))
    assert called == vip
    time_machine.move_to(minutes(12), tick=False)
    page = text(signed_in(Role.HALL_MANAGER, hall).get(reverse("hall", args=[hall.unit.code])))
    assert "A001" in page
    assert str(session.staff) in page
    assert "notice-late" in page
    assert page.count("status-late") == 1


def test_a_number_is_taken_at_the_reception_with_priority_and_note_and_sent_twice_is_one():
    hall = a_hall()
    client = signed_in(Role.COUNTER_STAFF, hall)
    address = reverse("visit_new", args=[hall.unit.code])
    assert client.get(address).status_code == 200
    said = {"press": str(uuid.uuid4()), "service": "B", "priority": 2, "origin": "handheld", "note": "携带婴儿"}
    first, second = client.post(address, said), client.post(address, said)
    visit = Visit.objects.get()
    assert (visit.label, visit.priority, visit.origin) == ("B001", 2, "handheld")
    assert Segment.objects.get().note == "携带婴儿"
    assert first.url == second.url == reverse("visit_ticket", args=[hall.unit.code, visit.pk])
    ticket = text(client.get(first.url))
    assert "data:image/svg+xml" in ticket
    assert "携带婴儿" not in ticket


def test_a_hall_that_offers_nothing_says_so_where_numbers_are_taken():
    hall = a_hall()
    client = signed_in(Role.COUNTER_STAFF, hall)
    address, said = reverse("visit_new", args=[hall.unit.code]), reverse("hall_setup", args=[hall.unit.code])
    assert 'class="notice form-narrow"' not in text(client.get(address))
    hall.services.update(is_active=False)
    page = text(client.get(address))
    assert 'class="notice form-narrow"' in page
    assert said in page


@pytest.mark.parametrize(
    ("said", "field"),
    [({"service": "Z"}, "service"), ({"priority": "9"}, "priority"), ({"origin": "kiosk"}, "origin"),
     ({"note": "长" * 121}, "note"), ({"press": "x"}, "press")],
)  # fmt: skip
def test_what_does_not_fit_is_said_beside_its_field(said, field):
    hall = a_hall()
    usual = {"press": str(uuid.uuid4()), "service": "A", "priority": "0", "origin": "reception", "note": ""}
    client = signed_in(Role.COUNTER_STAFF, hall)
    answer = client.post(reverse("visit_new", args=[hall.unit.code]), usual | said)
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]
    assert not Visit.objects.exists()


def test_a_closed_hall_gives_no_number_to_people_either(time_machine):
    hall = a_hall()
    time_machine.move_to(MORNING + dt.timedelta(hours=12), tick=False)
    client = signed_in(Role.HALL_MANAGER, hall)
    said = {name: str(value) for name, value in TakeForm(premises=hall).initial.items()} | {"service": "A"}
    answer = client.post(reverse("visit_new", args=[hall.unit.code]), said)
    assert answer.status_code == 409
    assert not Visit.objects.exists()


def test_the_reception_goes_on_where_machines_stop(settings):
    hall = a_hall()
    hall.kiosk_daily_most = 1
    hall.save(update_fields=["kiosk_daily_most"])
    a_visit(hall)
    with pytest.raises(services.CannotTake):
        a_visit(hall)
    client = signed_in(Role.COUNTER_STAFF, hall)
    said = {"press": str(uuid.uuid4()), "service": "A", "priority": "0", "origin": "reception"}
    assert client.post(reverse("visit_new", args=[hall.unit.code]), said).status_code == 302
    assert Visit.objects.count() == 2


def test_whoever_leads_the_floor_moves_a_number_and_the_trail_keeps_it():
    hall = a_hall()
    visit = a_visit(hall)
    client = signed_in(Role.HALL_MANAGER, hall)
    address = reverse("visit_redirect", args=[hall.unit.code, visit.pk])
    said = {"version": visit.version, "service": "B", "priority": "1", "note": "改办缴费"}
    assert client.post(address, said).url == reverse("hall", args=[hall.unit.code])
    visit.refresh_from_db()
    assert (visit.service.prefix, visit.priority, visit.state) == ("B", 1, VisitState.WAITING)
    assert visit.label == "A001"
    assert list(visit.segments.values_list("entered", flat=True)) == [Entered.ARRIVED, Entered.TRANSFERRED]
    kept = AuditEntry.objects.get(verb="visit.redirected").data
    assert kept["changes"] == {"service": ["A 业务办理", "B 缴费"], "priority": [0, 1]}


def test_a_number_that_was_called_meanwhile_is_not_moved():
    hall = a_hall()
    visit = a_visit(hall)
    client = signed_in(Role.HALL_MANAGER, hall)
    said = {"version": visit.version, "service": "B", "priority": "0"}
    services.call_next(session=a_session(hall), now=minutes(1))
    answer = client.post(reverse("visit_redirect", args=[hall.unit.code, visit.pk]), said)
    assert answer.status_code == VisitChanged.status
    visit.refresh_from_db()
    assert (visit.service.prefix, visit.state) == ("A", VisitState.CALLED)


def test_a_number_is_taken_out_with_a_reason_only():
    hall = a_hall()
    visit = a_visit(hall)
    client = signed_in(Role.HALL_MANAGER, hall)
    address = reverse("visit_remove", args=[hall.unit.code, visit.pk])
    assert client.post(address, {"reason": " "}).status_code == 400
    assert client.post(address, {"reason": "重复取号"}).status_code == 302
    visit.refresh_from_db()
    assert visit.outcome == Outcome.REMOVED
    assert client.post(address, {"reason": "再来一次"}).status_code == 404


def test_counter_staff_give_numbers_but_move_none():
    hall = a_hall()
    visit = a_visit(hall)
    client = signed_in(Role.COUNTER_STAFF, hall)
    page = text(client.get(reverse("hall", args=[hall.unit.code])))
    assert reverse("visit_new", args=[hall.unit.code]) in page
    assert reverse("visit_redirect", args=[hall.unit.code, visit.pk]) not in page


def test_a_share_of_exactly_half_a_hundredth_is_rounded_up_for_machines_as_on_the_page():
    """12.125 % is 12.13 % (rule book: half up), not what the even digit makes of it."""
    told = BoardSerializer(Board(MORNING, Figures(today=800, today_over=97), [], [], [], [], [], {})).data
    assert told["share"] == "12.13"
