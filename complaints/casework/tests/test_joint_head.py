"""S2 3.3: a grade C case is handled jointly with the head of the responsible department, wherever in the branch."""

from __future__ import annotations

import pytest
from django.urls import reverse

from complaints.casework.forms import partners_for
from complaints.casework.services import CannotJoin, casework_of, grade_case, join
from complaints.tests.factories import A_MONDAY, a_complaint
from complaints.tickets.models import Complaint
from org.people.choices import Role
from org.tests.factories import a_person, a_unit
from org.units.choices import UnitKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch():
    company = a_unit("公司", kind=UnitKind.COMPANY)
    return a_unit("富阳分公司", kind=UnitKind.BRANCH, under=company)


@pytest.fixture
def head(branch):
    network = a_unit("网络部", kind=UnitKind.DEPARTMENT, under=branch)
    return a_person(Role.DEPARTMENT_HEAD, at=network)


@pytest.fixture
def complaint(branch):
    hall = a_unit("桂花西路营业厅", kind=UnitKind.HALL, under=branch)
    a_complaint(at=hall, phone="13805710077")
    return a_complaint(at=hall)


def joined(complaint, head):
    grade_case(casework=casework_of(complaint), grade="C", by=None, now=A_MONDAY)
    join(casework=casework_of(complaint), joint_handler=head, by=None, now=A_MONDAY)


def test_the_head_of_a_department_beside_the_ticket_sees_that_one_and_no_other(client, complaint, head):
    assert list(Complaint.objects.visible_to(head)) == []
    assert head in partners_for(complaint)
    joined(complaint, head)
    assert list(Complaint.objects.visible_to(head)) == [complaint]
    client.force_login(head)
    assert client.get(reverse("complaint", args=[complaint.number])).status_code == 200
    other = Complaint.objects.exclude(pk=complaint.pk).get()
    assert client.get(reverse("complaint", args=[other.number])).status_code == 404


def test_a_head_at_one_of_several_roots_sees_the_joint_ticket_of_another(complaint):
    head = a_person(Role.DEPARTMENT_HEAD, at=a_unit("省公司网络部", kind=UnitKind.COMPANY))
    assert not head.current_postings[0].unit.parent
    assert list(Complaint.objects.visible_to(head)) == []
    case = casework_of(complaint)
    grade_case(casework=case, grade="C", by=None, now=A_MONDAY)
    case.__class__.objects.filter(pk=case.pk).update(joint_handler=head, join_at=A_MONDAY)
    assert list(Complaint.objects.visible_to(head)) == [complaint]


def test_a_head_of_another_branch_joins_nothing(complaint, branch):
    other = a_unit("临安分公司", kind=UnitKind.BRANCH, under=branch.parent)
    stranger = a_person(Role.DEPARTMENT_HEAD, at=a_unit("临安网络部", kind=UnitKind.DEPARTMENT, under=other))
    assert stranger not in partners_for(complaint)
    with pytest.raises(CannotJoin):
        joined(complaint, stranger)


def test_nobody_else_sees_more_for_having_joined(complaint, branch, head):
    joined(complaint, head)
    colleague = a_person(Role.HANDLER, at=head.current_postings[0].unit)
    assert list(Complaint.objects.visible_to(colleague)) == []


def test_the_ticket_leaves_the_sight_with_the_round(complaint, head):
    joined(complaint, head)
    casework_of(complaint).__class__.objects.filter(complaint=complaint).update(is_current=False)
    assert list(Complaint.objects.visible_to(head)) == []
