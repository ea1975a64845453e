from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext

from complaints.responsibility.choices import Decision, FindingState
from complaints.responsibility.models import Finding
from complaints.responsibility.selectors import answer_day
from complaints.responsibility.services import give_notice
from complaints.responsibility.tests.cases import NOW, a_share, noticed, prepared
from complaints.tests.factories import A_PHONE
from complaints.tickets import registry
from complaints.tickets.history import history_of
from complaints.tickets.services import void_complaint
from org.calendar.services import load_official_years, set_up_default_calendar
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def at(cast, name):
    return reverse(name, args=[cast.complaint.number])


def rows(*said):
    """The posted rows of shares."""
    posted = {"shares-TOTAL_FORMS": str(len(said)), "shares-INITIAL_FORMS": "0"}
    for place, (person, percent) in enumerate(said):
        share = {"person": person.staff_number, "post": "rep", "cause_post": "marketing", "percent": percent}
        posted |= {f"shares-{place}-{name}": value for name, value in share.items()}
    return posted


def informed_today(cast):
    """The notice with a week from the real today, which pages go by."""
    prepared(cast)
    week = timezone.localdate() + dt.timedelta(days=7)
    return give_notice(finding=cast.finding, answer_by=week, by=cast.manager, now=timezone.now())


def test_a_finding_is_prepared_by_the_form(cast):
    client = signed_in(cast.manager)
    assert client.get(at(cast, "finding_edit")).status_code == 200
    answer = client.post(
        at(cast, "finding_edit"),
        {"cause_words": "未告知资费", "refund_amount": "128.00"} | rows((cast.rep, "60"), (cast.supervisor, "40")),
    )
    assert answer.headers["Location"] == at(cast, "finding")
    assert [str(share.percent) for share in cast.finding.shares.all()] == ["60.00", "40.00"]
    page = client.get(at(cast, "finding"))
    assert page.context["may_notice"] and not page.context["may_decide"]


def test_a_wrong_sum_comes_back_with_what_was_typed(cast):
    posted = {"cause_words": "未告知资费"} | rows((cast.rep, "60"), (cast.supervisor, "41"))
    answer = signed_in(cast.manager).post(at(cast, "finding_edit"), posted)
    assert answer.status_code == 409
    assert "101" in str(answer.context["form"].non_field_errors())
    assert "未告知资费" in answer.content.decode()
    assert not Finding.objects.exists()


def test_nobody_beyond_ones_units_is_named(cast):
    stranger = a_person(Role.COUNTER_STAFF, at=a_unit("临安分公司"))
    posted = {"cause_words": "未告知资费"} | rows((stranger, "100"))
    assert signed_in(cast.manager).post(at(cast, "finding_edit"), posted).status_code == 400
    assert not Finding.objects.exists()


def test_a_row_of_a_draft_is_taken_out(cast):
    prepared(cast)
    client = signed_in(cast.manager)
    page = client.get(at(cast, "finding_edit"))
    posted = {"cause_words": "改", "version": cast.finding.version} | rows((cast.rep, "100"), (cast.supervisor, "50"))
    posted |= {"shares-INITIAL_FORMS": "2", "shares-1-DELETE": "on"}
    assert page.context["rows"].initial_form_count() == 2
    assert client.post(at(cast, "finding_edit"), posted).status_code == 302
    assert [share.person for share in cast.finding.shares.all()] == [cast.rep]


def test_the_days_to_answer_are_typed_unless_the_branch_has_set_them(cast, settings):
    set_up_default_calendar(by=None, now=NOW)
    load_official_years(first=2026, last=2026, by=None, now=NOW)
    assert answer_day(cast.branch, now=NOW) is None
    settings.FINDING_ANSWER_DAYS = 5
    assert answer_day(cast.branch, now=NOW) == dt.date(2026, 11, 23)


def test_the_page_of_the_finding_is_for_those_who_work_on_it(cast):
    noticed(cast)
    address = at(cast, "finding")
    for role, status in {
        Role.HANDLER: 200,
        Role.AUDITOR: 200,
        Role.MARKET_MANAGER: 200,
        Role.COUNTER_STAFF: 403,
        Role.CALLER: 403,
        Role.HALL_MANAGER: 403,
        Role.FINANCE: 403,
    }.items():
        assert signed_in(a_person(role, at=cast.branch)).get(address).status_code == status, role
    elsewhere = a_person(Role.SERVICE_MANAGER, at=a_unit("临安分公司"))
    for name in ("finding", "finding_edit", "finding_notice", "finding_decide", "finding_withdraw"):
        assert signed_in(elsewhere).get(at(cast, name)).status_code == 404


