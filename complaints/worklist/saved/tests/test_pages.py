from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from complaints.tests.factories import A_MONDAY, a_complaint
from complaints.worklist.columns import COLUMNS
from complaints.worklist.saved.models import ListSetup, SavedView
from complaints.worklist.saved.selectors import address_of
from complaints.worklist.saved.tests.test_keeping import a_view
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(manager):
    return signed_in(manager)


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def headings(html):
    return re.findall(r'<th scope="col" class="[^"]*"[^>]*>(?:<a[^>]*>)?([^<]+)', html)


def test_what_is_shown_is_kept_with_its_columns_and_opens_again(client, branch, manager):
    old = a_complaint(at=branch, grade="C")
    new = a_complaint(at=branch, grade="C", now=A_MONDAY + dt.timedelta(hours=1))
    a_complaint(at=branch, grade="A")
    client.post(reverse("complaint_columns"), {"columns": ["number", "due", "customer"], "place-due": "1"})
    address = f"{reverse('saved_view_new')}?grade=C&sort=oldest"
    page = client.get(address).content.decode()
    assert "C" in page
    answer = client.post(address, {"name": "C级", "is_first": "on"})
    view = SavedView.objects.get()
    assert (view.filters, view.sort, view.columns) == ({"grade": "C"}, "oldest", ["due", "number", "customer"])
    assert answer.url == address_of(view) == f"/complaints/?grade=C&sort=oldest&view={view.pk}"
    shown = client.get("/complaints/", follow=True)
    assert shown.redirect_chain == [(address_of(view), 302)]
    assert [row.number for row in shown.context["page"].rows] == [old.number, new.number]
    assert client.get(f"/complaints/?view={view.pk}").url == address_of(view)
    everything = client.get("/complaints/?view=all")
    assert everything.status_code == 200
    assert len(everything.context["page"].rows) == 3


def test_every_way_out_of_a_view_leads_to_everything(client, branch, manager):
    a_complaint(at=branch, grade="C")
    view = a_view(manager, filters={"grade": "C"}, is_first=True)
    page = client.get(address_of(view)).context["page"]
    (chip,) = page.chips
    assert client.get(f"/complaints/?{chip.without}").status_code == 200
    assert page.tabs[0].address == "/complaints/?view=all"
    (alone,) = client.get("/complaints/?grade=C").context["page"].chips
    assert alone.without == "view=all"


def test_a_view_widens_nobodys_scope(branch, manager):
    hall, other = a_unit("桂花", under=branch), a_unit("春北", under=branch)
    mine, foreign = a_complaint(at=hall, grade="C"), a_complaint(at=other, grade="C")
    view = a_view(manager, filters={"grade": "C"}, unit=branch)
    reader = signed_in(a_person(Role.COUNTER_STAFF, at=hall))
    answer = reader.get(address_of(view))
    assert [row.number for row in answer.context["page"].rows] == [mine.number]
    assert foreign.number not in answer.content.decode()


def test_a_view_of_a_unit_elsewhere_finds_nothing_and_says_so(branch, manager):
    hall, other = a_unit("桂花", under=branch), a_unit("春北", under=branch)
    a_complaint(at=hall)
    view = a_view(manager, filters={"unit": other.code}, unit=branch)
    answer = signed_in(a_person(Role.COUNTER_STAFF, at=hall)).get(address_of(view))
    assert answer.status_code == 400
    assert answer.context["page"].rows == []
    assert answer.context["page"].wrong


def test_a_filter_gone_by_now_is_left_out_with_a_sentence(client, branch, manager):
    """What stands in the table is checked again when it is used; no name outside the list reaches a field (C09)."""
    shown = a_complaint(at=branch, grade="C")
    a_complaint(at=branch, grade="A")
    view = a_view(manager)
    SavedView.objects.update(
        filters={"grade": "C", "handler__password__startswith": "p"}, sort="unit__path", columns=["number", "grams"]
    )
    answer = client.get(f"/complaints/?view={view.pk}", follow=True)
    assert answer.redirect_chain[0][0] == f"/complaints/?grade=C&sort=newest&view={view.pk}"
    assert [row.number for row in answer.context["page"].rows] == [shown.number]
    note = answer.context["page"].shelf.note
    assert "handler__password__startswith" in note
    assert note in answer.content.decode()


