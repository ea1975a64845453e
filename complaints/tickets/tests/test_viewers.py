"""Two people on one ticket know of each other; nobody outside its scope does."""

from __future__ import annotations

import pytest
from django.urls import reverse

from complaints.tests.factories import a_complaint
from core.models import Presence
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch():
    return a_unit("富阳分公司", under=a_unit("公司"))


def beat(client, person, ticket, **said):
    client.force_login(person)
    return client.post(reverse("presence", args=["complaints.complaint", ticket.pk]), said)


def test_two_on_one_ticket_see_each_other_and_who_writes(client, branch):
    ticket = a_complaint(at=branch)
    lin, auditor = a_person(Role.HANDLER, at=branch, name="林晓"), a_person(Role.AUDITOR, at=branch, name="赵晨")
    beat(client, lin, ticket, writing="on")
    assert "林晓" in beat(client, auditor, ticket).content.decode()
    seen = beat(client, lin, ticket).content.decode()
    assert "赵晨" in seen
    assert "viewer-writing" not in seen


@pytest.mark.parametrize("role", [Role.SERVICE_MANAGER, Role.MYSTERY_SHOPPER])
def test_from_outside_nothing_is_said_and_nothing_written(client, branch, role):
    ticket = a_complaint(at=branch)
    place = branch if role == Role.MYSTERY_SHOPPER else a_unit("临安分公司")
    assert beat(client, a_person(role, at=place), ticket).status_code == 404
    assert not Presence.objects.exists()


@pytest.mark.parametrize(
    ("name", "writing"), [("complaint", False), ("complaint_close", True), ("complaint_edit", True)]
)
def test_the_page_of_a_ticket_and_its_forms_say_that_they_are_open(client, branch, name, writing):
    ticket = a_complaint(at=branch)
    client.force_login(a_person(Role.SERVICE_MANAGER, at=branch))
    html = client.get(reverse(name, args=[ticket.number])).content.decode()
    address = reverse("presence", args=["complaints.complaint", ticket.pk])
    assert f'data-presence="{address}"' in html
    assert ("data-writing" in html) == writing
