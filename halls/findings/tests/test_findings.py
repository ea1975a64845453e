"""S0-Q1 and rule book 1.11: a month above the line, its causes, and what is done about them."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.api.tokens import create_token
from core.audit.models import AuditEntry
from core.periods.rules import Month
from core.versions import ChangedMeanwhile
from halls.findings import rules, services
from halls.findings.choices import Cause, Certainty, Measure
from halls.findings.forms import FindingForm
from halls.findings.models import WaitFinding
from halls.findings.selectors import figures_of
from halls.premises.models import Premises
from halls.queue.choices import Origin, Outcome, VisitState
from halls.queue.models import Visit
from halls.tests.factories import MORNING, a_hall, a_rule, minutes
from improvement.actions.models import Action
from improvement.actions.selectors import effect_of
from improvement.actions.services import finish_action, open_action
from org.access.choices import Right
from org.people.choices import Role
from org.people.models import Person
from org.tests.factories import a_person

JANUARY = Month(2011, 1)
LATER = dt.datetime(2011, 2, 3, 1, 0, tzinfo=dt.UTC)
MARCH = dt.datetime(2011, 3, 3, 1, 0, tzinfo=dt.UTC)


def a_month(hall: Premises, *, tickets: int, overtime: int, day: dt.datetime = MORNING) -> None:
    """So many served numbers of one morning, of which `overtime` waited eleven minutes and the others one."""
    service = hall.services.get(prefix="A")
    taken = Visit.objects.filter(premises=hall, business_day=day.date()).count()
    Visit.objects.bulk_create(
        Visit(
            premises=hall,
            business_day=day.date(),
            prefix="A",
            number=taken + number,
            service=service,
            origin=Origin.KIOSK,
            state=VisitState.ENDED,
            outcome=Outcome.SERVED,
            arrived_at=day,
            queued_at=day,
            ended_at=day + dt.timedelta(minutes=20),
            wait_seconds=660 if number <= overtime else 60,
            follow_key=f"{hall.pk}-{day:%m%d}-{number}",
        )
        for number in range(1, tickets + 1)
    )


class TestTree:
    def test_it_has_the_twenty_nodes_of_the_source_in_three_branches(self):
        assert len(rules.TREE) == len({node.source for node in rules.TREE}) == len(Cause) == 20
        assert [node.source for node in rules.TREE if node.under is None] == [
            "业务量大",
            "处理过程不快捷",
            "服务环境影响",
        ]

    def test_a_node_stands_below_one_named_before_it(self):
        for place, node in enumerate(rules.TREE):
            assert node.under is None or node.under in {one.cause for one in rules.TREE[:place]}

    def test_what_is_sure_is_told_from_what_is_probable(self):
        sure = {node.source for node in rules.TREE if node.grouping == Certainty.HIGH}
        assert sure == {
            "业务量大",
            "处理过程不快捷",
            "厅之间业务承载不平衡",
            "不同时间段业务量差异",
            "渠道之间承载不均衡",
        }

    def test_a_leaf_knows_what_it_stands_under(self):
        chain = [node.source for node in rules.chain_of(Cause.DIVERSION_ATTITUDE)]
        assert chain == ["业务量大", "渠道之间承载不均衡", "渠道分流引导效果不佳", "主动服务意识问题"]
        assert rules.depth_of(Cause.DIVERSION_ATTITUDE) == 3

    def test_every_measure_of_the_source_stands_in_a_group(self):
        assert {one.measure for one in rules.MEASURES} == set(Measure)
        assert len({one.group for one in rules.MEASURES}) == 3


@pytest.mark.parametrize(
    ("tickets", "overtime", "found"),
    [(13261, 4181, True), (9276, 1188, True), (7497, 1221, True), (10, 1, False), (10000, 1001, True), (0, 0, False)],
)
def test_above_ten_per_cent_is_a_finding_and_ten_is_not(tickets, overtime, found):
    """S0-Q1 with the table of 1.1: all three halls exceeded it."""
    assert rules.is_finding(tickets=tickets, overtime=overtime, share_limit=Decimal(10)) is found


@pytest.mark.django_db
class TestFinding:
    @pytest.fixture
    def hall(self) -> Premises:
        hall = a_hall()
        a_rule(hall.unit)
        return hall

    @pytest.fixture
    def leader(self, hall, client) -> Person:
        leader = a_person(Role.HALL_MANAGER, at=hall.unit)
        client.force_login(leader)
        return leader

    def _made(self, hall: Premises, leader: Person, **causes: str) -> WaitFinding:
        said = causes or {"between_times": "十点半前后", "slow_it": ""}
        return services.make_finding(
            premises=hall, month=JANUARY, causes=said, words="早高峰集中", by=leader, now=LATER
        )

    def test_it_keeps_the_figures_of_the_day_it_was_made(self, hall, leader):
        a_month(hall, tickets=20, overtime=3)
        finding = self._made(hall, leader)
        assert (finding.tickets, finding.overtime, finding.share_limit) == (20, 3, Decimal("10.00"))
        assert finding.worst == [["09:00–09:30", 20, 3]]
        a_month(hall, tickets=5, overtime=5, day=minutes(24 * 60))
        finding.refresh_from_db()
        assert finding.overtime == 3

    def test_a_month_at_the_line_is_no_finding(self, hall, leader):
        a_month(hall, tickets=20, overtime=2)
        with pytest.raises(services.CannotFind, match=r"not above|没有高于"):
            self._made(hall, leader)

    def test_a_hall_without_a_limit_measures_nothing_and_says_so(self, leader):
        bare = a_hall("新登营业厅")
        a_month(bare, tickets=20, overtime=20)
        with pytest.raises(services.CannotFind, match=r"no wait limit|没有设定等候时限"):
            self._made(bare, leader)
        figures = figures_of([bare], JANUARY, now=LATER)[0]
        assert (figures.all_tickets, figures.tickets, figures.share) == (20, 0, None)

    def test_one_month_is_found_once_and_needs_causes_and_words(self, hall, leader):
        a_month(hall, tickets=20, overtime=3)
        for missing in ({"causes": {}}, {"words": " "}):
            said = {"causes": {"slow": ""}, "words": "慢"} | missing
            with pytest.raises(services.CannotFind):
                services.make_finding(premises=hall, month=JANUARY, by=leader, now=LATER, **said)
        self._made(hall, leader)
        with pytest.raises(services.CannotFind, match=r"already|已有人"):
            self._made(hall, leader)

    def test_it_is_changed_as_it_was_read(self, hall, leader):
        a_month(hall, tickets=20, overtime=3)
        finding = self._made(hall, leader)
        change = {"causes": {"place_path": "入口拥挤"}, "words": "动线不顺", "by": leader, "now": LATER}
        services.change_finding(finding=finding, version=1, **change)
        assert list(finding.causes.values_list("cause", "note")) == [("place_path", "入口拥挤")]
        with pytest.raises(ChangedMeanwhile):
            services.change_finding(finding=finding, version=1, **change)

    def test_a_month_that_still_runs_is_not_found_yet(self, hall, leader):
        """Its figures would be frozen while they still move."""
        a_month(hall, tickets=20, overtime=3)
        said = {"premises": hall, "month": JANUARY, "causes": {"slow": ""}, "words": "慢", "by": leader}
        for running in (minutes(60), dt.datetime(2011, 1, 31, 15, 59, tzinfo=dt.UTC)):
            with pytest.raises(services.CannotFind, match=r"not over yet|还没有结束"):
                services.make_finding(now=running, **said)
        assert services.make_finding(now=dt.datetime(2011, 1, 31, 16, 1, tzinfo=dt.UTC), **said).pk

    def test_the_trail_keeps_what_was_written_before(self, hall, leader):
        a_month(hall, tickets=20, overtime=3)
        finding = self._made(hall, leader, slow="系统卡顿")
        change = {"causes": {"slow": "打印机慢"}, "words": "改写", "by": leader, "now": LATER}
        services.change_finding(finding=finding, version=1, **change)
        data = AuditEntry.objects.get(verb="wait_finding.changed").data
        assert data["before"] == {"words": "早高峰集中", "causes": ["slow"], "notes": ["系统卡顿"]}
        assert data["after"] == {"words": "改写", "causes": ["slow"], "notes": ["打印机慢"]}

    def test_a_line_beside_a_cause_that_is_not_ticked_is_not_lost(self):
        form = FindingForm({"causes": ["volume"], "note_slow": "系统卡顿", "words": "早高峰"})
        assert not form.is_valid()
        assert list(form.errors) == ["note_slow"]

    def test_an_action_opened_from_it_stands_on_it_and_counts_before_and_after(self, hall, leader, client):
        a_month(hall, tickets=20, overtime=3)
        finding = self._made(hall, leader)
        owner = a_person(Role.DISTRICT_MANAGER, at=hall.unit)
        due = dt.date(2011, 3, 1)
        said = {"cause": "早高峰", "measure": "弹性排班", "due_on": due, "owner": owner, "unit": hall.unit}
        action = open_action(origin_label="halls.waitfinding", origin=finding, by=leader, now=LATER, **said)
        assert action.origin_address == reverse("wait_finding", args=[finding.pk])
        assert action.number in client.get(reverse("wait_finding", args=[finding.pk])).content.decode()
        finish_action(action=action, words="已调班", by=owner, now=LATER)
        a_month(hall, tickets=9, overtime=1, day=LATER.astimezone(MORNING.tzinfo) + dt.timedelta(days=4))
        effect = effect_of(Action.objects.get(), now=LATER + dt.timedelta(days=30))
        assert (effect.before, effect.after, effect.passed) == (3, 1, 30)

    def test_the_same_cause_is_shown_month_beside_month(self, hall, leader, client):
        a_month(hall, tickets=20, overtime=3)
        a_month(hall, tickets=10, overtime=5, day=MORNING + dt.timedelta(days=30))
        first = self._made(hall, leader, between_times="")
        second = services.make_finding(
            premises=hall, month=Month(2011, 2), causes={"between_times": ""}, words="仍然", by=leader, now=MARCH
        )
        page = client.get(reverse("wait_finding", args=[second.pk])).content.decode()
        assert reverse("wait_finding", args=[first.pk]) in page
        assert "15.00 %" in page
        assert "50.00 %" in page

    def test_a_page_asks_as_much_for_many_causes_as_for_one(self, hall, leader, client):
        a_month(hall, tickets=20, overtime=3)
        finding = self._made(hall, leader, between_times="")
        address = reverse("wait_finding", args=[finding.pk])
        client.get(address)
        with CaptureQueriesContext(connection) as one:
            client.get(address)
        for cause in ("volume", "slow_skill", "diversion"):
            finding.causes.create(cause=cause)
        with CaptureQueriesContext(connection) as four:
            assert client.get(address).content.decode().count("finding-months") == 4
        assert len(four) == len(one)

    def test_the_page_of_a_month_leads_to_the_form_and_the_form_to_the_finding(self, hall, leader, client):
        a_month(hall, tickets=20, overtime=3)
        door = reverse("wait_finding_new", args=[hall.unit.code, "2011-01"])
        assert door in client.get(reverse("wait_findings") + "?month=2011-01").content.decode()
        refused = client.post(door, {"words": "早高峰"})
        assert refused.status_code == 400
        said = {"causes": ["volume", "slow_it"], "note_slow_it": "系统卡顿", "words": "早高峰"}
        shown = client.post(door, said, follow=True)
        finding = WaitFinding.objects.get()
        assert shown.redirect_chain[-1][0] == reverse("wait_finding", args=[finding.pk])
        assert "系统卡顿" in shown.content.decode()
        edit = reverse("wait_finding_edit", args=[finding.pk])
        less = said | {"version": 1, "causes": ["volume"], "note_slow_it": ""}
        assert client.post(edit, less).status_code == 302
        assert client.post(edit, less).status_code == 409
        assert client.get(reverse("wait_finding_new", args=[hall.unit.code, "2011-13"])).status_code == 404

    def test_the_list_begins_with_the_last_month_over_in_which_somebody_came(self, hall, leader, client, time_machine):
        """And an address that names no month is none, as everywhere."""
        time_machine.move_to(MORNING + dt.timedelta(days=200), tick=False)
        page = reverse("wait_findings")
        assert client.get(page).context["month"] == "2011-07", "nobody has come: the month before"
        a_month(hall, tickets=20, overtime=3)
        assert client.get(page).context["month"] == "2011-01"
        a_month(hall, tickets=2, overtime=0, day=MORNING + dt.timedelta(days=199))
        assert client.get(page).context["month"] == "2011-07", "the month that runs is not over"
        assert client.get(page + "?month=2011-13").status_code == 404

    def test_a_month_of_many_halls_asks_as_little_as_of_one(self, hall, leader, client, django_assert_max_num_queries):
        for number in range(12):
            other = a_hall(f"厅{number}", under=hall.unit)
            a_rule(other.unit)
            a_month(other, tickets=10, overtime=number)
        with django_assert_max_num_queries(24):
            assert client.get(reverse("wait_findings") + "?month=2011-01").status_code == 200

    def test_a_machine_writes_and_changes_it(self, hall, leader, client, time_machine):
        time_machine.move_to(LATER, tick=False)
        a_month(hall, tickets=20, overtime=3)
        _token, secret = create_token(
            by=leader,
            name="分析",
            scopes=[Right.HALL_VIEW, Right.QUEUE_LEAD],
            expires_at=LATER + dt.timedelta(days=9),
            now=LATER,
        )
        client.logout()

        def post(address: str, body: dict[str, object], key: str):
            headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": key}
            return client.post(address, json.dumps(body), content_type="application/json", headers=headers)

        body = {"hall": hall.unit.code, "month": "2011-01", "causes": [{"cause": "slow"}], "words": "慢"}
        made = post(reverse("api_wait_findings"), body, "k1")
        assert (made.status_code, made.json()["month"], made.json()["overtime"]) == (201, "2011-01", 3)
        assert post(reverse("api_wait_findings"), body, "k1").json() == made.json()
        assert post(reverse("api_wait_findings"), body | {"month": "2011-1"}, "k2").status_code == 400
        edit = reverse("api_wait_finding_edit", args=[made.json()["id"]])
        changed = post(edit, {"version": 1, "causes": [{"cause": "place", "note": "挤"}], "words": "改"}, "k3").json()
        assert (changed["version"], changed["causes"]) == (2, [{"cause": "place", "note": "挤"}])