@pytest.mark.parametrize("named", ["999999", "x", "-1", "' OR 1=1"])
def test_a_view_that_is_not_at_hand_is_not_there(client, named):
    assert client.get("/complaints/", {"view": named}).status_code == 404
    assert client.get("/complaints/", {"view": named, "state": "open"}).status_code == 200


def test_a_view_of_somebody_else_does_not_open(branch, manager):
    view = a_view(manager)
    other = signed_in(a_person(Role.SERVICE_MANAGER, at=branch))
    assert other.get(f"/complaints/?view={view.pk}").status_code == 404
    for name in ("saved_view_edit", "saved_view_renew", "saved_view_delete", "saved_view_first"):
        assert other.post(reverse(name, args=[view.pk]), {"name": "x"}).status_code == 404


def test_a_first_view_taken_away_opens_everything_again(branch, manager):
    view = a_view(manager, unit=branch)
    reader = a_person(Role.HANDLER, at=branch)
    client = signed_in(reader)
    client.post(reverse("saved_view_first", args=[view.pk]))
    assert client.get("/complaints/").url == address_of(view)
    SavedView.objects.update(unit=None)
    assert client.get("/complaints/").status_code == 200
    SavedView.objects.update(unit=branch)
    client.post(reverse("saved_view_first", args=[view.pk]), {"first": "0"})
    assert client.get("/complaints/").status_code == 200


def test_a_view_is_changed_to_what_is_shown(client, branch, manager):
    view = a_view(manager)
    page = client.get(f"/complaints/?grade=B&sort=newest&view={view.pk}").context["page"]
    assert page.differs
    assert not client.get(address_of(view)).context["page"].differs
    client.post(f"{reverse('saved_view_renew', args=[view.pk])}?{page.query}")
    view.refresh_from_db()
    assert (view.filters, view.sort) == ({"grade": "B"}, "newest")
    answer = client.post(f"{reverse('saved_view_renew', args=[view.pk])}?state=gone")
    assert answer.status_code == 409
    view.refresh_from_db()
    assert view.filters == {"grade": "B"}


def test_a_view_is_renamed_shared_and_deleted(client, branch, manager):
    view = a_view(manager)
    assert branch.name in client.get(reverse("saved_view_edit", args=[view.pk])).content.decode()
    client.post(reverse("saved_view_edit", args=[view.pk]), {"name": "改名", "unit": branch.code})
    view.refresh_from_db()
    assert (view.name, view.unit) == ("改名", branch)
    assert "改名" in client.get(reverse("saved_views")).content.decode()
    client.post(reverse("saved_view_delete", args=[view.pk]))
    assert not SavedView.objects.exists()


def test_renaming_does_not_take_back_what_one_may_no_longer_share(branch):
    owner = a_person(Role.SERVICE_MANAGER, at=branch)
    view = a_view(owner, unit=branch)
    owner.postings.update(role=Role.HANDLER)
    client, address = signed_in(owner), reverse("saved_view_edit", args=[view.pk])
    answer = client.post(address, {"name": "改名", "unit": branch.code})
    assert answer.status_code == 403
    assert answer.context["form"].errors["unit"]
    view.refresh_from_db()
    assert (view.name, view.unit) == ("C级未结", branch)
    assert client.post(address, {"name": "改名", "unit": ""}).status_code == 302
    view.refresh_from_db()
    assert (view.name, view.unit) == ("改名", None)


def test_who_may_not_share_is_not_asked_with_whom(branch):
    handler = signed_in(a_person(Role.HANDLER, at=branch))
    assert 'name="unit"' not in handler.get(reverse("saved_view_new")).content.decode()
    handler.post(reverse("saved_view_new"), {"name": "我的", "unit": branch.code})
    assert SavedView.objects.get().unit is None


def test_two_views_of_one_name_are_refused_beside_the_name(client, manager):
    a_view(manager, name="一")
    answer = client.post(reverse("saved_view_new"), {"name": "一"})
    assert answer.status_code == 409
    assert answer.context["form"].errors["name"]


def test_columns_are_remembered_in_their_order(client, branch, manager):
    a_complaint(at=branch, customer_name="金先生")
    said = {"columns": ["number", "customer", "state"], "place-state": "2", "place-customer": "9", "place-number": "1"}
    client.post(reverse("complaint_columns"), said)
    html = client.get("/complaints/").content.decode()
    assert len(headings(html)) == 3
    assert ListSetup.objects.get(person=manager).columns == ["number", "state", "customer"]
    assert "金**" in html
    assert "金先生" not in html
    client.post(reverse("complaint_columns"), {"usual": "1"})
    assert len(headings(client.get("/complaints/").content.decode())) == 9


