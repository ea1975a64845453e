"""What a department owns ends at its branch: errors, causes, and its people's shares."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from complaints.cadence import rules
from complaints.cadence.choices import SheetKind
from complaints.cadence.models import CauseOwner
from complaints.cadence.selectors import owned
from complaints.cadence.services import CannotSetStandard, name_owner
from complaints.casework.models import Casework
from complaints.casework.services import casework_of
from complaints.responsibility.choices import CausePost, Decision, FaultPost, FindingState
from complaints.responsibility.models import Finding, Share
from complaints.tests.factories import A_MONDAY, a_category, a_complaint
from complaints.tickets.models import Complaint
from complaints.tickets.tests.test_api import Machine
from org.access.choices import Right
from org.people.choices import Role
from org.tests.factories import a_person, a_unit
from org.units.choices import UnitKind

pytestmark = pytest.mark.django_db
SPAN = rules.span_on(SheetKind.PROBLEMS, A_MONDAY.date())


@pytest.fixture
def company():
    return a_unit("示例省公司", kind=UnitKind.COMPANY)


@pytest.fixture
def branch(company):
    return a_unit("富阳分公司", under=company)


@pytest.fixture
def other(company):
    return a_unit("临安分公司", under=company)


@pytest.fixture
def network(branch):
    return a_unit("网络部", kind=UnitKind.DEPARTMENT, under=branch)


def grounds(unit: Any) -> dict[str, list[Complaint]]:
    return {ground: list(rows.order_by("pk")) for ground, rows in owned(unit, SPAN).items()}


def give(cause: Any, unit: Any, *, by: Any, **more: Any) -> CauseOwner:
    return name_owner(cause=cause, unit=unit, valid_from=SPAN.first, by=by, now=A_MONDAY, **more)


def a_finding(case: Casework, named: Any, *, decision: str = "", by: Any) -> Finding:
    decided = {"state": FindingState.DECIDED, "decision": decision, "decided_by": by, "decided_at": A_MONDAY}
    finding = Finding.objects.create(
        casework=case, unit_path=case.complaint.unit_path, cause_words="未说明", made_by=by, made_at=A_MONDAY,
        noticed_at=A_MONDAY, **(decided if decision else {"state": FindingState.NOTICED}),
    )  # fmt: skip
    Share.objects.create(finding=finding, person=named, post=FaultPost.REP, cause_post=CausePost.MARKETING, percent=100)
    return finding


def test_no_ground_reaches_into_another_branch_of_the_company(company, branch, other, network):
    manager, worker = a_person(Role.SERVICE_MANAGER, at=company), a_person(Role.HANDLER, at=network)
    cause = a_category("网络质量")
    give(cause, network, by=manager)
    found = {}
    for place in (branch, other):
        wrong, caused, shared = (a_complaint(at=place, cause=one) for one in (None, cause, None))
        Complaint.objects.filter(pk=wrong.pk).update(error_side="own", error_unit=network, error_path=network.path)
        a_finding(casework_of(shared), worker, by=manager)
        found[place] = {"error": [wrong], "cause": [caused], "share": [shared]}
    assert grounds(network) == found[branch]


def test_each_branch_gives_a_cause_to_its_own_department(company, branch, other, network):
    theirs = a_unit("网络部", kind=UnitKind.DEPARTMENT, under=other)
    cause, manager = a_category("网络质量"), a_person(Role.SERVICE_MANAGER, at=company)
    give(cause, network, by=manager)
    give(cause, theirs, by=manager)
    give(a_category("其他"), None, branch=other, by=manager)
    tickets = [a_complaint(at=place, cause=cause) for place in (branch, other, company)]
    assert [grounds(unit)["cause"] for unit in (network, theirs)] == [tickets[:1], tickets[1:2]]


def test_a_branch_below_a_branch_gives_its_causes_itself(branch, network):
    county, cause = a_unit("新登县分公司", under=branch), a_category("网络质量")
    give(cause, network, by=a_person(Role.SERVICE_MANAGER, at=branch))
    mine = a_complaint(at=branch, cause=cause)
    a_complaint(at=county, cause=cause)
    assert grounds(network)["cause"] == [mine]


def test_an_owner_outside_ones_branch_is_refused(branch, other, network, client):
    manager, cause = a_person(Role.SERVICE_MANAGER, at=other), a_category("网络质量", code="NET")
    with pytest.raises(CannotSetStandard):
        give(cause, network, by=manager)
    with pytest.raises(CannotSetStandard):
        give(cause, None, branch=branch, by=manager)
    with pytest.raises(CannotSetStandard):
        give(cause, network, by=a_person(Role.SERVICE_MANAGER, at=network))
    client.force_login(manager)
    said = {"cause": "NET", "unit": network.code, "valid_from": timezone.localdate().isoformat()}
    assert client.post(reverse("cadence_owners"), said).status_code == 400
    machine = Machine(client, manager, Right.COMPLAINT_VIEW, Right.CATEGORY_EDIT)
    assert machine.send("/api/v1/sheets/owners/", said).status_code == 400
    assert not CauseOwner.objects.exists()


def test_nobody_is_said_for_a_branch_and_another_branchs_owners_are_not_shown(company, branch, other, network, client):
    manager, whole = a_person(Role.SERVICE_MANAGER, at=branch), a_person(Role.SERVICE_MANAGER, at=company)
    cause = a_category("网络质量", code="NET")
    assert give(cause, None, by=manager).branch == branch
    with pytest.raises(CannotSetStandard):
        give(cause, None, by=whole)
    client.force_login(whole)
    said = {"cause": "NET", "unit": "", "valid_from": timezone.localdate().isoformat()}
    assert client.post(reverse("cadence_owners"), said).status_code == 409
    assert client.post(reverse("cadence_owners"), said | {"branch": other.code}).status_code == 302
    assert {one.branch for one in CauseOwner.objects.all()} == {branch, other}
    assert list(CauseOwner.objects.visible_to(a_person(Role.HANDLER, at=network))) == [
        CauseOwner.objects.get(branch=branch)
    ]
    shown = client.get(reverse("cadence_owners")).content.decode()
    client.force_login(manager)
    assert "临安分公司" in shown
    assert "临安分公司" not in client.get(reverse("cadence_owners")).content.decode()
    machine = Machine(client, manager, Right.COMPLAINT_VIEW, Right.CATEGORY_EDIT)
    assert [row["branch"] for row in machine.get("/api/v1/sheets/owners/").json()["results"]] == [branch.code]


def test_a_lifted_finding_of_a_former_round_hides_none_that_was_upheld_since(branch, network):
    manager, worker = a_person(Role.SERVICE_MANAGER, at=branch), a_person(Role.HANDLER, at=network)
    complaint = a_complaint(at=branch)
    former = casework_of(complaint)
    a_finding(former, worker, decision=Decision.LIFTED, by=manager)
    assert grounds(network)["share"] == []
    Casework.objects.filter(pk=former.pk).update(is_current=False)
    second = Casework.objects.create(complaint=complaint, round=2, started_at=A_MONDAY + dt.timedelta(days=1))
    assert grounds(network)["share"] == []
    a_finding(second, worker, decision=Decision.UPHELD, by=manager)
    assert grounds(network)["share"] == [complaint]


def test_a_finding_of_a_former_round_names_nobody_any_more(branch, network):
    manager, worker = a_person(Role.SERVICE_MANAGER, at=branch), a_person(Role.HANDLER, at=network)
    case = casework_of(a_complaint(at=branch))
    a_finding(case, worker, decision=Decision.UPHELD, by=manager)
    Casework.objects.filter(pk=case.pk).update(is_current=False)
    assert grounds(network)["share"] == []
