"""The pages: a check filled in without a script and by taps, read, reviewed; templates built and published."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from halls.checks.choices import CheckKind, RunState, When
from halls.checks.models import AnswerPhoto, CheckRun, CheckTemplate, Item, TemplateVersion
from halls.checks.services import submit_run
from halls.checks.tests.factories import a_manager, a_photo, a_run, a_version, answers_of, filled, items, say
from halls.tests.factories import a_hall
from org.people.choices import Role
from org.people.models import Person
from org.tests.factories import a_person, a_unit
from org.units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall() -> Unit:
    return a_hall(under=a_unit("富阳分公司")).unit


def signed_in(person: Person) -> Client:
    Person.objects.filter(pk=person.pk).update(language="en")
    client = Client(headers={"accept": "text/html"})
    client.force_login(person)
    return client


def begun(hall: Unit, **more: str) -> CheckRun:
    template = a_version(hall, sections=items(**more)).template
    return a_run(hall, template, now=timezone.now())


def fields(run: CheckRun, **verdicts: str) -> dict[str, str]:
    """The whole form as a browser without a script posts it."""
    said = {}
    for code, answer in answers_of(run).items():
        said |= {f"a{answer.pk}-seen": str(answer.version), f"a{answer.pk}-verdict": verdicts.get(code, "ok")}
    return said


def test_a_book_is_begun_filled_in_and_sent_without_a_script(hall: Unit) -> None:
    template, manager = a_version(hall).template, a_manager(hall)
    client = signed_in(manager)
    answer = client.post(reverse("check_new"), {"hall": hall.code, "template": template.pk})
    run = CheckRun.objects.get()
    assert answer.headers["Location"] == reverse("check_fill", args=[run.number])
    answer = client.post(reverse("check_fill", args=[run.number]), fields(run, tv="fail") | {"do": "send"}, follow=True)
    run.refresh_from_db()
    assert (run.state, run.score) == (RunState.SUBMITTED, D("65.00"))
    assert run.number in answer.content.decode()


def test_what_is_missing_is_said_beside_its_item_and_the_rest_is_kept(hall: Unit) -> None:
    run = begun(hall, photo=When.ON_FAIL)
    client = signed_in(run.checker)
    answer = client.post(reverse("check_fill", args=[run.number]), fields(run, tv="fail") | {"do": "send"})
    assert answer.status_code == 409
    assert "Add a photo." in answer.content.decode()
    assert answers_of(run)["tv"].verdict == "fail"


def test_a_tap_is_saved_by_itself_and_says_how_far_the_check_is(hall: Unit) -> None:
    run = begun(hall)
    tv = answers_of(run)["tv"]
    address = reverse("check_answer", args=[run.number, tv.item_id])
    client = signed_in(run.checker)
    said = {f"a{tv.pk}-seen": "1", f"a{tv.pk}-verdict": "fail", f"a{tv.pk}-lost": "2.5", f"a{tv.pk}-note": "静音"}
    answer = client.post(address, said, headers={"HX-Request": "true"})
    tv.refresh_from_db()
    assert (answer.status_code, tv.verdict, tv.given, tv.note) == (200, "fail", D("2.5"), "静音")
    assert "1 / 3" in answer.content.decode()
    later = client.post(address, said | {f"a{tv.pk}-verdict": "ok"}, headers={"HX-Request": "true"})
    assert later.status_code == 422


@pytest.mark.parametrize("lost", ["101", "-1", "95.55555", "满分", "NaN", "1e400"])
def test_points_that_are_none_are_refused_in_a_sentence(hall: Unit, lost: str) -> None:
    """H08."""
    run = begun(hall)
    tv = answers_of(run)["tv"]
    said = {f"a{tv.pk}-seen": "1", f"a{tv.pk}-verdict": "fail", f"a{tv.pk}-lost": lost}
    address = reverse("check_answer", args=[run.number, tv.item_id])
    assert signed_in(run.checker).post(address, said, headers={"HX-Request": "true"}).status_code == 422
    assert answers_of(run)["tv"].verdict == ""


def test_a_photo_comes_with_the_tap_and_goes_again(hall: Unit) -> None:
    run = begun(hall)
    tv = answers_of(run)["tv"]
    client = signed_in(run.checker)
    said = {f"a{tv.pk}-seen": "1", f"a{tv.pk}-verdict": "fail", f"a{tv.pk}-photo": a_photo()}
    client.post(reverse("check_answer", args=[run.number, tv.item_id]), said, headers={"HX-Request": "true"})
    photo = AnswerPhoto.objects.kept().get()
    picture = reverse("attachment_picture", args=[photo.attachment_id])
    shown = client.get(picture)
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/jpeg")
    assert b"".join(shown.streaming_content)[:2] == b"\xff\xd8"
    assert signed_in(a_manager(a_hall("万市营业厅").unit)).get(picture).status_code == 404
    client.post(reverse("check_photo_remove", args=[run.number, photo.pk]))
    assert not AnswerPhoto.objects.kept().exists()


def test_the_score_of_a_self_check_is_hidden_until_it_is_sent(hall: Unit) -> None:
    run = begun(hall)
    say(run, "tv", "fail")
    client = signed_in(run.checker)
    assert "61.54" not in (page := client.get(reverse("check_fill", args=[run.number])).content.decode())
    assert "Score now" not in page
    shown = a_version(hall, CheckKind.SUPERVISION, name="督导").template
    other = a_run(hall, shown, by=run.checker, now=timezone.now())
    say(other, "tv", "fail")
    assert "Score now" in client.get(reverse("check_fill", args=[other.number])).content.decode()


def test_another_hall_s_manager_finds_nothing_there(hall: Unit) -> None:
    """H04."""
    run = begun(hall)
    other = signed_in(a_manager(a_hall("万市营业厅").unit))
    for name in ("check_run", "check_fill", "check_print"):
        assert other.get(reverse(name, args=[run.number])).status_code == 404
    answer = other.post(reverse("check_fill", args=[run.number]), fields(run) | {"do": "send"})
    assert answer.status_code == 404
    assert other.post(reverse("check_new"), {"hall": hall.code, "template": run.template_id}).status_code == 404


def test_a_reviewer_returns_a_check_and_both_pages_say_so(hall: Unit) -> None:
    run = begun(hall)
    submit_run(run=filled(run), by=run.checker, now=timezone.now())
    client = signed_in(a_person(Role.SERVICE_MANAGER, at=hall))
    address = reverse("check_return", args=[run.number])
    assert client.post(address, {"words": ""}).status_code == 409
    assert client.post(address, {"words": "照片看不清"}).status_code == 302
    again = CheckRun.objects.get(replaces=run)
    assert again.number in client.get(reverse("check_run", args=[run.number])).content.decode()
    assert "照片看不清" in client.get(reverse("check_run", args=[again.number])).content.decode()


def test_the_list_filters_and_asks_a_fixed_number_of_questions(
    hall: Unit, django_assert_max_num_queries: object
) -> None:
    template = a_version(hall, CheckKind.PATROL, name="巡查表").template
    manager = a_manager(hall)
    for _each in range(6):
        submit_run(run=filled(a_run(hall, template, by=manager, now=timezone.now())), by=manager, now=timezone.now())
    client = signed_in(manager)
    with django_assert_max_num_queries(25):  # type: ignore[operator]
        page = client.get(reverse("check_runs")).content.decode()
    assert page.count("/halls/checks/K") >= 6
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    filtered = client.get(reverse("check_runs"), {"since": tomorrow.isoformat()}).content.decode()
    assert "No check fits the filter" in filtered


def test_a_template_is_built_moved_about_and_published(hall: Unit) -> None:
    editor = a_person(Role.SERVICE_MANAGER, at=hall)
    client = signed_in(editor)
    client.post(reverse("check_template_new"), {"unit": hall.code, "kind": "patrol", "name": "巡查表"})
    version = TemplateVersion.objects.get()
    address = reverse("check_version", args=[version.template_id, 1])
    post = _settings(version) | {"sections": "0", "do": "add-section"}
    client.post(address, post)
    client.post(address, _built(version, ["微笑服务"]) | {"do": "add-item:0"})
    client.post(address, _built(version, ["微笑服务", "主动告别"]) | {"do": "up-item:0:1"})
    assert list(Item.objects.values_list("words", flat=True)) == ["主动告别", "微笑服务"]
    refused = client.post(address, _built(version, ["主动告别", "微笑服务"], points="49.5") | {"do": "publish"})
    assert refused.status_code == 409
    assert "The points add up to 99, not to 100." in refused.content.decode()
    assert client.post(address, _built(version, ["主动告别", "微笑服务"]) | {"do": "publish"}).status_code == 302
    version.refresh_from_db()
    assert version.is_frozen
    client.post(reverse("check_version_new", args=[version.template_id]), {"number": "1"})
    assert Item.objects.filter(section__version_of__number=2).count() == 2
    client.post(reverse("check_template_retire", args=[version.template_id]))
    assert CheckTemplate.objects.get().retired_at is not None


def _settings(version: TemplateVersion) -> dict[str, str]:
    version.refresh_from_db()
    named = ("scoring", "na_policy", "critical_policy", "fixed_policy", "averages")
    said = {name: getattr(version, name) for name in named}
    return said | {"full_points": "100", "seen": str(version.version)}


def _built(version: TemplateVersion, words: list[str], *, points: str = "50") -> dict[str, str]:
    said = {"sections": "1", "s0-name": "主动服务", "s0-items": str(len(words))}
    for at, one in enumerate(words):
        said |= {f"s0i{at}-words": one, f"s0i{at}-weight": points}
        said |= {f"s0i{at}-{name}": "optional" for name in ("photo", "note", "action")}
    return _settings(version) | said
