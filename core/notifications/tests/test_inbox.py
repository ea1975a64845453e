from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from core.notifications.choices import Channel, Pace
from core.notifications.models import Notification
from core.notifications.selectors import paces_of, unread_count
from core.notifications.services import notify
from org.tests.factories import a_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def lin():
    return a_person(name="Lin", email="lin@example.cn", language="en")


@pytest.fixture
def tell(assigned):
    def tell(person, number, address="/jobs/"):
        key = f"assigned:{number}"
        (notice,) = notify(
            assigned, recipients=[person], params={"number": number}, address=address, key=key, now=timezone.now()
        )
        return notice

    return tell


def test_unread_ones_come_first(client, tell, lin):
    old, new = tell(lin, "C1"), tell(lin, "C2")
    newer_but_read = tell(lin, "C3")
    Notification.objects.filter(pk=newer_but_read.pk).update(read_at=timezone.now())
    client.force_login(lin)
    shown = client.get(reverse("inbox")).context["inbox"]
    assert (shown.unread, shown.read) == ([new, old], [newer_but_read])


def test_looking_reads_nothing(client, tell, lin):
    notice = tell(lin, "C1")
    client.force_login(lin)
    client.get(reverse("inbox"))
    assert client.get(reverse("notification_open", args=[notice.pk])).status_code == 405
    assert client.get(reverse("inbox_read_all")).status_code == 405
    assert unread_count(lin) == 1


def test_opening_one_marks_it_and_leads_on(client, tell, lin):
    notice = tell(lin, "C1", address="/jobs/?state=failed")
    client.force_login(lin)
    response = client.post(reverse("notification_open", args=[notice.pk]))
    assert response["Location"] == "/jobs/?state=failed"
    assert unread_count(lin) == 0


def test_an_address_of_another_site_leads_back_to_the_inbox(client, tell, lin):
    notice = tell(lin, "C1", address="//evil.example/")
    client.force_login(lin)
    assert client.post(reverse("notification_open", args=[notice.pk]))["Location"] == reverse("inbox")


def test_the_first_reading_is_kept(client, tell, lin):
    notice = tell(lin, "C1")
    client.force_login(lin)
    client.post(reverse("notification_open", args=[notice.pk]))
    first = Notification.objects.get().read_at
    client.post(reverse("notification_open", args=[notice.pk]))
    assert Notification.objects.get().read_at == first


def test_somebody_elses_notice_does_not_exist(client, tell, lin):
    notice = tell(lin, "C1")
    client.force_login(a_person())
    assert client.post(reverse("notification_open", args=[notice.pk])).status_code == 404
    assert unread_count(lin) == 1


def test_marking_all_leaves_what_came_after_the_page(client, tell, lin):
    shown = tell(lin, "C1")
    tell(lin, "C2")
    client.force_login(lin)
    client.post(reverse("inbox_read_all"), {"up_to": shown.pk})
    assert unread_count(lin) == 1


def test_marking_all_touches_nobody_else(client, tell, lin):
    wang = a_person()
    tell(wang, "C1")
    mine = tell(lin, "C2")
    client.force_login(lin)
    client.post(reverse("inbox_read_all"), {"up_to": mine.pk})
    assert (unread_count(lin), unread_count(wang)) == (0, 1)


def test_an_empty_inbox_says_what_it_is_for(client, lin):
    client.force_login(lin)
    assert "No notices" in client.get(reverse("inbox")).text


def test_a_nonsense_place_shows_the_first_page(client, lin):
    client.force_login(lin)
    assert client.get(reverse("inbox"), {"before": "9" * 40}).status_code == 200


class TestChannels:
    def test_a_choice_is_kept(self, client, lin):
        client.force_login(lin)
        assert client.post(reverse("channels"), {"email": "at_once"}).status_code == 302
        assert paces_of(lin) == {Channel.EMAIL: Pace.AT_ONCE}

    def test_an_unknown_pace_is_refused(self, client, lin):
        client.force_login(lin)
        response = client.post(reverse("channels"), {"email": "hourly"})
        assert response.context["form"].errors
        assert paces_of(lin) == {Channel.EMAIL: Pace.DIGEST}

    def test_it_says_where_letters_go(self, client, lin):
        client.force_login(lin)
        assert "Letters go to lin@example.cn." in client.get(reverse("channels")).text

    def test_it_says_when_there_is_no_address(self, client):
        person = a_person(language="en")
        client.force_login(person)
        assert "no e-mail address on file" in client.get(reverse("channels")).text
