from __future__ import annotations

import json
import uuid

import pytest
from django.test import Client

from complaints.worklist.saved.models import ListSetup, SavedView
from complaints.worklist.saved.tests.test_keeping import a_view
from org.people.choices import Role
from org.tests.factories import a_person

pytestmark = pytest.mark.django_db
ALL = "/api/v1/saved-views/"
SAID = {"name": "C级", "filters": {"grade": "C"}, "sort": "due", "columns": ["number", "due"]}


class Caller:
    def __init__(self, person):
        self.client = Client()
        self.client.force_login(person)

    def __call__(self, method, address, said=None, **headers):
        return self.client.generic(
            method, address, data="" if said is None else json.dumps(said),
            content_type="application/json", headers={"Idempotency-Key": str(uuid.uuid4()), **headers},
        )  # fmt: skip


def test_a_view_is_made_read_changed_and_deleted(branch, manager):
    call = Caller(manager)
    made = call("POST", ALL, SAID | {"unit": branch.code, "is_first": True})
    assert made.status_code == 201
    pk = made.json()["id"]
    assert made["Location"] == f"{ALL}{pk}/"
    assert made.json() == {
        "id": pk, "owner": manager.staff_number, **SAID, "unit": branch.code,
        "address": f"/complaints/?grade=C&sort=due&view={pk}",
    }  # fmt: skip
    assert ListSetup.objects.get(person=manager).view_id == pk
    assert [row["id"] for row in call("GET", ALL).json()["results"]] == [pk]
    changed = call("PATCH", f"{ALL}{pk}/", {"filters": {"state": "open"}, "is_first": False})
    assert changed.json()["filters"] == {"state": "open"}
    assert changed.json()["unit"] == branch.code
    assert ListSetup.objects.get(person=manager).view is None
    assert call("PATCH", f"{ALL}{pk}/", {"unit": None}).json()["unit"] is None
    assert call("DELETE", f"{ALL}{pk}/").status_code == 204
    assert not SavedView.objects.exists()


def test_the_same_post_twice_makes_one(manager):
    call, key = Caller(manager), {"Idempotency-Key": "once"}
    assert call("POST", ALL, SAID, **key).json() == call("POST", ALL, SAID, **key).json()
    assert SavedView.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"filters": {"password__startswith": "x"}}, 409),
        ({"filters": {"state": "gone"}}, 409),
        ({"filters": ["x"]}, 400),
        ({"filters": {str(at): "x" for at in range(99)}}, 400),
        ({"sort": "owner__password"}, 400),
        ({"columns": ["phone_sealed"]}, 400),
        ({"unit": "NOWHERE"}, 404),
        ({"owner": "1"}, 400),
        ({"name": ""}, 400),
    ],
)
def test_what_is_not_on_the_lists_is_refused(manager, said, status):
    assert Caller(manager)("POST", ALL, SAID | said).status_code == status
    assert not SavedView.objects.exists()


def test_who_does_not_answer_for_a_unit_shares_nothing_with_it(branch):
    assert Caller(a_person(Role.HANDLER, at=branch))("POST", ALL, SAID | {"unit": branch.code}).status_code == 403


def test_others_read_shared_views_only_and_change_none(branch, manager):
    private, shared = a_view(manager, name="私"), a_view(manager, name="公", unit=branch)
    call = Caller(a_person(Role.HANDLER, at=branch))
    assert [row["name"] for row in call("GET", ALL).json()["results"]] == ["公"]
    assert call("GET", f"{ALL}{private.pk}/").status_code == 404
    assert call("PATCH", f"{ALL}{private.pk}/", {"name": "x"}).status_code == 404
    assert call("PATCH", f"{ALL}{shared.pk}/", {"name": "x"}).status_code == 403
    assert call("DELETE", f"{ALL}{shared.pk}/").status_code == 403
    assert SavedView.objects.count() == 2
