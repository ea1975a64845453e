from __future__ import annotations

import pytest
from django.urls import reverse

from complaints.tests.factories import A_MONDAY, a_complaint
from core.audit.models import AuditEntry
from core.files.services import attach, remove_attachment
from core.files.tests.uploads import PDF, an_image, an_upload
from core.refusals import Refusal
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch():
    return a_unit()


@pytest.fixture
def handler(branch):
    return a_person(Role.HANDLER, at=branch)


def history(complaint):
    return list(complaint.events.exclude(kind="registered").values_list("kind", "by", "at", "data"))


def test_the_history_says_who_added_and_who_removed_which_file(branch, handler):
    complaint, manager = a_complaint(at=branch), a_person(Role.SERVICE_MANAGER, at=branch)
    kept = attach(an_upload(PDF, "退费单.pdf"), about=complaint, by=handler, now=A_MONDAY)
    remove_attachment(attachment=kept, about=complaint, by=manager, now=A_MONDAY)
    named = {"name": "退费单.pdf"}
    assert history(complaint) == [
        ("attached", handler.pk, A_MONDAY, named),
        ("detached", manager.pk, A_MONDAY, named),
    ]
    assert AuditEntry.objects.filter(verb__in=["file.attached", "file.removed"]).count() == 2


def test_a_refused_file_leaves_no_step(branch, handler):
    complaint = a_complaint(at=branch)
    with pytest.raises(Refusal):
        attach(an_upload(b"<html>"), about=complaint, by=handler, now=A_MONDAY)
    assert history(complaint) == []


def test_the_page_shows_the_step_and_the_small_picture(client, branch, handler):
    complaint = a_complaint(at=branch)
    client.force_login(handler)
    address = reverse("attachment_add", args=["complaints.complaint", complaint.pk])
    assert client.post(address, {"file": an_upload(an_image(), "路由器.jpg")}).status_code == 200
    answer = client.get(reverse("complaint", args=[complaint.number]))
    step = answer.context["page"].entries[0]
    assert (step.kind, step.who, step.lines, step.group) == ("attached", handler.name, ("路由器.jpg",), "system")
    html = answer.content.decode()
    assert 'class="entry-attached is-system"' in html
    assert 'class="attachment-preview"' in html
