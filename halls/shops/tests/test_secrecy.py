"""H10, both ways: a hall learns nothing of who comes and when; a shopper sees nothing but their own visits."""

from __future__ import annotations

import pytest
from django.urls import reverse

from core.audit.models import AuditEntry
from core.notifications.models import Notification
from halls.checks.choices import CheckKind, When
from halls.checks.tests.factories import a_photo, a_version, answers_of, items, say
from halls.shops.services import accept_visit, agree, begin_visit, look_at_visit
from halls.tests.factories import MORNING
from improvement.actions.models import Action
from org.people.choices import Role
from org.tests.factories import a_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def template(branch):
    """A failing television asks for a photo and opens an action."""
    sections = items(photo=When.ALWAYS, action=When.ON_FAIL)
    return a_version(branch, CheckKind.MYSTERY, sections=sections, name="神秘客户检测").template


@pytest.fixture
def photographed(visit, shopper):
    """A visit that is sent with a photo of the television that failed."""
    from halls.checks.services import add_photo, submit_run  # used here alone

    agree(visit=visit, by=shopper, now=MORNING)
    run = begin_visit(visit=visit, by=shopper, now=MORNING)
    add_photo(run=run, answer=answers_of(run)["tv"], upload=a_photo("tv.jpg"), by=shopper, now=MORNING)
    for code, verdict in (("dispenser", "ok"), ("tv", "fail"), ("badge", "ok")):
        say(run, code, verdict, note="静音")
    submit_run(run=run, by=shopper, now=MORNING)
    visit.refresh_from_db()
    return visit


@pytest.fixture
def published(photographed, reviewer, second):
    """65 points, so two have looked at it."""
    look_at_visit(visit=photographed, by=second, now=MORNING)
    return accept_visit(visit=photographed, by=reviewer, now=MORNING)


def says(client, address: str) -> tuple[int, str]:
    answer = client.get(address)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, body.decode()


def test_the_hall_does_not_learn_that_a_round_is_planned(client, visit, keeper, shopper, hall) -> None:
    client.force_login(keeper)
    for name in ("shop_round", "shop_visit", "api_shop_round", "api_shop_visit"):
        pk = visit.round_of_id if "round" in name else visit.pk
        assert client.get(reverse(name, args=[pk])).status_code == 403
    for name in ("shop_rounds", "api_shop_rounds", "api_shop_visits", "shop_mine", "api_shop_mine"):
        assert client.get(reverse(name)).status_code == 403
    for name in ("shop_result", "api_shop_result"):
        assert client.get(reverse(name, args=[visit.pk])).status_code == 404


def test_the_hall_reads_the_notice_and_nothing_of_the_round(client, visit, keeper, shopper) -> None:
    client.force_login(keeper)
    status, page = says(client, reverse("shop_results"))
    assert status == 200
    assert "可能有神秘客户到访" in page
    for secret in (visit.round_of.name, visit.nickname, shopper.name, visit.round_of.due_on.isoformat()):
        assert secret not in page


def test_a_visit_under_review_is_nowhere_for_the_hall(client, photographed, keeper, shopper) -> None:
    client.force_login(keeper)
    number = photographed.run.number
    assert client.get(reverse("check_run", args=[number])).status_code == 404
    assert client.get(reverse("api_check", args=[number])).status_code == 404
    for name in ("check_runs", "api_checks", "shop_results", "api_shop_results"):
        _status, page = says(client, reverse(name))
        assert number not in page
        assert shopper.name not in page
    assert not Action.objects.exists()
    assert not Notification.objects.filter(recipient=keeper).exists()


