from __future__ import annotations

import datetime as dt

import pytest

from complaints.tests.factories import A_MONDAY, a_category
from complaints.worklist.columns import SHOWN_UNASKED, known_columns
from complaints.worklist.saved import services
from complaints.worklist.saved.models import ListSetup, SavedView
from complaints.worklist.saved.rules import MOST_VIEWS
from complaints.worklist.saved.selectors import shelf_of
from core.models import AuditEntry
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
NOW = A_MONDAY


def a_view(by, name="C级未结", **said):
    nothing = {"filters": {"grade": "C", "state": "open"}, "sort": "due", "columns": [], "unit": None}
    return services.keep_view(name=name, by=by, now=NOW, **(nothing | said))


def at_hand(person):
    return [view.name for view in shelf_of(person).views]


def verbs():
    return list(
        AuditEntry.objects.filter(verb__startswith="saved_view").order_by("position").values_list("verb", flat=True)
    )


def test_a_view_keeps_filters_order_and_columns(manager):
    view = a_view(manager, columns=["subject", "customer", "number"])
    assert (view.filters, view.sort) == ({"grade": "C", "state": "open"}, "due")
    assert view.columns == ["subject", "customer", "number"]
    assert at_hand(manager) == ["C级未结"]


def test_what_is_private_is_nobody_elses_and_leaves_no_line(branch, manager):
    a_view(manager)
    assert at_hand(a_person(Role.SERVICE_MANAGER, at=branch)) == []
    assert verbs() == []


@pytest.mark.parametrize(
    "filters",
    [
        {"password__startswith": "x"}, {"handler__password": "p"}, {"unit__path": "1"}, {"sort": "due"}, {"view": "1"},
        {"state": "gone"}, {"unit": "NOWHERE"}, {"month": "2011-13"}, {"cause": "NONE-SUCH"},
    ],
)  # fmt: skip
def test_what_the_worklist_does_not_know_is_not_kept(manager, filters):
    with pytest.raises(services.CannotKeepView):
        a_view(manager, filters=filters)
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("said", [{"sort": "owner__password"}, {"columns": ["number", "phone_sealed"]}])
def test_no_other_order_and_no_other_column_is_kept(manager, said):
    with pytest.raises(services.CannotKeepView):
        a_view(manager, **said)


def test_a_whole_mobile_number_is_not_kept(manager):
    assert a_view(manager, filters={"q": "13805715678"}).filters == {"q": "5678"}


def test_a_name_is_there_once_a_person(branch, manager):
    a_view(manager)
    with pytest.raises(services.CannotKeepView):
        a_view(manager)
    a_view(a_person(Role.HANDLER, at=branch))


def test_a_view_needs_a_name(manager):
    with pytest.raises(services.CannotKeepView):
        a_view(manager, name=" \u200b ".replace("\u200b", ""))


def test_nobody_keeps_more_than_a_menu_holds(manager):
    SavedView.objects.bulk_create(SavedView(owner=manager, name=str(at), changed_at=NOW) for at in range(MOST_VIEWS))
    with pytest.raises(services.CannotKeepView):
        a_view(manager)


def test_a_shared_view_is_at_hand_at_the_unit_and_below_and_nowhere_else(branch, manager):
    hall = a_unit("桂花", under=branch)
    other = a_unit("临安分公司")
    a_view(manager, unit=branch)
    a_view(manager, name="桂花的", unit=hall)
    assert at_hand(a_person(Role.COUNTER_STAFF, at=hall)) == ["C级未结", "桂花的"]
    assert at_hand(a_person(Role.HANDLER, at=branch)) == ["C级未结"]
    assert at_hand(a_person(Role.SERVICE_MANAGER, at=other)) == []
    assert at_hand(a_person(Role.FINANCE, at=branch)) == []
    assert verbs() == ["saved_view.shared"] * 2


def test_who_does_not_answer_for_the_unit_shares_nothing_with_it(branch):
    handler = a_person(Role.HANDLER, at=branch)
    with pytest.raises(services.CannotShareView):
        a_view(handler, unit=branch)
    neighbour = a_person(Role.SERVICE_MANAGER, at=a_unit("临安分公司"))
    with pytest.raises(services.CannotShareView):
        a_view(neighbour, unit=branch)
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    "role",
    [
        Role.HALL_MANAGER, Role.TEAM_LEADER, Role.CALL_CENTRE_SUPERVISOR, Role.CALL_CENTRE_DIRECTOR,
        Role.DEPARTMENT_HEAD, Role.DISTRICT_MANAGER, Role.SERVICE_MANAGER, Role.MARKET_MANAGER,
    ],
)  # fmt: skip
def test_who_leads_a_unit_shares_with_it_and_below_and_never_above(branch, role):
    hall = a_unit("鹿山营业厅", under=branch)
    beside = a_unit("春江营业厅", under=branch)
    leader, clerk = a_person(role, at=hall), a_person(Role.COUNTER_STAFF, at=hall)
    view = a_view(leader, unit=hall)
    assert [one.pk for one in SavedView.objects.offered_to(clerk)] == [view.pk]
    for foreign in (branch, beside):
        with pytest.raises(services.CannotShareView):
            a_view(leader, name=f"给{foreign}", unit=foreign)
    services.delete_view(view=view, by=leader, now=NOW)