def test_an_own_view_has_its_own_columns_and_a_shared_one_keeps_its_owners(client, branch, manager):
    view = a_view(manager, unit=branch)
    address = f"{reverse('complaint_columns')}?state=open&view={view.pk}"
    assert client.post(address, {"columns": ["number", "due"]}).status_code == 302
    view.refresh_from_db()
    assert view.columns == ["number", "due"]
    reader = signed_in(a_person(Role.HANDLER, at=branch))
    assert reader.post(address, {"columns": ["number", "place"]}).status_code == 403
    view.refresh_from_db()
    assert view.columns == ["number", "due"]
    a_complaint(at=branch)
    assert len(headings(reader.get(f"/complaints/?state=open&view={view.pk}").content.decode())) == 2


@pytest.mark.parametrize("code", ["phone_sealed", "grams", "handler__password", "phone_digest"])
def test_a_column_outside_the_list_is_not_shown(client, branch, code):
    a_complaint(at=branch)
    client.post(reverse("complaint_columns"), {"columns": ["number", code, "due"]})
    assert len(headings(client.get("/complaints/").content.decode())) == 2


def test_every_column_there_is_can_be_shown(client, branch):
    a_complaint(at=branch, error_side="own", error_unit=branch)
    client.post(reverse("complaint_columns"), {"columns": list(COLUMNS)})
    answer = client.get("/complaints/")
    assert answer.status_code == 200
    assert len(headings(answer.content.decode())) == len(COLUMNS)


def test_only_columns_with_an_index_sort(client, branch):
    a_complaint(at=branch)
    html = client.get("/complaints/?state=open").content.decode()
    assert len(re.findall(r"<th[^>]*><a href", html)) == 2
    assert 'aria-sort="descending"' in html
    assert 'aria-sort="ascending"' in client.get("/complaints/?sort=due").content.decode()


def test_next_and_previous_stay_in_the_view_and_its_order(client, branch, manager):
    first, second, third = (a_complaint(at=branch, grade="C", now=A_MONDAY + dt.timedelta(hours=at)) for at in range(3))
    a_complaint(at=branch, grade="A", now=A_MONDAY + dt.timedelta(hours=1, minutes=30))
    view = a_view(manager, filters={"grade": "C"}, sort="oldest")
    listed = client.get(address_of(view)).content.decode()
    to = re.search(rf'href="(/complaints/{second.number}/[^"]*)"', listed)[1].replace("&amp;", "&")
    page = client.get(to).context["page"]
    assert (page.neighbours.before, page.neighbours.after) == (first.number, third.number)
    html = client.get(to).content.decode().replace("&amp;", "&")
    assert address_of(view) in html
    assert f"/complaints/{third.number}/?grade=C&sort=oldest&view={view.pk}" in html


def test_a_row_can_be_ticked_by_those_who_may_act(client, branch):
    ticket = a_complaint(at=branch)
    html = client.get("/complaints/").content.decode()
    assert re.search(rf'<input type="checkbox"[^>]*name="ticket" value="{ticket.number}" data-row-select', html)
    assert 'id="bulk"' in html
    reader = signed_in(a_person(Role.COUNTER_STAFF, at=branch)).get("/complaints/").content.decode()
    assert ticket.number in reader
    assert "data-row-select" not in reader


def test_a_list_takes_few_queries_however_many_views_there_are(client, branch, manager, django_assert_max_num_queries):
    view = a_view(manager, unit=branch, columns=["number", "product", "error_unit", "handler"])
    for at in range(20):
        a_view(manager, name=f"视图{at}", unit=branch)
        a_complaint(at=branch, grade="C")
    client.get("/complaints/")
    with django_assert_max_num_queries(9):
        assert len(client.get(address_of(view)).context["page"].rows) == 20


def test_the_page_of_views_takes_as_many_queries_for_many(client, branch, manager, django_assert_max_num_queries):
    for at in range(25):
        a_view(manager, name=f"视图{at}", unit=branch)
    with django_assert_max_num_queries(9):
        client.get(reverse("saved_views"))


def test_a_view_with_a_hostile_name_is_shown_as_text(client, manager, branch):
    a_complaint(at=branch)
    view = a_view(manager, name='"><script>alert(1)</script>')
    for address in (address_of(view), reverse("saved_views"), reverse("saved_view_edit", args=[view.pk])):
        assert "<script>alert" not in client.get(address).content.decode()