def test_published_it_tells_the_hall_what_was_seen_and_not_by_whom(
    client, keeper, published, photographed, shopper
) -> None:
    client.force_login(keeper)
    number, action = photographed.run.number, Action.objects.get()
    pages = [
        reverse("shop_results"),
        reverse("shop_result", args=[photographed.pk]),
        reverse("api_shop_results"),
        reverse("api_shop_result", args=[photographed.pk]),
        reverse("check_run", args=[number]),
        reverse("check_print", args=[number]),
        reverse("api_check", args=[number]),
        reverse("api_checks"),
        reverse("check_runs"),
        reverse("action", args=[action.number]),
        reverse("home"),
    ]
    for address in pages:
        status, page = says(client, address)
        assert status == 200, address
        assert shopper.name not in page, address
        assert shopper.staff_number not in page, address
    assert "青竹" in says(client, reverse("shop_result", args=[photographed.pk]))[1]
    told = Notification.objects.filter(recipient=keeper)
    assert told.exists()
    assert not any(shopper.name in str(one.params) for one in told)


def test_search_and_people_do_not_know_the_shopper(client, photographed, keeper, shopper) -> None:
    client.force_login(keeper)
    for address in (f"{reverse('palette')}?q={shopper.name}", f"{reverse('people')}?q={shopper.name}"):
        status, page = says(client, address)
        assert status == 200, address
        assert shopper.staff_number not in page, address


def test_an_export_of_checks_leaves_the_shopper_out(published, photographed, keeper, shopper) -> None:
    from core.exports.registry import listing_of  # used here alone

    found = listing_of("checks")
    rows = list(found.rows(keeper, {}))
    cells = [str(column.value(row)) for row in rows for column in found.columns]
    assert photographed.run.number in cells
    assert not any(shopper.name in cell for cell in cells)


def test_the_trail_of_a_visit_is_for_the_auditor_alone(client, photographed, keeper, shopper) -> None:
    assert AuditEntry.objects.filter(verb="shop.agreed").exists()
    client.force_login(keeper)
    assert client.get(reverse("audit")).status_code == 403


def test_a_shopper_sees_their_own_visits_and_nothing_else(client, visit, branch, shopper, send, hall) -> None:
    other = a_person(Role.MYSTERY_SHOPPER, at=branch)
    theirs = send(visit.round_of, shopper=other, nickname="红枫", task="另一项任务")
    client.force_login(shopper)
    status, page = says(client, reverse("shop_mine"))
    assert status == 200
    assert hall.name in page
    assert reverse("shop_mine_visit", args=[theirs.pk]) not in page
    assert client.get(reverse("shop_mine_visit", args=[visit.pk])).status_code == 200
    assert client.get(reverse("shop_mine_visit", args=[theirs.pk])).status_code == 404
    assert client.post(reverse("shop_mine_act", args=[theirs.pk, "agree"])).status_code == 404
    for name in ("shop_results", "shop_rounds", "losses", "halls", "people", "units", "complaints", "api_shop_visits"):
        assert client.get(reverse(name)).status_code == 403, name


def test_before_the_round_begins_nobody_is_asked(client, told, send, shopper) -> None:
    made = send(told)
    client.force_login(shopper)
    assert client.get(reverse("shop_mine_visit", args=[made.pk])).status_code == 404


def test_a_shopper_goes_through_a_visit_in_the_browser(client, visit, shopper) -> None:
    client.force_login(shopper)
    door = reverse("shop_mine_act", args=[visit.pk, "agree"])
    assert client.post(door).status_code == 302
    assert client.post(door).status_code == 409
    begun = client.post(reverse("shop_mine_act", args=[visit.pk, "begin"]))
    visit.refresh_from_db()
    assert begun.url == reverse("check_fill", args=[visit.run.number])
    assert client.get(begun.url).status_code == 200


def test_reviewers_decide_in_the_round_and_not_at_the_doors_of_checks(client, photographed, reviewer, second) -> None:
    client.force_login(reviewer)
    number = photographed.run.number
    refused = client.post(reverse("check_accept", args=[number]), {"words": ""})
    assert refused.status_code == 409
    door = reverse("shop_visit_act", args=[photographed.pk, "look"])
    assert client.post(door, {"words": "已看"}).status_code == 302
    accept = reverse("shop_visit_act", args=[photographed.pk, "accept"])
    assert client.post(accept, {}).status_code == 409, "65 points are looked at by two"
    client.force_login(second)
    assert client.post(accept, {}).status_code == 302
    photographed.refresh_from_db()
    assert photographed.published_at == MORNING
