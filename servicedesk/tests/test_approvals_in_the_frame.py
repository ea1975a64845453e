"""What waits for approval shows in the navigation and at home, and only for whom it waits."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from core.approvals.choices import Decision
from core.approvals.services import decide
from core.approvals.tests.factories import a_request
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db


def shown_to(client, person, address: str = "home"):
    """The badge in the navigation, None where the entry does not show; and what stands at home."""
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(reverse(address))
    badges = {entry.code: entry.badge for entry in answer.context["nav"]}
    return badges.get("approvals"), list(answer.context.get("approvals") or [])


def test_it_shows_while_something_waits_and_for_whom(client):
    unit = a_unit()
    asker, manager = (a_person(role, at=unit) for role in (Role.SERVICE_MANAGER, Role.GENERAL_MANAGER))
    assert shown_to(client, manager) == (None, [])
    asked = a_request([manager], about=unit, by=asker, now=timezone.now())
    assert shown_to(client, manager) == ("1", [asked])
    assert shown_to(client, asker) == (None, [])
    decide(request=asked, decision=Decision.APPROVE, by=manager, now=timezone.now())
    assert shown_to(client, manager) == (None, [])


def test_where_one_stands_in_it_the_entry_shows_without_a_number(client):
    person = a_person(Role.HANDLER, at=a_unit())
    assert shown_to(client, person, "approvals")[0] == ""
