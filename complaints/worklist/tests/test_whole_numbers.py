from __future__ import annotations

import pytest

from complaints.tests.factories import a_complaint
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("written", ["13805715678", "138 0571 5678", "%2B86-138-0571-5678"])
def test_a_whole_number_does_not_stay_in_the_address_of_the_list(client, written):
    branch = a_unit()
    complaint = a_complaint(at=branch, phone="13805715678")
    a_complaint(at=branch, phone="13805719999")
    client.force_login(a_person(Role.HANDLER, at=branch))
    answer = client.get(f"/complaints/?state=open&q={written}")
    assert answer.headers["Location"] == "/complaints/?state=open&q=5678"
    page = client.get(answer.headers["Location"]).context["page"]
    assert [row.number for row in page.rows] == [complaint.number]
