"""Setting a hall up on its pages: stale edits refused, rules added and never rewritten, codes shown once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from halls.premises.models import Counter, Device, HallRule, Premises, Service
from halls.premises.services import hashed
from halls.tests.factories import MORNING, a_hall, a_rule
from org.people.choices import Role
from org.tests.factories import a_person, a_unit
from org.units.choices import UnitKind

pytestmark = pytest.mark.django_db
RULE = {
    "valid_from": "2011-01-17",
    "wait_minutes": "15",
    "share_limit": "10",
    "recalls": "2",
    "places_back": "3",
    "put_back_most": "1",
}


@pytest.fixture(autouse=True)
def at_nine(time_machine):
    time_machine.move_to(MORNING, tick=False)


@pytest.fixture
def hall() -> Premises:
    return a_hall(under=a_unit("富阳分公司"))


@pytest.fixture
def client(hall: Premises) -> Client:
    client = Client()
    client.force_login(a_person(Role.SERVICE_MANAGER, at=hall.unit.parent))
    return client


def at(name: str, hall: Premises, *more: object) -> str:
    return reverse(name, args=[hall.unit.code, *more])


def text(answer) -> str:
    return answer.content.decode()


def test_a_unit_becomes_a_hall_and_another_kind_of_unit_does_not(hall, client):
    unit = a_unit("灵桥营业厅", under=hall.unit.parent, kind=UnitKind.HALL)
    address = reverse("hall_new", args=[unit.code])
    assert client.get(address).status_code == 200
    assert client.post(address, {"time_zone": "Asia/Atlantis"}).status_code == 409
    assert client.post(address, {"time_zone": "Asia/Shanghai"}).url == reverse("hall_setup", args=[unit.code])
    branch = reverse("hall_new", args=[hall.unit.parent.code])
    assert client.post(branch, {"time_zone": "Asia/Shanghai"}).status_code == 409
    assert Premises.objects.count() == 2


def test_the_setup_says_what_is_not_set_in_words(hall, client):
    page = text(client.get(at("hall_setup", hall)))
    assert page.count('<span class="absent">') >= 3
    a_rule(hall.unit, wait_minutes=None, share_limit=10)
    page = text(client.get(at("hall_setup", hall)))
    assert "10.00 %" in page


def test_who_edits_what_somebody_else_has_changed_is_shown_how_it_stands(hall, client):
    read = {"version": hall.version, "time_zone": "Asia/Shanghai", "is_voiced": "on", "kiosk_daily_most": "500"}
    assert client.post(at("hall_edit", hall), read).status_code == 302
    late = client.post(at("hall_edit", hall), read | {"kiosk_daily_most": "800"})
    assert late.status_code == 409
    assert ("500") in dict(late.context["stands_now"]).values()
    hall.refresh_from_db()
    assert hall.kiosk_daily_most == 500


@pytest.mark.parametrize("thing", ["hall_service", "hall_counter"])
def test_a_service_and_a_counter_are_changed_as_read(hall, client, thing):
    service, counter = hall.services.get(prefix="A"), hall.counters.get(name="1")
    address = at(thing, hall, "A" if thing == "hall_service" else counter.pk)
    said = {"version": 1, "prefix": "A", "position": 1, "is_active": "on", "is_on_kiosk": "on"}
    first = {"hall_service": "综合业务", "hall_counter": "1号"}[thing]
    assert client.post(address, said | {"name": first}).status_code == 302
    late = client.post(address, said | {"name": "别的"})
    assert late.status_code == 409
    assert first in dict(late.context["stands_now"]).values()
    assert {Service.objects.get(pk=service.pk).name, Counter.objects.get(pk=counter.pk).name} & {first} == {first}


def test_new_services_and_counters_are_refused_beside_the_field_that_does_not_fit(hall, client):
    usual = {"prefix": "C", "name": "宽带", "position": 3, "is_active": "on"}
    address = at("hall_service_new", hall)
    for said, status, field in (
        ({"prefix": "A"}, 409, "prefix"),
        ({"prefix": "9"}, 409, "prefix"),
        ({"opens_at": "09:00"}, 409, "closes_at"),
        ({"name": ""}, 400, "name"),
    ):
        answer = client.post(address, usual | said)
        assert (answer.status_code, list(answer.context["form"].errors)) == (status, [field])
    assert client.post(address, usual).status_code == 302
    new = at("hall_counter_new", hall)
    taken = client.post(new, {"name": "1", "is_active": "on"})
    assert (taken.status_code, list(taken.context["form"].errors)) == (409, ["name"])
    assert client.post(new, {"name": "9", "services": ["A", "C"], "is_active": "on"}).status_code == 302
    assert [one.prefix for one in Counter.objects.get(name="9").services.all()] == ["A", "C"]
    assert client.post(new, {"name": "10", "services": ["Z"]}).status_code == 400


def test_a_correction_is_another_row_and_the_history_shows_both(hall, client):
    address = at("hall_rules", hall)
    assert client.post(address, RULE).status_code == 302
    assert client.post(address, RULE | {"wait_minutes": "20"}).status_code == 302
    assert [rule.wait_minutes for rule in HallRule.objects.all()] == [20, 15]
    page = client.get(address)
    assert [(line.rule.wait_minutes, line.is_replaced) for line in page.context["rules"]] == [(20, False), (15, True)]
    assert page.context["rule"].wait_minutes == 20


def test_days_that_are_over_take_a_reason_and_the_day_is_the_branchs_own(hall, client, time_machine):
    """Half past midnight here is still yesterday in Greenwich, and today's rule needs no reason."""
    time_machine.move_to(dt.datetime(2011, 1, 16, 16, 30, tzinfo=dt.UTC), tick=False)
    assert client.post(at("hall_rules", hall), RULE).status_code == 302
    refused = client.post(at("hall_rules", hall), RULE | {"valid_from": "2011-01-16"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (409, ["note"])


def test_a_rule_of_the_branch_holds_for_its_halls_and_without_a_limit_nothing_is_measured(hall, client):
    branch = hall.unit.parent
    assert client.post(reverse("hall_rules", args=[branch.code]), RULE | {"wait_minutes": ""}).status_code == 302
    page = client.get(at("hall_setup", hall))
    assert page.context["rule"].unit == branch
    assert page.context["rule"].wait_minutes is None
    assert branch.name in text(page)


def test_the_history_of_rules_is_read_by_who_may_not_set_them(hall):
    reader = Client()
    reader.force_login(a_person(Role.COUNTER_STAFF, at=hall.unit))
    page = reader.get(at("hall_rules", hall))
    assert page.status_code == 200
    assert "<form" not in text(page).partition("<main")[2].partition("</main>")[0]
    assert reader.post(at("hall_rules", hall), RULE).status_code == 403


def test_the_code_of_a_machine_is_shown_once_and_never_in_an_address(hall, client):
    new = {"kind": "kiosk", "name": "入口左侧", "prints": "on"}
    answer = client.post(at("hall_device_new", hall), new, follow=True)
    assert answer.status_code == 200
    code = answer.context["code"]
    device = Device.objects.get()
    assert (device.prints, code in str(vars(device))) == (True, False)
    assert code not in text(client.get(at("hall_setup", hall)))
    renewed = client.post(at("hall_device_code", hall, device.pk), follow=True)
    assert renewed.context["code"] != code
    client.post(at("hall_device_revoke", hall, device.pk))
    assert client.post(at("hall_device_code", hall, device.pk)).status_code == 409


def test_the_hall_manager_renews_a_code_and_takes_no_machine_away(hall, client):
    client.post(at("hall_device_new", hall), {"kind": "display", "name": "大屏"})
    device = Device.objects.get()
    leads = Client()
    leads.force_login(a_person(Role.HALL_MANAGER, at=hall.unit))
    page = text(leads.get(at("hall_setup", hall)))
    assert at("hall_device_code", hall, device.pk) in page
    assert at("hall_device_revoke", hall, device.pk) not in page
    assert leads.post(at("hall_device_code", hall, device.pk), follow=True).context["code"]
    assert leads.post(at("hall_device_revoke", hall, device.pk)).status_code == 403


def test_a_display_does_not_print(hall, client):
    client.post(at("hall_device_new", hall), {"kind": "display", "name": "大屏", "prints": "on"})
    assert Device.objects.get().prints is False


def test_a_machine_of_another_hall_is_out_of_reach(hall, client):
    other = a_hall("别处营业厅", under=hall.unit.parent)
    client.post(at("hall_device_new", other), {"kind": "kiosk", "name": "入口"})
    device = Device.objects.get()
    assert client.post(at("hall_device_revoke", hall, device.pk)).status_code == 404
    assert client.get(at("hall_counter", hall, other.counters.first().pk)).status_code == 404


def test_the_page_of_a_code_is_a_page_of_its_own_that_makes_no_second_machine(hall, client):
    """Who renews the page sees no code again, and no machine or code is made anew."""
    new = client.post(at("hall_device_new", hall), {"kind": "kiosk", "name": "门口"})
    device = Device.objects.get()
    shown = at("hall_device_code", hall, device.pk)
    assert (new.status_code, new.url) == (302, shown)
    page = client.get(shown)
    code = page.context["code"]
    assert hashed(code) == device.code_hash
    assert page["Cache-Control"].startswith("max-age=0")
    again = client.get(shown)
    assert (again.status_code, again.url) == (302, at("hall_setup", hall))
    assert client.post(shown).url == shown
    assert client.get(shown).context["code"] != code
    assert Device.objects.count() == 1
