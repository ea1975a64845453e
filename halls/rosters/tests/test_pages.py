"""Pages, the sheet and machines: what each person sees of a roster, and the acts by hand and by program."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from complaints.tickets.tests.test_api import Machine
from halls.rosters import services
from halls.rosters.models import Certificate, DutyRule, RosterWeek, Shift, Swap
from halls.rosters.tests.factories import MONDAY, NOW, TUESDAY, Floor, a_floor, a_shift, published, seen
from org.access.choices import Right
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
TOMORROW = timezone.localdate() + dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _in_english(settings) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def floor() -> Floor:
    return a_floor()


def week_page(client, floor: Floor, who) -> str:
    client.force_login(who)
    return client.get(reverse("roster", args=[floor.hall.unit.code]), {"week": "2011-01-19"}).content.decode()


def test_a_draft_shows_to_whoever_makes_it_and_to_nobody_else(client, floor):
    a_shift(floor, floor.first, post="引导台")
    assert "引导台" in week_page(client, floor, floor.head)
    assert "引导台" not in week_page(client, floor, floor.first)
    assert "not published yet" in week_page(client, floor, floor.first)
    published(floor)
    assert "引导台" in week_page(client, floor, floor.first)


def test_what_is_short_stands_in_words(client, floor):
    noon = {"noon_least": 2, "noon_from": dt.time(12), "noon_until": dt.time(13)}
    services.set_duty_rule(unit=floor.branch, valid_from=MONDAY, certificate="上岗证", **noon, by=floor.head, now=NOW)
    a_shift(floor, floor.first, "07:30", "18:00")
    page = week_page(client, floor, floor.head)
    assert "12:00–13:00: 1 on duty, at least 2" in page
    assert "Outside opening hours" in page
    assert "No certificate" in page
    day = client.get(reverse("roster_day", args=[floor.hall.unit.code]), {"day": TUESDAY.isoformat()})
    assert "1 below the duty minimum" in day.content.decode()


def test_the_list_of_halls_leads_to_the_last_week_in_which_anybody_stands(client, floor):
    client.force_login(floor.head)
    assert [last for _hall, _weeks, last in client.get(reverse("rosters")).context["lines"]] == [None]
    shift = a_shift(floor, floor.first)
    shown = client.get(reverse("rosters"))
    assert [last for _hall, _weeks, last in shown.context["lines"]] == [MONDAY]
    assert f"?week={MONDAY.isoformat()}" in shown.content.decode()
    services.remove_shift(shift=shift, version=shift.version, reason="", by=floor.head, now=NOW)
    assert [last for _hall, _weeks, last in client.get(reverse("rosters")).context["lines"]] == [None]


@pytest.mark.parametrize("words", ["2011-13-01", "0001-01-01", "x"])
def test_an_address_that_names_no_week_is_no_page(client, floor, words):
    client.force_login(floor.head)
    assert client.get(reverse("roster", args=[floor.hall.unit.code]), {"week": words}).status_code == 404


def test_a_shift_is_added_changed_and_taken_off_by_hand(client, floor):
    client.force_login(floor.head)
    typed = {"person": floor.first.staff_number, "day": "2011-01-18", "starts_at": "08:00", "ends_at": "12:00"}
    address = reverse("shift_new", args=[floor.hall.unit.code])
    answer = client.post(f"{address}?day=2011-01-18", typed)
    assert answer.url.endswith("?week=2011-01-17")
    again = client.post(f"{address}?day=2011-01-18", typed)
    assert again.status_code == 409
    assert "has a shift then" in again.context["form"].errors["person"][0]
    shift = Shift.objects.get()
    moved = client.post(reverse("shift", args=[shift.pk]), typed | {"ends_at": "13:00", "version": 1})
    assert moved.status_code == 302
    stale = client.post(reverse("shift", args=[shift.pk]), typed | {"ends_at": "14:00", "version": 1})
    assert stale.status_code == 409
    assert ("Until", "13:00:00") in stale.context["stands_now"]
    client.post(reverse("shift_remove", args=[shift.pk]), {"version": 2})
    assert not Shift.objects.standing().exists()


def test_a_week_is_copied_and_published_by_hand(client, floor):
    a_shift(floor, floor.first)
    client.force_login(floor.head)
    code = floor.hall.unit.code
    copied = client.post(reverse("roster_copy", args=[code]) + "?week=2011-01-17", {"into": "2011-01-26"})
    assert copied.url.endswith("?week=2011-01-24")
    week = RosterWeek.objects.get(monday=MONDAY + dt.timedelta(weeks=1))
    address = reverse("roster_publish", args=[code]) + "?week=2011-01-24"
    assert "1 shifts of 1 people" in client.get(address).content.decode()
    assert client.post(address, {"version": 1}).status_code == 409
    assert client.post(address, {"version": week.version}).status_code == 302
    assert client.get(address).status_code == 302


def coming(floor: Floor) -> Shift:
    shift = a_shift(floor, floor.first, day=TOMORROW + dt.timedelta(days=1))
    published(floor, monday=shift.monday)
    return seen(shift)


def test_a_day_without_a_shift_is_off_only_once_the_week_is_published(client, floor):
    client.force_login(floor.second)

    def own() -> str:
        return client.get(reverse("own_shifts"), {"week": MONDAY.isoformat()}).content.decode()

    a_shift(floor, floor.first)
    assert "This week is not published yet" in own()
    assert 'class="is-off"' not in own()
    published(floor)
    assert own().count('class="is-off"') == 7
    assert "This week is not published yet" not in own()


def test_the_whole_swap_by_hand(client, floor):
    shift = coming(floor)
    client.force_login(floor.first)
    own = client.get(reverse("own_shifts"), {"week": shift.day.isoformat()}).content.decode()
    assert reverse("shift_swap", args=[shift.pk]) in own
    typed = {"version": 1, "colleague": floor.second.staff_number, "why": "家里有事"}
    assert client.post(reverse("shift_swap", args=[shift.pk]), typed).status_code == 302
    swap = Swap.objects.get()
    client.force_login(floor.second)
    assert "家里有事" in client.get(reverse("swap", args=[swap.pk])).content.decode()
    client.post(reverse("swap_answer", args=[swap.pk]), {"version": 1, "said": "yes"})
    client.force_login(floor.head)
    refused = client.post(reverse("swap_decide", args=[swap.pk]), {"version": 2, "said": "no"})
    assert refused.context["form"].errors["reason"] == ["Say why."]
    client.post(reverse("swap_decide", args=[swap.pk]), {"version": 2, "said": "yes"})
    assert seen(shift).person == floor.second
    assert "Swapped" in client.get(reverse("swaps"), {"show": "all"}).content.decode()


def test_too_late_is_said_and_offers_nothing(client, floor):
    shift = a_shift(floor, floor.first, day=timezone.localdate())
    published(floor, monday=shift.monday)
    client.force_login(floor.first)
    own = client.get(reverse("own_shifts")).content.decode()
    assert "Too late for a swap" in own
    assert reverse("shift_swap", args=[shift.pk]) not in own
    typed = {"version": 1, "colleague": floor.second.staff_number, "why": "家里有事"}
    answer = client.post(reverse("shift_swap", args=[shift.pk]), typed)
    assert answer.status_code == 409
    assert "one day before" in answer.content.decode()


def test_a_swap_is_nobody_elses_business(client, floor):
    shift = coming(floor)
    swap = services.ask_swap(
        shift=shift, version=1, colleague=floor.second, why="家里有事", by=floor.first, now=timezone.now()
    )
    client.force_login(floor.third)
    assert client.get(reverse("swap", args=[swap.pk])).status_code == 404
    assert client.get(reverse("shift_swap", args=[shift.pk])).status_code == 403


def test_rules_and_certificates_by_hand(client, floor):
    client.force_login(floor.head)
    code = floor.hall.unit.code
    said = {"valid_from": TOMORROW.isoformat(), "noon_least": "2", "noon_from": "12:00", "noon_until": "13:00"}
    assert client.post(reverse("duty_rule", args=[code]), said).status_code == 302
    assert DutyRule.objects.get().noon_least == 2
    half = client.post(reverse("duty_rule", args=[code]), {"valid_from": TOMORROW.isoformat(), "noon_least": "2"})
    assert "noon_least" in half.context["form"].errors
    said = {"person": floor.first.staff_number, "kind": "上岗证", "until": "2011-12-31"}
    assert client.post(reverse("certificates", args=[code]), said).status_code == 302
    client.force_login(floor.first)
    assert "until 2011-12-31" in client.get(reverse("certificates", args=[code])).content.decode()
    assert client.post(reverse("certificates", args=[code]), said).status_code == 403
    assert Certificate.objects.count() == 1


def test_the_sheet_of_a_week(client, floor):
    a_shift(floor, floor.first, "07:30", "12:00", post="引导台")
    published(floor)
    asked = {"hall": floor.hall.unit.code, "week": "2011-01-17"}
    manager = a_person(Role.SERVICE_MANAGER, at=floor.branch, language="en")
    client.force_login(manager)
    answer = client.get(reverse("export", args=["roster", "xlsx"]), asked)
    rows = list(load_workbook(io.BytesIO(b"".join(answer))).worksheets[0].iter_rows(values_only=True))
    row = next(row for row in rows if "陈静" in row)
    assert row[4:7] == ("07:30", "12:00", 4.5)
    assert row[8:10] == ("引导台", "Outside opening hours")
    client.force_login(a_person(Role.SERVICE_MANAGER, at=a_unit("建德分公司")))
    assert "陈静" not in client.get(reverse("export", args=["roster", "xlsx"]), asked).content.decode("utf-8", "ignore")


def test_a_machine_makes_a_week_and_a_key_counts_once(client, floor):
    machine = Machine(client, floor.head, Right.HALL_VIEW, Right.ROSTER_VIEW, Right.ROSTER_EDIT)
    code = floor.hall.unit.code
    body = {"person": floor.first.staff_number, "day": "2011-01-18", "starts_at": "08:00", "ends_at": "12:00"}
    for _again in range(2):
        answer = machine.send(reverse("api_roster", args=[code]), body | {"counter": "2"}, key="add")
        assert answer.status_code == 201
    made = answer.json()
    assert Shift.objects.count() == 1
    moved = machine.send(
        reverse("api_shift_move", args=[made["id"]]), body | {"ends_at": "13:00", "version": made["version"]}
    )
    assert moved.json()["ends_at"] == "13:00"
    read = machine.get(reverse("api_roster", args=[code]) + "?week=2011-01-17").json()
    assert [one["conflicts"] for one in read["days"][1]["shifts"]] == [[]]
    copied = machine.send(reverse("api_roster_copy", args=[code]), {"monday": "2011-01-17", "into": "2011-01-24"})
    assert copied.json() == {"monday": "2011-01-24", "shifts": 1}
    stale = machine.send(reverse("api_roster_publish", args=[code]), {"monday": "2011-01-17", "version": 1})
    assert stale.status_code == 409
    sent = {"monday": "2011-01-17", "version": read["version"]}
    assert machine.send(reverse("api_roster_publish", args=[code]), sent).status_code == 200
    unsaid = machine.send(reverse("api_shift_remove", args=[made["id"]]), {"version": 2})
    assert unsaid.status_code == 409
    removed = machine.send(reverse("api_shift_remove", args=[made["id"]]), {"version": 2, "reason": "病假"})
    assert removed.status_code == 200


def test_machines_swap(client, floor):
    shift = coming(floor)
    rights = (Right.HALL_VIEW, Right.ROSTER_VIEW)
    body = {"version": 1, "colleague": floor.second.staff_number, "why": "家里有事"}
    first = Machine(client, floor.first, *rights)
    swap = first.send(reverse("api_shift_swap", args=[shift.pk]), body).json()
    assert swap["state"] == "asked"
    second = Machine(client, floor.second, *rights)
    agreed = second.send(reverse("api_swap_answer", args=[swap["id"]]), {"version": 1, "agrees": True}).json()
    head = Machine(client, floor.head, *rights, Right.ROSTER_EDIT)
    said = {"version": agreed["version"], "approves": True}
    assert head.send(reverse("api_swap_decide", args=[swap["id"]]), said).json()["state"] == "approved"
    assert head.get(reverse("api_swaps")).json()["results"][0]["state"] == "approved"
    own = second.get(reverse("api_own_shifts") + f"?week={shift.day}").json()
    assert [one["id"] for one in own["shifts"]] == [shift.pk]
