"""Control volumes and limits: typed into the grid, or from a sheet."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from core.audit.models import AuditEntry
from core.imports.registry import ImportContext, kind_of
from core.periods.rules import month
from kpi.indicators.choices import PER_10K
from kpi.targets.choices import Operator, TargetKind
from kpi.targets.models import Target
from kpi.targets.selectors import grid, requirements
from kpi.targets.services import (
    CannotSetTarget,
    Setting,
    TargetsMoved,
    set_control_volumes,
    set_limit,
    set_target,
)
from kpi.tests.factories import A_MORNING, a_branch, a_control_volume, complaints_in
from org.people.choices import Role
from org.tests.factories import a_person

pytestmark = pytest.mark.django_db
JANUARY = month("2011-01")


@pytest.fixture
def branch(db):
    return a_branch()


@pytest.fixture
def manager(branch):
    return a_person(Role.SERVICE_MANAGER, at=branch.top)


def settle(branch, value, *, seen=None, name="城区", by=None):
    setting = Setting(
        branch.units[name], None if value is None else Decimal(value), None if seen is None else Decimal(seen)
    )
    return set_control_volumes(month=JANUARY, settings=[setting], by=by, now=A_MORNING)


def test_a_volume_is_set_changed_and_taken_away_each_with_its_trail(branch, manager):
    assert settle(branch, 843, by=manager) == 1
    assert settle(branch, 900, seen=843, by=manager) == 1
    assert Target.objects.get().value == 900
    assert settle(branch, None, seen=900, by=manager) == 1
    assert not Target.objects.exists()
    trail = AuditEntry.objects.filter(verb="target.set").order_by("position")
    assert [(entry.data["from"], entry.data["to"]) for entry in trail] == [(None, "843"), ("843", "900"), ("900", None)]
    assert trail[0].by == manager


def test_an_unchanged_volume_leaves_no_trace(branch):
    settle(branch, 843)
    assert settle(branch, 843, seen=843) == 0
    assert AuditEntry.objects.filter(verb="target.set").count() == 1


@pytest.mark.parametrize("value", ["0", "-1", "12.5", "99999999"])
def test_it_refuses_what_is_not_a_whole_number_above_zero(branch, value):
    with pytest.raises(CannotSetTarget):
        settle(branch, value)


@pytest.mark.parametrize("seen", [None, "800"])
def test_it_refuses_to_overwrite_what_somebody_else_entered_meanwhile(branch, seen):
    settle(branch, 843)
    with pytest.raises(TargetsMoved):
        settle(branch, 900, seen=seen)
    assert Target.objects.get().value == 843


def test_all_or_none_of_a_grid_is_saved(branch):
    settings = [
        Setting(branch.units["城区"], Decimal(843), None),
        Setting(branch.units["大源"], Decimal("0.5"), None),
    ]
    with pytest.raises(CannotSetTarget):
        set_control_volumes(month=JANUARY, settings=settings, by=None, now=A_MORNING)
    assert not Target.objects.exists()


def test_the_limit_in_force_is_the_latest_of_the_nearest_unit_else_the_sources(branch):
    """I-03: 25 per 10,000 is the source's; a branch may set its own from a month on."""
    assert requirements([PER_10K], branch.units["城区"], JANUARY)["C10K"].value == 25
    for unit, since, value in (
        (branch.top, "2010-06", 30),
        (branch.top, "2011-02", 20),
        (branch.units["大源"], "2010-01", 28),
    ):
        set_target(
            unit=unit,
            month=since,
            indicator="C10K",
            kind=TargetKind.LIMIT,
            operator=Operator.AT_MOST,
            value=value,
            by=None,
            now=A_MORNING,
        )
    assert requirements([PER_10K], branch.units["城区"], JANUARY)["C10K"].value == 30
    assert requirements([PER_10K], branch.units["大源"], JANUARY)["C10K"].value == 28
    assert requirements([PER_10K], branch.top, month("2011-03"))["C10K"].value == 20


def test_a_limit_below_zero_is_refused(branch):
    with pytest.raises(CannotSetTarget):
        set_limit(
            indicator=PER_10K,
            setting=Setting(branch.top, Decimal(-1), None),
            operator=Operator.AT_MOST,
            month=JANUARY,
            by=None,
            now=A_MORNING,
        )


def test_a_volume_looser_than_last_years_result_is_warned_of_and_allowed(branch):
    """I-22."""
    complaints_in("2010-01", branch.units["城区"], 5)
    complaints_in("2010-01", branch.units["大源/场口"], 9)
    settle(branch, 6)
    settle(branch, 8, name="大源")
    rows = {row.unit.name: row for row in grid(branch.top, JANUARY)}
    assert rows["城区"].is_looser
    assert not rows["大源"].is_looser
    assert rows["大源"].result_last_year == 9
    assert rows["新登"].result_last_year == 0
    assert rows["城区"].result_before is None, "December was never recorded"


def post(client, branch, **fields):
    return client.post(f"{reverse('targets')}?unit=DEMO&month=2011-01", fields)


