from __future__ import annotations

import datetime as dt

import pytest
from axes.models import AccessAttempt
from django.urls import reverse
from django.utils import timezone, translation

from core.api.tests.conftest import a_token
from core.approvals.models import ApprovalRequest, ApprovalVoice, Substitute
from core.approvals.services import Fact, appoint_substitute
from core.approvals.tests.factories import READ, a_request
from core.audit.models import AuditEntry
from core.sudo import SESSION_KEY
from org.people.choices import Role
from org.tests.factories import PASSWORD, a_person


@pytest.fixture
def as_manager(client, branch):
    client.force_login(branch.manager, backend="django.contrib.auth.backends.ModelBackend")
    return client


def ask(branch, *steps, **more):
    return a_request(*(steps or ([branch.manager],)), about=branch.unit, by=branch.asker, now=timezone.now(), **more)


def decide(client, asked, decision="approve", **more):
    step = asked.steps.filter(state="waiting").values_list("pk", flat=True).first() or asked.steps.last().pk
    return client.post(reverse("approval_decide", args=[asked.pk]), {"decision": decision, "step": step} | more)


def state(asked) -> str:
    return ApprovalRequest.objects.get(pk=asked.pk).state


def test_one_tap_approves_and_leads_to_what_came_of_it(as_manager, branch):
    asked = ask(branch)
    assert decide(as_manager, asked).url == asked.get_absolute_url()
    assert state(asked) == "approved"


def test_the_whole_case_stands_on_the_page(as_manager, branch):
    asked = ask(branch, facts=[Fact("退费", "1,280.00 元"), Fact("依据", "<b>首问</b>")])
    page = as_manager.get(asked.get_absolute_url()).content.decode()
    assert "1,280.00 元" in page
    assert "&lt;b&gt;首问" in page
    assert all(f'value="{word}"' in page for word in ("approve", "return", "refuse"))
    assert 'type="password"' not in page


def test_a_double_tap_shows_the_first_result(as_manager, branch):
    asked = ask(branch)
    step = {"step": asked.steps.get().pk}
    assert decide(as_manager, asked, **step).status_code == 302
    assert decide(as_manager, asked, **step).status_code == 302
    assert AuditEntry.objects.filter(verb="test.carried_out").count() == 1


def test_a_contrary_word_is_a_conflict_that_says_who_was_first(as_manager, branch):
    asked = ask(branch, [branch.manager, branch.deputy])
    step = {"step": asked.steps.get().pk}
    decide(as_manager, asked, "refuse", comment="超出权限", **step)
    as_manager.force_login(branch.deputy, backend="django.contrib.auth.backends.ModelBackend")
    answer = decide(as_manager, asked, **step)
    assert (answer.status_code, "周总" in answer.content.decode()) == (409, True)
    assert state(asked) == "refused"


def test_who_asked_is_forbidden_and_others_do_not_find_it(client, branch):
    asked = ask(branch, kind="test.shared")
    for person, expected in ((branch.asker, 403), (branch.other, 404)):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        assert decide(client, asked).status_code == expected
        assert decide(client, asked, decision="").status_code == expected
    assert state(asked) == "waiting"


@pytest.mark.parametrize("decision", ["refuse", "return"])
def test_no_needs_a_reason_and_the_page_opens_at_it(as_manager, branch, decision):
    asked = ask(branch)
    answer = decide(as_manager, asked, decision)
    assert (answer.status_code, b"autofocus" in answer.content, state(asked)) == (400, True, "waiting")


