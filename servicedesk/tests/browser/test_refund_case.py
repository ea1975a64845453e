"""A refund case of grade C, lived through by everybody it concerns, from the customer's call to the last call-back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from complaints.models import Casework, Complaint, ComplaintEvent
from complaints.tickets.choices import EventKind, State
from complaints.tickets.services import register_complaint
from core.approvals.models import ApprovalRequest
from core.audit.models import AuditEntry
from org.models import Unit
from servicedesk.demo.staff import PASSWORD
from servicedesk.tests.browser.conftest import NARROW, NUMBER_OF, Branch, overflows, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Page]

PHONE = "13957100086"
WORDS = "一月账单多出一百二十八元家庭网月费，从没有办理过，要求退费并说明是谁办的。"
STORY = [
    EventKind.REGISTERED,
    EventKind.ASSIGNED,
    EventKind.GRADED,
    EventKind.JOINED,
    EventKind.VERIFIED,
    EventKind.JUDGED,
    EventKind.APOLOGISED,
    EventKind.ALTERNATIVES,
    EventKind.APPROVAL,
    EventKind.CHOICE,
    EventKind.REMEDY,
    EventKind.LETTER,
    EventKind.RESPONSIBILITY,
    EventKind.DISPOSAL,
    EventKind.CORRECTIVE,
    EventKind.FOLLOWED_UP,
    EventKind.CLOSED,
]
"""What the history of the ticket must tell, in this order; other entries may stand between."""

SEND_ALL_THE_SAME = """said => {
  const form = document.createElement("form");
  form.method = "post";
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  for (const [name, value] of Object.entries({csrfmiddlewaretoken: token, ...said})) {
    const field = document.createElement("input");
    [field.name, field.value] = [name, value];
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}"""
"""A page that was left open since, or another client: it sends what the page no longer offers."""


class Case:
    """The desk as its people use it: each has a page of one's own."""

    def __init__(self, open_page: Open) -> None:
        self._open, self._pages = open_page, {}
        self.number = ""

    def page(self, by: str, *, size: dict[str, int] | None = None) -> Page:
        key = (by, size is None)
        if key not in self._pages:
            more = {"size": size} if size else {}
            self._pages[key] = self._open("/inbox/", by=by, **more)
        return self._pages[key]

    def at(self, name: str, *more: Any) -> str:
        return reverse(name, args=[self.number, *more])

    def send(self, by: str, address: str, /, *, size: dict[str, int] | None = None, **said: str) -> Page:
        """Go to `address`, fill the form that has these fields, and send it."""
        page = self.page(by, size=size)
        page.goto(address)
        form = page.locator("main form", has=page.locator(f"[name='{next(iter(said))}']")).first
        for name, value in said.items():
            fill(form, name, value)
        form.locator("button.btn-primary[type=submit]").first.click()
        page.wait_for_load_state()
        return page

    def refused(self, by: str, address: str, because: str, /, **said: str) -> None:
        """Sent too early, it is refused with a sentence, and nothing is written."""
        before = self.events()
        expect(self.send(by, address, **said).locator("main")).to_contain_text(because)
        assert self.events() == before

    def out_of_turn(self, by: str, address: str, because: str, /, **said: str) -> None:
        """The page says why not yet and has no form; sent all the same, the act says so too and nothing is written."""
        before, page = self.events(), self.page(by)
        page.goto(address)
        expect(page.locator("main")).to_contain_text(because)
        expect(page.locator("main form")).to_have_count(0)
        expect(page.locator(f"main a[href='{self.at('complaint')}'].btn")).to_have_count(1)
        with page.expect_navigation() as refusal:
            page.evaluate(SEND_ALL_THE_SAME, said)
        assert refusal.value.status == 409
        expect(page.locator("main")).to_contain_text(because)
        assert self.events() == before

    def events(self) -> int:
        return ComplaintEvent.objects.filter(complaint__number=self.number).count()


def fill(form: Any, name: str, value: str) -> None:
    field = form.locator(f"[name='{name}']")
    kind = field.first.evaluate("it => it.tagName === 'INPUT' ? it.type : it.tagName")
    if kind == "radio":
        form.locator(f"[name='{name}'][value='{value}']").check()
    elif kind == "checkbox":
        field.first.check()
    elif kind == "SELECT":
        field.first.select_option(value)
    else:
        field.first.fill(value)


@pytest.fixture
def case(open_page: Open, branch: Branch) -> Case:
    return Case(open_page)


def test_a_refund_case_from_the_first_call_to_the_last_call_back(case: Case, branch: Branch) -> None:
    people = branch.world.people
    staff = {role: person.staff_number for role, person in people.items()}
    earlier = register_complaint(
        by=people["handler"],
        now=timezone.now(),
        unit=Unit.objects.get(code="FY-H01"),
        channel="hotline",
        subject="家庭网费用有疑问",
        text="上月已来电问过家庭网月费。",
        phone=PHONE,
    )

    _intake(case, earlier)
    _facts(case, staff)
    _alternatives(case)
    _refund(case)
    _letter(case)
    _responsibility(case, staff)
    _correction(case, staff)
    _call_back(case)
    _closing(case)

    complaint = Complaint.objects.get(number=case.number)
    assert complaint.state == State.CLOSED
    told = list(ComplaintEvent.objects.filter(complaint=complaint).order_by("pk").values_list("kind", flat=True))
    left = iter(told)
    assert all(step in left for step in STORY), told
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {f"complaint.{kind}" for kind in STORY[2:-1]} <= verbs
    assert "approval.decided" in verbs
    page = case.page("service_manager")
    page.goto(case.at("complaint"))
    picture(page, "refund-case-closed")


def _intake(case: Case, earlier: Complaint) -> None:
    page = case.page("handler")
    page.goto(reverse("complaint_new"))
    form = page.locator("main form", has=page.locator("[name=subject]")).first
    fill(form, "unit", "FY-H01")
    fill(form, "channel", "hotline")
    fill(form, "phone", PHONE)
    form.locator("[name=phone]").press("Tab")
    fill(form, "subject", "未经同意开通家庭网，要求退费")
    fill(form, "text", WORDS)
    expect(page.locator("main")).to_contain_text(earlier.number)
    form.locator("button.btn-primary[type=submit]").first.click()
    page.wait_for_url("**/complaints/C*/")
    case.number = page.url.rstrip("/").rpartition("/")[2]
    case.refused("handler", case.at("complaint_close"), "定级", outcome="solved", note="已退费")
    case.send("service_manager", case.at("complaint_assign"), handler=NUMBER_OF["handler"])


def _facts(case: Case, staff: dict[str, str]) -> None:
    case.send("handler", case.at("case_grade"), grade="C")
    case.out_of_turn("handler", case.at("case_verify"), "责任部门", finding="查询记录", not_heard="休假")
    case.send("handler", case.at("case_join"), joint_handler=staff["department_head"])
    case.send(
        "handler",
        case.at("case_verify"),
        finding="业务受理记录显示家庭网由桂花路营业厅开通，无客户签字。",
        person_heard=staff["counter_staff"],
    )
    case.out_of_turn("handler", case.at("case_phone_apology"), "有效性", words="已致歉")
    case.send("service_manager", case.at("case_judge"), validity="valid", reason="未经客户同意开通业务，违反服务规范。")
    case.out_of_turn("handler", case.at("offer_alternatives"), "致歉", first_words="赠送", second_words="减免")
    case.send("handler", case.at("case_phone_apology"), words="向客户致歉并说明核查结果，客户接受道歉，坚持退费。")


def _alternatives(case: Case) -> None:
    case.out_of_turn("handler", case.at("offer_choice"), "总经理", choice="neither", words="都不接受")
    case.send(
        "handler",
        case.at("offer_alternatives"),
        first_words="赠送三个月家庭网",
        first_amount="0",
        second_words="返还话费一百元",
        second_amount="100.00",
    )
    _approve_on_the_phone(case)
    case.send("handler", case.at("offer_choice"), choice="neither", words="客户两个方案都不接受，要求全额退费。")


def _approve_on_the_phone(case: Case) -> None:
    asked = ApprovalRequest.objects.waiting().order_by("-pk").first()
    assert asked is not None
    page = case.page("general_manager", size=NARROW)
    page.goto(asked.get_absolute_url())
    assert not overflows(page)
    picture(page, f"refund-case-approval-{asked.kind}")
    if page.locator("#id_password").count():
        page.fill("#id_password", PASSWORD)
    page.click(".approval-acts [value=approve]")
    expect(page.locator(".approval-acts")).to_have_count(0)
    asked.refresh_from_db()
    assert asked.state == "approved"


def _refund(case: Case) -> None:
    case.send("handler", case.at("offer_plan", "refund"), words="全额退还家庭网月费", amount="128.00")
    refund = Casework.objects.get(complaint__number=case.number).offers.get(kind="refund")
    case.refused("handler", case.at("offer_deliver", refund.pk), "审批", amount="128.00", proof="TF-20110116-01")
    _approve_on_the_phone(case)
    case.send("handler", case.at("offer_deliver", refund.pk), amount="128.00", proof="TF-20110116-01")


def _letter(case: Case) -> None:
    page = case.page("handler")
    page.goto(case.at("letter"))
    if page.locator(f"form[action='{case.at('letter_ask')}']").count() == 0:
        page.goto(case.at("letter_edit"))
        page.locator("main form", has=page.locator("[name=text]")).locator("button.btn-primary[type=submit]").click()
        page.wait_for_load_state()
        page.goto(case.at("letter"))
    page.locator(f"form[action='{case.at('letter_ask')}'] button.btn-primary").first.click()
    page.wait_for_load_state()
    _approve_on_the_phone(case)
    case.send("handler", case.at("case_personal_apology"), who="方明，责任部门主管", words="登门致歉，客户接受。")


def _responsibility(case: Case, staff: dict[str, str]) -> None:
    case.send(
        "service_manager",
        case.at("finding_edit"),
        cause_words="营业员未经客户同意开通家庭网。",
        **{
            "shares-0-person": staff["counter_staff"],
            "shares-0-post": "rep",
            "shares-0-cause_post": "marketing",
            "shares-0-percent": "60",
            "shares-1-person": staff["hall_manager"],
            "shares-1-post": "manager",
            "shares-1-cause_post": "marketing",
            "shares-1-percent": "40",
        },
    )
    answer_by = (timezone.localdate() + dt.timedelta(days=7)).isoformat()
    case.send("service_manager", case.at("finding_notice"), answer_by=answer_by)
    finding = Casework.objects.get(complaint__number=case.number).responsibility
    decide = case.at("finding_decide")
    own = {share.person.staff_number: reverse("my_finding", args=[share.pk]) for share in finding.shares.all()}
    case.send(
        "counter_staff", own[staff["counter_staff"]], answer="objects", words="开通时客户在电话中同意过，只是没有签字。"
    )
    case.refused("market_manager", decide, "还有当事人未答复", decision="upheld", words="维持")
    case.send("hall_manager", own[staff["hall_manager"]], answer="accepts")
    case.send("market_manager", decide, decision="upheld", words="无签字即为违规，维持认定。")


def _correction(case: Case, staff: dict[str, str]) -> None:
    complaint = Complaint.objects.get(number=case.number)
    case.send(
        "service_manager",
        f"{reverse('action_new')}?origin=complaints.complaint:{complaint.pk}",
        cause="开通业务无客户签字",
        measure="家庭网开通一律由客户签字并短信二次确认。",
        owner=staff["handler"],
        due_on=(timezone.localdate() + dt.timedelta(days=30)).isoformat(),
    )


def _call_back(case: Case) -> None:
    case.refused("handler", case.at("complaint_close"), "回访", outcome="solved", note="已全额退费")
    page = case.page("caller", size=NARROW)
    page.goto(case.at("call_back"))
    assert not overflows(page)
    case.send("caller", case.at("call_back"), size=NARROW, satisfaction="satisfied", score="8", words="对处理满意。")


def _closing(case: Case) -> None:
    case.send("handler", case.at("complaint_close"), outcome="solved", note="已全额退费并整改。")
