from __future__ import annotations

import datetime as dt
import io

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from complaints.tests.factories import A_MONDAY, a_category, a_complaint
from complaints.tickets.filters import filters_for
from complaints.tickets.selectors import matching, worklist_address
from complaints.tickets.services import assign_complaint, void_complaint
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(manager):
    client = Client()
    client.force_login(manager)
    return client


def numbers(person, **filters):
    rows = matching(person, {name: str(value) for name, value in filters.items()}, now=A_MONDAY)
    return sorted(rows.values_list("number", flat=True))


def test_a_clerk_sees_only_the_own_unit(branch):
    hall, other = a_unit("桂花", under=branch), a_unit("春北", under=branch)
    mine, _foreign = a_complaint(at=hall), a_complaint(at=other)
    clerk = a_person(Role.COUNTER_STAFF, at=hall)
    assert numbers(clerk) == [mine.number]
    assert numbers(clerk, state="all") == [mine.number]


def test_filters_narrow_and_add_up(branch, manager):
    hall = a_unit("桂花", under=branch, code="GH")
    cause = a_category(code="C-FAM")
    below = a_category("未经客户确认", under=cause)
    one = a_complaint(at=hall, cause=below, grade="C", channel="media")
    a_complaint(at=branch)
    assert numbers(manager, unit="GH") == [one.number]
    assert numbers(manager, cause="C-FAM") == [one.number]
    assert numbers(manager, cause="C-FAM", grade="C", channel="media", month="2011-01", unit="GH") == [one.number]
    assert numbers(manager, cause="C-FAM", grade="A") == []
    assert len(numbers(manager, cause="none")) == 1


def test_only_this_unit_itself_leaves_out_those_below(branch, manager):
    a_complaint(at=a_unit("桂花", under=branch))
    top = a_complaint(at=branch)
    assert numbers(manager, unit=branch.code, region_exact=1) == [top.number]


def test_a_handler_elsewhere_is_as_unknown_as_nobody_unless_a_ticket_in_scope_names_them(branch):
    hall, other = a_unit("桂花", under=branch), a_unit("春北", under=branch)
    reader, colleague = a_person(Role.HANDLER, at=hall), a_person(Role.HANDLER, at=hall)
    above, stranger = a_person(Role.HANDLER, at=branch), a_person(Role.HANDLER, at=other)
    taken = a_complaint(at=hall)
    assign_complaint(complaint=taken, handler=above, by=above, now=A_MONDAY)

    def said_of(number):
        filters = filters_for(reader, {"handler": number}, now=A_MONDAY)
        return filters.form.errors.as_text().replace(number, "?")

    assert said_of("NOBODY-1") == said_of(stranger.staff_number) != ""
    assert said_of(colleague.staff_number) == ""
    assert numbers(reader, handler=above.staff_number) == [taken.number]


def test_months_are_the_branchs(branch, manager):
    last_minute = dt.datetime(2011, 1, 31, 15, 59, tzinfo=dt.UTC)
    january = a_complaint(at=branch, now=last_minute)
    february = a_complaint(at=branch, now=last_minute + dt.timedelta(minutes=1))
    assert numbers(manager, month="2011-01") == [january.number]
    assert numbers(manager, **{"from": "2011-02", "to": "2011-02"}) == [february.number]
    assert len(numbers(manager, **{"from": "2011-01", "to": "2011-02"})) == 2


def test_errors_are_found_by_side_and_unit(branch, manager):
    hall = a_unit("春北", under=branch, code="CB")
    own = a_complaint(at=branch, error_side="own", error_unit=hall)
    a_complaint(at=branch, error_side="channel", error_unit=hall)
    assert numbers(manager, error="own", error_unit="CB") == [own.number]


def test_void_tickets_are_hidden_until_asked_for(branch, manager):
    complaint = void_complaint(complaint=a_complaint(at=branch), reason="重复", by=None, now=A_MONDAY)
    assert numbers(manager) == []
    assert numbers(manager, state="void") == [complaint.number]


def test_words_numbers_and_phone_suffixes_are_found(branch, manager):
    one = a_complaint(at=branch, text="室内信号弱，通话掉线", phone="13805715678")
    a_complaint(at=branch)
    assert numbers(manager, q="掉线 信号") == [one.number]
    assert numbers(manager, q="掉线 漫游") == []
    assert numbers(manager, q="5678") == [one.number]
    assert numbers(manager, q=one.number.lower()) == [one.number]


def test_an_address_names_only_known_filters():
    assert worklist_address(month="2011-01", unit="GH", error=None) == "/complaints/?month=2011-01&unit=GH"
    assert worklist_address(from_="2011-01") == "/complaints/?from=2011-01"
    with pytest.raises(TypeError):
        worklist_address(password="x")


@pytest.mark.parametrize(
    "query",
    [
        "unit=NOWHERE", "month=2011-13", "state=gone", "cause=none2", "handler=nobody", "channel=x",
        "sort=owner__password",
        "unit=A&unit=B", "overdue=2", "q=%00", "grade=Z",
    ],
)  # fmt: skip
def test_a_filter_not_understood_finds_nothing_and_says_so(client, branch, query):
    a_complaint(at=branch)
    answer = client.get(f"/complaints/?{query}")
    assert answer.status_code == 400
    assert answer.context["page"].wrong
    assert answer.context["page"].rows == []