class TestMoney:
    def test_without_the_password_nothing_is_paid(self, as_manager, branch):
        asked = ask(branch, money=True)
        answer = decide(as_manager, asked)
        assert (answer.status_code, b'type="password"' in answer.content, state(asked)) == (403, True, "waiting")

    def test_with_it_one_form_is_enough_and_it_counts_for_a_while(self, as_manager, branch, settings):
        asked = ask(branch, money=True)
        assert decide(as_manager, asked, password=PASSWORD).status_code == 302
        assert state(asked) == "approved"
        second = ask(branch, money=True)
        assert b'type="password"' not in as_manager.get(second.get_absolute_url()).content
        assert decide(as_manager, second).status_code == 302

    def test_after_the_while_it_is_asked_again(self, as_manager, branch):
        session = as_manager.session
        over = timezone.now() - dt.timedelta(seconds=1)
        session[SESSION_KEY] = {"person": branch.manager.pk, "until": over.timestamp()}
        session.save()
        asked = ask(branch, money=True)
        assert decide(as_manager, asked).status_code == 403

    def test_a_word_typed_for_somebody_else_does_not_count(self, as_manager, branch):
        session = as_manager.session
        until = timezone.now() + dt.timedelta(minutes=5)
        session[SESSION_KEY] = {"person": branch.asker.pk, "until": until.timestamp()}
        session.save()
        assert decide(as_manager, ask(branch, money=True)).status_code == 403

    def test_wrong_tries_count_to_the_lock_of_the_door(self, as_manager, branch, settings):
        asked = ask(branch, money=True)
        tries = [decide(as_manager, asked, password="wrong").status_code for _time in range(settings.SIGN_IN_TRIES)]
        assert set(tries[:-1]) == {403}
        assert tries[-1] == 429
        assert AccessAttempt.objects.get(username=branch.manager.staff_number).failures_since_start >= 5
        assert decide(as_manager, asked, password=PASSWORD).status_code == 429
        assert state(asked) == "waiting"
        assert as_manager.post(
            reverse("sign_in"), {"staff_number": branch.manager.staff_number, "password": PASSWORD}
        ).status_code in {302, 429}

    def test_the_password_stands_nowhere(self, as_manager, branch):
        asked = ask(branch, money=True)
        answer = decide(as_manager, asked, password="hunter2-hunter2")
        assert b"hunter2" not in answer.content
        assert "hunter2" not in str(list(AccessAttempt.objects.values()))


class TestList:
    def test_what_waits_comes_first_and_is_counted(self, as_manager, branch):
        waiting = ask(branch, title="退费 300 元")
        answer = as_manager.get(reverse("approvals"))
        assert list(answer.context["page"].rows) == [waiting]
        assert dict(answer.context["tabs"])["waiting"] == "1"

    def test_each_list_is_an_address(self, as_manager, branch):
        asked = ask(branch)
        decide(as_manager, asked)
        own = a_request([branch.deputy], about=branch.unit, by=branch.manager, now=timezone.now())
        shown = {
            show: [row.pk for row in as_manager.get(reverse("approvals"), {"show": show}).context["page"].rows]
            for show in ("waiting", "asked", "decided", "reach")
        }
        assert shown == {"waiting": [], "asked": [own.pk], "decided": [asked.pk], "reach": [own.pk, asked.pk]}

    def test_pages_go_on_where_the_last_ended(self, as_manager, branch, monkeypatch):
        for number in range(55):
            ask(branch, kind="test.shared", title=f"阅示 {number}")
        first = as_manager.get(reverse("approvals")).context["page"]
        second = as_manager.get(reverse("approvals"), {"after": first.next}).context["page"]
        titles = [row.title for row in (*first.rows, *second.rows)]
        assert titles == [f"阅示 {number}" for number in range(55)]

    @pytest.mark.parametrize("query", ["show=x", "after=-1", "after=" + "9" * 40, "state=x&show=asked", "kind=%00"])
    def test_strange_words_do_no_harm(self, as_manager, query):
        assert as_manager.get(f"{reverse('approvals')}?{query}").status_code == 200


