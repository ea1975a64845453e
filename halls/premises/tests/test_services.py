"""Setting a hall up: what is refused, what is kept, and what a machine may know."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from core.audit.models import AuditEntry
from core.versions import ChangedMeanwhile
from halls.premises import services
from halls.premises.choices import DeviceKind
from halls.premises.models import Counter, Device, HallRule, Premises, Service
from halls.premises.selectors import rule_for
from halls.queue.services import sign_off
from halls.tests.factories import MORNING, a_hall, a_session, minutes
from org.people.choices import Role
from org.tests.factories import a_person, a_unit
from org.units.choices import UnitKind

pytestmark = pytest.mark.django_db
RULE = {
    "wait_minutes": 10,
    "share_limit": Decimal(10),
    "recalls": 2,
    "places_back": 3,
    "put_back_most": 1,
    "by": None,
    "now": MORNING,
}


def verbs() -> list[str]:
    return list(AuditEntry.objects.filter(verb__startswith="hall.").order_by("pk").values_list("verb", flat=True))


def test_only_a_unit_of_kind_hall_becomes_one_and_once():
    unit = a_unit("桂花西路营业厅", kind=UnitKind.HALL)
    with pytest.raises(services.CannotSetUp, match="not a service hall"):
        services.set_up_hall(unit=a_unit(), by=None, now=MORNING)
    with pytest.raises(services.CannotSetUp, match="time zone"):
        services.set_up_hall(unit=unit, time_zone="Asia/Atlantis", by=None, now=MORNING)
    premises = services.set_up_hall(unit=unit, by=None, now=MORNING)
    with pytest.raises(services.CannotSetUp, match="already"):
        services.set_up_hall(unit=unit, by=None, now=MORNING)
    assert list(Premises.objects.all()) == [premises]
    assert verbs() == ["hall.set_up"]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"prefix": "3"}, "prefix"),
        ({"prefix": "ABC"}, "prefix"),
        ({"prefix": "A"}, "prefix"),
        ({"name": " "}, "name"),
        ({"opens_at": dt.time(9)}, "closes_at"),
        ({"opens_at": dt.time(9), "closes_at": dt.time(9)}, "closes_at"),
    ],
)
def test_a_service_that_does_not_fit_is_refused_where_it_does_not(said, field):
    hall = a_hall()
    usual = {"prefix": "C", "name": "宽带"}
    with pytest.raises(services.CannotSetUp) as caught:
        services.save_service(premises=hall, by=None, now=MORNING, **(usual | said))
    assert caught.value.field == field
    assert Service.objects.count() == 2


def test_a_change_says_what_it_was_and_no_change_says_nothing():
    hall = a_hall()
    service = hall.services.get(prefix="A")
    said = {"prefix": "A", "name": "业务办理", "position": 1, "by": None, "now": MORNING}
    services.save_service(premises=hall, service=service, version=1, **said)
    assert verbs() == []
    services.save_service(premises=hall, service=service, version=1, **(said | {"name": "综合业务"}))
    assert AuditEntry.objects.get(verb="hall.service_changed").data["changes"] == {"name": ["业务办理", "综合业务"]}


def test_who_read_it_before_somebody_elses_change_is_refused():
    hall = a_hall()
    mine, theirs = (Counter.objects.get(name="1") for _reader in range(2))
    services.save_counter(premises=hall, counter=theirs, version=1, name="1号", by=None, now=MORNING)
    with pytest.raises(ChangedMeanwhile):
        services.save_counter(premises=hall, counter=mine, version=1, name="一号", by=None, now=MORNING)
    assert Counter.objects.get(pk=mine.pk).name == "1号"


def test_a_counter_takes_services_of_its_own_hall_only():
    hall, other = a_hall(), a_hall("新登营业厅")
    foreign = other.services.get(prefix="A")
    with pytest.raises(services.CannotSetUp, match="does not offer"):
        services.save_counter(premises=hall, name="9", services=[foreign], by=None, now=MORNING)
    with pytest.raises(services.CannotSetUp, match="already"):
        services.save_counter(premises=hall, name="1", by=None, now=MORNING)


def test_a_rule_for_days_that_are_over_says_why():
    unit = a_hall().unit
    yesterday = MORNING.date() - dt.timedelta(days=1)
    with pytest.raises(services.CannotSetUp, match="Say why"):
        services.set_rule(unit=unit, valid_from=yesterday, **RULE)
    services.set_rule(unit=unit, valid_from=yesterday, note="按省公司通知", **RULE)
    services.set_rule(unit=unit, valid_from=yesterday, note="更正", **(RULE | {"wait_minutes": 15}))
    assert [rule.wait_minutes for rule in HallRule.objects.all()] == [15, 10]
    assert rule_for(unit, on=yesterday).wait_minutes == 15
    said = AuditEntry.objects.filter(verb="hall.rule_set").order_by("pk").last().data
    assert (said["former_wait_minutes"], said["wait_minutes"]) == (10, 15)


def test_a_machine_is_paired_once_and_forgets_when_it_is_taken_away():
    hall = a_hall()
    manager = a_person(Role.HALL_MANAGER, at=hall.unit)
    device, code = services.add_device(premises=hall, kind=DeviceKind.KIOSK, name="入口左侧", by=manager, now=MORNING)
    paired, token = services.pair_device(code=f" {code[:4]} {code[4:].lower()} ", now=minutes(5))
    assert paired == device
    kept = Device.objects.get()
    assert kept.token_hash == services.hashed(token)
    assert token not in str(vars(kept))
    with pytest.raises(services.CannotPair):
        services.pair_device(code=code, now=minutes(6))
    services.revoke_device(device=kept, by=manager, now=minutes(7))
    assert Device.objects.get().token_hash == ""
    kept.refresh_from_db()
    with pytest.raises(services.CannotPair, match="taken away"):
        services.renew_code(device=kept, by=manager, now=minutes(8))
    assert verbs() == ["hall.device_added", "hall.device_paired", "hall.device_revoked"]


def test_a_code_lasts_ten_minutes_and_a_new_one_ends_what_was_known():
    hall = a_hall()
    manager = a_person(Role.HALL_MANAGER, at=hall.unit)
    device, code = services.add_device(premises=hall, kind=DeviceKind.DISPLAY, name="大屏", by=manager, now=MORNING)
    with pytest.raises(services.CannotPair):
        services.pair_device(code=code, now=minutes(10))
    code = services.renew_code(device=device, by=manager, now=minutes(11))
    services.pair_device(code=code, now=minutes(12))
    device.refresh_from_db()
    services.renew_code(device=device, by=manager, now=minutes(13))
    assert Device.objects.get().token_hash == ""


def test_a_counter_with_somebody_at_it_stays_in_use():
    """A number that is with it could be finished nowhere, and the board would not show it."""
    hall = a_hall()
    session = a_session(hall)
    counter = session.counter
    said = {"premises": hall, "counter": counter, "name": "1", "by": None, "now": minutes(1)}
    with pytest.raises(services.CannotSetUp, match="sits at this counter") as refused:
        services.save_counter(**said, is_active=False, version=counter.version)
    assert refused.value.field == "is_active"
    sign_off(session=session, now=minutes(2))
    services.save_counter(**said, is_active=False, version=counter.version)
    assert not Counter.objects.get(pk=counter.pk).is_active


def test_the_trail_keeps_how_a_counter_was_and_nothing_where_nothing_changed():
    hall = a_hall()
    counter, service = hall.counters.get(name="1"), hall.services.get(prefix="A")
    said = {"premises": hall, "counter": counter, "by": None, "now": MORNING}
    services.save_counter(**said, name="1", version=1)
    assert verbs() == []
    assert Counter.objects.get(pk=counter.pk).version == 1
    services.save_counter(**said, name="1号", services=[service], version=1)
    changes = AuditEntry.objects.get(verb="hall.counter_saved").data["changes"]
    assert changes == {"name": ["1", "1号"], "services": [[], [str(service)]]}
    counter.refresh_from_db()
    services.save_counter(**said, name="1号", version=counter.version)
    assert AuditEntry.objects.last().data["changes"] == {"services": [[str(service)], []]}
