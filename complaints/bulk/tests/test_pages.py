from __future__ import annotations

import itertools

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from complaints.bulk import rules
from complaints.bulk.choices import Stage
from complaints.bulk.models import BulkAct
from complaints.bulk.selectors import bar_for
from complaints.tags.models import Tag
from complaints.tests.factories import a_complaint
from complaints.tickets.models import Complaint
from core.exports.registry import listing_of
from core.jobs.models import Job
from core.jobs.progress import JobCancelled, Progress
from core.jobs.services import retry_job, run_job
from core.models import Notification
from org.people.choices import Role
from org.people.models import Person
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
START = "/complaints/bulk/"


@pytest.fixture
def manager(unit, client):
    manager = a_person(Role.SERVICE_MANAGER, at=unit)
    client.force_login(manager)
    return manager


@pytest.fixture
def made(unit):
    return [a_complaint(at=unit, phone=f"1380571{place:04d}") for place in range(3)]


def work_off():
    for job in Job.objects.filter(state="queued").order_by("pk"):
        run_job(job.pk)


def test_a_person_ticks_chooses_tries_confirms_and_sees_the_result(client, manager, handler, made):
    numbers = [one.number for one in made[:2]]
    chosen = client.post(START, {"act": "assign", "ticket": numbers, "list": "state=open"})
    assert chosen.status_code == 200
    assert f'name="ticket" value="{numbers[0]}"' in chosen.content.decode()
    said = {"act": "assign", "ticket": numbers, "list": "state=open", "said": "1", "handler": handler.staff_number}
    tried = client.post(START, said, follow=True)
    bulk = BulkAct.objects.get()
    assert tried.redirect_chain == [(f"{START}{bulk.pk}/", 302)]
    assert f'action="{reverse("bulk_run", args=[bulk.pk])}"' in tried.content.decode()
    assert not Complaint.objects.exclude(handler=None).exists()
    assert client.post(reverse("bulk_run", args=[bulk.pk])).status_code == 302
    assert "data-bulk-job" in client.get(bulk.get_absolute_url()).content.decode()
    work_off()
    assert set(Complaint.objects.exclude(handler=None).values_list("number", flat=True)) == set(numbers)
    page = client.get(bulk.get_absolute_url(), {"result": "done"}).content.decode()
    assert all(number in page for number in numbers)
    assert reverse("bulk_undo", args=[bulk.pk]) in page


def test_all_of_the_list_and_back_again(client, manager, handler, made):
    client.post(START, {"act": "assign", "all": "1", "list": "", "said": "1", "handler": handler.staff_number})
    bulk = BulkAct.objects.get()
    client.post(reverse("bulk_run", args=[bulk.pk]))
    work_off()
    assert Complaint.objects.filter(handler=handler).count() == 3
    answer = client.post(reverse("bulk_undo", args=[bulk.pk]))
    undoing = BulkAct.objects.get(undoes=bulk)
    assert answer.url == undoing.get_absolute_url()
    client.post(reverse("bulk_run", args=[undoing.pk]))
    work_off()
    assert not Complaint.objects.filter(handler=handler).exists()
    assert client.post(reverse("bulk_undo", args=[bulk.pk])).status_code == 409
    assert client.post(reverse("bulk_undo", args=[undoing.pk])).status_code == 409


def test_the_notice_leads_the_handler_to_the_tickets(client, manager, handler, made):
    client.post(START, {"act": "assign", "all": "1", "list": "", "said": "1", "handler": handler.staff_number})
    client.post(reverse("bulk_run", args=[BulkAct.objects.get().pk]))
    work_off()
    notice = Notification.objects.get(recipient=handler)
    client.force_login(handler)
    page = client.get(notice.address).content.decode()
    assert all(one.number in page for one in made)


def test_an_act_without_fields_goes_straight_to_the_trial(client, manager, made):
    answer = client.post(START, {"act": "acknowledge", "ticket": made[0].number})
    assert answer.url == BulkAct.objects.get().get_absolute_url()


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"act": "assign"},
        {"act": "close", "all": "1"},
        {"act": "assign_back", "all": "1"},
        {"act": "assign", "all": "1", "list": "state=open&state=closed"},
        {"act": "acknowledge", "all": "1", "list": "view=12"},
        {"act": "acknowledge", "all": "1", "list": "password=1"},
        {"act": "note", "all": "1", "said": "1", "text": "\u202e"},
        {"act": "assign", "all": "1", "said": "1", "handler": "nobody"},
        {"act": "note", "all": "1", "said": "1", "text": ""},
    ],
)
def test_what_is_not_understood_is_said_and_nothing_is_kept(client, manager, made, said):
    assert client.post(START, said).status_code == 400
    assert not BulkAct.objects.exists()


def test_a_filter_that_is_refused_says_so(client, manager, handler, made):
    said = {"act": "assign", "all": "1", "list": "unit=NOWHERE", "said": "1", "handler": handler.staff_number}
    answer = client.post(START, said)
    assert (answer.status_code, "NOWHERE" in answer.content.decode()) == (400, True)


def test_a_whole_phone_number_does_not_stay_with_the_act(client, manager, handler, made):
    """P10."""
    said = {"act": "assign", "all": "1", "list": "q=13805710001", "said": "1", "handler": handler.staff_number}
    client.post(START, said)
    assert BulkAct.objects.get().filters == {"q": "0001"}


def test_who_may_not_do_anything_to_many_has_no_page(client, unit, made):
    client.force_login(a_person(Role.COUNTER_STAFF, at=unit))
    assert client.get(START).status_code == 403
    assert client.post(START, {"act": "note", "ticket": made[0].number}).status_code == 403


