"""The organisation's sheets, through the same door as everybody's: `import_sheet`."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from core.audit.models import AuditEntry
from org.access import table
from org.access.choices import Right
from org.calendar.models import CalendarYear
from org.calendar.selectors import working_time
from org.calendar.services import set_up_default_calendar
from org.customers.models import CustomerBase
from org.people.choices import Role
from org.people.models import Person, Posting
from org.tests.factories import a_person, a_unit
from org.units.services import set_aliases

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def branch():
    unit = a_unit("富阳分公司", code="DEMO")
    hall = a_unit("桂花西路营业厅", under=unit, code="FY-H01")
    set_aliases(unit=hall, names=["桂花"], by=None, now=NOW)
    return unit


@pytest.fixture
def admin(branch):
    return a_person(Role.ADMINISTRATOR, at=branch, staff_number="FY-ADM")


@pytest.fixture
def manager(branch):
    return a_person(Role.SERVICE_MANAGER, at=branch, staff_number="FY-MGR")


@pytest.fixture
def sheet(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # the rejected rows are left where the command was given

    def take_in(kind: str, text: str, by: Person, *more: str) -> dict[str, object]:
        file = Path(tmp_path / f"{kind}.csv")
        file.write_text(text, "utf-8-sig")
        out = io.StringIO()
        call_command("import_sheet", kind, str(file), "--by", by.staff_number, "--json", *more, stdout=out)
        return json.loads(out.getvalue())

    return take_in


ROSTER = """工号,姓名,单位,角色,岗位,开始日期,直接上级
FY-201,孙悦,桂花,厅经理,营业经理,2011-01-03,
FY-202,吴帆,桂花西路营业厅,营业员,营业员,2011-01-03,FY-201
"""


def test_a_roster_enters_people_with_their_postings_once(admin, sheet):
    told = sheet("roster", ROSTER, admin)
    assert (told["imported"], told["rejected"]) == (2, 0)
    clerk = Person.objects.get(staff_number="FY-202")
    assert clerk.line_manager.staff_number == "FY-201"
    posting = clerk.postings.get()
    assert (posting.unit.code, posting.role, posting.starts_on) == ("FY-H01", "counter_staff", dt.date(2011, 1, 3))
    assert not clerk.has_usable_password()
    facts = AuditEntry.objects.filter(verb__startswith="person.").count()
    again = sheet("roster", ROSTER, admin)
    assert (again["imported"], again["unchanged"]) == (0, 2)
    assert AuditEntry.objects.filter(verb__startswith="person.").count() == facts


def test_a_roster_changes_data_and_rejects_what_it_cannot_place(admin, sheet):
    sheet("roster", ROSTER, admin)
    changed = ROSTER.replace("FY-202,吴帆,桂花西路营业厅,营业员,营业员", "FY-202,吴帆,桂花,营业员,资深营业员")
    told = sheet("roster", changed + "FY-203,何静,桂花,营业员,,2011-01-03,NOBODY\n", admin)
    assert (told["imported"], told["unchanged"], told["rejected"]) == (0, 1, 1)
    assert Person.objects.get(staff_number="FY-202").post == "资深营业员"
    assert not Person.objects.filter(staff_number="FY-203").exists()


def test_a_roster_gives_no_role_beyond_one_s_own(branch, sheet, monkeypatch):

    more = table.ROLE_PERMISSIONS[Role.SERVICE_MANAGER] | {Right.PERSON_EDIT}
    monkeypatch.setitem(table.ROLE_PERMISSIONS, Role.SERVICE_MANAGER, frozenset(more))
    manager = a_person(Role.SERVICE_MANAGER, at=branch)
    told = sheet("roster", ROSTER.replace("厅经理", "系统管理员"), manager)
    assert told["rejected"] >= 1
    assert not Posting.objects.filter(role=Role.ADMINISTRATOR).exists()


BASES = """单位,月份,客户数,来源
富阳分公司,2011-01,537469,经营分析系统
富阳分公司,2011年2月,540100,经营分析系统
"""


def test_customer_bases_come_in_once_and_are_corrected(manager, sheet):
    assert sheet("customer-bases", BASES, manager)["imported"] == 2
    assert sheet("customer-bases", BASES, manager)["unchanged"] == 2
    assert sheet("customer-bases", BASES.replace("540100", "540200"), manager)["rejected"] == 0
    months = dict(CustomerBase.objects.values_list("month", "customers"))
    assert months == {"2011-01": 537469, "2011-02": 540200}


def test_customer_bases_that_cannot_be_are_sent_back(manager, sheet):
    sheet("customer-bases", BASES, manager)
    rows = ("2011-03,5401000", "13月,5", "2011-04,0")
    wrong = "单位,月份,客户数\n" + "".join(f"富阳分公司,{row}\n" for row in rows)
    assert sheet("customer-bases", wrong, manager)["rejected"] == 3
    assert CustomerBase.objects.count() == 2


NOTICE = """日期,类型,名称
2026-12-31,放假,元旦
2027-01-01,放假,元旦
2027-01-02,放假,元旦
2027-01-03,上班,元旦
"""


def test_a_notice_loads_the_year_most_of_its_days_lie_in(admin, sheet):
    set_up_default_calendar(by=None, now=NOW)
    assert sheet("holidays", NOTICE, admin)["imported"] == 4
    assert list(CalendarYear.objects.values_list("year", flat=True)) == [2027]
    clock = working_time()
    assert [clock.is_working_day(dt.date(2027, 1, day)) for day in (1, 2, 3, 4)] == [False, False, True, True]
    assert sheet("holidays", NOTICE, admin)["unchanged"] == 4
