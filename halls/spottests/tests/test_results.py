"""Shares are taken of tests that have begun, and of the same halls whoever reads."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from halls.spottests import services
from halls.spottests.forms import ResultFilter
from halls.spottests.results import asked_of
from halls.spottests.selectors import to_be_asked
from halls.spottests.services import CannotScore, CannotTest
from halls.spottests.tests.test_spot_tests import DAY, EVERYTHING_RIGHT, NOW, a_question, a_test, begun, clerks
from org.people.choices import Role
from org.tests.factories import a_person, a_unit
from org.units.choices import UnitKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch():
    return a_unit()


@pytest.fixture
def hall(branch):
    return a_unit("北京路", under=branch, kind=UnitKind.HALL)


@pytest.fixture
def holder(branch):
    return a_person(Role.SERVICE_MANAGER, at=branch, name="林晓", language="en")


def standings_for(person):
    asked = asked_of(person, ResultFilter({"period": "2019-08"}), today=DAY)
    return [(row.standing.tested, row.standing.staff) for row in asked.rows]


def test_a_test_that_has_not_begun_dilutes_no_share(branch, hall, holder, client):
    (one, _two) = clerks(hall, 2)
    begun_one = begun(a_test(branch, [hall], holder, is_cross=True), holder)
    services.score_person(test=begun_one, person=one, results=EVERYTHING_RIGHT, by=holder, now=NOW)
    a_test(branch, [hall], holder, day=DAY + dt.timedelta(days=5), is_cross=True)
    assert standings_for(holder) == [(1, 2)]
    client.force_login(holder)
    assert len(client.get(f"{reverse('spot_cross')}?period=2019-08").context["rows"]) == 1


def test_the_hall_itself_reads_the_same_share_as_the_branch(branch, hall, holder):
    """A test in which nobody of the hall was asked yet is in both readers' share."""
    manager = a_person(Role.HALL_MANAGER, at=hall)
    clerks(hall, 2)
    begun(a_test(branch, [hall], holder), holder)
    assert standings_for(holder) == standings_for(manager) == [(0, 3)]


def test_ending_a_test_asks_first_and_says_how_many_were_not_asked(branch, hall, holder, client):
    clerks(hall, 2)
    test = begun(a_test(branch, [hall], holder), holder)
    client.force_login(holder)
    services.score_person(test=test, person=to_be_asked(test)[0][0], results=EVERYTHING_RIGHT, by=holder, now=NOW)
    answer = client.get(reverse("spot_test", args=[test.pk]))
    assert "Of 2 people 1 were not asked yet." in answer.content.decode()
    door = reverse("spot_test_end", args=[test.pk])
    assert f'action="{door}" data-confirm="End the test?"' in answer.content.decode()


def test_a_test_that_ended_too_early_is_opened_again_with_a_reason_that_all_see(branch, hall, holder, client):
    one, two = clerks(hall, 2)
    test = begun(a_test(branch, [hall], holder), holder)
    said = {"results": EVERYTHING_RIGHT, "by": holder, "now": NOW}
    services.score_person(test=test, person=one, **said)
    with pytest.raises(CannotTest):
        services.reopen_test(test=test, reason="还没结束", version=test.version, by=holder, now=NOW)
    services.end_test(test=test, version=test.version, by=holder, now=NOW)
    client.force_login(holder)
    door = reverse("spot_test_reopen", args=[test.pk])
    assert door in client.get(reverse("spot_test", args=[test.pk])).content.decode()
    refused = client.post(door, {"version": test.version, "reason": " "})
    assert (refused.status_code, "reason" in refused.context["form"].errors) == (400, True)
    assert client.post(door, {"version": test.version, "reason": "中班还没抽查"}).status_code == 302
    assert client.post(door, {"version": test.version, "reason": "再来一次"}).status_code == 409
    test.refresh_from_db()
    services.score_person(test=test, person=two, **said)
    with pytest.raises(CannotScore, match="already"):
        services.score_person(test=test, person=one, **said)
    client.force_login(a_person(Role.INSPECTOR, at=branch, language="en"))
    (line,) = client.get(reverse("spot_test", args=[test.pk])).context["reopenings"]
    assert (line.note, line.who) == ("中班还没抽查", f"{holder.name} {holder.staff_number}")


def test_results_open_on_the_last_month_in_which_somebody_could_be_asked(branch, hall, holder, client):
    clerks(hall, 1)
    begun(a_test(branch, [hall], holder, is_cross=True), holder)
    a_test(branch, [hall], holder, day=DAY + dt.timedelta(days=40))
    client.force_login(holder)
    assert client.get(reverse("spot_results")).context["asked"].period.words == "2019-08"
    assert client.get(reverse("spot_cross")).context["span"].words == "2019-08"


def test_who_leads_a_hall_finds_its_tests_once_they_have_begun(branch, hall, holder, client):
    manager = a_person(Role.HALL_MANAGER, at=hall)
    test = a_test(branch, [hall, a_unit("延安路", under=branch, kind=UnitKind.HALL)], holder)
    client.force_login(manager)
    assert not client.get(reverse("spot_tests")).context["page"].object_list
    begun(test, holder)
    answer = client.get(reverse("spot_tests"))
    ((one,), shown) = answer.context["page"].object_list, answer.content.decode()
    assert (one, one.number) == (test, 2)
    assert f"{reverse('spot_results')}?period=2019-08" in shown
    assert reverse("spot_test", args=[test.pk]) not in shown


def test_on_a_phone_each_figure_of_a_ranking_has_its_label(branch, hall, holder, client):
    clerks(hall, 2)
    begun(a_test(branch, [hall], holder), holder)
    client.force_login(holder)
    shown = client.get(f"{reverse('spot_results')}?period=2019-08").content.decode()
    for label in ("Tested", "Share tested", "Score", "Rank"):
        assert f'data-label="{label}"' in shown


@pytest.mark.parametrize("words", ["topic=nonsense", "state=nonsense"])
def test_a_bank_is_never_whole_for_a_word_that_means_nothing(branch, holder, client, words):
    a_question(branch, approved=holder)
    client.force_login(holder)
    answer = client.get(f"{reverse('questions')}?{words}")
    assert (answer.status_code, list(answer.context["page"])) == (400, [])
    assert "notice-late" in answer.content.decode()


def test_a_question_that_its_author_approved_says_so(branch, holder, client):
    """A branch may have one keeper of its bank: nobody is kept from approving, and nobody takes it for four eyes."""
    a_question(branch, 1, approved=holder)
    own = services.save_question(
        unit=branch, topic="tariff", words="自己的问题", answer="口径", valid_from=DAY, by=holder, now=NOW
    )
    client.force_login(holder)
    assert "approved by its author" not in client.get(reverse("questions")).content.decode()
    services.approve_question(question=own, version=own.version, by=holder, now=NOW)
    assert client.get(reverse("questions")).content.decode().count("approved by its author") == 1
