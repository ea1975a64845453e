from __future__ import annotations

import datetime as dt

import pytest
from axes.models import AccessLog
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from org.people.choices import Role
from org.signin.services import SIGN_INS_KEPT, forget_old_sign_ins
from org.signin.tests.test_sign_in import post
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db


def test_what_is_over_is_forgotten_and_what_is_open_stays(client) -> None:
    post(client, a_person(Role.HANDLER, at=a_unit()))
    now = timezone.now()
    Session.objects.create(session_key="over", session_data="", expire_date=now - dt.timedelta(seconds=1))
    old = AccessLog.objects.create(username="FY1", ip_address="10.0.0.1")
    AccessLog.objects.filter(pk=old.pk).update(attempt_time=now - SIGN_INS_KEPT - dt.timedelta(days=1))
    kept = AccessLog.objects.count() - 1
    assert forget_old_sign_ins(now=now) == 2
    assert AccessLog.objects.count() == kept
    assert client.get(reverse("second_factor")).status_code == 200
