"""What was found out in a round that is over: read by whom it was open to, and no act on it."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse

from complaints.casework.services import grade_case, judge, verify
from complaints.responsibility.choices import Answer, Decision
from complaints.responsibility.models import Finding
from complaints.responsibility.services import answer_finding, decide_finding
from complaints.responsibility.tests.cases import IN_TIME, TOO_LATE, noticed, prepared
from complaints.responsibility.tests.test_lapse import begin_anew
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
ACTS = ("edit", "notice", "decide", "withdraw")


@pytest.fixture
def begun_anew(cast):
    """Decided upon an objection, closed, and begun anew since."""
    noticed(cast)
    share = cast.finding.shares.get(person=cast.rep)
    answer_finding(share=share, answer=Answer.OBJECTS, words="当时已告知资费", by=cast.rep, now=IN_TIME)
    said = {"decision": Decision.UPHELD, "words": "录音未见告知", "by": cast.market_manager, "now": TOO_LATE}
    decide_finding(finding=cast.finding, percents={}, **said)
    begin_anew(cast)
    cast.complaint.refresh_from_db()
    return cast


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def at(cast, name, **of):
    return reverse(name, args=[cast.complaint.number], query=of or None)


def test_the_finding_of_an_earlier_round_is_read_with_shares_objection_and_decision(begun_anew):
    for address in (at(begun_anew, "finding", round=1), at(begun_anew, "finding")):
        page = signed_in(begun_anew.manager).get(address).content.decode()
        for words in ("未告知资费即加入家庭网", "方圆", "50", "当时已告知资费", "录音未见告知"):
            assert words in page
        for act in ACTS:
            assert at(begun_anew, f"finding_{act}") not in page


def test_who_reads_no_shares_and_who_is_elsewhere_reads_none_of_an_earlier_round(begun_anew):
    caller = signed_in(a_person(Role.CALLER, at=begun_anew.branch))
    stranger = signed_in(a_person(Role.SERVICE_MANAGER, at=a_unit("临安分公司")))
    for name in ("finding", "api_finding"):
        assert caller.get(at(begun_anew, name, round=1)).status_code == 403
        assert stranger.get(at(begun_anew, name, round=1)).status_code == 404
    link = at(begun_anew, "finding", round=1)
    assert link not in caller.get(at(begun_anew, "complaint")).content.decode()


def test_the_folded_round_leads_to_its_finding(begun_anew):
    page = signed_in(begun_anew.manager).get(at(begun_anew, "complaint")).content.decode()
    assert at(begun_anew, "finding", round=1) in page


def test_no_act_reaches_a_finding_of_an_earlier_round(begun_anew):
    client, before = signed_in(begun_anew.manager), Finding.objects.values().get()
    for act in ("notice", "withdraw"):
        assert client.post(at(begun_anew, f"finding_{act}", round=1), {"reason": "重查"}).status_code == 404
    decider = signed_in(begun_anew.market_manager)
    assert decider.post(at(begun_anew, "finding_decide", round=1), {"words": "改判"}).status_code == 404
    said = {"data": json.dumps({}), "content_type": "application/json", "headers": {"Idempotency-Key": "k1"}}
    assert client.post(at(begun_anew, "api_finding", round=1), **said).status_code == 400
    assert Finding.objects.values().get() == before


def test_beside_a_new_finding_the_earlier_one_keeps_its_own_page(begun_anew):
    said = {"by": begun_anew.manager, "now": TOO_LATE}
    if not begun_anew.casework.grade:
        grade_case(casework=begun_anew.casework, grade="A", **said)
    verify(casework=begun_anew.casework, finding="复核", person_heard=begun_anew.rep, **said)
    judge(casework=begun_anew.casework, validity="valid", reason="仍成立", **said)
    prepared(begun_anew, cause_words="承诺未兑现")
    client = signed_in(begun_anew.manager)
    now = client.get(at(begun_anew, "finding"))
    assert "承诺未兑现" in now.content.decode()
    assert now.context["may_notice"] is True
    assert at(begun_anew, "finding", round=1) in now.content.decode()
    earlier = client.get(at(begun_anew, "finding", round=1))
    assert "承诺未兑现" not in earlier.content.decode()
    assert earlier.context["may_notice"] is earlier.context["may_withdraw"] is False


def test_a_round_that_is_none_is_not_found_and_a_wrong_number_is_refused(begun_anew):
    client = signed_in(begun_anew.manager)
    for wrong in ("7", "x", "0", "99999"):
        assert client.get(at(begun_anew, "finding", round=wrong)).status_code == 404
    assert client.get(at(begun_anew, "api_finding", round=7)).status_code == 404
    assert client.get(at(begun_anew, "api_finding", round="x")).status_code == 400


def test_programs_read_an_earlier_round_and_by_default_the_one_at_work(begun_anew):
    client = signed_in(begun_anew.manager)
    read = client.get(at(begun_anew, "api_finding", round=1)).json()
    assert (read["state"], read["decision_words"]) == ("decided", "录音未见告知")
    assert [share["objects_to_it"] for share in read["shares"]] == [True, False]
    assert client.get(at(begun_anew, "api_finding")).status_code == 404
