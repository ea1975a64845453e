"""What is typed into the grid of targets, and what its hidden fields come back with (C16)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from kpi.models import Target
from kpi.tests.factories import a_branch, a_control_volume
from org.people.choices import Role
from org.tests.factories import a_person

pytestmark = pytest.mark.django_db
WILD = ["-1", "1e400", "1e2", "NaN", "sNaN", "Infinity", "１００", "1,300", "1_000", "99999999999.999", "\x00"]


@pytest.fixture
def branch():
    return a_branch()


@pytest.fixture(autouse=True)
def _manager(client, branch):
    client.force_login(a_person(Role.SERVICE_MANAGER, at=branch.top))


def post(client, branch, **typed):
    unit = branch.units["城区"]
    fields = {f"volume-{unit.pk}": "", f"seen-{unit.pk}": "", "limit": "", "limit_seen": ""}
    named = {"volume": f"volume-{unit.pk}", "seen": f"seen-{unit.pk}"}
    fields |= {named.get(name, name): value for name, value in typed.items()}
    return client.post(f"{reverse('targets')}?unit=DEMO&month=2011-01", fields)


@pytest.mark.parametrize("field", ["volume", "limit"])
@pytest.mark.parametrize("typed", WILD)
def test_a_target_is_a_plain_number_or_refused(client, branch, field, typed):
    answer = post(client, branch, **{field: typed})
    assert answer.status_code == 400
    assert answer.context["form"].errors
    assert not Target.objects.exists()


@pytest.mark.parametrize("seen", ["NaN", "sNaN", "Infinity", "-1", "x", "9" * 20])
def test_a_wild_number_that_was_seen_counts_as_another(client, branch, seen):
    a_control_volume(branch.units["城区"], "2011-01", 800)
    answer = post(client, branch, volume="843", seen=seen)
    assert answer.status_code == 409
    assert answer.context["form"].errors
    assert Target.objects.get().value == 800
