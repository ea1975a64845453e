"""Uploads that break off or lie about themselves (J21)."""

from __future__ import annotations

import base64

import pytest
from django.urls import reverse

from core.files.models import StoredFile
from core.files.registry import owner
from core.files.tests.uploads import PDF
from org.access.choices import Right
from org.people.choices import Role
from org.tests.factories import a_person, a_unit
from org.units.models import Unit

pytestmark = pytest.mark.django_db
BOUNDARY = "line"


@pytest.fixture
def address(client):
    unit = a_unit()
    owner(
        "org.unit",
        visible=lambda person, pk: Unit.objects.filter(pk=pk).first(),
        editable=lambda person, thing: person.may(Right.COMPLAINT_EDIT, at=thing),
    )
    client.force_login(a_person(Role.HANDLER, at=unit))
    return reverse("attachment_add", args=["org.unit", unit.pk])


def part(content: bytes, *, encoding: str = "", name: str = "a.pdf") -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
    head += "Content-Type: application/pdf\r\n" + (f"Content-Transfer-Encoding: {encoding}\r\n" if encoding else "")
    return head.encode() + b"\r\n" + content + b"\r\n"


END = f"--{BOUNDARY}--\r\n".encode()


def sent(client, address, body: bytes, **more):
    kind = more.pop("content_type", f"multipart/form-data; boundary={BOUNDARY}")
    return client.post(address, body, content_type=kind, **more)


def test_a_whole_upload_is_kept(client, address):
    assert sent(client, address, part(PDF) + END).status_code == 200
    assert StoredFile.objects.count() == 1


def test_one_in_base64_is_read_like_another(client, address):
    assert sent(client, address, part(base64.b64encode(PDF), encoding="base64") + END).status_code == 200
    assert StoredFile.objects.get().size == len(PDF)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        END,
        part(PDF)[:60],
        part(PDF, encoding="base64") + END,
        part(b"=" * 4096, encoding="base64") + END,
        part(b" \r\n" * 300_000, encoding="base64") + END,
        part(b"A" + b" " * 900_000, encoding="base64") + END,
        b"\x00" * 4096,
        b"--other\r\n\r\n\r\n",
        part(PDF, name="") + END,
    ],
    ids=[
        "nothing",
        "only-end",
        "cut-head",
        "no-base64",
        "padding",
        "blanks",
        "one-sign",
        "zeros",
        "boundary",
        "nameless",
    ],
)
def test_what_is_broken_is_refused_and_leaves_nothing(client, address, body):
    assert sent(client, address, body).status_code in {400, 413, 415}
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    "kind", ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=é", "text/plain"]
)
def test_so_is_one_that_does_not_say_where_it_ends(client, address, kind):
    assert sent(client, address, part(PDF) + END, content_type=kind).status_code == 400
    assert not StoredFile.objects.exists()


def test_too_many_files_and_fields_are_refused_before_they_are_read(client, address):
    assert sent(client, address, part(PDF) * 11 + END).status_code == 400
    field = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n'.encode()
    assert sent(client, address, field * 2001 + END).status_code == 400
    assert not StoredFile.objects.exists()


def test_a_form_of_megabytes_is_refused(client, address):
    field = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="x"\r\n\r\n'.encode()
    assert sent(client, address, field + b"x" * 3_000_000 + b"\r\n" + END).status_code in {400, 413}
