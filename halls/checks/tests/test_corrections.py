"""What becomes of a check that is corrected, appealed against, or begun and left lying."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal as D

import pytest
from django.test import Client
from django.urls import reverse

from core.audit.models import AuditEntry
from core.notifications.models import Notification
from halls.checks.choices import CheckKind, CriticalPolicy, RunState, When
from halls.checks.models import CheckRun
from halls.checks.rules import ItemDraft, SectionDraft
from halls.checks.selectors import may_begin, may_clear
from halls.checks.services import (
    CannotReview,
    CannotSend,
    CannotStart,
    Said,
    accept_run,
    clear_draft,
    reopen_run,
    rescore_run,
    retire_template,
    return_run,
    save_answer,
    start_run,
    submit_run,
)
from halls.checks.tests.factories import NOW, a_manager, a_run, a_version, answers_of, filled, items, say, sent
from halls.tests.factories import a_hall
from improvement.actions.models import Action
from org.people.choices import Role
from org.people.models import Person
from org.tests.factories import a_person, a_unit
from org.units.models import Unit

pytestmark = pytest.mark.django_db
A_DAY = dt.timedelta(days=1)


@pytest.fixture
def branch() -> Unit:
    return a_unit()


@pytest.fixture
def hall(branch: Unit) -> Unit:
    return a_hall(under=branch).unit


@pytest.fixture
def manager(hall: Unit) -> Person:
    return a_manager(hall)


@pytest.fixture
def reviewer(branch: Unit) -> Person:
    return a_person(Role.SERVICE_MANAGER, at=branch)


def signed_in(person: Person) -> Client:
    Person.objects.filter(pk=person.pk).update(language="en")
    client = Client(headers={"accept": "text/html"})
    client.force_login(person)
    return client


def by_machine(person: Person, run: CheckRun, words: str) -> int:
    address = reverse("api_check_discard", args=[run.number])
    headers = {"Idempotency-Key": uuid.uuid4().hex, "accept": "application/json"}
    said = {"words": words}
    return signed_in(person).post(address, said, content_type="application/json", headers=headers).status_code


def test_a_granted_appeal_lifts_a_critical_failure(hall: Unit, reviewer: Person) -> None:
    template = a_version(hall, critical_policy=CriticalPolicy.ZERO).template
    run = accept_run(run=sent(a_run(hall, template), dispenser="fail"), by=reviewer, now=NOW)
    assert (run.score, run.outcome, run.critical_findings) == (D(0), "failed", 1)
    lost = {answers_of(run)["dispenser"].pk: D(0)}
    run = rescore_run(run=run, lost=lost, reason="停水，已报修", by=reviewer, now=NOW)
    assert (run.score, run.outcome, run.critical_findings, run.first_score) == (D(100), "", 0, D(0))


def test_who_checks_cannot_let_off_a_critical_item_that_is_worth_nothing(hall: Unit) -> None:
    gate = ItemDraft("消防通道畅通", D(0), "fire", is_critical=True)
    sections = [SectionDraft("安全", items=[gate, ItemDraft("工号牌佩戴", D(100), "badge")])]
    run = a_run(hall, a_version(hall, sections=sections).template)
    fire = answers_of(run)["fire"]
    save_answer(run=run, answer=fire, said=Said("fail", D(0), seen=fire.version), by=run.checker, now=NOW)
    say(run, "badge", "ok")
    assert submit_run(run=run, by=run.checker, now=NOW).outcome == "failed"


@pytest.mark.parametrize("act", [return_run, reopen_run])
def test_a_corrected_check_keeps_the_action_of_the_same_finding(
    act: object, hall: Unit, manager: Person, reviewer: Person
) -> None:
    """However often it comes back; the action leads to what counts now."""
    template = a_version(hall, sections=items(action=When.ON_FAIL)).template
    run = sent(a_run(hall, template, by=manager), tv="fail")
    for _again in range(2):
        run = act(run=run, words="再看一遍", by=reviewer, now=NOW)  # type: ignore[operator]
        run = submit_run(run=run, by=manager, now=NOW)
    action = Action.objects.get()
    assert action.origin_id == answers_of(run)["tv"].pk
    assert run.number in action.origin_address
    page = signed_in(reviewer).get(reverse("check_run", args=[run.number])).content.decode()
    assert action.number in page


def test_a_finding_that_only_the_correction_has_opens_its_own_action(hall: Unit, reviewer: Person) -> None:
    template = a_version(hall, sections=items(action=When.ON_FAIL)).template
    run = sent(a_run(hall, template))
    run = filled(return_run(run=run, words="电视没声音", by=reviewer, now=NOW), tv="fail")
    run = submit_run(run=run, by=run.checker, now=NOW)
    assert Action.objects.get().origin_id == answers_of(run)["tv"].pk


@pytest.mark.parametrize(("act", "kind"), [(return_run, "check.returned"), (reopen_run, "check.reopened")])
def test_whoever_sent_it_is_told_that_it_came_back(
    act: object, kind: str, hall: Unit, manager: Person, reviewer: Person
) -> None:
    again = act(run=sent(a_run(hall, by=manager)), words="照片看不清", by=reviewer, now=NOW)  # type: ignore[operator]
    told = Notification.objects.get(kind=kind)
    assert told.recipient_id == manager.pk
    assert told.address == reverse("check_fill", args=[again.number])
    assert told.params["words"] == "照片看不清"


@pytest.mark.parametrize(("days", "is_late"), [(0, False), (2, True)])
def test_a_correction_is_as_late_as_what_it_corrects(
    days: int, is_late: bool, hall: Unit, manager: Person, reviewer: Person
) -> None:
    """H07: a book sent on its day and reopened on a later one was done on its day."""
    run = filled(a_run(hall, by=manager, started_at=NOW - days * A_DAY))
    run = submit_run(run=run, by=manager, now=NOW)
    again = reopen_run(run=run, words="看错了", by=reviewer, now=NOW + A_DAY)
    assert submit_run(run=again, by=manager, now=NOW + 2 * A_DAY).is_late is is_late


def test_a_draft_of_a_device_is_taken_if_its_sheet_was_retired_after_it_was_begun(
    hall: Unit, manager: Person, reviewer: Person
) -> None:
    """H07."""
    version = a_version(hall)
    retired_at = NOW + dt.timedelta(hours=2)
    retire_template(template=version.template, by=reviewer, now=retired_at)
    version.template.refresh_from_db()
    later = retired_at + dt.timedelta(hours=1)

    def taken(begun: dt.datetime, **more: object) -> CheckRun:
        said = {"unit": hall, "template": version.template, "by": manager, "now": later, "started_at": begun}
        return start_run(**(said | more))  # type: ignore[arg-type]

    with pytest.raises(CannotStart):
        taken(retired_at, version=version)
    with pytest.raises(CannotStart):
        taken(NOW)
    assert taken(NOW, version=version).is_draft


def test_a_hall_s_leader_throws_away_a_book_that_somebody_else_left_lying(hall: Unit, manager: Person) -> None:
    """Else nobody in the hall could do the day's book (H05)."""
    deputy = a_manager(hall)
    run = filled(a_run(hall, by=deputy))
    client = signed_in(manager)
    address = reverse("check_discard", args=[run.number])
    assert reverse("check_discard", args=[run.number]) in (
        client.get(reverse("check_run", args=[run.number])).content.decode()
    )
    assert client.post(address, {"words": " "}).status_code == 409
    assert client.post(address, {"words": "当班人离岗"}).status_code == 302
    run.refresh_from_db()
    assert run.state == RunState.DISCARDED
    entry = AuditEntry.objects.get(verb="check.cleared")
    assert (entry.data["reason"], entry.data["checker"]) == ("当班人离岗", str(deputy))
    assert Notification.objects.get(kind="check.cleared").recipient_id == deputy.pk
    with pytest.raises(CannotSend, match="thrown away"):
        submit_run(run=run, by=deputy, now=NOW)
    assert a_run(hall, run.template, by=manager).is_draft