def test_who_asked_may_withdraw_and_nobody_else(client, branch):
    asked = ask(branch)
    address = reverse("approval_withdraw", args=[asked.pk])
    client.force_login(branch.manager, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(address, {"reason": "不必了"}).status_code == 403
    client.force_login(branch.asker, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(address, {"reason": ""}).status_code == 400
    assert client.post(address, {"reason": "客户撤诉"}).status_code == 302
    assert state(asked) == "withdrawn"


class TestSubstitutes:
    def days(self):
        today = timezone.localdate()
        return {"from_on": today.isoformat(), "to_on": today.isoformat(), "reason": "培训"}

    def test_one_names_a_substitute_by_staff_number(self, as_manager, branch):
        said = self.days() | {"substitute": branch.deputy.staff_number}
        assert as_manager.post(reverse("substitute_add"), said).status_code == 302
        assert Substitute.objects.get().person == branch.manager

    def test_an_unknown_number_and_oneself_are_refused_in_words(self, as_manager, branch):
        for number, status in (("NOBODY", 400), (branch.manager.staff_number, 409)):
            said = self.days() | {"substitute": number}
            assert as_manager.post(reverse("substitute_add"), said).status_code == status
        assert not Substitute.objects.exists()

    def test_only_who_looks_after_the_system_names_one_for_others(self, client, branch):
        said = self.days() | {"substitute": branch.deputy.staff_number, "person": branch.manager.staff_number}
        administrator = a_person(Role.ADMINISTRATOR, at=branch.unit, name="管理员")
        for person in (branch.other, administrator):
            client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
            client.post(reverse("substitute_add"), said)
        assert list(Substitute.objects.order_by("pk").values_list("person", flat=True)) == [
            branch.other.pk,
            branch.manager.pk,
        ]

    def test_a_strangers_substitution_does_not_exist(self, client, branch):
        now = timezone.now()
        today = timezone.localdate(now)
        place = appoint_substitute(
            person=branch.manager,
            substitute=branch.deputy,
            from_on=today,
            to_on=today,
            reason="培训",
            by=branch.manager,
            now=now,
        )
        address = reverse("substitute_end", args=[place.pk])
        client.force_login(branch.other, backend="django.contrib.auth.backends.ModelBackend")
        assert client.post(address).status_code == 404
        client.force_login(branch.deputy, backend="django.contrib.auth.backends.ModelBackend")
        assert client.post(address).status_code == 302
        assert Substitute.objects.get().ended_by == branch.deputy


class TestApi:
    def test_it_lists_what_waits_and_decides_once(self, as_manager, branch):
        asked = ask(branch)
        listed = as_manager.get(reverse("api_approvals")).json()["results"]
        assert [row["id"] for row in listed] == [asked.pk]
        address = reverse("api_approval", args=[asked.pk])
        said = {"decision": "approve", "step": as_manager.get(address).json()["step"]}
        answers = [
            as_manager.post(
                reverse("api_approval_decide", args=[asked.pk]),
                said,
                content_type="application/json",
                headers={"Idempotency-Key": key},
            )
            for key in ("a", "a", "b")
        ]
        assert [(answer.status_code, answer.json()["state"]) for answer in answers] == [(200, "approved")] * 3
        assert AuditEntry.objects.filter(verb="test.carried_out").count() == 1

    def test_money_waits_for_the_page(self, as_manager, branch):
        asked = ask(branch, money=True)
        answer = as_manager.post(
            reverse("api_approval_decide", args=[asked.pk]),
            {"decision": "approve", "step": asked.steps.get().pk},
            content_type="application/json",
            headers={"Idempotency-Key": "k"},
        )
        assert (answer.status_code, answer.json()["code"], state(asked)) == (403, "NeedsPassword", "waiting")

    def test_a_token_reads_but_does_not_decide(self, client, branch):
        asked = ask(branch)
        token = a_token(branch.manager, READ)
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "k"}
        assert client.get(reverse("api_approval", args=[asked.pk]), headers=headers).status_code == 200
        answer = client.post(
            reverse("api_approval_decide", args=[asked.pk]),
            {"decision": "approve", "step": asked.steps.get().pk},
            content_type="application/json",
            headers=headers,
        )
        assert (answer.status_code, state(asked)) == (403, "waiting")


def test_a_decision_for_somebody_says_so_on_the_page(as_manager, branch):
    now = timezone.now()
    today = timezone.localdate(now)
    appoint_substitute(
        person=branch.deputy,
        substitute=branch.manager,
        from_on=today,
        to_on=today,
        reason="培训",
        by=branch.deputy,
        now=now,
    )
    asked = ask(branch, [branch.deputy])
    with translation.override("zh-hans"):
        assert "吴副总" in as_manager.get(asked.get_absolute_url()).content.decode()
    decide(as_manager, asked)
    assert ApprovalVoice.objects.get().decided_by == branch.manager
