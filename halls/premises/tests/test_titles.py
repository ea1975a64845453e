"""A form says by its title what it changes."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from halls.tests.factories import a_hall
from org.people.choices import Role
from org.tests.factories import a_person

pytestmark = pytest.mark.django_db


def test_the_form_of_a_hall_is_titled_with_the_hall(client) -> None:
    hall = a_hall("桂花西路营业厅")
    client.force_login(a_person(Role.SERVICE_MANAGER, at=hall.unit))
    page = client.get(reverse("hall_edit", args=[hall.unit.code])).content.decode()
    titles = re.findall(r"<h1[^>]*>(.*?)</h1>|<title>(.*?)</title>", page, re.DOTALL)
    assert len(titles) == 2
    assert all("桂花西路营业厅" in "".join(title) for title in titles)
