from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone, translation

from complaints.responsibility.services import give_notice
from complaints.responsibility.tests.cases import a_cast, noticed, prepared
from halls.book.choices import BookState
from halls.book.presenter import own_books
from halls.book.selectors import Book
from halls.checks.choices import CheckKind
from halls.checks.services import return_run
from halls.checks.tests.factories import a_manager, a_run, a_version, sent
from halls.shops.models import ShopRound
from halls.shops.services import assign, make_round
from halls.tests.factories import MORNING, a_hall, a_visit
from improvement.actions.services import finish_action
from improvement.tests.factories import NOW, an_action
from org.people.choices import Role
from org.tests.factories import a_person, a_unit
from servicedesk.home.duties import duties

pytestmark = pytest.mark.django_db


def addresses(person):
    return [line.url for duty in duties(person, now=timezone.now()) for line in duty.lines]


def test_home_leads_to_ones_own_actions_and_to_those_one_may_verify():
    hall = a_unit("桂花西路营业厅")
    inspector = a_person(Role.INSPECTOR, at=hall)
    action = an_action(hall)
    address = f"/improvement/actions/{action.number}/"
    assert (addresses(action.owner), addresses(inspector)) == ([address], [])
    finish_action(action=action, words="已改", by=action.owner, now=NOW)
    assert (addresses(action.owner), addresses(inspector)) == ([], [address])
    client = Client()
    client.force_login(inspector)
    assert address in client.get("/").content.decode()


def test_home_leads_to_the_finding_one_has_to_answer_and_then_to_the_decision():
    cast = a_cast()
    prepared(cast)
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    give_notice(finding=cast.finding, answer_by=tomorrow, by=cast.manager, now=timezone.now())
    share = cast.finding.shares.get(person=cast.rep)
    assert addresses(cast.rep) == [f"/complaints/findings/{share.pk}/"]
    assert addresses(cast.market_manager) == []


def test_home_leads_to_the_decision_when_the_time_to_answer_is_over():
    cast = a_cast()
    finding = noticed(cast)
    finding.answer_by = timezone.now() - dt.timedelta(days=1)
    finding.save(update_fields=["answer_by"])
    assert addresses(cast.rep) == []
    assert addresses(cast.market_manager) == [f"/complaints/{cast.complaint.number}/finding/decide/"]


def test_home_leads_whoever_works_in_a_hall_to_its_queue_and_who_serves_to_a_counter():
    premises = a_hall()
    clerk, manager = (a_person(role, at=premises.unit) for role in (Role.COUNTER_STAFF, Role.HALL_MANAGER))
    handler = a_person(Role.HANDLER, at=a_unit("投诉处理中心"))
    queue, counter = f"/halls/at/{premises.unit.code}/", f"/halls/at/{premises.unit.code}/counter/"
    assert addresses(clerk) == addresses(manager) == [counter, queue]
    assert addresses(handler) == []
    a_visit(premises)
    with translation.override("en"):
        now_there = duties(clerk, now=MORNING)[0]
    assert [line.words for line in now_there.lines] == ["1 waits", "1 waits"]


def test_home_leads_to_checks_that_one_has_not_sent():
    hall = a_hall().unit
    manager, reviewer = a_manager(hall), a_person(Role.SERVICE_MANAGER, at=hall)
    run = a_run(hall, by=manager)
    assert f"/halls/checks/{run.number}/fill/" in addresses(manager)
    again = return_run(run=sent(run), words="照片看不清", by=reviewer, now=timezone.now())
    assert [one for one in addresses(manager) if "/checks/" in one] == [f"/halls/checks/{again.number}/fill/"]
    assert f"/halls/checks/{again.number}/fill/" not in addresses(reviewer)


def test_today_s_book_leads_its_manager_to_what_somebody_else_began(client):
    """Not to the form, which only whoever began it fills in."""
    hall = a_hall().unit
    manager, deputy = a_manager(hall), a_manager(hall)
    run = a_run(hall, by=deputy, now=timezone.now())
    book = Book(hall, run.business_day, BookState.MISSING, None, None, "Asia/Shanghai", None, run)
    [button] = own_books([book])
    for person, page in ((deputy, "fill/"), (manager, "")):
        client.force_login(person)
        answer = client.get(button.url, follow=True)
        assert (answer.status_code, answer.request["PATH_INFO"]) == (200, f"/halls/checks/{run.number}/{page}")


def test_home_leads_a_shopper_to_the_visits_that_wait():
    branch = a_unit("富阳分公司")
    hall, reviewer = a_hall(under=branch).unit, a_person(Role.SERVICE_MANAGER, at=branch)
    shopper = a_person(Role.MYSTERY_SHOPPER, at=branch)
    made = make_round(
        unit=branch,
        template=a_version(branch, CheckKind.MYSTERY, name="神秘客户").template,
        name="一季度",
        opens_on=MORNING.date(),
        due_on=MORNING.date() + dt.timedelta(days=9),
        by=reviewer,
        now=MORNING,
    )
    task = {"day_part": "morning", "crowd": "busy", "task": "以老用户身份咨询套餐变更。", "nickname": "青竹"}
    visit = assign(round_of=made, hall=hall, shopper=shopper, by=reviewer, now=MORNING, **task)
    assert addresses(shopper) == []
    ShopRound.objects.update(state="open", notice_on=dt.date(2011, 1, 10), notice_words="近期有神秘客户到访。")
    assert addresses(shopper) == [f"/halls/shops/mine/{visit.pk}/"]
    assert addresses(reviewer) == []
