"""S2 3.3: a grade C case is handled jointly with the head of the responsible department, wherever in the branch."""

from __future__ import annotations

import pytest
from django.urls import reverse

from complaints.casework.forms import partners_for
from complaints.casework.services import CannotJoin, casework_of, grade_case, join, judge, verify
from complaints.responsibility.corrective import action_address
from complaints.responsibility.selectors import sees_shares
from complaints.tests.factories import A_MONDAY, a_complaint
from complaints.tickets.models import Complaint, may_take_part
from complaints.tickets.tests.test_api import Machine
from core.files.models import Attachment
from core.files.registry import owner_of
from core.files.selectors import files_of
from core.files.services import attach
from core.files.tests.uploads import PDF, an_upload
from improvement.actions.models import Action
from org.access.choices import Right
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


def person_answered(client, person):
    client.force_login(person)
    return client


def test_a_joint_head_verifies_notes_and_proves(client, complaint, head):
    """S2 3.3: facts are verified together; what the department knows stands in the ticket's history."""
    number, client = [complaint.number], person_answered(client, head)
    assert client.get(reverse("complaint_note", args=number)).status_code == 404
    joined(complaint, head)
    assert (
        client.post(reverse("complaint_note", args=number), {"kind": "note", "text": "基站当日检修"}).status_code == 302
    )
    page = client.get(reverse("complaint", args=number)).content.decode()
    assert reverse("case_verify", args=number) in page
    assert reverse("complaint_note", args=number) in page
    assert owner_of("complaints.complaint").editable(head, complaint)
    said = {"person_heard": head.staff_number, "finding": "当日断电两小时"}
    assert client.post(reverse("case_verify", args=number), said).status_code == 302
    assert casework_of(complaint).verify_by == head


def test_a_joint_head_takes_away_no_proof_of_others(client, complaint, head):
    """Who is partly the cause of a complaint does not decide what proves it."""
    handler = a_person(Role.HANDLER, at=complaint.unit)
    joined(complaint, head)
    proof = attach(an_upload(PDF, "录音记录.pdf"), about=complaint, by=handler, now=A_MONDAY)
    own = attach(an_upload(PDF, "检修单.pdf"), about=complaint, by=head, now=A_MONDAY)
    doors = [reverse("attachment_remove", args=[one.pk]) for one in (proof, own)]
    client = person_answered(client, head)
    page = client.get(reverse("complaint", args=[complaint.number])).content.decode()
    assert [door in page for door in doors] == [False, True]
    assert [client.post(door).status_code for door in doors] == [403, 200]
    assert Attachment.objects.about(complaint).get() == proof
    page = person_answered(client, handler).get(reverse("complaint", args=[complaint.number])).content.decode()
    assert doors[0] in page
    assert client.post(doors[0]).status_code == 200


def test_a_list_of_many_own_files_asks_no_more_than_one_of_few(client, complaint, head, django_assert_max_num_queries):
    joined(complaint, head)
    for place in range(6):
        attach(an_upload(PDF, f"检修单{place}.pdf"), about=complaint, by=head, now=A_MONDAY)
    kept = Complaint.objects.get(pk=complaint.pk)
    assert head.may(Right.COMPLAINT_EDIT)
    with django_assert_max_num_queries(2):
        assert len(files_of(kept, person=head).removable) == 6


def test_a_head_whose_round_is_over_takes_away_not_even_the_own_file(complaint, head):
    joined(complaint, head)
    own = attach(an_upload(PDF, "检修单.pdf"), about=complaint, by=head, now=A_MONDAY)
    casework_of(complaint).__class__.objects.filter(complaint=complaint).update(is_current=False)
    assert not owner_of("complaints.complaint").removable(head, complaint, own)


def test_a_joint_head_apologises_in_person_once_it_is_judged(client, complaint, head):
    """S2 3.3: responsible person or department head apologises."""
    joined(complaint, head)
    case = casework_of(complaint)
    verify(casework=case, person_heard=head, finding="当日断电两小时", by=head, now=A_MONDAY)
    judge(casework=casework_of(complaint), validity="valid", reason="属实", by=None, now=A_MONDAY)
    answer = person_answered(client, head).post(
        reverse("case_personal_apology", args=[complaint.number]), {"who": "网络部主管", "words": "上门致歉"}
    )
    assert answer.status_code == 302
    assert casework_of(complaint).personal_apology_by == head


