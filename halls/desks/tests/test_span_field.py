"""A page of a day or a month asks for one of them: one field, one button, and a way to the other."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
FORM = re.compile(r'<form class="span-form".*?</form>', re.DOTALL)


@pytest.mark.parametrize("page", ["desks", "agents"])
@pytest.mark.parametrize(
    ("asked", "field", "other"),
    [
        ({"month": "2011-01"}, ("month", "2011-01"), "?day=2011-01-01"),
        ({"day": "2011-01-17"}, ("day", "2011-01-17"), "?month=2011-01"),
    ],
)
def test_one_field_and_one_button(client, page, asked, field, other) -> None:
    client.force_login(a_person(Role.SERVICE_MANAGER, at=a_unit("富阳分公司")))
    shown = client.get(reverse(page), asked).content.decode()
    [form] = FORM.findall(shown)
    assert re.findall(r'name="(\w+)" value="([^"]*)"', form) == [field]
    assert form.count("<button") == 1
    assert f'href="{other}"' in shown
