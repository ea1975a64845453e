"""The filters that only a figure's own link uses: they name what was counted, and betray nothing else."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from complaints.tests.factories import A_MONDAY, a_category, a_complaint
from complaints.tickets.filters import UnknownFilter
from complaints.tickets.models import Complaint
from complaints.tickets.places import path_from, path_words
from complaints.tickets.selectors import matching, worklist_address
from complaints.tickets.services import add_note
from org.people.choices import Role
from org.tests.factories import a_person, a_unit
from org.units.services import move_unit

pytestmark = pytest.mark.django_db


def numbers(person, **filters):
    rows = matching(person, {name: str(value) for name, value in filters.items()}, now=A_MONDAY)
    return sorted(rows.values_list("number", flat=True))


def test_a_path_goes_into_an_address_and_back():
    assert path_words("000001/000004/000012/") == "1.4.12"
    assert path_from("1.4.12") == "000001/000004/000012/"
    assert worklist_address(within=["000001/", "000001/000004/"]) == "/complaints/?within=1,1.4"


def test_an_empty_list_never_becomes_an_address_of_everything():
    with pytest.raises(ValueError, match="within"):
        worklist_address(within=[])


def test_a_unit_that_moved_is_found_where_it_stood_then(branch, manager):
    city, west = a_unit("城区", under=branch), a_unit("大源", under=branch)
    hall = a_unit("桂花", under=city)
    then = path_words(hall.path)
    early = a_complaint(at=hall)
    moved = move_unit(unit=hall, parent=west, by=manager, now=A_MONDAY)
    late = a_complaint(at=moved)
    assert numbers(manager, within=then) == [early.number]
    assert numbers(manager, unit=hall.code) == [late.number]
    assert numbers(a_person(Role.DISTRICT_MANAGER, at=city), within=then) == [early.number]


def test_several_places_are_taken_together_or_left_out(branch, manager):
    one, two, three = (a_unit(name, under=branch) for name in ("城区", "大源", "新登"))
    tickets = {unit.path: a_complaint(at=unit).number for unit in (one, two, three)}
    both = f"{path_words(one.path)},{path_words(two.path)}"
    assert numbers(manager, within=both) == sorted([tickets[one.path], tickets[two.path]])
    assert numbers(manager, without=both) == [tickets[three.path]]


@pytest.mark.parametrize("words", ["x", "1..2", "1/2", "-1", "1234567", "0", "١", "1," * 400 + "1"])
def test_words_that_are_no_place_are_refused(branch, manager, words):
    with pytest.raises(UnknownFilter):
        matching(manager, {"within": words}, now=A_MONDAY)


def test_a_place_outside_ones_units_does_not_exist(branch, manager):
    foreign = a_unit("别的公司")
    a_complaint(at=foreign)
    disguised = f"{path_words(branch.path)}.{foreign.pk}"
    for words in (path_words(foreign.path), disguised):
        for name in ("within", "without", "error_within"):
            with pytest.raises(UnknownFilter):
                matching(manager, {name: words}, now=A_MONDAY)


def test_a_unit_of_an_error_outside_exists_as_far_as_ones_tickets_name_it(branch):
    hall, team = a_unit("桂花", under=branch), a_unit("外呼小组", under=branch)
    clerk = a_person(Role.DISTRICT_MANAGER, at=hall)
    with pytest.raises(UnknownFilter):
        matching(clerk, {"error_unit": team.code}, now=A_MONDAY)
    mine = a_complaint(at=hall, error_side="own", error_unit=team)
    a_complaint(at=branch, error_side="own", error_unit=team)
    assert numbers(clerk, error_unit=team.code, error_exact=1) == [mine.number]
    assert numbers(clerk, error_within=path_words(team.path)) == [mine.number]
    with pytest.raises(UnknownFilter):
        matching(clerk, {"error_unit": branch.code}, now=A_MONDAY)


def test_errors_of_a_unit_itself_leave_out_those_below(branch, manager):
    city = a_unit("城区", under=branch)
    own = a_complaint(at=branch, error_side="own", error_unit=city)
    below = a_complaint(at=branch, error_side="channel", error_unit=a_unit("桂花", under=city))
    a_complaint(at=branch)
    assert numbers(manager, error_unit=city.code) == sorted([own.number, below.number])
    assert numbers(manager, error_unit=city.code, error_exact=1) == [own.number]
    assert numbers(manager, error="any") == sorted([own.number, below.number])


def test_a_cause_without_its_finer_ones_and_all_other_causes(branch, manager):
    coarse = a_category("资费", code="T")
    fine = a_category("资费解释差错", code="T-1", under=coarse)
    other = a_category("网络", code="N")
    named = {cause.code: a_complaint(at=branch, cause=cause).number for cause in (coarse, fine, other)}
    a_complaint(at=branch)
    assert numbers(manager, cause="T") == sorted([named["T"], named["T-1"]])
    assert numbers(manager, cause="T", cause_exact=1) == [named["T"]]
    assert numbers(manager, cause_not="T,N") == [named["T-1"]]
    with pytest.raises(UnknownFilter):
        matching(manager, {"cause_not": "T,NOWHERE"}, now=A_MONDAY)


def test_tickets_with_an_entry_after_a_moment(branch, manager):
    quiet, touched = a_complaint(at=branch), a_complaint(at=branch)
    later = A_MONDAY + dt.timedelta(days=3)
    add_note(complaint=touched, text="已回访", by=manager, now=later)
    moment = (later - dt.timedelta(hours=1)).isoformat()
    assert numbers(manager, changed=moment) == [touched.number]
    assert quiet.number not in numbers(manager, changed=moment)
    for words in ("yesterday", "2011-02-01", "2011-02-01T08:20:00", "2011-02-31T08:20:00Z"):
        with pytest.raises(UnknownFilter):
            matching(manager, {"changed": words}, now=A_MONDAY)


def test_each_of_them_is_a_chip_with_words_and_stays_when_others_are_chosen(branch, manager):
    client = Client()
    client.force_login(manager)
    units = [a_unit(name, under=branch) for name in ("城区", "大源", "新登", "政企", "虚拟")]
    for unit in units:
        a_complaint(at=unit)
    address = worklist_address(
        within=[unit.path for unit in units], region_exact="1", error_exact="1", cause_exact="1", sort="oldest"
    )
    page = client.get(address).context["page"]
    chips = {chip.label: chip.value for chip in page.chips}
    assert len(chips) == 4
    assert any(value.startswith("城区, 大源, 新登, 政企") and "虚拟" not in value for value in chips.values())
    panel = client.get(address.replace("/complaints/", "/complaints/filters/")).content.decode()
    assert 'name="within"' in panel
    assert 'name="sort" value="oldest"' in panel
    assert Complaint.objects.count() == page.count == 5
