"""The page on which a check is filled in loses nothing: not what was refused, not what came along with it."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal as D
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from halls.checks.choices import CheckKind, When
from halls.checks.models import Answer, AnswerPhoto, CheckRun
from halls.checks.services import add_photo, submit_run
from halls.checks.tests.factories import a_manager, a_photo, a_run, a_version, answers_of, filled, items, say
from halls.tests.factories import a_hall
from org.people.choices import Role
from org.people.models import Person
from org.tests.factories import a_person, a_unit
from org.units.models import Unit

pytestmark = pytest.mark.django_db
BY_TAP = {"HX-Request": "true"}


@pytest.fixture
def hall() -> Unit:
    return a_hall(under=a_unit()).unit


@pytest.fixture
def run(hall: Unit) -> CheckRun:
    return a_run(hall, a_version(hall, sections=items(photo=When.ON_FAIL)).template, now=timezone.now())


def signed_in(person: Person) -> Client:
    Person.objects.filter(pk=person.pk).update(language="en")
    client = Client(headers={"accept": "text/html"})
    client.force_login(person)
    return client


def field(answer: Answer, **parts: Any) -> dict[str, Any]:
    said = {"seen": str(answer.version)} | parts
    return {f"a{answer.pk}-{part}": value for part, value in said.items()}


def form(run: CheckRun, **of: dict[str, Any]) -> dict[str, Any]:
    """The whole form: everything meets it, except what is said by code."""
    posted: dict[str, Any] = {}
    for code, answer in answers_of(run).items():
        posted |= field(answer, **({"verdict": "ok"} | of.get(code, {})))
    return posted


def test_one_refused_value_loses_nothing_of_the_rest_and_stays_as_it_was_typed(run: CheckRun) -> None:
    wrong = {"verdict": "fail", "lost": "99", "note": "静音", "photo": a_photo()}
    client = signed_in(run.checker)
    answer = client.post(reverse("check_fill", args=[run.number]), form(run, tv=wrong) | {"do": "send"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "1 items are not kept as they were typed. First 2 电视机已开且有声音" in page
    tv = answers_of(run)["tv"]
    assert f'id="a{tv.pk}-fail" value="fail" checked' in page
    assert f'id="a{tv.pk}-lost" value="99"' in page
    assert "静音</textarea>" in page
    kept = {code: one.verdict for code, one in answers_of(run).items()}
    assert kept == {"dispenser": "ok", "tv": "", "badge": "ok"}
    assert AnswerPhoto.objects.kept().filter(answer=tv).count() == 1
    run.refresh_from_db()
    assert run.is_draft


@pytest.mark.parametrize("lost", ["99", "满分"])
def test_a_tap_that_is_refused_shows_what_was_typed_and_not_what_was_before(run: CheckRun, lost: str) -> None:
    """Else the old value would go out with the sending, unseen."""
    tv = say(run, "tv", "fail", lost="5")
    said = field(tv, verdict="fail", lost=lost, note="静音")
    client = signed_in(run.checker)
    answer = client.post(reverse("check_answer", args=[run.number, tv.item_id]), said, headers=BY_TAP)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'value="{lost}"' in page
    assert "静音</textarea>" in page
    assert 'class="check-done"' not in page
    whole = form(run, tv={"verdict": "fail", "lost": lost, "note": "静音"})
    assert client.post(reverse("check_fill", args=[run.number]), whole | {"do": "send"}).status_code == 409
    assert answers_of(run)["tv"].given == D(5)


def test_what_was_answered_on_another_phone_is_shown_as_it_stands(run: CheckRun) -> None:
    before = answers_of(run)["tv"]
    say(run, "tv", "fail", note="静音")
    client = signed_in(run.checker)
    said = field(before, verdict="na")
    page = client.post(
        reverse("check_answer", args=[run.number, before.item_id]), said, headers=BY_TAP
    ).content.decode()
    assert f'id="a{before.pk}-fail" value="fail" checked' in page
    assert "静音</textarea>" in page


def test_a_photo_that_is_none_keeps_the_answer_beside_it(run: CheckRun) -> None:
    bad = a_photo("note.txt")
    bad.file.write(b"no picture at all")
    bad.file.truncate(17)
    client = signed_in(run.checker)
    answer = client.post(reverse("check_fill", args=[run.number]), form(run, tv={"verdict": "fail", "photo": bad}))
    assert answer.status_code in (400, 415)
    assert answers_of(run)["tv"].verdict == "fail"


def test_taking_a_photo_away_without_a_script_keeps_the_form_it_came_with(run: CheckRun) -> None:
    tv = answers_of(run)["tv"]
    photo = add_photo(run=run, answer=tv, upload=a_photo(), by=run.checker, now=timezone.now())
    client = signed_in(run.checker)
    whole = form(run, tv={"verdict": "fail", "note": "静音"})
    client.post(reverse("check_photo_remove", args=[run.number, photo.pk]), whole)
    assert not AnswerPhoto.objects.kept().exists()
    assert answers_of(run)["tv"].note == "静音"


def test_enter_in_a_field_saves_and_takes_no_photo_away(run: CheckRun) -> None:
    """A browser presses the first button of a form."""
    add_photo(run=run, answer=answers_of(run)["tv"], upload=a_photo(), by=run.checker, now=timezone.now())
    page = signed_in(run.checker).get(reverse("check_fill", args=[run.number])).content.decode()
    [form_part] = re.findall(r'<form class="check-form".*?</form>', page, re.DOTALL)
    first = re.search(r"<button[^>]*>", form_part)
    assert first is not None
    assert "formaction" not in first[0]
    assert 'name="do" value="save"' in first[0]


def test_once_something_is_answered_nothing_above_says_that_it_is_missing(run: CheckRun) -> None:
    """What is said above the form after a sending that was refused, while the photo has been added since."""
    say(run, "tv", "fail")
    client = signed_in(run.checker)
    refused = client.post(reverse("check_fill", args=[run.number]), form(run, tv={"verdict": "fail"}) | {"do": "send"})
    assert "check-wrong" in refused.content.decode()
    tv = answers_of(run)["tv"]
    said = field(tv, verdict="fail", photo=a_photo())
    page = client.post(reverse("check_answer", args=[run.number, tv.item_id]), said, headers=BY_TAP).content.decode()
    assert '<div id="check-wrong" hx-swap-oob="true"></div>' in page
    assert "Add a photo." not in page


def test_who_begins_a_check_is_offered_their_own_sheets_the_book_first(hall: Unit) -> None:
    branch, manager = hall.parent, a_manager(hall)
    assert branch is not None
    kinds = [kind for kind in CheckKind if kind != CheckKind.MYSTERY]
    made = {kind: a_version(branch, kind, name=f"表{kind}") for kind in reversed(kinds)}
    here = f"{reverse('check_new')}?hall={hall.code}"
    offered = re.findall(r"表(\w+)</b>", signed_in(manager).get(here).content.decode())
    assert offered == ["daily", "patrol"]
    said = {"hall": hall.code, "template": made[CheckKind.CROSS].template_id}
    assert signed_in(manager).post(reverse("check_new"), said).status_code == 400
    inspector = a_person(Role.INSPECTOR, at=branch)
    assert set(re.findall(r"表(\w+)</b>", signed_in(inspector).get(here).content.decode())) == set(map(str, kinds))


def test_a_book_of_today_that_is_there_is_not_begun_again(hall: Unit) -> None:
    manager, deputy = a_manager(hall), a_manager(hall)
    template = a_version(hall).template
    here = f"{reverse('check_new')}?hall={hall.code}"
    run = a_run(hall, template, by=manager, now=timezone.now())
    page = signed_in(manager).get(here).content.decode()
    assert reverse("check_fill", args=[run.number]) in page
    assert "Begin<" not in page
    page = signed_in(deputy).get(here).content.decode()
    assert f"Begun by {manager}" in page
    assert reverse("check_run", args=[run.number]) in page
    submit_run(run=filled(run), by=manager, now=timezone.now())
    assert f"Sent {timezone.localtime(CheckRun.objects.get().received_at):%H:%M}" in (
        signed_in(deputy).get(here).content.decode()
    )
    yesterday = timezone.now() - dt.timedelta(days=1)
    CheckRun.objects.update(business_day=timezone.localdate(yesterday))
    assert "Begin<" in signed_in(deputy).get(here).content.decode()
