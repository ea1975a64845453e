"""A ticket that every subject has something to say of: what its page costs at most."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from complaints.batches.services import add_ticket, open_batch
from complaints.callbacks.choices import Reached
from complaints.callbacks.selectors import call_of
from complaints.callbacks.services import miss_call
from complaints.casework.choices import Step
from complaints.casework.services import casework_of
from complaints.clocks.choices import ClockKind, PauseReason
from complaints.clocks.services import pause_clock
from complaints.detection.choices import Suspicion
from complaints.detection.models import FalseEntry
from complaints.fieldorders.services import dispatch_order, record_order
from complaints.gates.services import list_customer
from complaints.promises.services import keep_promise, make_promise
from complaints.remedies.rules import Plan
from complaints.remedies.services import propose_alternatives, write_letter
from complaints.responsibility.choices import CausePost, FaultPost
from complaints.responsibility.corrective import LABEL
from complaints.responsibility.services import Found, Named, give_notice, prepare_finding
from complaints.tags.services import plant_tags, put_tag
from complaints.tests.factories import A_MONDAY, a_category, a_complaint, worked_case
from complaints.tickets.models import Complaint
from complaints.tickets.services import add_note, assign_complaint, close_complaint, reopen_complaint
from core.files.services import attach
from improvement.actions.services import open_action
from org.models import Person, Unit
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

A_DAY = dt.timedelta(days=1)


def a_cast_at(branch: Unit) -> dict[Role, Person]:
    """Somebody of every role."""
    return {role: a_person(role, at=branch, name=f"{role.label}一") for role in Role}


def a_full_ticket(
    branch: Unit, cast: dict[Role, Person], *, times: int = 1, notes: int = 60, phone: str = "13805710042"
) -> Complaint:
    """In its second round, grade C, with `times` of everything that a ticket may have several of."""
    manager, handler = cast[Role.SERVICE_MANAGER], cast[Role.HANDLER]
    by: dict[str, Any] = {"by": manager, "now": A_MONDAY}
    hall = a_unit("桂花西路营业厅", under=branch)
    trees = {tree: a_category(tree=tree, code=f"{hall.code}-{tree}") for tree in ("product", "phenomenon", "cause")}
    outside = {"channel": "regulator", "regulator_number": "GX1", "appeal_number": "SS1"}
    said = {"phone": phone, "customer_name": "张女士", "error_side": "own", "error_unit": hall} | outside
    complaint = a_complaint(at=hall, **said, **trees, **by)
    assign_complaint(complaint=complaint, handler=handler, **by)
    worked_case(complaint, grade="C", **by, joint=cast[Role.DEPARTMENT_HEAD])
    close_complaint(complaint=complaint, outcome="solved", note="已退费", **by)
    reopen_complaint(complaint=complaint, reason="broken_promise", note="", **by)
    worked_case(complaint, upto=Step.PHONE_APOLOGY, grade="C", by=handler, joint=cast[Role.DEPARTMENT_HEAD])
    complaint.refresh_from_db()
    _remedies(complaint, handler)
    _blame(complaint, cast, times)
    _around(complaint, branch, cast, times, phone)
    for number in range(notes):
        add_note(complaint=complaint, text=f"第 {number} 次联系", by=handler, now=A_MONDAY)
    complaint.refresh_from_db()
    return complaint


def _remedies(complaint: Complaint, handler: Person) -> None:
    by: dict[str, Any] = {"by": handler, "now": A_MONDAY}
    propose_alternatives(complaint=complaint, first=Plan("赠送月租"), second=Plan("赠送话费卡", Decimal("50.00")), **by)
    write_letter(complaint=complaint, text="深表歉意", **by)


def _blame(complaint: Complaint, cast: dict[Role, Person], times: int) -> None:
    by: dict[str, Any] = {"by": cast[Role.SERVICE_MANAGER], "now": A_MONDAY}
    named = [cast[Role.COUNTER_STAFF]]
    named += [a_person(Role.COUNTER_STAFF, at=complaint.unit, name=f"营业员{number}") for number in range(1, times)]
    first = Decimal(100) - 5 * (len(named) - 1)
    shares = [
        Named(person, FaultPost.REP, CausePost.MARKETING, first if person is named[0] else Decimal(5))
        for person in named
    ]
    found = Found(cause_words="未说明资费", shares=shares, service_amount=Decimal("128.00"))
    finding = prepare_finding(casework=casework_of(complaint), found=found, **by)
    give_notice(finding=finding, answer_by=(A_MONDAY + 7 * A_DAY).date(), **by)


def _around(complaint: Complaint, branch: Unit, cast: dict[Role, Person], times: int, phone: str) -> None:
    """Everything of which there may be several, and the call that waits."""
    manager, handler = cast[Role.SERVICE_MANAGER], cast[Role.HANDLER]
    worker = a_person(Role.HALL_MANAGER, at=complaint.unit, name="陈琳")
    by: dict[str, Any] = {"by": manager, "now": A_MONDAY}
    for number in range(times):
        more = {"complaint": complaint, **by}
        kept = make_promise(words=f"承诺 {number}", owner=handler, due_at=A_MONDAY + A_DAY, **more)
        keep_promise(promise=kept, how="已回电", by=handler, now=A_MONDAY)
        make_promise(words=f"再承诺 {number}", owner=handler, due_at=A_MONDAY + A_DAY, **more)
        order = record_order(unit=complaint.unit, term="other", task="更换光猫", place="桂花路 8 号", **more)
        dispatch_order(order=order, worker=worker, **by)
        attach(SimpleUploadedFile(f"说明{number}.txt", "客户说明".encode()), about=complaint, **by)
        a_complaint(at=complaint.unit, phone=phone, **by)
        open_action(
            origin_label=LABEL, origin=complaint, unit=complaint.unit, owner=worker, cause="告知不清",
            measure="签字确认资费", due_on=(A_MONDAY + 7 * A_DAY).date(), **by,
        )  # fmt: skip
    for suspicion in list(Suspicion)[:times]:
        FalseEntry.objects.create(
            complaint=complaint, unit_path=complaint.unit_path, suspicion=suspicion, found_at=A_MONDAY, about=handler
        )
    plant_tags(**by)
    for tag in ("sanqiang", "major", "media")[:times]:
        put_tag(complaint=complaint, tag=tag, **by)
    batch = open_batch(title="群发短信", unit=branch, why="同一活动引起", **by)
    for ticket in Complaint.objects.filter(unit=complaint.unit):
        add_ticket(batch=batch, complaint=ticket, **by)
    _clock_and_list(complaint, branch, cast, phone)


def _clock_and_list(complaint: Complaint, branch: Unit, cast: dict[Role, Person], phone: str) -> None:
    handler = cast[Role.HANDLER]
    pause_clock(
        complaint=complaint, kind=ClockKind.HANDLING, reason=PauseReason.CUSTOMER_AWAY, note="客户出差",
        resume_at=A_MONDAY + 2 * A_DAY, by=handler, now=A_MONDAY,
    )  # fmt: skip
    call = call_of(complaint)
    if call is not None:
        miss_call(call=call, why=Reached.NO_ANSWER, words="无人接听", by=cast[Role.CALLER], now=A_MONDAY)
    now = timezone.now()
    list_customer(
        phone=phone, unit=branch, purpose="统一答复口径", reviewer=cast[Role.SERVICE_MANAGER],
        expires_on=timezone.localdate(now) + 90 * A_DAY, by=cast[Role.MARKET_MANAGER], now=now,
    )  # fmt: skip
