"""A branch with everything in it once, one person a role, and a twin branch beside it.

What belongs to one person alone (jobs, notices, imports, tokens, exports) belongs to the service manager.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.utils import timezone

from complaints.categories.choices import Tree
from complaints.models import Complaint
from complaints.tests.factories import a_category, a_complaint
from complaints.tickets.services import add_note, assign_complaint, log_call
from core.api.tokens import create_token
from core.approvals.choices import Decision
from core.approvals.services import Fact, appoint_substitute, ask_again, decide
from core.approvals.tests.factories import SHARED, a_request
from core.exports.services import KIND as EXPORT_JOB
from core.exports.services import Wish, keep_export
from core.files.services import attach, store
from core.files.tests.uploads import an_image
from core.imports import services as imports
from core.imports.registry import kind_of
from core.jobs.choices import JobState
from core.jobs.models import Job
from core.jobs.services import FAILED_NOTICE
from core.notifications.services import notify
from core.webhooks.models import WebhookEndpoint
from core.webhooks.services import ping
from kpi.targets.choices import Operator, TargetKind
from kpi.targets.services import set_target
from org.access.choices import Right
from org.calendar.services import load_official_years, set_day, set_up_default_calendar
from org.customers.services import enter_customer_base
from org.models import Person, Posting, Unit, WorkCalendar
from org.people.choices import Role
from org.people.services import end_posting, start_posting
from org.tests.factories import a_person, a_unit
from org.units.choices import UnitKind
from org.units.services import set_aliases
from servicedesk.tests.access import (
    world_bulk,
    world_cadence,
    world_calls,
    world_detection,
    world_escalation,
    world_findings,
    world_halls,
    world_remedies,
    world_views,
)
from servicedesk.tests.access.table import ELSEWHERE

Marker = Callable[[str], str]
A_DAY = dt.datetime(2011, 1, 17, 7, 20, tzinfo=dt.UTC)
LATER = A_DAY + dt.timedelta(days=14)
CAST = Role.SERVICE_MANAGER
SHEET = """工单编号,受理时间,标题,归属单位,手机号码,状态
{number},2011-01-18 09:30,{said},{unit},13805710043,在途
,,{said},{unit},,
"""


@dataclass
class World:
    branch: Unit
    hall: Unit
    other: Unit
    people: dict[str, Person]
    complaint: Complaint
    things: dict[str, Any] = field(default_factory=dict)


@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])  # as every test
def build_world(mark: Marker = str) -> World:
    """`mark` is laid over every text that a person could type: the crawl makes it hostile."""
    company = a_unit(mark("公司"), kind=UnitKind.COMPANY, code="CO")
    branch = a_unit(mark("富阳分公司"), under=company, code="FY")
    hall = a_unit(mark("桂花西路营业厅"), kind=UnitKind.HALL, under=branch, code="FY-H01")
    other = a_unit(mark("临安分公司"), under=company, code="LA")
    people = {
        role.value: a_person(role, at=branch, name=mark("林晓"), post=mark("岗位"), staff_number=f"FY-{role.value}")
        for role in Role
    }
    people[ELSEWHERE] = a_person(CAST, at=other, name=mark("赵晨"), staff_number="LA-1")
    manager = people[CAST]
    set_up_default_calendar(by=manager, now=A_DAY)
    load_official_years(first=2010, last=2011, by=manager, now=A_DAY)
    set_day(date=dt.date(2011, 1, 20), kind="holiday", name=mark("停电"), reason=mark("通知"), by=manager, now=A_DAY)
    set_aliases(unit=hall, names=[mark("桂花")], by=manager, now=A_DAY)
    categories = {tree: a_category(mark("强制加入"), tree=tree, code=f"K-{tree.value}") for tree in Tree}
    complaint = _a_ticket(hall, manager, people[Role.HANDLER], categories, mark)
    world = World(branch, hall, other, people, complaint, {"category": categories[Tree.CAUSE]})
    _figures(world, mark)
    add_files(world, mark)
    add_personal_things(world, mark)
    add_approval(world, mark)
    add_cases(world, mark)
    add_webhook(world, mark)
    _staff(world, mark)
    world_halls.add_halls(world.things, hall, people, mark)
    return world


CASES = (world_calls, world_remedies, world_escalation, world_findings, world_detection)
"""Rooms with tickets of their own, received on their A_DAY."""


def add_cases(world: World, mark: Marker = str) -> None:
    """Tickets on which each subject has done its part, an act on many, a sheet and a view."""
    things, hall, people = world.things, world.hall, world.people
    world_calls.add_calls(things, hall, people, mark)
    world_remedies.add_remedies(things, hall, people, mark)
    world_escalation.add_escalation(things, hall, people, mark)
    world_findings.add_findings(things, hall, people, mark)
    world_detection.add_detection(things, hall, people, mark)
    world_bulk.add_bulk(things, world.complaint, people, mark)
    world_cadence.add_cadence(things, hall)
    world_views.add_views(things, hall, people, mark)


def _a_ticket(hall: Unit, manager: Person, handler: Person, categories: dict[Tree, Any], mark: Marker) -> Complaint:
    said = {
        "subject": mark("强制办理家庭网"),
        "text": mark("未经同意被加入家庭网"),
        "customer_name": mark("张女士"),
        "place": mark("桂花路"),
        "remedy_sought": mark("退费"),
        "validity": "valid",
        "validity_reason": mark("录音为证"),
        "upstream_number": mark("JT1"),
        "regulator_number": mark("GX1"),
        "appeal_number": mark("SS1"),
        "error_side": "own",
        "error_unit": hall,
    }
    complaint = a_complaint(at=hall, by=manager, now=A_DAY, **said, **{t.value: c for t, c in categories.items()})
    add_note(complaint=complaint, text=mark("已联系班组"), by=manager, now=A_DAY)
    log_call(
        complaint=complaint, text=mark("客户同意"), reached=True, minutes=3, recording=mark("R1"), by=manager, now=A_DAY
    )
    assign_complaint(complaint=complaint, handler=handler, by=manager, now=A_DAY)
    return complaint


def _figures(world: World, mark: Marker) -> None:
    by = {"by": world.people[CAST], "now": A_DAY}
    base = {"customers": 5000, "counted_on": dt.date(2011, 1, 31), "source": mark("经分系统")}
    world.things["base"] = enter_customer_base(unit=world.branch, month="2011-01", **base, **by)
    control = {"indicator": "CCTRL", "kind": TargetKind.CONTROL, "operator": Operator.AT_MOST, "value": 1}
    set_target(unit=world.hall, month="2011-01", source=mark("下达"), **control, **by)


def add_files(world: World, mark: Marker = str) -> None:
    """A file of the ticket, and an import that is checked and has one rejected row."""
    upload = SimpleUploadedFile(mark("录音摘要") + ".txt", "客户说明".encode())
    manager = world.people[CAST]
    world.things["attachment"] = attach(upload, about=world.complaint, by=manager, now=A_DAY)
    photo = SimpleUploadedFile(mark("路由器") + ".jpg", an_image())
    world.things["picture"] = attach(photo, about=world.complaint, by=manager, now=A_DAY)
    sheet = SHEET.format(number="S1", said=mark("乱扣费").replace('"', '""'), unit=world.hall.code).encode()
    run = imports.upload_sheet(
        kind=kind_of("complaints"), content=io.BytesIO(sheet), name=mark("一月") + ".csv", by=manager, now=A_DAY
    )
    run = imports.request_reading(run=run, answers={}, now=A_DAY)
    imports.choose_columns(run=run, columns=run.options["columns"], by=manager, now=A_DAY)
    run = imports.decide_meanings(run=run, values={}, dates={}, missing={}, by=manager, now=A_DAY)
    world.things["run"] = imports.check_at_once(
        run=run, control_total=None, by=manager, now=LATER, tell=lambda *_said: None
    )


def add_personal_things(world: World, mark: Marker = str) -> None:
    """An export, a failed job, a notice and a token of the service manager."""
    manager, now = world.people[CAST], timezone.now()
    wish = Wish("complaints", "csv", {})
    kept = {"by": manager, "created_at": now, "run_at": now, "finished_at": now}
    exported = keep_export(wish, by=manager, now=now, step=lambda _done: None)
    world.things["export"] = Job.objects.create(
        kind=EXPORT_JOB,
        arguments=wish.as_arguments,
        state=JobState.DONE,
        result={"file": exported.pk, "paths": manager.paths_for("complaint_view")},
        result_file=exported,
        **kept,
    )
    result = store(io.BytesIO(b"1"), name=mark("结果") + ".csv", media_type="text/csv", by=manager, now=now)
    world.things["job"] = Job.objects.create(
        kind=EXPORT_JOB, arguments=wish.as_arguments, state=JobState.FAILED, result_file=result,
        message=mark("第一步"), error=mark("读不了"), **kept
    )  # fmt: skip
    world.things["notice"] = notify(
        FAILED_NOTICE, recipients=[manager], params={"title": mark("导出"), "error": mark("读不了")},
        address="/complaints/", key="world", now=now,
    )[0]  # fmt: skip
    world.things["token"], world.things["secret"] = create_token(
        name=mark("大屏"), scopes=[Right.COMPLAINT_VIEW], expires_at=now + dt.timedelta(days=30), by=manager, now=now
    )


def add_approval(world: World, mark: Marker = str) -> None:
    """What the handler asked the service manager, with a round that was returned; and who stands in for the latter."""
    manager, now = world.people[CAST], timezone.now()
    said = {"by": world.people[Role.HANDLER], "now": now}
    facts = [Fact(mark("退费"), mark("128 元"))]
    asked = a_request([manager], about=world.hall, kind=SHARED, title=mark("退费申请"), facts=facts, **said)
    decide(request=asked, decision=Decision.RETURN, comment=mark("金额太高"), by=manager, now=now)
    world.things["approval"] = ask_again(request=asked, facts=[Fact(mark("退费"), mark("88 元"))], **said)
    world.things["substitute"] = appoint_substitute(
        person=manager,
        substitute=world.people[Role.DISTRICT_MANAGER],
        from_on=timezone.localdate(now) + dt.timedelta(days=30),
        to_on=timezone.localdate(now) + dt.timedelta(days=37),
        reason=mark("年休假"),
        by=manager,
        now=now,
    )


def add_webhook(world: World, mark: Marker = str) -> None:
    """Set down as a row, since no host is allowed here; with a message on its way."""
    administrator, now = world.people[Role.ADMINISTRATOR], timezone.now()
    endpoint = WebhookEndpoint.objects.create(
        name=mark("大屏"),
        url="https://hooks.example.cn/in",
        place=world.branch.code,
        secret="sealed",
        person=administrator,
        created_at=now,
    )
    world.things["webhook"] = endpoint
    world.things["message"] = ping(endpoint=endpoint, by=administrator, now=now)


def _staff(world: World, mark: Marker) -> None:
    """Somebody whom the person pages are about, with one posting in force and one that is over."""
    administrator = world.people[Role.ADMINISTRATOR]
    someone = a_person(
        Role.COUNTER_STAFF, at=world.hall, name=mark("方圆"), post=mark("营业员"), staff_number="FY-0001"
    )
    someone.line_manager = world.people[CAST]
    someone.save(update_fields=["line_manager"])
    over = start_posting(
        person=someone,
        unit=world.hall,
        role=Role.MYSTERY_SHOPPER,
        starts_on=dt.date(2011, 1, 1),
        by=administrator,
        now=A_DAY,
    )
    end_posting(posting=over, on=dt.date(2011, 1, 10), by=administrator, now=A_DAY)
    world.things["someone"] = someone
    world.things["posting"] = Posting.objects.get(person=someone, ends_on=None)


def arguments(name: str, world: World) -> dict[str, Any]:
    """What stands in the address of `name`: always a thing of the branch, never of its twin."""
    wanted = _NUMBER if name.startswith(("case_", "api_case")) else ARGUMENTS.get(name, {})
    return {key: value(world) for key, value in wanted.items()}


def _pk(thing: str) -> dict[str, Callable[[World], Any]]:
    return {"pk": lambda world: world.things[thing].pk}


_NUMBER = {"number": lambda world: world.complaint.number}
_CLOCK = _NUMBER | {"kind": lambda world: "handling"}
_SOMEONE = {"number": lambda world: world.things["someone"].staff_number}
_UNIT = {"code": lambda world: world.hall.code}
_TREE = {"tree": lambda world: Tree.CAUSE.value}
_CATEGORY = _TREE | {"code": lambda world: world.things["category"].code}
_PERIOD = {"period": lambda world: "2011-01"}

_TICKET = {"about_type": lambda world: "complaints.complaint", "about_id": lambda world: world.complaint.pk}

ARGUMENTS: dict[str, dict[str, Callable[[World], Any]]] = {
    **dict.fromkeys(("job", "job_progress", "job_cancel", "job_retry", "job_file", "api_job"), _pk("job")),
    "notification_open": _pk("notice"),
    **dict.fromkeys(
        ("approval", "approval_decide", "approval_withdraw", "api_approval", "api_approval_decide"), _pk("approval")
    ),
    "substitute_end": _pk("substitute"),
    **dict.fromkeys(("attachment", "attachment_remove"), _pk("attachment")),
    **dict.fromkeys(("attachment_picture", "attachment_preview"), _pk("picture")),
    **dict.fromkeys(("attachment_add", "presence"), _TICKET),
    "export": {"code": lambda world: "complaints", "ending": lambda world: "csv"},
    "export_file": _pk("export"),
    "token_revoke": _pk("token"),
    **dict.fromkeys(
        ["webhook", *(f"webhook_{act}" for act in ("edit", "rotate", "pause", "resume", "ping", "remove"))],
        _pk("webhook"),
    ),
    "webhook_send_again": _pk("message"),
    **dict.fromkeys(
        [
            f"import_{step}"
            for step in ("run", "reading", "columns", "values", "check", "start", "result", "rejected", "abandon")
        ],
        _pk("run"),
    ),
    **dict.fromkeys(
        ["unit", *(f"unit_{act}" for act in ("edit", "aliases", "hours", "calendar", "move", "close", "reopen"))], _UNIT
    ),
    **dict.fromkeys(
        ["person", *(f"person_{act}" for act in ("edit", "invite", "unlock", "second_factor", "leave", "return"))],
        _SOMEONE,
    ),
    "posting_new": _SOMEONE,
    "posting_end": _SOMEONE | _pk("posting"),
    **dict.fromkeys(("clock_why", "api_clocks"), _NUMBER),
    **dict.fromkeys(("clock_pause", "clock_resume", "api_clock_pause", "api_clock_resume"), _CLOCK),
    "calendar_windows": {"pk": lambda world: WorkCalendar.objects.order_by("pk")[0].pk},
    "calendar_load": {"year": lambda world: 2012},
    "calendar_day": {"day": lambda world: "2011-01-20"},
    "customer_base_edit": _pk("base"),
    **dict.fromkeys(("category_tree", "category_new"), _TREE),
    **dict.fromkeys(("category_edit", "category_offer"), _CATEGORY),
    **dict.fromkeys(
        [
            "complaint",
            *(
                f"complaint_{act}"
                for act in (
                    "beside",
                    "print",
                    "edit",
                    "note",
                    "acknowledge",
                    "assign",
                    "close",
                    "reopen",
                    "void",
                    "reveal",
                )
            ),
            "api_complaint",
            *(f"api_complaint_{act}" for act in ("notes", "calls", "close", "reopen", "acknowledge", "assign", "void")),
        ],
        _NUMBER,
    ),
    **world_calls.ARGUMENTS,
    **world_remedies.ARGUMENTS,
    **world_detection.ARGUMENTS,
    **world_bulk.ARGUMENTS,
    **world_escalation.ARGUMENTS,
    **world_findings.ARGUMENTS,
    **world_cadence.ARGUMENTS,
    **world_views.ARGUMENTS,
    **world_halls.ARGUMENTS,
    **dict.fromkeys(("month_report", "month_report_xlsx", "month_report_compute", "api_report"), _PERIOD),
    **dict.fromkeys(
        ("complaint_report", "complaint_report_xlsx", "api_complaint_report"),
        _PERIOD | {"code": lambda world: "timeliness"},
    ),
}