def test_a_correction_of_somebody_who_left_is_thrown_away_by_machine_too(
    hall: Unit, manager: Person, reviewer: Person
) -> None:
    run = return_run(run=sent(a_run(hall, by=manager)), words="照片看不清", by=reviewer, now=NOW)
    assert by_machine(reviewer, run, "") == 409
    assert by_machine(reviewer, run, "已调离") == 200
    run.refresh_from_db()
    assert run.state == RunState.DISCARDED


def test_what_was_sent_or_is_one_s_own_or_a_reviewer_s_is_not_a_leader_s_to_throw_away(
    hall: Unit, branch: Unit, manager: Person, reviewer: Person
) -> None:
    run = a_run(hall, by=manager)
    clerk = a_person(Role.COUNTER_STAFF, at=hall)
    assert [may_clear(run, person) for person in (manager, clerk, reviewer)] == [False, False, True]
    inspector = a_person(Role.INSPECTOR, at=branch)
    supervised = a_run(hall, a_version(branch, CheckKind.SUPERVISION, name="督导").template, by=inspector)
    assert [may_clear(supervised, person) for person in (manager, reviewer)] == [False, True]
    with pytest.raises(CannotReview):
        clear_draft(run=sent(run), words="不要了", by=reviewer, now=NOW)


@pytest.mark.parametrize("kind", [CheckKind.SUPERVISION, CheckKind.MULTIMEDIA, CheckKind.CROSS])
def test_what_is_being_written_about_a_hall_is_read_there_once_it_is_sent(
    kind: str, hall: Unit, branch: Unit, manager: Person, reviewer: Person
) -> None:
    inspector = a_person(Role.INSPECTOR, at=branch)
    run = a_run(hall, a_version(branch, kind, name="检查").template, by=inspector)
    seen = [CheckRun.objects.visible_to(person).exists() for person in (inspector, reviewer, manager)]
    assert seen == [True, True, False]
    sent(run)
    assert CheckRun.objects.visible_to(manager).get() == run


def test_each_is_offered_the_sheets_that_are_theirs(hall: Unit, branch: Unit, manager: Person) -> None:
    inspector = a_person(Role.INSPECTOR, at=branch)
    offered = {person: [kind for kind in CheckKind if may_begin(kind, hall, person)] for person in (manager, inspector)}
    assert offered[manager] == [CheckKind.DAILY, CheckKind.PATROL]
    assert offered[inspector] == [kind for kind in CheckKind if kind != CheckKind.MYSTERY]


def test_each_section_says_whether_it_reached_its_own_mark(hall: Unit, manager: Person) -> None:
    sections = [
        SectionDraft("环境设施", pass_line=D(90), items=[ItemDraft("饮水机已开", D(50), "dispenser")]),
        SectionDraft("服务规范", pass_line=D(90), items=[ItemDraft("工号牌佩戴", D(30), "badge")]),
        SectionDraft("其他", items=[ItemDraft("门前无停车", D(20), "parking")]),
    ]
    run = sent(a_run(hall, a_version(hall, sections=sections).template, by=manager), dispenser="fail")
    page = signed_in(manager).get(reverse("check_run", args=[run.number])).content.decode()
    assert "Failed · passed from 90" in page
    assert "Passed · passed from 90" in page
    assert page.count("passed from") == 2
