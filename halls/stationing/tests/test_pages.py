"""The doors of stationing: who signs, what the pages and sheets show, what leads where."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from core.exports.services import Wish, export
from halls.stationing.models import CampaignHall, HallScore, OpenMatter, Stint
from halls.stationing.services import setting
from halls.stationing.tests.factories import NOON, a_campaign, a_stint, left_with, signed
from halls.stationing.tests.test_tables import MORE, ten_halls
from improvement.actions.models import Action
from org.people.choices import Language, Role
from org.tests.factories import a_person, a_unit
from org.units.choices import UnitKind

pytestmark = pytest.mark.django_db
TYPED = {"starts_at": "09:00", "ends_at": "12:00", "received_first": "7", "received_second": "2", "received_third": "1"}


@pytest.fixture
def branch():
    return a_unit()


@pytest.fixture
def hall(branch):
    return a_unit("南湖东营业厅", under=branch, kind=UnitKind.HALL)


@pytest.fixture
def manager(branch):
    return a_person(Role.SERVICE_MANAGER, at=branch, name="林晓")


@pytest.fixture
def other(branch):
    return a_person(Role.DISTRICT_MANAGER, at=branch, name="何静")


def test_a_log_signed_for_another_manager_is_refused_at_every_door(hall, manager, other, client):
    """H17: 403; the signature is whoever has the session, and no field can say another."""
    stint = a_stint(hall, manager, manager=other)
    client.force_login(manager)
    typed = {**TYPED, "version": stint.version}
    assert client.post(reverse("stint_sign", args=[stint.pk]), typed).status_code == 403
    api, key = reverse("api_stint_sign", args=[stint.pk]), {"HTTP_IDEMPOTENCY_KEY": "a"}
    assert client.post(api, typed, content_type="application/json", **key).status_code == 403
    client.force_login(other)
    foreign = typed | {"signed_by": manager.staff_number}
    assert client.post(api, foreign, content_type="application/json", **key).status_code == 400
    assert client.post(reverse("stint_sign", args=[stint.pk]), foreign).status_code == 302
    stint.refresh_from_db()
    assert (stint.signed_by, stint.received.total) == (other, 10)


def test_from_the_count_one_goes_on_to_what_stayed_unresolved_and_loses_nothing(hall, manager, client):
    stint = a_stint(hall, manager)
    client.force_login(manager)
    typed = {**TYPED, "version": stint.version, "then": "matter"}
    answer = client.post(reverse("stint_log", args=[stint.pk]), typed)
    assert answer.url == reverse("stint_matter_new", args=[stint.pk])
    assert Stint.objects.get().received_first == 7
    said = {"kind": "third", "words": "多扣月租", "owner": manager.staff_number, "due_on": "2019-07-18"}
    assert client.post(answer.url, said).url == reverse("stint", args=[stint.pk])
    assert OpenMatter.objects.get().owner == manager


def test_whoever_sees_to_it_is_named_by_number_or_by_a_name_that_one_alone_has(branch, hall, manager, other, client):
    client.force_login(manager)
    address = reverse("stint_matter_new", args=[a_stint(hall, manager).pk])
    page = client.get(address).content.decode()
    assert f'<option value="{other.staff_number}">何静' in page
    said = {"kind": "third", "words": "多扣月租", "due_on": "2019-07-18"}
    client.post(address, said | {"owner": " 何静 "})
    assert OpenMatter.objects.get().owner == other
    double = a_person(Role.COUNTER_STAFF, at=hall, name="何静")
    refused = client.post(address, said | {"owner": "何静"})
    assert "owner" in refused.context["form"].errors
    assert OpenMatter.objects.count() == 1
    client.post(address, said | {"owner": double.staff_number})
    assert OpenMatter.objects.order_by("pk").last().owner == double
    a_person(Role.COUNTER_STAFF, at=a_unit("临安分公司"), name="宋毅")
    assert "owner" in client.post(address, said | {"owner": "宋毅"}).context["form"].errors


def test_a_wrong_count_stands_beside_its_field_and_what_was_typed_stays(hall, manager, client):
    stint = a_stint(hall, manager)
    client.force_login(manager)
    typed = {**TYPED, "version": stint.version, "received_first": "1e3", "received_second": "88"}
    answer = client.post(reverse("stint_sign", args=[stint.pk]), typed)
    assert answer.status_code == 400
    assert answer.context["form"].errors["received_first"]
    assert 'value="88"' in answer.content.decode()


def test_what_was_found_is_saved_as_it_was_read(branch, hall, client):
    row = a_campaign(branch, [hall]).halls.get()
    address = reverse("stationing_facts", args=[row.campaign_id, row.pk])
    client.force_login(a_person(Role.SERVICE_MANAGER, at=branch, language=Language.ENGLISH))
    shown = client.get(address).context["form"]
    assert shown.initial["version"] == 1
    typed = {"version": 1, "is_on_post": "yes", "has_handheld": "no"}
    assert client.post(address, typed).status_code == 302
    late = client.post(address, {"version": 1, "is_on_post": "no"})
    assert late.status_code == 409
    assert [value for _label, value in late.context["stands_now"]] == ["Yes", "No", "—"]
    row.refresh_from_db()
    assert (row.is_on_post, row.has_handheld, row.has_waiting) == (True, False, None)


def test_without_the_version_what_was_found_first_would_be_lost(branch, hall, manager, client, monkeypatch):
    """The twin of the test above with its guard off: the stale page wins."""

    def unguarded(row, *, version, **columns):
        CampaignHall.objects.filter(pk=row.pk).update(**columns)

    monkeypatch.setattr(setting, "change_as_read", unguarded)
    row = a_campaign(branch, [hall]).halls.get()
    address = reverse("stationing_facts", args=[row.campaign_id, row.pk])
    client.force_login(manager)
    for answer in ("yes", "no"):
        client.post(address, {"version": 1, "is_on_post": answer})
    row.refresh_from_db()
    assert row.is_on_post is False


def test_the_page_and_the_sheet_list_every_hall_however_they_are_asked(branch, manager, client):
    """S3 4.3: a filter that would leave the declines out does not exist."""
    campaign = a_campaign(branch, ten_halls(branch))
    client.force_login(manager)
    asked = {"campaign": campaign.pk, "score": "overall", "before": "2019-06", "after": "2019-07"}
    names = set(HallScore.objects.values_list("unit__name", flat=True))
    page = client.get(reverse("stationing_compared"), {**asked, "limit": "7", "unit": "x"})
    assert names <= set(page.content.decode().replace("<", ">").split(">"))
    assert (page.context["tally"].rose, page.context["tally"].fell) == (6, 4)
    wish = Wish("stationing-compared", "xlsx", {name: str(value) for name, value in asked.items()})
    with export(wish, by=manager, now=NOON) as file:
        rows = list(load_workbook(io.BytesIO(file.read())).active.iter_rows(values_only=True))
    assert {row[0] for row in rows[1:-1]} == names
    assert [row[-1] for row in rows if row[0] == "延安路"] == [5.4]
    assert all(row[-1] < 0 for row in rows if row[0] in MORE)
    answer = client.get(reverse("api_stationing_compared", args=[campaign.pk]), {"limit": 7})
    assert answer.status_code == 400
    answer = client.get(reverse("api_stationing_compared", args=[campaign.pk]), {"before": "2019-06"})
    assert len(answer.json()["rows"]) == 10


def test_the_month_table_opens_the_stints_it_counts(branch, hall, manager, client):
    signed(hall, manager, 20, unresolved=1)
    client.force_login(manager)
    page = client.get(reverse("stationing_months"), {"by": "hall", "first": "2019-07", "last": "2019-07"})
    (line,) = page.context["lines"]
    assert client.get(line.address).context["page"].object_list == list(Stint.objects.all())
    wish = Wish("stationing-months", "csv", {"first": "2019-07", "last": "2019-07"})
    with export(wish, by=manager, now=NOON) as file:
        assert "95.0" in file.read().decode("utf-8-sig")


def test_ticket_and_matter_show_each_other(hall, manager, client):
    stint = a_stint(hall, manager)
    matter = left_with(stint, "多扣月租三个月", customer_name="王小明", phone="13812345678")
    client.force_login(manager)
    answer = client.post(reverse("matter_complaint", args=[matter.pk]))
    matter.refresh_from_db()
    beside = client.get(reverse("complaint_beside", args=[matter.complaint.number])).content.decode()
    assert reverse("matter", args=[matter.pk]) in beside
    page = client.get(reverse("matter", args=[matter.pk])).content.decode()
    assert answer.url in page
    assert "王小明" not in page
    assert "13812345678" not in page


def test_a_corrective_action_is_opened_from_what_stayed_unresolved(hall, manager, client):
    matter = left_with(a_stint(hall, manager))
    client.force_login(manager)
    address = client.get(reverse("matter", args=[matter.pk])).context["action_href"]
    said = {
        "unit": hall.code,
        "cause": "装维预约无号",
        "measure": "每天留两个号",
        "owner": manager.staff_number,
        "due_on": "2099-01-01",
    }
    assert client.post(address, said).status_code == 302
    assert [one.number for one in client.get(reverse("matter", args=[matter.pk])).context["actions"]] == [
        Action.objects.get().number
    ]


def test_the_owner_of_a_matter_finds_it_without_seeing_the_halls(branch, hall, manager, client):
    clerk = a_person(Role.HANDLER, at=branch)
    matter = left_with(a_stint(hall, manager), owner=clerk)
    client.force_login(clerk)
    assert list(client.get(reverse("matters")).context["page"]) == [matter]
    said = {"words": "已补装"}
    assert client.post(reverse("matter_settle", args=[matter.pk]), said).status_code == 302
    assert client.get(reverse("stints")).status_code == 403


def test_another_branch_sees_nothing_of_it(hall, manager, client):
    stint = signed(hall, manager, 5, unresolved=1)
    client.force_login(a_person(Role.SERVICE_MANAGER, at=a_unit("别的分公司")))
    assert client.get(reverse("stint", args=[stint.pk])).status_code == 404
    assert client.get(reverse("matter", args=[stint.matters.get().pk])).status_code == 404
    assert not client.get(reverse("stints")).context["lines"]