def test_the_grid_saves_and_shows_what_was_saved(client, branch, manager):
    client.force_login(manager)
    unit = branch.units["城区"]
    response = post(
        client, branch, **{f"volume-{unit.pk}": "843", f"seen-{unit.pk}": "", "limit": "24.5", "limit_seen": ""}
    )
    assert response.status_code == 302
    assert Target.objects.get(unit=unit).value == 843
    assert Target.objects.get(indicator="C10K").value == Decimal("24.5")
    assert 'value="843"' in client.get(response.url).content.decode()


def test_the_grid_names_the_row_that_is_wrong(client, branch, manager):
    client.force_login(manager)
    unit = branch.units["城区"]
    response = post(
        client, branch, **{f"volume-{unit.pk}": "many", f"seen-{unit.pk}": "", "limit": "", "limit_seen": ""}
    )
    assert response.status_code == 400
    assert f"volume-{unit.pk}" in response.context["form"].errors
    assert not Target.objects.exists()


def test_the_grid_says_when_somebody_was_quicker(client, branch, manager):
    client.force_login(manager)
    unit = branch.units["城区"]
    a_control_volume(unit, "2011-01", 800)
    response = post(
        client, branch, **{f"volume-{unit.pk}": "843", f"seen-{unit.pk}": "", "limit": "", "limit_seen": ""}
    )
    assert response.status_code == 409
    assert response.context["form"].non_field_errors()
    assert Target.objects.get().value == 800


def test_only_those_who_may_change_targets_can_save(client, branch):
    client.force_login(a_person(Role.FINANCE, at=branch.top))
    assert client.get(reverse("targets")).status_code == 200
    assert post(client, branch, limit="1").status_code == 403
    client.force_login(a_person(Role.HANDLER, at=branch.top))
    assert client.get(reverse("targets")).status_code == 403
    client.force_login(a_person(Role.DISTRICT_MANAGER, at=branch.units["大源"]))
    assert client.get(reverse("targets"), {"unit": "DEMO"}).status_code == 404


def a_sheet_row(branch, **more):
    empty = {"kind": None, "indicator": None, "operator": None, "source": None}
    return empty | {"row": 2, "month": "2011-01", "unit": branch.units["城区"].pk, "value": Decimal(843)} | more


def context(by=None, *, dry_run=False):
    return ImportContext(by=by, now=timezone.now(), run=None, dry_run=dry_run)


def test_a_sheet_of_control_volumes_is_written_once(branch, manager):
    kind = kind_of("targets")
    rows = [a_sheet_row(branch), a_sheet_row(branch, row=3, unit=branch.units["大源"].pk, value=Decimal(182))]
    assert kind.write(rows, context(manager, dry_run=True)).imported == 2
    assert not Target.objects.exists()
    assert kind.write(rows, context(manager)).imported == 2
    again = kind.write(rows, context(manager))
    assert (again.imported, again.changed, again.unchanged) == (0, 0, 2)
    rows[0]["value"] = Decimal(900)
    assert kind.write(rows, context(manager)).changed == 1
    assert Target.objects.get(unit=branch.units["城区"]).value == 900
    assert set(Target.objects.values_list("indicator", "kind", "operator")) == {("CCTRL", "control", "le")}


def test_a_sheet_row_that_cannot_be_a_target_is_named(branch):
    rows = [a_sheet_row(branch, month="January"), a_sheet_row(branch, row=3, value=Decimal("0.5"))]
    problems = list(kind_of("targets").check(rows, context()))
    assert [(problem.row, problem.column) for problem in problems] == [(2, "month"), (3, "value")]


def test_a_sheet_knows_units_only_where_its_sender_may_change_targets(branch, manager):
    resolve = kind_of("targets").column("unit").reference.resolve
    assert resolve({"城区", "外地"}, context(manager)) == {"城区": branch.units["城区"].pk}
    assert resolve({"城区"}, context(a_person(Role.FINANCE, at=branch.top))) == {}


def test_the_list_of_indicators_explains_each(client, branch):
    client.force_login(a_person(Role.FINANCE, at=branch.top))
    body = client.get(reverse("indicators")).content.decode()
    assert "CCTRL" in body
    assert "≤ 25" in body
    client.force_login(a_person(Role.HANDLER, at=branch.top))
    assert client.get(reverse("indicators")).status_code == 403


def test_importing_a_sheet_from_here_means_a_sheet_of_targets(client, branch, manager):
    client.force_login(manager)
    address = f"{reverse('import_upload')}?kind=targets"
    assert f'href="{address}"' in client.get(reverse("targets")).content.decode()
    assert client.get(address).context["form"]["kind"].value() == "targets"


def test_a_reader_sees_the_limit_in_force_and_no_field(client, branch):
    client.force_login(a_person(Role.FINANCE, at=branch.top))
    body = client.get(reverse("targets")).content.decode()
    assert str(PER_10K.name) in body
    assert 'name="limit"' not in body
