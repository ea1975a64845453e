from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy

from core.notifications.choices import Channel, Pace
from core.notifications.models import Delivery, Notification
from core.notifications.registry import declare, sentence_of
from core.notifications.rules import leaves_at, next_quarter
from core.notifications.services import choose_pace, notify
from org.tests.factories import a_person

NOW = dt.datetime(2011, 1, 31, 8, 7, 31, tzinfo=dt.UTC)
QUARTER_PAST = dt.datetime(2011, 1, 31, 8, 15, tzinfo=dt.UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def tell(assigned):
    def tell(*people, key="assigned:42", **more):
        return notify(assigned, recipients=people, params={"number": "C1"}, address="/c/1/", key=key, now=NOW, **more)

    return tell


@pytest.fixture
def lin():
    return a_person(name="林晓", email="lin@example.cn")


@pytest.mark.parametrize(
    ("now", "then"),
    [("08:00:00", "08:15"), ("08:14:59", "08:15"), ("08:15:00", "08:30"), ("23:59:59", "00:00")],
)
def test_a_digest_leaves_at_the_next_quarter(now, then):
    moment = dt.datetime.fromisoformat(f"2011-01-31T{now}+08:00")
    assert f"{next_quarter(moment):%H:%M}" == then


@pytest.mark.parametrize(
    ("pace", "urgent", "leaves"),
    [
        (Pace.DIGEST, False, QUARTER_PAST),
        (Pace.DIGEST, True, NOW),
        (Pace.AT_ONCE, False, NOW),
        (Pace.OFF, False, None),
        (Pace.OFF, True, None),
    ],
)
def test_pace_and_urgency_decide_when_it_leaves(pace, urgent, leaves):
    assert leaves_at(pace, urgent=urgent, now=NOW) == leaves


def test_each_recipient_gets_an_own_notice(tell, lin):
    wang = a_person(name="王敏")
    assert {notice.recipient for notice in tell(lin, wang)} == {lin, wang}


def test_the_same_fact_is_told_once(tell, lin):
    assert len(tell(lin)) == 1
    assert tell(lin) == []
    assert Notification.objects.count() == Delivery.objects.count() == 1


def test_a_second_telling_reaches_only_those_who_were_not_told(tell, lin):
    wang = a_person(name="王敏")
    tell(lin)
    assert [notice.recipient for notice in tell(lin, wang)] == [wang]


def test_without_a_mail_address_it_stays_in_the_inbox(tell):
    tell(a_person())
    assert (Notification.objects.count(), Delivery.objects.count()) == (1, 0)


def test_the_chosen_pace_holds(tell, lin):
    choose_pace(channel=Channel.EMAIL, pace=Pace.OFF, by=lin)
    tell(lin)
    assert not Delivery.objects.exists()
    choose_pace(channel=Channel.EMAIL, pace=Pace.AT_ONCE, by=lin)
    tell(lin, key="assigned:43")
    assert Delivery.objects.get().next_try_at == NOW


def test_an_urgent_one_leaves_at_once(tell, lin):
    tell(lin, urgent=True)
    assert Delivery.objects.get().next_try_at == NOW


def test_it_refuses_a_kind_that_no_app_declares(lin):
    with pytest.raises(LookupError, match="nobody"):
        notify("nobody.declared", recipients=[lin], params={}, address="", key="k", now=NOW)


def test_a_hundred_recipients_cost_a_handful_of_queries(tell, django_assert_max_num_queries):
    people = [a_person(email=f"p{number}@example.cn") for number in range(100)]
    with django_assert_max_num_queries(9):
        tell(*people)


class TestSentence:
    def test_it_is_said_in_the_readers_language(self, assigned):
        declare("test.waiting", sentence=gettext_lazy("Waiting"))
        with translation.override("en"):
            assert sentence_of("test.waiting", {}) == "Waiting"
        assert sentence_of(assigned, {"number": "C1"}) == "C1 is yours now."

    @pytest.mark.parametrize(("kind", "params"), [("gone.kind", {}), ("test.assigned", {"other": 1})])
    def test_a_notice_of_an_earlier_version_still_has_words(self, assigned, kind, params):
        with translation.override("en"):
            assert sentence_of(kind, params) == "Something that concerns you has changed."

    def test_a_kind_has_one_sentence(self, assigned):
        with pytest.raises(ValueError, match="two sentences"):
            declare(assigned, sentence="Another one.")