def test_the_finding_has_words_of_its_own(cast):
    """Not those of substitutes ("Person") and of approvals ("Decision"), which are other things in Chinese."""
    finding = noticed(cast)
    Finding.objects.filter(pk=finding.pk).update(
        state="decided", decided_at=NOW, decided_by=cast.manager, decision="upheld", decision_words="属实"
    )
    page = signed_in(cast.manager).get(at(cast, "finding")).content.decode()
    assert f'<th scope="col">{gettext("Person named")}</th>' in page
    assert gettext("Decision on responsibility") in page
    assert str(FindingState.DECIDED.label) == pgettext("finding", "Decided")


def test_a_person_reads_the_own_share_and_nothing_of_others_or_the_customer(cast):
    finding = noticed(cast, a_share(cast.rep, "61.25"), a_share(cast.supervisor, "38.75"))
    own, other = finding.shares.order_by("pk")
    client = signed_in(cast.rep)
    for name in ("my_finding", "my_finding_print"):
        text = client.get(reverse(name, args=[own.pk])).content.decode()
        assert "61.25" in text
        for hidden in ("38.75", cast.supervisor.name, A_PHONE[-4:], cast.complaint.phone_masked):
            assert hidden not in text
        assert client.get(reverse(name, args=[other.pk])).status_code == 404
    assert [share.pk for share in client.get(reverse("my_findings")).context["shares"]] == [own.pk]


def test_a_draft_is_not_shown_to_whom_it_names(cast):
    finding = prepared(cast)
    client = signed_in(cast.rep)
    assert client.get(reverse("my_finding", args=[finding.shares.first().pk])).status_code == 404
    assert not client.get(reverse("my_findings")).context["shares"]


def test_a_person_reads_and_objects_on_the_page(cast):
    share = informed_today(cast).shares.get(person=cast.rep)
    client = signed_in(cast.rep)
    client.post(reverse("my_finding_read", args=[share.pk]))
    empty = client.post(reverse("my_finding_answer", args=[share.pk]), {"answer": "objects"})
    assert (empty.status_code, "words" in empty.context["form"].errors) == (409, True)
    client.post(reverse("my_finding_answer", args=[share.pk]), {"answer": "objects", "words": "当天未当班"})
    share.refresh_from_db()
    assert share.read_at and share.objects_to_it
    assert not client.get(reverse("my_finding", args=[share.pk])).context["may_answer"]
    stranger = signed_in(cast.supervisor)
    assert stranger.post(reverse("my_finding_answer", args=[share.pk]), {"answer": "accepts"}).status_code == 404


def test_the_deciders_form_shows_answers_and_changes_shares(cast):
    finding = informed_today(cast)
    for person in (cast.rep, cast.supervisor):
        own = finding.shares.get(person=person)
        said = {"answer": "objects", "words": f"{person.name}有异议"}
        signed_in(person).post(reverse("my_finding_answer", args=[own.pk]), said)
    client = signed_in(cast.market_manager)
    assert "方圆有异议" in client.get(at(cast, "finding_decide")).content.decode()
    first, second = finding.shares.order_by("pk")
    said = {"decision": "changed", "words": "班长指令在先", f"percent_{first.pk}": "30", f"percent_{second.pk}": "70"}
    assert client.post(at(cast, "finding_decide"), said).status_code == 302
    assert [str(share.percent) for share in cast.finding.shares.all()] == ["30.00", "70.00"]
    assert signed_in(cast.manager).post(at(cast, "finding_decide"), said).status_code == 403


def test_the_preparer_with_the_right_to_decide_is_refused_with_403(cast):
    prepared(cast)
    give_notice(finding=cast.finding, answer_by=timezone.localdate() + dt.timedelta(1), by=cast.market_manager, now=NOW)
    said = {"decision": Decision.UPHELD, "words": "维持"}
    assert signed_in(cast.market_manager).post(at(cast, "finding_decide"), said).status_code == 403
    assert cast.finding.decision == ""


def test_who_may_edit_findings_is_offered_nothing_on_one_that_names_him_and_refused_with_403(cast):
    other = a_person(Role.SERVICE_MANAGER, at=cast.branch)
    prepared(cast, a_share(cast.rep, 50), a_share(other, 50))
    client = signed_in(other)
    acts = ("may_edit", "may_notice", "may_withdraw", "may_decide")
    offered = client.get(at(cast, "finding")).context
    assert [offered[act] for act in acts] == [False] * 4
    assert not [act for act in registry.offered(cast.complaint, other) if "finding" in act.address]
    assert client.post(at(cast, "finding_withdraw"), {"reason": "不成立"}).status_code == 403
    for_colleague = signed_in(cast.manager).get(at(cast, "finding")).context
    assert [for_colleague[act] for act in acts] == [True, True, True, False]


