from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from core.audit.models import AuditEntry
from org.people.choices import Role
from org.tests.factories import a_person, a_unit
from org.units.models import Unit
from org.units.services import (
    CannotChangeUnit,
    CannotCloseUnit,
    CannotCreateUnit,
    CannotMoveUnit,
    CannotSetAliases,
    CannotSetHours,
    change_unit,
    close_unit,
    create_unit,
    move_unit,
    reopen_unit,
    set_aliases,
    set_opening_hours,
)

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def branch():
    return a_unit("富阳分公司")


def test_everything_below_moves_along(branch):
    city, daiyuan = a_unit("城区", under=branch), a_unit("大源", under=branch)
    sub = a_unit("桂花", under=city)
    hall = a_unit("桂花西路营业厅", under=sub)
    move_unit(unit=sub, parent=daiyuan, by=None, now=NOW)
    hall.refresh_from_db()
    assert hall.path == f"{daiyuan.path}{sub.pk:06d}/{hall.pk:06d}/"
    assert set(Unit.objects.at_or_below(daiyuan)) == {daiyuan, sub, hall}
    assert AuditEntry.objects.about(sub).get().data["units"] == 2


def test_a_unit_becomes_a_top(branch):
    city = a_unit("城区", under=branch)
    move_unit(unit=city, parent=None, by=None, now=NOW)
    city.refresh_from_db()
    assert (city.parent, city.path) == (None, f"{city.pk:06d}/")


def test_it_refuses_a_ring_a_closed_parent_and_no_move(branch):
    city = a_unit("城区", under=branch)
    closed = a_unit("旧区", under=branch, closed_on=dt.date(2010, 1, 1))
    for parent in (city, a_unit("桂花", under=city), closed, branch):
        with pytest.raises(CannotMoveUnit):
            move_unit(unit=city, parent=parent, by=None, now=NOW)
    assert Unit.objects.get(pk=city.pk).path == city.path


def test_it_refuses_when_somebody_moved_the_parent_meanwhile(branch):
    city, daiyuan = a_unit("城区", under=branch), a_unit("大源", under=branch)
    seen = Unit.objects.get(pk=daiyuan.pk)
    move_unit(unit=daiyuan, parent=city, by=None, now=NOW)
    with pytest.raises(CannotMoveUnit):
        move_unit(unit=city, parent=seen, by=None, now=NOW)


def test_a_new_unit_stands_below_its_parent_with_its_own_code(branch):
    unit = create_unit(code="GH", name="桂花", kind="sub_bureau", parent=branch, by=None, now=NOW, aliases=["桂花支局"])
    assert unit.path == f"{branch.path}{unit.pk:06d}/"
    with pytest.raises(CannotCreateUnit):
        create_unit(code="gh", name="别的", kind="hall", parent=branch, by=None, now=NOW)
    with pytest.raises(CannotChangeUnit):
        change_unit(unit=branch, code="GH", by=None, now=NOW)


def test_an_unchanged_unit_leaves_no_trace(branch):
    change_unit(unit=branch, name=branch.name, by=None, now=NOW)
    assert not AuditEntry.objects.exists()
    change_unit(unit=branch, name="富阳", by=None, now=NOW)
    assert AuditEntry.objects.get().data == {"before": {"name": "富阳分公司"}, "after": {"name": "富阳"}}


def test_it_closes_only_what_nothing_depends_on(branch):
    hall = a_unit("新登营业厅", under=branch)
    person = a_person(Role.HALL_MANAGER, at=hall)
    day = dt.date(2026, 1, 1)
    for unit in (branch, hall):
        with pytest.raises(CannotCloseUnit):
            close_unit(unit=unit, on=day, by=None, now=NOW)
    person.postings.update(ends_on=dt.date(2025, 12, 31))
    close_unit(unit=hall, on=day, by=None, now=NOW)
    assert list(Unit.objects.active(on=day)) == [branch]
    with pytest.raises(CannotCloseUnit):
        close_unit(unit=hall, on=day, by=None, now=NOW)
    reopen_unit(unit=hall, by=None, now=NOW)
    assert hall in Unit.objects.active(on=day)


def test_an_alias_means_one_unit(branch):
    hall, other = a_unit("桂花西路营业厅", under=branch), a_unit("桂花", under=branch, code="GUIHUA")
    set_aliases(unit=hall, names=["桂花", " 桂花西路 ", "", "桂花"], by=None, now=NOW)
    assert set(hall.aliases.values_list("name", flat=True)) == {"桂花", "桂花西路"}
    for word in ("桂花西路", "guihua"):
        with pytest.raises(CannotSetAliases):
            set_aliases(unit=a_unit("春北", under=branch), names=[word], by=None, now=NOW)
    set_aliases(unit=hall, names=[], by=None, now=NOW)
    set_aliases(unit=other, names=["桂花西路"], by=None, now=NOW)


def test_opening_hours_of_one_day_do_not_overlap(branch):
    nine, noon, two, six = (dt.time(hour) for hour in (9, 12, 14, 18))
    set_opening_hours(unit=branch, hours={0: [(two, six), (nine, noon)]}, by=None, now=NOW)
    assert branch.opening_hours.count() == 2
    for hours in ({0: [(nine, two), (noon, six)]}, {0: [(six, nine)]}):
        with pytest.raises(CannotSetHours):
            set_opening_hours(unit=branch, hours=hours, by=None, now=NOW)