@pytest.mark.parametrize(
    "query", ["password__startswith=x", "unit__path=1", "handler__password=p", "after=garbage", "size=100000"]
)
def test_a_name_that_is_no_filter_reaches_nothing(client, branch, query):
    a_complaint(at=branch)
    answer = client.get(f"/complaints/?{query}")
    assert answer.status_code == 200
    assert len(answer.context["page"].rows) == 1


@pytest.mark.parametrize(
    "words",
    ["' OR 1=1--", "\\", "%", "😀😀", "字" * 200, "“”", "NEAR(", "a*", "\udc80".encode("utf-8", "surrogatepass")],
)
def test_no_words_break_the_search(client, branch, words):
    a_complaint(at=branch)
    assert client.get("/complaints/", {"q": words}).status_code in (200, 400)
    assert client.get(reverse("search"), {"q": words}).status_code == 200


def walk(client, query=""):
    """Every number seen by going forward to the end, and again by going back."""
    address, forward = f"/complaints/?size=25{query}", []
    while address:
        page = client.get(address).context["page"]
        forward.append([row.number for row in page.rows])
        address = f"/complaints/?size=25{query}&after={page.next}" if page.next else None
    back = []
    previous = page.previous
    while previous:
        page = client.get(f"/complaints/?size=25{query}&before={previous}").context["page"]
        back.append([row.number for row in page.rows])
        previous = page.previous
    return forward, back


@pytest.mark.parametrize("sort", ["newest", "oldest", "due"])
def test_pages_go_forward_and_back_over_every_row_once(client, branch, sort):
    for step in range(60):
        a_complaint(at=branch, now=A_MONDAY + dt.timedelta(minutes=step // 3))
    forward, back = walk(client, f"&sort={sort}")
    seen = [number for page in forward for number in page]
    assert len(seen) == len(set(seen)) == 60
    assert back == forward[-2::-1]


def test_a_row_is_a_link_that_keeps_the_view(client, branch):
    complaint = a_complaint(at=branch)
    html = client.get("/complaints/?state=open").content.decode()
    assert f'href="/complaints/{complaint.number}/?state=open"' in html


def test_the_list_shows_masked_phones_only(client, branch):
    a_complaint(at=branch, phone="13805719999")
    html = client.get("/complaints/").content.decode()
    assert "138****9999" in html
    assert "13805719999" not in html


def test_what_customers_write_is_shown_as_text(client, branch):
    evil = '<script>alert(1)</script>"><img src=x onerror=alert(1)>{{7*7}}'
    a_complaint(at=branch, subject=evil, customer_name=evil[:60], text=evil)
    html = client.get("/complaints/").content.decode() + client.get("/search/?q=alert", follow=True).content.decode()
    assert "<script>alert" not in html
    assert "<img src=x" not in html


def test_the_list_takes_few_queries_however_long_it_is(client, branch, django_assert_max_num_queries):
    for _ in range(30):
        a_complaint(at=branch)
    with django_assert_max_num_queries(12):
        client.get(f"/complaints/?unit={branch.code}&state=open&sort=due")


def test_an_empty_list_says_what_to_do_next(client, branch):
    html = client.get("/complaints/").content.decode()
    assert reverse("complaint_new") in html


def test_the_export_gives_exactly_these_rows(client, branch):
    one = a_complaint(at=branch, grade="C", phone="13805719999", customer_name="金先生", subject="=HYPERLINK(1)")
    other = a_complaint(at=branch, grade="A")
    answer = client.get("/exports/complaints.csv?grade=C")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert one.number in text
    assert other.number not in text
    assert "13805719999" not in text
    assert "金**" in text
    assert "金先生" not in text
    assert "'=HYPERLINK" in text


def test_the_sheet_has_the_place_and_real_times(client, branch):
    one = a_complaint(at=branch, place="富阳 311400")
    answer = client.get("/exports/complaints.xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    headings, row = sheet.iter_rows(values_only=True)
    assert "富阳 311400" in row
    received = timezone.localtime(one.received_at).replace(tzinfo=None)
    assert abs(row[1] - received) < dt.timedelta(seconds=1)
    assert len(headings) == len(row)


def test_the_filter_panel_offers_the_units_in_scope(client, branch):
    a_unit("别的公司")
    html = client.get(reverse("complaint_filters")).content.decode()
    assert branch.name in html
    assert "别的公司" not in html


def test_a_long_list_is_counted_when_somebody_asks(client, branch, monkeypatch):
    monkeypatch.setattr("complaints.worklist.selectors.COUNT_UP_TO", 27)
    for _ in range(30):
        a_complaint(at=branch)
    page = client.get("/complaints/").context["page"]
    assert (page.count, page.counted_all) == (27, False)
    answer = client.get("/complaints/?count=all")
    assert (answer.context["page"].count, answer.context["page"].counted_all) == (30, True)
    assert 'id="ticket-count"' in answer.content.decode()


def test_a_page_that_stands_alone_has_counted_itself(client, branch, django_assert_num_queries):
    for _ in range(3):
        a_complaint(at=branch)
    client.get("/complaints/")
    with django_assert_num_queries(7):
        page = client.get("/complaints/").context["page"]
    assert (page.count, page.counted_all) == (3, True)
