"""The doors of the organisation: outside one's units nothing exists, inside without the right 403."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from org.calendar.services import load_official_years, set_up_default_calendar
from org.customers.services import enter_customer_base
from org.people.choices import Role
from org.people.models import Person, Posting
from org.tests.factories import a_person, a_unit
from org.units.models import Unit

pytestmark = pytest.mark.django_db
NOW = timezone.now()


class House:
    """A branch with two bureaus, an administrator of one of them, and people in both."""

    def __init__(self) -> None:
        self.branch = a_unit("富阳分公司", code="DEMO")
        self.city = a_unit("城区", under=self.branch, code="CITY")
        self.sub = a_unit("桂花", under=self.city, code="GH")
        self.daiyuan = a_unit("大源", under=self.branch, code="DY")
        self.admin = a_person(Role.ADMINISTRATOR, at=self.city, name="唐浩")
        self.manager = a_person(Role.SERVICE_MANAGER, at=self.city, name="周敏")
        self.handler = a_person(Role.HANDLER, at=self.city, name="林晓", staff_number="FY-H")
        self.stranger = a_person(Role.HANDLER, at=self.daiyuan, name="许晴", staff_number="DY-H")
        self.base = enter_customer_base(
            unit=self.city, month="2011-01", customers=1000, source="系统", by=None, now=NOW
        )
        self.foreign_base = enter_customer_base(
            unit=self.daiyuan, month="2011-01", customers=1000, source="系统", by=None, now=NOW
        )
        self.calendar = set_up_default_calendar(by=None, now=NOW)
        load_official_years(first=2011, last=2011, by=None, now=NOW)


@pytest.fixture
def house() -> House:
    return House()


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


UNIT_PAGES = ("unit_edit", "unit_aliases", "unit_hours", "unit_calendar", "unit_move", "unit_close", "unit_reopen")
PERSON_ACTS = (
    "person_edit",
    "person_invite",
    "person_unlock",
    "person_second_factor",
    "person_leave",
    "person_return",
)


@pytest.mark.parametrize("name", ["unit", *UNIT_PAGES])
def test_a_unit_outside_one_s_own_does_not_exist(house, name):
    client = signed_in(house.manager)
    assert client.get(reverse(name, args=["DY"])).status_code == 404
    assert client.get(reverse(name, args=["CITY"])).status_code == 200


@pytest.mark.parametrize("name", UNIT_PAGES)
def test_a_unit_is_changed_only_with_the_right(house, name):
    client = signed_in(house.handler)
    assert client.get(reverse("unit", args=["CITY"])).status_code == 200
    assert client.get(reverse(name, args=["CITY"])).status_code == 403
    assert client.post(reverse(name, args=["CITY"]), {"name": "别的"}).status_code == 403


@pytest.mark.parametrize("name", PERSON_ACTS)
def test_a_person_outside_one_s_units_does_not_exist(house, name):
    client = signed_in(house.admin)
    assert client.get(reverse(name, args=["DY-H"])).status_code == 404
    assert client.post(reverse(name, args=["DY-H"]), {"on": "2011-01-01"}).status_code == 404
    assert client.get(reverse(name, args=["FY-H"])).status_code == 200
    assert signed_in(house.manager).get(reverse(name, args=["FY-H"])).status_code == 403


@pytest.mark.parametrize("name", ["person", "posting_new"])
def test_a_stranger_s_page_does_not_exist(house, name):
    client = signed_in(house.admin)
    assert client.get(reverse(name, args=["DY-H"])).status_code == 404
    assert client.get(reverse(name, args=["nobody"])).status_code == 404
    assert client.get(reverse(name, args=["FY-H"])).status_code == 200


@pytest.mark.parametrize(
    "name", ["units", "people", "profile", "calendar", "deadline", "customer_bases", "unit_new", "customer_base_new"]
)
def test_lists_and_forms_open_for_the_service_manager(house, name):
    assert signed_in(house.manager).get(reverse(name)).status_code == 200


@pytest.mark.parametrize(
    "name", ["people", "person_new", "unit_new", "calendar_new", "customer_bases", "customer_base_new"]
)
def test_a_handler_may_not(house, name):
    assert signed_in(house.handler).get(reverse(name)).status_code == 403


@pytest.mark.parametrize("name", ["units", "people", "profile", "calendar", "deadline", "customer_bases"])
def test_a_visitor_is_sent_to_sign_in(house, name):
    answer = Client().get(reverse(name))
    assert (answer.status_code, answer.url.startswith(reverse("sign_in"))) == (302, True)


def test_the_tree_shows_only_one_s_own_units(house):
    page = signed_in(house.manager).get(reverse("units"))
    assert [branch.unit.code for branch, _aliases, _posted in page.context["rows"]] == ["CITY", "GH"]
    found = signed_in(house.manager).get(reverse("units"), {"q": "桂"})
    assert [branch.unit.code for branch, _aliases, _posted in found.context["rows"]] == ["CITY", "GH"]
    assert signed_in(house.manager).get(reverse("units"), {"q": "\x00'; --"}).status_code == 200


def test_a_unit_is_added_changed_and_closed(house):
    client = signed_in(house.manager)
    new = {"parent": "CITY", "name": "春江", "code": "CJ", "kind": "sub_bureau"}
    assert client.post(reverse("unit_new"), new).url == reverse("unit", args=["CJ"])
    assert Unit.objects.get(code="CJ").parent == house.city
    assert client.post(reverse("unit_new"), new).status_code == 200
    assert client.post(reverse("unit_new"), new | {"code": "CJ2", "parent": "DY"}).status_code == 200
    assert not Unit.objects.filter(code="CJ2").exists()
    client.post(reverse("unit_edit", args=["CJ"]), {"name": "春江支局", "code": "CJ", "kind": "sub_bureau"})
    client.post(reverse("unit_aliases", args=["CJ"]), {"aliases": "春江\n春江路"})
    client.post(reverse("unit_hours", args=["CJ"]), {"day_0": "08：30－12:00 13:30-17:30", "day_5": "9:00-12:00"})
    client.post(reverse("unit_calendar", args=["CJ"]), {"calendar": house.calendar.pk})
    unit = Unit.objects.get(code="CJ")
    assert (unit.name, unit.aliases.count(), unit.opening_hours.count()) == ("春江支局", 2, 3)
    assert unit.calendar == house.calendar
    client.post(reverse("unit_close", args=["CJ"]), {"on": "2026-01-31"})
    unit.refresh_from_db()
    assert unit.closed_on == dt.date(2026, 1, 31)
    client.post(reverse("unit_reopen", args=["CJ"]))
    unit.refresh_from_db()
    assert unit.closed_on is None


def test_hours_that_are_no_hours_are_refused(house):
    answer = signed_in(house.manager).post(reverse("unit_hours", args=["GH"]), {"day_0": "morning"})
    assert "day_0" in answer.context["form"].errors


@pytest.mark.parametrize(("typed", "words"), [("12:00-08:00", "ends after"), ("08:00-12:00 11:00-13:00", "overlap")])
def test_hours_that_make_no_day_are_refused_beside_that_day(house, typed, words):
    house.manager.language = "en"
    house.manager.save(update_fields=["language"])
    answer = signed_in(house.manager).post(reverse("unit_hours", args=["GH"]), {"day_0": "08:00-12:00", "day_3": typed})
    assert list(answer.context["form"].errors) == ["day_3"]
    assert words in answer.content.decode()


def test_a_hall_may_be_open_until_midnight_and_round_the_clock(house):
    client, address = signed_in(house.manager), reverse("unit_hours", args=["GH"])
    assert client.post(address, {"day_0": "00:00-24:00", "day_1": "18:00–24:00"}).status_code == 302
    assert client.get(address).context["form"]["day_0"].value() == "00:00-24:00"
    assert "18:00–24:00" in client.get(reverse("unit", args=["GH"])).content.decode()
    assert set(Unit.objects.get(code="GH").opening_hours.values_list("closes", flat=True)) == {dt.time.max}
    assert client.post(address, {"day_0": "24:00-24:00"}).status_code == 200


def test_a_move_is_shown_before_it_is_made(house):
    client = signed_in(house.manager)
    other = a_unit("新区", under=house.city, code="NEW")
    preview = client.get(reverse("unit_move", args=["GH"]), {"parent": "NEW"})
    assert preview.context["to_chain"] == "富阳分公司 › 城区 › 新区 › 桂花"
    house.sub.refresh_from_db()
    assert house.sub.parent == house.city
    client.post(reverse("unit_move", args=["GH"]), {"parent": "NEW"})
    house.sub.refresh_from_db()
    assert house.sub.parent == other
    assert client.get(reverse("unit_move", args=["GH"]), {"parent": "DY"}).context["place"] is None


def test_a_person_is_entered_invited_posted_and_leaves(house):
    client = signed_in(house.admin)
    today = timezone.localdate().isoformat()
    new = {
        "staff_number": "FY-9", "name": "吴帆", "unit": "GH", "role": "counter_staff", "starts_on": today,
        "language": "zh-hans", "line_manager": "FY-H",
    }  # fmt: skip
    assert client.post(reverse("person_new"), new).url == reverse("person_invite", args=["FY-9"])
    invited = client.post(reverse("person_invite", args=["FY-9"]))
    assert "/sign-in/password/" in invited.context["link"]
    assert "no-store" in invited["Cache-Control"]
    posting = {"unit": "CITY", "role": "handler", "starts_on": today}
    assert client.post(reverse("posting_new", args=["FY-9"]), posting).status_code == 302
    person = Person.objects.get(staff_number="FY-9")
    handler = person.postings.get(role=Role.HANDLER)
    client.post(reverse("posting_end", args=["FY-9", handler.pk]), {"on": today})
    client.post(reverse("person_edit", args=["FY-9"]), {"name": "吴帆", "post": "营业员", "line_manager": "nobody"})
    client.post(reverse("person_edit", args=["FY-9"]), {"name": "吴帆", "post": "营业员"})
    person.refresh_from_db()
    assert (person.post, person.line_manager) == ("营业员", None)
    assert client.get(reverse("person", args=["FY-9"])).status_code == 200
    client.post(reverse("person_unlock", args=["FY-9"]))
    client.post(reverse("person_second_factor", args=["FY-9"]), {"reason": "手机遗失"})
    client.post(reverse("person_leave", args=["FY-9"]), {"on": today})
    assert not Person.objects.get(staff_number="FY-9").is_active
    client.post(reverse("person_return", args=["FY-9"]))
    assert Person.objects.get(staff_number="FY-9").is_active


def test_a_posting_outside_one_s_units_cannot_be_given_or_ended(house):
    Posting.objects.create(person=house.handler, unit=house.daiyuan, role=Role.CALLER, starts_on=dt.date(2011, 1, 1))
    client = signed_in(house.admin)
    foreign = house.handler.postings.get(unit=house.daiyuan)
    assert client.get(reverse("posting_end", args=["FY-H", foreign.pk])).status_code == 404
    answer = client.post(
        reverse("posting_new", args=["FY-H"]), {"unit": "DY", "role": "handler", "starts_on": "2011-01-01"}
    )
    assert "unit" in answer.context["form"].errors
    assert client.get(reverse("person_edit", args=["FY-H"])).status_code == 403


def test_the_list_of_people_takes_only_known_filters(house):
    client = signed_in(house.manager)
    page = client.get(reverse("people"), {"q": "林", "role": "handler", "unit": "CITY"})
    assert [p.staff_number for p in page.context["page"].people] == ["FY-H"]
    everyone = {p.staff_number for p in client.get(reverse("people")).context["page"].people}
    assert "DY-H" not in everyone
    assert client.get(reverse("people"), {"password__startswith": "p"}).status_code == 200
    for wrong in ({"unit": "DY"}, {"role": "king"}, {"q": "\x00"}):
        assert client.get(reverse("people"), wrong).status_code == 400


@pytest.mark.parametrize(
    ("code", "params", "told", "hidden"),
    [
        ("people", {"role": "handler"}, "FY-H", "DY-H"),
        ("units", {"q": "桂"}, "富阳分公司 › 城区 › 桂花", "大源"),
        ("customer-bases", {"month": "2011-01"}, "CITY", "DY"),
    ],
)
def test_a_list_is_exported_as_it_is_filtered_and_scoped(house, code, params, told, hidden):
    answer = signed_in(house.manager).get(reverse("export", args=[code, "csv"]), params)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert told in text
    assert hidden not in text


def test_names_are_shown_as_text(house):
    Person.objects.filter(pk=house.handler.pk).update(name="<script>alert(1)</script>")
    page = signed_in(house.admin).get(reverse("person", args=["FY-H"])).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_the_calendar_shows_a_year_and_refuses_to_guess_another(house):
    client = signed_in(house.handler)
    shown = client.get(reverse("calendar"), {"year": 2011})
    assert len(shown.context["months"]) == 12
    assert not client.get(reverse("calendar"), {"year": 2012}).context["months"]
    assert client.get(reverse("calendar"), {"year": "x"}).status_code == 200
    assert client.post(reverse("calendar_day", args=["2011-01-17"]), {}).status_code == 403
    assert client.post(reverse("calendar_load", args=[2012])).status_code == 403
    assert client.post(reverse("calendar_windows", args=[house.calendar.pk])).status_code == 403


def test_an_administrator_loads_a_year_and_changes_a_day(house):
    client = signed_in(house.admin)
    assert client.post(reverse("calendar_load", args=[2012])).status_code == 302
    assert len(client.get(reverse("calendar"), {"year": 2012}).context["months"]) == 12
    day = reverse("calendar_day", args=["2011-01-17"])
    assert client.get(reverse("calendar_day", args=["2011-02-30"])).status_code == 404
    assert "reason" in client.post(day, {"kind": "holiday", "name": "停电"}).context["form"].errors
    assert client.post(day, {"kind": "holiday", "name": "停电", "reason": "通知"}).status_code == 302
    assert client.post(reverse("calendar_load", args=[2031])).status_code == 200
    hours = {"name": "营业厅", "day_0": "09:00-18:00", "day_6": "09:00-18:00"}
    assert client.post(reverse("calendar_new"), hours).status_code == 302
    assert client.post(reverse("calendar_windows", args=[house.calendar.pk]), {}).status_code == 200


def test_a_deadline_is_explained_day_by_day(house):
    client = signed_in(house.handler)
    asked = {"received": "2011-01-17T15:20", "amount": "2", "measure": "days", "unit": "CITY"}
    why = client.get(reverse("deadline"), asked).context["why"]
    assert f"{why.due:%Y-%m-%d %H:%M}" == "2011-01-19 15:20"
    hours = client.get(reverse("deadline"), asked | {"amount": "7.5", "measure": "hours"}).context["why"]
    assert f"{hours.due:%Y-%m-%d %H:%M}" == "2011-01-18 15:20"
    for wrong in ({"received": "2031-01-01T09:00"}, {"amount": "1.5"}, {"amount": "NaN"}, {"unit": "DY"}):
        answer = client.get(reverse("deadline"), asked | wrong)
        assert (answer.status_code, answer.context["why"]) == (400, None)


def test_customer_bases_are_entered_and_corrected_within_one_s_units(house):
    client = signed_in(house.manager)
    number = {"unit": "CITY", "month": "2011-02", "customers": "1010", "source": "系统", "counted_on": "2011-02-28"}
    assert client.post(reverse("customer_base_new"), number).status_code == 302
    assert client.post(reverse("customer_base_new"), number).status_code == 200
    assert client.post(reverse("customer_base_new"), number | {"unit": "DY"}).status_code == 200
    edit = reverse("customer_base_edit", args=[house.base.pk])
    assert client.post(edit, {"customers": "1001", "source": "更正"}).status_code == 302
    assert client.get(edit).status_code == 200
    assert client.get(reverse("customer_base_edit", args=[house.foreign_base.pk])).status_code == 404
    rows = client.get(reverse("customer_bases"), {"month": "2011-01"}).context["page"].rows
    assert [(row.unit.code, row.customers) for row in rows] == [("CITY", 1001)]
    assert signed_in(house.admin).get(edit).status_code == 403
    assert client.get(reverse("customer_bases"), {"month": "2011-13"}).status_code == 400


def test_one_s_own_page_says_what_one_may_do(house):
    page = signed_in(house.handler).get(reverse("profile"))
    ((posting, rights),) = page.context["postings"]
    assert posting.unit == house.city
    assert rights
    assert signed_in(house.handler).get(reverse("person", args=["FY-H"])).status_code == 200
