from __future__ import annotations

import io

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from core.files.models import Attachment, StoredFile
from core.files.registry import owner
from core.files.services import attach, path_of
from core.files.tests.uploads import PDF, an_image, an_upload
from org.access.choices import Right
from org.people.choices import Role
from org.tests.factories import a_person, a_unit
from org.units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    """A unit may own files: seen by those who see complaints there, changed by those who handle them."""

    def visible(person, pk):
        return Unit.objects.filter(
            pk=pk, path__in=[u.path for u in Unit.objects.all() if person.may("unit_view", at=u)]
        ).first()

    owner("org.unit", visible=visible, editable=lambda person, thing: person.may(Right.COMPLAINT_EDIT, at=thing))
    return a_unit("桂花")


@pytest.fixture
def handler(client, unit):
    person = a_person(Role.HANDLER, at=unit)
    client.force_login(person)
    return person


@pytest.fixture
def kept(unit):
    return attach(an_upload(PDF, "投诉\r\n单.pdf"), about=unit, by=a_person(), now=timezone.now())


def test_a_download_is_inert_and_carries_its_clean_name(client, handler, kept):
    answer = client.get(reverse("attachment", args=[kept.pk]))
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''%E6%8A%95%E8%AF%89%E5%8D%95.pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


def test_outside_the_own_units_a_file_does_not_exist(client, kept):
    client.force_login(a_person(Role.HANDLER, at=a_unit("恩波")))
    assert client.get(reverse("attachment", args=[kept.pk])).status_code == 404
    assert client.post(reverse("attachment_remove", args=[kept.pk])).status_code == 404
    assert Attachment.objects.kept().count() == 1


def test_a_guessed_number_and_a_removed_file_are_the_same_404(client, handler, kept):
    client.post(reverse("attachment_remove", args=[kept.pk]))
    assert client.get(reverse("attachment", args=[kept.pk])).status_code == 404
    assert client.get(reverse("attachment", args=[999_999])).status_code == 404


def test_after_losing_access_the_same_address_is_gone(client, handler, kept):
    address = reverse("attachment", args=[kept.pk])
    answer = client.get(address)
    answer.getvalue()
    assert answer.status_code == 200
    handler.postings.all().delete()
    assert client.get(address).status_code == 404


def test_a_file_missing_on_disk_is_a_404(client, handler, kept):
    path_of(kept.file).unlink()
    assert client.get(reverse("attachment", args=[kept.pk])).status_code == 404


def test_a_stranger_is_sent_to_sign_in(client, kept):
    assert client.get(reverse("attachment", args=[kept.pk])).status_code == 302


def test_a_file_is_added_and_listed(client, handler, unit):
    answer = client.post(reverse("attachment_add", args=["org.unit", unit.pk]), {"file": an_upload(PDF, "a.pdf")})
    assert answer.status_code == 200
    assert "a.pdf" in answer.content.decode()
    assert Attachment.objects.about(unit).get().file.by == handler


def test_seeing_is_not_changing(client, unit, kept):
    client.force_login(a_person(Role.COUNTER_STAFF, at=unit))
    add = client.post(reverse("attachment_add", args=["org.unit", unit.pk]), {"file": an_upload(PDF)})
    assert (add.status_code, client.post(reverse("attachment_remove", args=[kept.pk])).status_code) == (403, 403)
    assert Attachment.objects.kept().count() == 1


@pytest.mark.parametrize("about", ["org.person", "auth.user", "core.storedfile", "x"])
def test_nothing_can_be_hung_on_what_owns_no_files(client, handler, about):
    answer = client.post(reverse("attachment_add", args=[about, handler.pk]), {"file": an_upload(PDF)})
    assert answer.status_code == 404
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("setting", "content", "status"),
    [
        ({}, b"<html>", 415),
        ({"MAX_ATTACHMENT_BYTES": 4}, PDF, 413),
        ({"MAX_UPLOADS_BYTES_PER_DAY": 4}, PDF, 429),
        ({}, b"", 400),
        ({}, None, 400),
    ],
)
def test_a_refused_upload_says_why_and_leaves_nothing(client, handler, unit, settings, setting, content, status):
    for name, value in setting.items():
        setattr(settings, name, value)
    address = reverse("attachment_add", args=["org.unit", unit.pk])
    sent = {} if content is None else {"file": an_upload(content)}
    answer = client.post(address, sent)
    assert (answer.status_code, StoredFile.objects.count()) == (status, 0)
    assert 'role="alert"' in answer.content.decode()
    piece = client.post(
        address, {} if content is None else {"file": an_upload(content)}, headers={"HX-Request": "true"}
    )
    assert piece.status_code == 422
    assert "<html" not in piece.content.decode()


@pytest.mark.parametrize("name", ["attachment_add", "attachment_remove"])
def test_changing_needs_post(client, handler, unit, kept, name):
    args = ["org.unit", unit.pk] if name == "attachment_add" else [kept.pk]
    assert client.get(reverse(name, args=args)).status_code == 405


@pytest.fixture
def picture(unit):
    return attach(
        an_upload(an_image("PNG", size=(900, 700)), "路由器.png"), about=unit, by=a_person(), now=timezone.now()
    )


@pytest.mark.parametrize(
    ("name", "media_type"), [("attachment_picture", "image/png"), ("attachment_preview", "image/jpeg")]
)
def test_an_image_is_shown_but_nothing_in_it_runs(client, handler, picture, name, media_type):
    answer = client.get(reverse(name, args=[picture.pk]))
    assert Image.open(io.BytesIO(answer.getvalue())).format == media_type.removeprefix("image/").upper()
    assert answer["Content-Type"] == media_type
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("name", ["attachment_picture", "attachment_preview"])
def test_only_images_are_shown_and_only_inside_the_own_units(client, handler, kept, picture, name):
    assert client.get(reverse(name, args=[kept.pk])).status_code == 404
    client.force_login(a_person(Role.HANDLER, at=a_unit("恩波")))
    assert client.get(reverse(name, args=[picture.pk])).status_code == 404


def test_the_list_shows_small_pictures_that_open_the_whole_one(client, handler, unit, picture, kept):
    html = client.post(reverse("attachment_remove", args=[kept.pk])).content.decode()
    assert f'href="{reverse("attachment_picture", args=[picture.pk])}"' in html
    assert f'src="{reverse("attachment_preview", args=[picture.pk])}" width="120" height="90" loading="lazy"' in html