def test_a_joint_head_opens_a_measure_at_the_own_department_and_at_no_other(client, complaint, head):
    """S4 5.1: the department corrects what caused it."""
    joined(complaint, head)
    verify(casework=casework_of(complaint), person_heard=head, finding="断电", by=head, now=A_MONDAY)
    judge(casework=casework_of(complaint), validity="valid", reason="属实", by=None, now=A_MONDAY)
    address, own = action_address(complaint), head.current_postings[0].unit
    client = person_answered(client, head)
    said = {
        "unit": own.code, "cause": "断电", "measure": "加装备用电源", "owner": head.staff_number, "due_on": "2099-01-05"
    }  # fmt: skip
    assert client.get(address).status_code == 200
    assert client.post(address, said | {"unit": complaint.unit.code}).status_code == 400
    assert client.post(address, said).status_code == 302
    action = Action.objects.get()
    assert (action.unit, action.owner, casework_of(complaint).corrective_by) == (own, head, head)


def test_a_machine_of_a_joint_head_does_as_much(client, complaint, head):
    machine = Machine(client, head, Right.COMPLAINT_VIEW, Right.COMPLAINT_EDIT, Right.ACTION_EDIT)
    address = f"/api/v1/complaints/{complaint.number}/"
    assert machine.send(f"{address}notes/", {"text": "基站当日检修"}).status_code == 404
    joined(complaint, head)
    assert machine.send(f"{address}notes/", {"text": "基站当日检修"}).status_code == 201
    assert machine.send(f"{address}calls/", {"text": "约定周一复测"}).status_code == 201
    reader = Machine(client, head, Right.COMPLAINT_VIEW)
    assert reader.send(f"{address}calls/", {"text": "约定周一复测"}).status_code == 403
    said = {"person_heard": head.staff_number, "finding": "当日断电两小时"}
    assert machine.send(f"{address}case/verify/", said).status_code == 200
    judge(casework=casework_of(complaint), validity="valid", reason="属实", by=None, now=A_MONDAY)
    said = {"who": "网络部主管", "words": "上门致歉"}
    assert machine.send(f"{address}case/personal-apology/", said).status_code == 200
    said = {
        "origin": f"complaints.complaint:{complaint.pk}", "unit": head.current_postings[0].unit.code, "cause": "断电",
        "measure": "加装备用电源", "owner": head.staff_number, "due_on": "2099-01-05",
    }  # fmt: skip
    assert machine.send("/api/v1/actions/", said).status_code == 201
    for act in ("judge", "join", "phone-apology", "explain", "disposal"):
        assert machine.send(f"{address}case/{act}/", {}).status_code == 403, act


NEVER = (
    "case_grade", "case_regrade", "case_join", "case_judge", "case_rejudge", "case_explain", "case_phone_apology",
    "case_disposal", "complaint_edit", "complaint_assign", "complaint_acknowledge", "complaint_close",
    "complaint_void", "complaint_reveal", "offer_alternatives", "offer_choice", "offer_mediation", "letter_edit",
    "finding_edit", "promise_new", "tag_put", "escalation_raise", "demand_refuse", "dissatisfied_new",
)  # fmt: skip


@pytest.mark.parametrize("name", NEVER)
def test_a_joint_head_neither_grades_nor_judges_pays_or_closes(client, complaint, head, name):
    joined(complaint, head)
    address = reverse(name, args=[complaint.number])
    assert person_answered(client, head).post(address).status_code == 403


def test_who_only_sees_the_ticket_or_joined_an_ended_round_takes_no_part(client, complaint, head, branch):
    joined(complaint, head)
    reader = a_person(Role.COUNTER_STAFF, at=complaint.unit)
    assert not may_take_part(reader, complaint)
    assert may_take_part(head, complaint)
    colleague = a_person(Role.DEPARTMENT_HEAD, at=head.current_postings[0].unit)
    assert not may_take_part(colleague, complaint)
    casework_of(complaint).__class__.objects.filter(complaint=complaint).update(is_current=False)
    assert not may_take_part(head, complaint)
    client.force_login(head)
    assert client.get(reverse("case_verify", args=[complaint.number])).status_code == 404


def test_a_closed_ticket_is_looked_at_only(complaint, head):
    joined(complaint, head)
    complaint.state = "closed"
    assert not may_take_part(head, complaint)


def test_a_joint_head_reads_of_the_finding_what_names_the_head(complaint, head):
    """Statement and objection are the person's own, by the share that names them, not by joining."""
    joined(complaint, head)
    assert not sees_shares(head, complaint)
