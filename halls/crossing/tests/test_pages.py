from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from halls.checks.models import CheckRun
from halls.checks.services import return_run
from halls.checks.tests.factories import sent
from halls.crossing.models import CrossPair, CrossRound
from halls.crossing.services import inspect
from halls.crossing.tests.conftest import TODAY
from halls.tests.factories import MORNING
from org.people.choices import Language, Role
from org.people.models import Person
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(monkeypatch) -> None:
    """The doors read the clock; here it is that Monday morning."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: MORNING)


def said(halls, keepers, **more):
    return {
        "name": "一季度互查",
        "opens_on": TODAY.isoformat(),
        "due_on": "2011-02-28",
        "halls": [hall.code for hall in halls],
        "inspectors": [one.staff_number for one in keepers.values()],
    } | more


def test_a_round_is_drawn_told_and_inspected_in_the_browser(client, manager, branch, halls, keepers, template) -> None:
    client.force_login(manager)
    data = said(halls, keepers, template=template.pk)
    answer = client.post(reverse("cross_round_new", args=[branch.code]), data)
    one = CrossRound.objects.get()
    assert answer.url == reverse("cross_round", args=[one.pk])
    address = reverse("cross_round", args=[one.pk])
    shown = client.get(address).content.decode()
    assert all(hall.name in shown for hall in halls)
    client.post(reverse("cross_round_tell", args=[one.pk]), {"version": one.version})
    pair = one.pairs.select_related("person").first()
    client.force_login(pair.person)
    assert pair.hall.name in client.get(reverse("cross_rounds")).content.decode()
    begun = client.post(reverse("cross_pair_inspect", args=[one.pk, pair.pk]))
    pair.refresh_from_db()
    assert begun.url == reverse("check_run", args=[pair.run.number])


def test_what_cannot_be_drawn_says_so_above_the_form_and_keeps_the_ticks(
    client, manager, branch, halls, keepers, template
) -> None:
    client.force_login(manager)
    data = said(halls[:2], keepers, template=template.pk)
    data["inspectors"] = [keepers[hall.name].staff_number for hall in halls[:2]]
    answer = client.post(reverse("cross_round_new", args=[branch.code]), data)
    assert answer.status_code == 409
    assert "inspect each other" in answer.content.decode()
    assert answer.content.decode().count("checked") == 4


def test_without_a_sheet_the_page_says_what_to_do(client, manager, branch) -> None:
    client.force_login(manager)
    assert "Publish a template" in client.get(reverse("cross_round_new", args=[branch.code])).content.decode()


def test_an_inspector_of_another_hall_does_not_begin_it(client, told, keepers) -> None:
    pair = told.pairs.first()
    other = next(one for one in keepers.values() if one != pair.person)
    client.force_login(other)
    assert client.post(reverse("cross_pair_inspect", args=[told.pk, pair.pk])).status_code == 403
    client.force_login(a_person(Role.SERVICE_MANAGER, at=a_unit("临安分公司")))
    assert client.post(reverse("cross_pair_inspect", args=[told.pk, pair.pk])).status_code == 404


def test_scores_are_shown_to_whoever_may_read_the_checks_and_to_nobody_else(client, told, keepers, manager) -> None:
    pair, other = told.pairs.all()[:2]
    for one in (pair, other):
        run = inspect(pair=one, by=one.person, now=MORNING)
        sent(run)
        CheckRun.objects.filter(pk=run.pk).update(score="61.50")
    address = reverse("cross_round", args=[told.pk])
    for person in keepers.values():
        client.force_login(person)
        seen = sum(1 for one in (pair, other) if person in {one.person, keepers[one.hall.name]})
        assert client.get(address).content.decode().count("61.50") == seen, person
    client.force_login(manager)
    assert client.get(address).content.decode().count("61.50") == 3, "both halls and their mean"


def test_whoever_is_inspected_sees_who_comes_and_by_which_number_it_was_drawn(client, told, keepers) -> None:
    """docs/decisions/0022: a lot is believed when it can be checked."""
    Person.objects.update(language=Language.ENGLISH)
    for pair in told.pairs.select_related("hall", "person"):
        client.force_login(keepers[pair.hall.name])
        shown = client.get(reverse("cross_round", args=[told.pk])).content.decode()
        assert pair.person.name in shown
        assert f"with the number {told.seed};" in shown


def test_a_draft_is_not_seen_by_those_who_will_inspect(client, drawn, keepers) -> None:
    one = drawn()
    client.force_login(next(iter(keepers.values())))
    assert client.get(reverse("cross_round", args=[one.pk])).status_code == 404


def test_the_page_asks_the_same_few_questions_for_four_halls_and_for_twenty(
    client, manager, told, django_assert_max_num_queries
) -> None:
    for pair in told.pairs.all():
        inspect(pair=pair, by=pair.person, now=MORNING)
    client.force_login(manager)
    with django_assert_max_num_queries(14):
        assert client.get(reverse("cross_round", args=[told.pk])).status_code == 200


def test_a_machine_draws_tells_and_begins(api_client, manager, branch, halls, keepers, template) -> None:
    client = api_client(manager)
    data = said(halls, keepers, unit=branch.code, template=template.pk)
    made = client.post(reverse("api_cross_rounds"), data).json()
    assert len(made["pairs"]) == 4
    again = client.post(reverse("api_cross_round_draw", args=[made["id"]]), {"version": 1, "why": "重抽"}).json()
    assert again["draws"] == 2
    told = client.post(reverse("api_cross_round_tell", args=[made["id"]]), {"version": again["version"]}).json()
    assert told["state"] == "told"
    pair = CrossPair.objects.select_related("person").first()
    begun = api_client(pair.person).post(reverse("api_cross_pair_inspect", args=[made["id"], pair.pk]), {})
    assert (begun.status_code, begun.json()["check"] is None) == (201, False)
    run = sent(CheckRun.objects.get(number=begun.json()["check"]), now=MORNING)
    returned = return_run(run=run, words="照片不清", by=manager, now=MORNING)
    anew = api_client(pair.person).post(reverse("api_cross_pair_inspect", args=[made["id"], pair.pk]), {})
    assert anew.json()["check"] == returned.number
    refused = client.post(
        reverse("api_cross_pair_change", args=[made["id"], pair.pk]),
        {"version": pair.version, "why": "病假", "inspector": pair.person.staff_number},
    )
    assert refused.status_code == 409
    unknown = client.post(reverse("api_cross_rounds"), data | {"halls": ["X"]})
    assert (unknown.status_code, "X" in unknown.content.decode()) == (400, True)


@pytest.fixture
def api_client():
    from rest_framework.test import APIClient

    def of(person):
        client = APIClient(headers={"Idempotency-Key": str(uuid.uuid4())})
        client.force_authenticate(person)
        post = client.post

        def with_key(address, data):
            return post(address, data, format="json", headers={"Idempotency-Key": str(uuid.uuid4())})

        client.post = with_key
        return client

    return of