def test_who_leads_the_unit_takes_away_what_somebody_shared_with_it(branch, manager):
    hall = a_unit("鹿山营业厅", under=branch)
    for_hall, for_all = a_view(manager, unit=hall), a_view(manager, name="全部", unit=branch)
    leader = a_person(Role.HALL_MANAGER, at=hall)
    with pytest.raises(services.NotYourView):
        services.delete_view(view=for_all, by=leader, now=NOW)
    services.delete_view(view=for_hall, by=leader, now=NOW)
    assert SavedView.objects.get() == for_all


def test_only_the_owner_changes_a_view(branch, manager):
    view = a_view(manager, unit=branch)
    with pytest.raises(services.NotYourView):
        services.change_view(view=view, name="别的", by=a_person(Role.MARKET_MANAGER, at=branch), now=NOW)
    services.change_view(view=view, name="别的", filters={"state": "closed"}, by=manager, now=NOW)
    view.refresh_from_db()
    assert (view.name, view.filters, view.sort) == ("别的", {"state": "closed"}, "due")


def test_who_left_the_unit_changes_no_more_what_its_people_see_but_takes_it_back(branch):
    owner = a_person(Role.SERVICE_MANAGER, at=branch)
    view = a_view(owner, unit=branch)
    owner.postings.update(role=Role.HANDLER)
    del owner.current_postings
    with pytest.raises(services.CannotShareView):
        services.change_view(view=view, filters={}, by=owner, now=NOW)
    services.change_view(view=view, unit=None, by=owner, now=NOW)
    view.refresh_from_db()
    assert view.unit is None
    assert verbs()[-1] == "saved_view.taken_back"


def test_a_view_deleted_meanwhile_does_not_come_back(branch, manager):
    view = a_view(manager)
    SavedView.objects.filter(pk=view.pk).delete()
    with pytest.raises(services.CannotKeepView):
        services.change_view(view=view, name="别的", by=manager, now=NOW)
    assert not SavedView.objects.exists()


def test_a_view_changed_meanwhile_is_not_written_over(manager):
    view, later = a_view(manager), NOW + dt.timedelta(minutes=1)
    stale = SavedView.objects.get(pk=view.pk)
    services.change_view(view=view, name="先改的", by=manager, now=later)
    with pytest.raises(services.CannotKeepView):
        services.change_view(view=stale, name="后改的", by=manager, now=later)
    assert SavedView.objects.get().name == "先改的"


def test_a_view_is_not_given_a_name_that_one_has_already(manager):
    a_view(manager, name="别的")
    with pytest.raises(services.CannotKeepView):
        services.change_view(view=a_view(manager), name="别的", by=manager, now=NOW)


def test_the_owner_or_who_answers_for_the_unit_deletes_a_view(branch, manager):
    reader = a_person(Role.HANDLER, at=branch)
    view = a_view(manager, unit=branch)
    services.put_first(view=view, by=reader, now=NOW)
    with pytest.raises(services.NotYourView):
        services.delete_view(view=view, by=reader, now=NOW)
    services.delete_view(view=view, by=a_person(Role.MARKET_MANAGER, at=branch), now=NOW)
    assert not SavedView.objects.exists()
    assert ListSetup.objects.get(person=reader).view is None
    assert verbs()[-1] == "saved_view.deleted"


def test_a_private_view_is_deleted_by_nobody_else(branch, manager):
    with pytest.raises(services.NotYourView):
        services.delete_view(view=a_view(manager), by=a_person(Role.MARKET_MANAGER, at=branch), now=NOW)


def test_columns_come_from_the_allow_list_in_the_order_said():
    def codes(*said):
        return [column.code for column in known_columns(said)]

    assert codes("due", "number", "due", "password", 7) == ["due", "number"]
    assert codes("due") == ["number", "due"]
    assert known_columns(["number"]) is known_columns([]) is SHOWN_UNASKED


def test_a_view_with_a_filter_gone_by_now_can_still_be_renamed(manager):
    view = a_view(manager, filters={"cause": a_category(code="C-OLD").code})
    SavedView.objects.filter(pk=view.pk).update(filters={"no_such_filter": "x"})
    view.refresh_from_db()
    services.change_view(view=view, name="旧的", by=manager, now=NOW)
    services.change_view(view=view, columns=["number", "due"], by=manager, now=NOW)
    view.refresh_from_db()
    assert (view.name, view.columns) == ("旧的", ["number", "due"])