def test_a_number_with_signs_that_no_database_takes_is_the_number_without_them(client, manager, made):
    client.post(START, {"act": "acknowledge", "ticket": [f"{made[0].number}\x00", "\x00", "\u202eC2011"]})
    bulk = BulkAct.objects.get()
    assert bulk.numbers == [made[0].number, "C2011"]
    assert set(bulk.rows.values_list("number", "result")) == {(made[0].number, "waiting"), ("C2011", "refused")}


@pytest.mark.parametrize("listed", ["view=all", "view=12&state=open", "sort=due"])
def test_what_the_list_itself_says_of_its_order_and_its_view_is_understood(client, manager, made, listed):
    assert client.post(START, {"act": "acknowledge", "all": "1", "list": listed}).status_code == 302
    assert BulkAct.objects.get().rows.count() == 3


def test_the_list_of_ones_own_acts_does_not_ask_more_for_more(client, manager, handler, made):
    """Handlers and tags are named, stopped jobs looked at: once for the page."""
    Person.objects.filter(pk=handler.pk).update(name="只此一人")
    handler.refresh_from_db()
    tags = [Tag.objects.create(code=f"july{place}", name=f"七月{place}") for place in range(3)]

    def queries():
        with CaptureQueriesContext(connection) as asked:
            page = client.get(START).content.decode()
        assert page.count(f">{handler.name}<") == BulkAct.objects.filter(act="assign").count()
        return len(asked)

    def ask(one, tag):
        for said in ({"act": "assign", "handler": handler.staff_number}, {"act": "tag", "tag": tag.code}):
            client.post(START, {"ticket": one.number, "said": "1", **said})
            client.post(reverse("bulk_run", args=[BulkAct.objects.latest("pk").pk]))

    ask(made[0], tags[0])
    few = queries()
    for one, tag in zip(made, tags, strict=True):
        ask(one, tag)
    assert BulkAct.objects.count() == 8
    assert queries() == few


def test_what_was_stopped_is_taken_back_from_its_page_and_not_started_again(
    client, manager, handler, made, monkeypatch
):
    monkeypatch.setattr(rules, "CHUNK", 2)
    client.post(START, {"act": "assign", "all": "1", "list": "", "said": "1", "handler": handler.staff_number})
    bulk = BulkAct.objects.get()
    client.post(reverse("bulk_run", args=[bulk.pk]))
    calls = itertools.count()

    def stop(*_figures):
        if next(calls) == 1:
            raise JobCancelled("job")

    with monkeypatch.context() as patch:
        patch.setattr(Progress, "step", stop)
        work_off()
    page = client.get(bulk.get_absolute_url())
    assert page.context["stage"] == Stage.STOPPED
    assert reverse("job_retry", args=[bulk.refresh_from_db() or bulk.job_id]) in page.content.decode()
    answer = client.post(reverse("bulk_undo", args=[bulk.pk]))
    undoing = BulkAct.objects.get(undoes=bulk)
    assert answer.url == undoing.get_absolute_url()
    client.post(reverse("bulk_run", args=[undoing.pk]))
    work_off()
    assert not Complaint.objects.exclude(handler=None).exists()
    page = client.get(bulk.get_absolute_url()).content.decode()
    assert reverse("job_retry", args=[bulk.job_id]) not in page
    assert undoing.get_absolute_url() in page
    retry_job(job=bulk.job, by=manager, now=timezone.now())
    work_off()
    assert not Complaint.objects.exclude(handler=None).exists()
    assert Job.objects.get(pk=bulk.job_id).state == "failed"


def test_the_page_of_a_result_goes_on_by_the_place_of_its_rows(client, manager, unit):
    numbers = [f"C201101-{place:05d}" for place in range(1, 121)]
    client.post(START, {"act": "acknowledge", "ticket": numbers})
    bulk = BulkAct.objects.get()
    seen, address = [], bulk.get_absolute_url()
    for _page in range(3):
        page = client.get(address)
        seen += [row.number for row in page.context["page"].rows]
        address = f"{bulk.get_absolute_url()}?after={page.context['page'].after}"
    assert sorted(seen) == numbers


def test_the_sheet_has_every_ticket_that_was_asked_for_once(client, manager, made):
    numbers = [made[0].number, "C201101-99999"]
    client.post(START, {"act": "acknowledge", "ticket": numbers})
    bulk = BulkAct.objects.get()
    rows = list(listing_of("bulk").rows(manager, {"bulk": str(bulk.pk)}))
    assert [row.number for row in rows] == numbers
    sheet = client.get(reverse("export", args=["bulk", "csv"]), {"bulk": bulk.pk})
    assert b"C201101-99999" in sheet.getvalue()
    client.force_login(a_person(Role.SERVICE_MANAGER, at=a_unit("临安分公司")))
    assert client.get(reverse("export", args=["bulk", "csv"]), {"bulk": bulk.pk}).status_code == 404


def test_the_bar_offers_the_acts_and_the_lists_own_count(manager, unit, rf):
    bar = bar_for(manager, query="state=open", count=1_000, counted_all=False)
    request = rf.get("/")
    request.user = manager
    piece = render_to_string("complaints/_bulk_bar.html", {"bar": bar}, request)
    assert 'name="list" value="state=open"' in piece
    assert [piece.count(f'value="{code}"') for code in ("assign", "note", "tag", "acknowledge", "assign_back")] == [
        *(1, 1, 1, 1, 0)
    ]
    assert bar_for(a_person(Role.COUNTER_STAFF, at=unit), query="", count=5, counted_all=True) is None