def test_of_a_void_ticket_the_finding_is_only_read(cast):
    prepared(cast)
    void_complaint(complaint=cast.complaint, reason="重复登记", by=cast.manager, now=NOW)
    offered = signed_in(cast.manager).get(at(cast, "finding")).context
    assert not any(offered[act] for act in ("may_edit", "may_notice", "may_withdraw", "may_decide"))


def test_the_ticket_offers_what_is_next_to_whom_it_concerns(cast):
    def icons(person):
        ours = {"users", "send", "gavel"}
        return [
            act.icon
            for act in registry.offered(cast.complaint, person)
            if "finding" in act.address and act.icon in ours
        ]

    assert icons(cast.manager) == ["users"]
    prepared(cast)
    assert icons(cast.manager) == ["send"]
    give_notice(finding=cast.finding, answer_by=dt.date(2026, 11, 20), by=cast.manager, now=NOW)
    Finding.objects.update(answer_by=timezone.now() - dt.timedelta(hours=1))
    assert (icons(cast.market_manager), icons(cast.manager)) == (["gavel"], [])


def test_the_tickets_history_tells_the_story_without_who_bears_what(cast):
    noticed(cast)
    lines = [line for entry in history_of(cast.complaint) if entry.kind == "responsibility" for line in entry.lines]
    assert len(lines) == 4
    assert not [line for line in lines if "50" in line or cast.rep.name in line or cast.rep.staff_number in line]


def api(client, name, body, *args, key=None):
    headers = {"Idempotency-Key": key or str(uuid.uuid4())}
    return client.post(reverse(name, args=args), body, content_type="application/json", headers=headers)


def test_a_program_does_the_same_acts(cast):
    number, client = cast.complaint.number, signed_in(cast.manager)
    shares = [
        {"person": cast.rep.staff_number, "post": "rep", "cause_post": "marketing", "percent": "50"},
        {"person": cast.supervisor.staff_number, "post": "supervisor", "cause_post": "lecturer", "percent": "50"},
    ]
    said = {"cause_words": "未告知资费", "shares": shares}
    refused = api(client, "api_finding", said, number)
    assert refused.status_code == 409
    weights = [{"cause_post": "marketing", "percent": "50"}, {"cause_post": "lecturer", "percent": "50"}]
    said |= {"is_mixed": True, "weights": weights}
    made = [api(client, "api_finding", said, number, key="one") for _ in range(2)]
    assert [answer.status_code for answer in made] == [201, 201]
    wrong = api(client, "api_finding", said | {"shares": [shares[0] | {"percent": "５０"}]}, number)
    assert wrong.status_code == 400
    week = str(timezone.localdate() + dt.timedelta(days=7))
    assert api(client, "api_finding_notice", {"answer_by": week}, number).json()["state"] == "noticed"
    decide = {"decision": "upheld", "words": "维持"}
    assert api(client, "api_finding_decide", decide, number).status_code == 403
    assert api(signed_in(cast.market_manager), "api_finding_decide", decide, number).status_code == 409
    for person in (cast.rep, cast.supervisor):
        own = signed_in(person)
        (told,) = own.get(reverse("api_my_findings")).json()["results"]
        assert (told["complaint"], told["percent"], "shares" in told["finding"]) == (number, "50.00", False)
        assert api(own, "api_my_finding_read", {}, told["id"]).status_code == 200
        assert api(own, "api_my_finding_answer", {"answer": "accepts"}, told["id"]).json()["accepted_at"]
        assert own.get(reverse("api_finding", args=[number])).status_code == 403
    done = api(signed_in(cast.market_manager), "api_finding_decide", decide, number)
    assert done.json()["decision"] == "upheld"
    assert api(client, "api_finding_withdraw", {"reason": "x"}, number).status_code == 409


def test_what_the_persons_know_is_no_longer_edited(cast):
    noticed(cast)
    client = signed_in(cast.manager)
    assert client.get(at(cast, "finding_edit")).headers["Location"] == at(cast, "finding")
    posted = {"cause_words": "改", "version": cast.finding.version} | rows((cast.rep, "100"))
    assert client.post(at(cast, "finding_edit"), posted).status_code == 409
    assert cast.finding.shares.count() == 2
