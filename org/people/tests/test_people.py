from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from core.audit.models import AuditEntry
from org.access import table
from org.access.choices import Right
from org.people.choices import Role
from org.people.models import Person, Posting
from org.people.selectors import grantable_roles, may_manage, page_of, search
from org.people.services import (
    CannotChangePerson,
    CannotCreatePerson,
    CannotInvite,
    CannotLeave,
    CannotPost,
    change_person,
    come_back,
    create_person,
    drop_second_factor,
    end_posting,
    invite_person,
    leave,
    start_posting,
)
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate()


@pytest.fixture
def branch():
    return a_unit("富阳分公司")


@pytest.fixture
def city(branch):
    return a_unit("城区", under=branch)


@pytest.fixture
def admin(branch):
    return a_person(Role.ADMINISTRATOR, at=branch, name="唐浩")


@pytest.fixture
def _handlers_may_post(monkeypatch):
    """A world in which handlers look after postings, to see what somebody without every right may give."""

    rights = table.ROLE_PERMISSIONS[Role.HANDLER] | {Right.PERSON_EDIT, Right.PERSON_VIEW}
    monkeypatch.setitem(table.ROLE_PERMISSIONS, Role.HANDLER, frozenset(rights))


def fresh(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


def test_a_new_person_has_a_posting_and_no_password(admin, city):
    person = create_person(
        staff_number="FY-77", name="吴帆", unit=city, role=Role.HANDLER, by=admin, now=NOW, line_manager=admin
    )
    assert not person.has_usable_password()
    assert person.may("complaint_edit", at=city)
    verbs = list(AuditEntry.objects.about(person).values_list("verb", flat=True))
    assert verbs == ["person.created", "person.posted"]
    with pytest.raises(CannotCreatePerson):
        create_person(staff_number="fy-77", name="别人", by=admin, now=NOW)


def test_an_administrator_gives_every_role_but_only_below_his_unit(branch, city):
    admin = a_person(Role.ADMINISTRATOR, at=city)
    assert grantable_roles(admin, at=city) == list(Role)
    assert grantable_roles(admin, at=branch) == []
    with pytest.raises(CannotPost):
        start_posting(person=a_person(), unit=branch, role=Role.CALLER, starts_on=TODAY, by=admin, now=NOW)


@pytest.mark.usefixtures("_handlers_may_post")
def test_nobody_grants_what_he_lacks(city):
    handler = a_person(Role.HANDLER, at=city)
    assert Role.CALLER in grantable_roles(handler, at=city)
    # Whoever sits at a counter serves its queue, which a handler may not.
    for role in (Role.ADMINISTRATOR, Role.GENERAL_MANAGER, Role.SERVICE_MANAGER, Role.AUDITOR, Role.COUNTER_STAFF):
        with pytest.raises(CannotPost):
            start_posting(person=a_person(), unit=city, role=role, starts_on=TODAY, by=handler, now=NOW)


@pytest.mark.usefixtures("_handlers_may_post")
def test_nobody_takes_over_an_account_that_can_do_more(branch, city, admin):
    handler = a_person(Role.HANDLER, at=branch)
    chief = a_person(Role.GENERAL_MANAGER, at=branch)
    Posting.objects.create(person=chief, unit=city, role=Role.COUNTER_STAFF, starts_on=dt.date(2000, 1, 1))
    assert not may_manage(handler, chief)
    with pytest.raises(CannotInvite):
        invite_person(person=chief, by=handler, now=NOW)
    with pytest.raises(CannotLeave):
        leave(person=chief, on=TODAY, by=handler, now=NOW)
    with pytest.raises(CannotChangePerson):
        change_person(person=chief, email="mine@example.cn", by=handler, now=NOW)
    with pytest.raises(CannotChangePerson):
        drop_second_factor(person=chief, reason="lost", by=handler, now=NOW)
    assert may_manage(admin, chief)


def test_nobody_posts_himself(admin, branch):
    with pytest.raises(CannotPost):
        start_posting(person=admin, unit=branch, role=Role.FINANCE, starts_on=TODAY, by=admin, now=NOW)
    with pytest.raises(CannotPost):
        end_posting(posting=admin.postings.get(), on=TODAY, by=admin, now=NOW)


def test_changing_postings_ends_open_pages(admin, city):
    person = a_person(Role.CALLER, at=city)
    seen = person.get_session_auth_hash()
    posting = start_posting(person=person, unit=city, role=Role.HANDLER, starts_on=TODAY, by=admin, now=NOW)
    after_start = fresh(person).get_session_auth_hash()
    end_posting(posting=posting, on=TODAY, by=admin, now=NOW)
    assert len({seen, after_start, fresh(person).get_session_auth_hash()}) == 3


def test_a_posting_runs_forward_once_and_not_at_a_closed_unit(admin, branch, city):
    person = a_person(Role.CALLER, at=city)
    closed = a_unit("旧厅", under=branch, closed_on=TODAY)
    yesterday = TODAY - dt.timedelta(days=1)
    wrong = ((city, Role.CALLER, None), (closed, Role.CALLER, None), (city, Role.HANDLER, yesterday))
    for unit, role, ends_on in wrong:
        with pytest.raises(CannotPost):
            start_posting(person=person, unit=unit, role=role, starts_on=TODAY, ends_on=ends_on, by=admin, now=NOW)
    posting = person.postings.get()
    end_posting(posting=posting, on=yesterday, by=admin, now=NOW)
    with pytest.raises(CannotPost):
        end_posting(posting=posting, on=TODAY, by=admin, now=NOW)
    start_posting(person=person, unit=city, role=Role.CALLER, starts_on=TODAY, by=admin, now=NOW)


def test_leaving_ends_postings_and_keeps_them(admin, city):
    person = a_person(Role.CALLER, at=city)
    Posting.objects.create(person=person, unit=city, role=Role.HANDLER, starts_on=TODAY + dt.timedelta(days=9))
    with pytest.raises(CannotLeave):
        leave(person=person, on=TODAY + dt.timedelta(days=1), by=admin, now=NOW)
    leave(person=person, on=TODAY, by=admin, now=NOW)
    left = fresh(person)
    assert not left.is_active
    assert [p.ends_on for p in left.postings.all()] == [TODAY]
    assert left in Person.objects.visible_to(admin)
    with pytest.raises(CannotLeave):
        leave(person=fresh(person), on=TODAY, by=admin, now=NOW)
    with pytest.raises(CannotInvite):
        invite_person(person=left, by=admin, now=NOW)
    with pytest.raises(CannotPost):
        start_posting(person=left, unit=city, role=Role.CALLER, starts_on=TODAY, by=admin, now=NOW)
    come_back(person=left, by=admin, now=NOW)
    assert fresh(person).is_active
    with pytest.raises(CannotChangePerson):
        come_back(person=fresh(person), by=admin, now=NOW)


def test_nobody_manages_his_own_manager_s_manager(admin, city):
    top = a_person(Role.DISTRICT_MANAGER, at=city)
    middle = a_person(Role.HALL_MANAGER, at=city, line_manager=top)
    with pytest.raises(CannotChangePerson):
        change_person(person=top, line_manager=middle, by=admin, now=NOW)
    change_person(person=middle, post="营业经理", by=admin, now=NOW)
    assert AuditEntry.objects.about(middle).get().data["after"] == {"post": "营业经理"}


def test_an_invitation_is_a_link_on_the_public_address(admin, city, settings):
    settings.PUBLIC_ADDRESS = "https://desk.example.cn"
    person = a_person(Role.CALLER, at=city)
    link = invite_person(person=person, by=admin, now=NOW)
    assert link.startswith("https://desk.example.cn/")
    assert AuditEntry.objects.about(person).get().data == {}


def test_people_are_found_by_number_name_unit_and_role(admin, branch, city):
    someone = a_person(Role.HANDLER, at=city, name="林晓", staff_number="FY-501")
    other = a_person(Role.CALLER, at=branch, name="林森", staff_number="FY-502")
    everyone = Person.objects.visible_to(admin)
    assert list(search(everyone, on=TODAY, words="林 501")) == [someone]
    assert set(search(everyone, on=TODAY, words="林")) == {someone, other}
    assert list(search(everyone, on=TODAY, unit=city)) == [someone]
    assert list(search(everyone, on=TODAY, role=Role.CALLER)) == [other]
    assert list(search(everyone, on=TODAY, state="left")) == []


def test_pages_go_forth_and_back_by_staff_number(admin, branch):
    for number in range(5):
        a_person(Role.CALLER, at=branch, staff_number=f"A{number}")
    people = Person.objects.filter(staff_number__startswith="A")
    first = page_of(people, size=2)
    second = page_of(people, size=2, after=first.next)
    back = page_of(people, size=2, before=second.previous)
    assert [p.staff_number for p in second.people] == ["A2", "A3"]
    assert (first.previous, page_of(people, size=2, after="A3").next) == (None, None)
    assert [p.staff_number for p in back.people] == ["A0", "A1"]
    assert (back.previous, back.next) == (None, "A1")
