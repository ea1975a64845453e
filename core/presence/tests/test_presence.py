"""Who else is here: only for those who may see the thing, gone soon, and no sign of work."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from core.models import AuditEntry, Presence
from core.presence import registry
from core.presence.rules import initials
from core.presence.selectors import MOST_SHOWN, viewers
from core.presence.services import be_here, forget_gone, leave
from core.presence.tasks import forget
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2011, 1, 17, 9, 0, tzinfo=dt.UTC)
THING = ("core.thing", 7)


def seconds(number: int) -> dt.timedelta:
    return dt.timedelta(seconds=number)


@pytest.fixture(autouse=True)
def _a_place(monkeypatch):
    """Things of which everybody may see the seventh."""
    monkeypatch.setattr(registry, "_places", {"core.thing": lambda _person, pk: pk == 7})


@pytest.fixture
def branch():
    return a_unit()


@pytest.fixture
def lin(branch):
    return a_person(Role.HANDLER, at=branch, name="林晓")


@pytest.fixture
def zhao(branch):
    return a_person(Role.AUDITOR, at=branch, name="赵晨")


def seen_by(person, at) -> list[tuple[str, bool]]:
    return [(one.name, one.is_writing) for one in viewers(*THING, besides=person, now=at)]


def test_one_sees_the_others_and_not_oneself(lin, zhao):
    be_here(*THING, by=lin, writing=False, now=NOW)
    be_here(*THING, by=zhao, writing=True, now=NOW)
    assert seen_by(lin, NOW) == [("赵晨", True)]
    assert seen_by(zhao, NOW) == [("林晓", False)]


def test_somebody_is_gone_after_75_seconds_and_forgotten(lin, zhao):
    be_here(*THING, by=zhao, writing=False, now=NOW)
    assert seen_by(lin, NOW + seconds(74)) == [("赵晨", False)]
    assert seen_by(lin, NOW + seconds(75)) == []
    assert forget_gone(now=NOW + seconds(74)) == 0
    assert forget_gone(now=NOW + seconds(75)) == 1
    assert not Presence.objects.exists()


def test_a_page_that_only_reads_takes_no_form_away(lin, zhao):
    be_here(*THING, by=zhao, writing=True, now=NOW)
    be_here(*THING, by=zhao, writing=False, now=NOW + seconds(30))
    assert seen_by(lin, NOW + seconds(40)) == [("赵晨", True)]
    be_here(*THING, by=zhao, writing=False, now=NOW + seconds(60))
    assert seen_by(lin, NOW + seconds(80)) == [("赵晨", False)]


def test_whoever_writes_is_shown_however_many_look_on(branch, lin):
    for number in range(MOST_SHOWN + 2):
        be_here(*THING, by=a_person(name=f"员工{number}"), writing=False, now=NOW)
    be_here(*THING, by=a_person(name="魏宁"), writing=True, now=NOW)
    be_here(*THING, by=a_person(name="龚平"), writing=True, now=NOW - seconds(75))
    be_here(*THING, by=Presence.objects.get(person__name="龚平").person, writing=False, now=NOW)
    shown = seen_by(lin, NOW)
    assert len(shown) == MOST_SHOWN
    assert [name for name, is_writing in shown if is_writing] == ["魏宁"]
    assert shown[0] == ("魏宁", True)


def test_whoever_leaves_is_gone_at_once(lin, zhao):
    be_here(*THING, by=zhao, writing=True, now=NOW)
    leave(*THING, by=zhao, seen_at=NOW)
    assert seen_by(lin, NOW) == []


def test_a_page_that_says_late_that_it_was_left_takes_nobody_from_the_next_one(lin, zhao):
    be_here(*THING, by=zhao, writing=False, now=NOW)
    later = NOW + dt.timedelta(seconds=1)
    be_here(*THING, by=zhao, writing=True, now=later)
    leave(*THING, by=zhao, seen_at=NOW)
    assert [is_writing for _name, is_writing in seen_by(lin, later)] == [True]


def test_nothing_of_it_is_kept(client, lin):
    """One row a person and thing however long somebody looks, and no line on the trail (rule book 11.5)."""
    trail = AuditEntry.objects.count()
    client.force_login(lin)
    for _beat in range(3):
        answer = client.post(reverse("presence", args=THING))
        assert answer.status_code == 200
    assert Presence.objects.count() == 1
    assert AuditEntry.objects.count() == trail
    client.post(reverse("presence", args=THING), {"left": answer.headers["Seen-At"]})
    assert not Presence.objects.exists()


@pytest.mark.parametrize("address", ["/presence/core.thing/8/", "/presence/core.other/7/", "/presence/x/7/"])
def test_what_one_may_not_see_has_no_viewers(client, lin, zhao, address):
    be_here("core.thing", 8, by=zhao, writing=False, now=timezone.now())
    client.force_login(lin)
    assert client.post(address).status_code == 404
    assert not Presence.objects.filter(person=lin).exists()


def test_looking_alone_writes_nothing(client, lin):
    client.force_login(lin)
    assert client.get(reverse("presence", args=THING)).status_code == 405


def test_the_answer_names_each_for_those_who_do_not_see_the_signs(client, lin, zhao):
    be_here(*THING, by=zhao, writing=True, now=timezone.now())
    client.force_login(lin)
    with translation.override("zh-hans"):
        html = client.post(reverse("presence", args=THING)).content.decode()
    assert html.count("赵晨") >= 3, "the signs, the title and the words"
    assert 'aria-hidden="true">赵晨<' in html


def test_a_beat_costs_three_queries_beside_the_session(client, lin, zhao, django_assert_max_num_queries):
    client.force_login(lin)
    client.post(reverse("presence", args=THING))
    for number in range(20):
        be_here(*THING, by=a_person(name=f"员工{number}"), writing=False, now=timezone.now())
    with django_assert_max_num_queries(8):
        client.post(reverse("presence", args=THING))


def test_a_page_left_open_keeps_no_session_alive(client, lin, settings, monkeypatch):
    """P8: the sign-in ends after its idle time though the page says twice a minute that it is in sight."""
    settings.SESSION_IDLE_MINUTES = settings.SESSION_IDLE_MINUTES_HALLS = 10
    client.force_login(lin)
    now = 1_000_000
    monkeypatch.setattr("org.signin.middleware.time.time", lambda: now)
    client.get(reverse("profile"))
    for _beat in range(19):
        now += 30
        assert client.post(reverse("presence", args=THING)).status_code == 200
    now += 30
    assert client.post(reverse("presence", args=THING)).status_code == 302
    assert client.get(reverse("profile")).status_code == 302


def test_a_forged_beat_is_refused(lin):
    client = Client(enforce_csrf_checks=True)
    client.force_login(lin)
    assert client.post(reverse("presence", args=THING)).status_code == 403


def test_the_routine_forgets_who_left_long_ago(lin):
    be_here(*THING, by=lin, writing=False, now=NOW)
    forget()
    assert not Presence.objects.exists()


@pytest.mark.parametrize(
    ("name", "signs"),
    [("林晓", "林晓"), ("王小明", "小明"), ("欧阳修远", "修远"), ("Ada Lovelace", "AL"), ("ada", "Ad"), ("", "?")],
)
def test_signs_tell_people_apart(name, signs):
    assert initials(name) == signs
