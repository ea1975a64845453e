from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from core.api.authentication import narrowed
from core.api.models import ApiToken
from core.api.registry import declare_scopes
from core.api.tests.conftest import Machine, a_token
from core.api.tokens import CannotCreateToken, create_token, revoke_token, token_for
from core.audit.models import AuditEntry
from org.access.choices import Right
from org.people.choices import Role
from org.people.models import Person
from org.tests.factories import a_person

pytestmark = [pytest.mark.django_db, pytest.mark.urls("core.api.tests.probe")]
PROBES = "/api/v1/probes/"


def test_a_token_opens_what_its_scopes_name(machine):
    assert machine.get(PROBES).status_code == 200
    assert machine.post(PROBES, {"name": "a"}).status_code == 201


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer x", "Bearer sd_" + "x" * 43, "Basic YTpi", "Token x", "Bearer \x80"]
)
def test_without_a_good_token_nothing_opens(client, db, header):
    answer = client.get(PROBES, headers={"Authorization": header} if header else {})
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="api"')
    assert answer["Content-Type"] == "application/problem+json"


def test_a_scope_that_the_token_lacks_is_forbidden_though_the_person_may(client, person):
    machine = Machine(client, a_token(person, Right.COMPLAINT_VIEW))
    assert machine.post(PROBES, {"name": "a"}).status_code == 403
    assert machine.get(PROBES).status_code == 200


def test_a_token_narrows_what_its_person_sees_wherever_it_is_asked(client, person):
    secret = a_token(person, Right.COMPLAINT_CREATE)
    found = token_for(secret, now=timezone.now())
    caller = narrowed(found.person, set(found.scopes))
    assert caller.paths_for(Right.COMPLAINT_VIEW) == []
    assert caller.may(Right.COMPLAINT_CREATE)


def test_a_right_that_the_person_lost_is_lost_to_the_token(machine, person):
    person.postings.all().delete()
    assert machine.get(PROBES).status_code == 403


def _change_password(person):
    person.set_password("another horse battery")
    person.save()


def _leave(person):
    Person.objects.filter(pk=person.pk).update(is_active=False)


def _change_epoch(person):
    Person.objects.filter(pk=person.pk).update(session_epoch=7)


def _revoke(person):
    revoke_token(token=ApiToken.objects.get(), by=person, now=timezone.now())


def _expire(person):
    ApiToken.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))


@pytest.mark.parametrize("change", [_change_password, _leave, _change_epoch, _revoke, _expire])
def test_it_is_dead_in_the_request_after(machine, person, change):
    assert machine.get(PROBES).status_code == 200
    change(person)
    assert machine.get(PROBES).status_code == 401


def test_the_token_is_kept_as_a_hash_only(person):
    secret = a_token(person)
    row = ApiToken.objects.values().get()
    assert not any(secret in str(value) for value in row.values())
    assert not any(secret in str(entry.data) for entry in AuditEntry.objects.all())


@pytest.mark.parametrize("days", [0, -1, 367])
def test_it_must_expire_within_a_year(person, days):
    with pytest.raises(CannotCreateToken) as refused:
        a_token(person, days=days)
    assert refused.value.field == "expires_on"


@pytest.mark.parametrize("scopes", [[Right.SYSTEM_MANAGE], [Right.COMPLAINT_VIEW, "made_up"], []])
def test_it_never_has_a_scope_that_its_person_does_not_hold(person, scopes):
    now = timezone.now()
    with pytest.raises(CannotCreateToken):
        create_token(name="x", scopes=scopes, expires_at=now + dt.timedelta(days=1), by=person, now=now)


def test_a_person_has_at_most_twenty(person):
    for _number in range(20):
        a_token(person)
    with pytest.raises(CannotCreateToken):
        a_token(person)


def test_its_use_is_noted_to_the_nearest_five_minutes(machine):
    machine.get(PROBES)
    first = ApiToken.objects.get().last_used_at
    machine.get(PROBES)
    assert first is not None
    assert ApiToken.objects.get().last_used_at == first


class TestPage:
    @pytest.fixture
    def page(self, client, person):
        declare_scopes(Right.choices)
        client.force_login(person)
        return client

    def sent(self, **more):
        day = (timezone.localdate() + dt.timedelta(days=30)).isoformat()
        return {"name": "日报", "expires_on": day, "scopes": [Right.COMPLAINT_VIEW], **more}

    def test_a_new_token_is_shown_once(self, page):
        answer = page.post(reverse("token_create"), self.sent())
        secret = answer.context["secret"]
        assert secret in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]
        assert secret not in page.get(reverse("tokens")).content.decode()

    def test_the_shown_token_works(self, page, client):
        secret = page.post(reverse("token_create"), self.sent()).context["secret"]
        page.logout()
        assert Machine(client, secret).get(PROBES).status_code == 200

    def test_only_the_own_rights_are_offered(self, page, person):
        offered = dict(page.get(reverse("tokens")).context["form"].fields["scopes"].choices)
        assert Right.COMPLAINT_VIEW in offered
        assert Right.SYSTEM_MANAGE not in offered
        assert page.post(reverse("token_create"), self.sent(scopes=[Right.SYSTEM_MANAGE])).status_code == 400
        assert not ApiToken.objects.exists()

    def test_a_wrong_day_is_said_at_its_field(self, page):
        answer = page.post(reverse("token_create"), self.sent(expires_on="2011-01-31"))
        assert (answer.status_code, list(answer.context["form"].errors)) == (409, ["expires_on"])

    def test_revoking_ends_it_and_doing_so_twice_changes_nothing(self, page, person):
        a_token(person)
        token = ApiToken.objects.get()
        for _time in range(2):
            assert page.post(reverse("token_revoke", args=[token.pk])).status_code == 302
        assert AuditEntry.objects.filter(verb="token.revoked").count() == 1

    def test_anothers_token_does_not_exist(self, page, unit):
        a_token(a_person(Role.SERVICE_MANAGER, at=unit))
        token = ApiToken.objects.get()
        assert page.post(reverse("token_revoke", args=[token.pk])).status_code == 404
        assert token.prefix not in page.get(reverse("tokens")).content.decode()

    @pytest.mark.parametrize("name", ["token_create", "token_revoke"])
    def test_get_changes_nothing(self, page, name):
        assert page.get(reverse(name, args=[1] if name == "token_revoke" else [])).status_code == 405
