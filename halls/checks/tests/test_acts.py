"""Carrying a check out, from the first tap to the receipt, and what happens to it afterwards."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal as D

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from PIL import Image

from core.audit.models import AuditEntry
from core.files.models import Attachment
from core.files.services import open_stored
from core.files.sniffing import UnreadableImage, WrongType
from halls.checks.choices import CheckKind, CriticalPolicy, RunState, When
from halls.checks.models import Answer, CheckRun
from halls.checks.services import (
    AnswerMoved,
    CannotAnswer,
    CannotReview,
    CannotSend,
    CannotStart,
    OwnCheck,
    Said,
    accept_run,
    add_photo,
    discard_run,
    reopen_run,
    rescore_run,
    return_run,
    review_run,
    save_answer,
    start_run,
    submit_run,
)
from halls.checks.services.running import NotYours
from halls.checks.tests.factories import (
    NOW,
    a_manager,
    a_photo,
    a_run,
    a_version,
    answers_of,
    filled,
    items,
    say,
    sent,
)
from halls.tests.factories import a_hall
from improvement.actions.models import Action
from org.people.choices import Role
from org.tests.factories import a_person, a_unit
from org.units.models import Unit

pytestmark = pytest.mark.django_db

A_DAY = dt.timedelta(days=1)


@pytest.fixture
def hall() -> Unit:
    return a_hall().unit


@pytest.fixture
def reviewer(hall: Unit) -> object:
    return a_person(Role.SERVICE_MANAGER, at=hall)


def test_a_run_keeps_what_was_asked_and_is_scored_when_it_is_sent(hall: Unit) -> None:
    run = sent(a_run(hall), tv="fail")
    assert (run.state, run.score, run.first_score, run.findings) == (RunState.SUBMITTED, D("65.00"), D("65.00"), 1)
    assert run.received_at == NOW
    assert not run.is_late
    tv = answers_of(run)["tv"]
    assert (tv.words, tv.weight, tv.earned, tv.lost) == ("电视机已开且有声音", D(35), D(0), D(35))


def test_five_sendings_are_one_check_with_one_receipt(hall: Unit) -> None:
    """H06."""
    run = filled(a_run(hall))
    receipts = {submit_run(run=run, by=run.checker, now=NOW + A_DAY * again).received_at for again in range(5)}
    assert receipts == {NOW}
    assert AuditEntry.objects.filter(verb="check.submitted").count() == 1


def test_a_device_that_begins_again_gets_the_same_run(hall: Unit) -> None:
    key, template, manager = uuid.uuid4(), a_version(hall).template, a_manager(hall)
    runs = {start_run(unit=hall, template=template, by=manager, now=NOW, client_uuid=key).pk for _again in range(5)}
    assert CheckRun.objects.count() == len(runs) == 1


def test_the_key_of_somebody_else_opens_nothing(hall: Unit) -> None:
    run = a_run(hall)
    with pytest.raises(NotYours):
        start_run(unit=hall, template=run.template, by=a_manager(hall), now=NOW, client_uuid=run.client_uuid)


def test_a_second_book_of_the_day_is_refused_also_of_a_newer_version(hall: Unit) -> None:
    """H05."""
    run = a_run(hall)
    with pytest.raises(CannotStart, match="book for this day"):
        a_run(hall, run.template)
    assert a_run(hall, run.template, now=NOW + A_DAY).business_day == run.business_day + A_DAY


def test_the_database_itself_keeps_one_book_a_day(hall: Unit) -> None:
    run = a_run(hall)
    run.pk, run.number, run.client_uuid = None, "K201101-99999", uuid.uuid4()
    with pytest.raises(IntegrityError), transaction.atomic():
        run.save(force_insert=True)


def test_patrols_are_as_many_as_there_are(hall: Unit) -> None:
    template = a_version(hall, CheckKind.PATROL).template
    assert a_run(hall, template).number != a_run(hall, template).number


def test_yesterdays_and_tomorrows_book_cannot_be_begun(hall: Unit) -> None:
    """H05: a device may have begun one earlier, up to a week; nobody begins one later than today's."""
    template = a_version(hall).template
    with pytest.raises(CannotStart, match="ahead"):
        a_run(hall, template, started_at=NOW + A_DAY)
    with pytest.raises(CannotStart, match="more than 7 days"):
        a_run(hall, template, started_at=NOW - 8 * A_DAY)


def test_a_draft_from_a_device_two_days_later_is_taken_as_late(hall: Unit) -> None:
    """H07: both times are kept, and it does not count as done on its day."""
    begun = NOW - 2 * A_DAY
    run = filled(a_run(hall, started_at=begun))
    run = submit_run(run=run, by=run.checker, now=NOW, finished_at=begun + dt.timedelta(minutes=9))
    assert (run.is_late, run.received_at, run.finished_at) == (True, NOW, begun + dt.timedelta(minutes=9))
    assert not CheckRun.objects.in_time().exists()
    assert CheckRun.objects.counting().get() == run


def test_a_phone_whose_clock_is_wrong_finishes_no_check_in_the_future(hall: Unit) -> None:
    run = filled(a_run(hall))
    assert submit_run(run=run, by=run.checker, now=NOW, finished_at=NOW + A_DAY).finished_at == NOW


def test_a_template_of_another_branch_is_not_used_here(hall: Unit) -> None:
    elsewhere = a_version(a_unit("别处")).template
    with pytest.raises(CannotStart, match="not used at"):
        a_run(hall, elsewhere)


def test_nobody_inspects_their_own_hall(hall: Unit) -> None:
    """H18."""
    template = a_version(hall, CheckKind.CROSS).template
    with pytest.raises(CannotStart, match="own hall"):
        a_run(hall, template, by=a_person(Role.INSPECTOR, at=hall))


def test_a_missing_photo_or_verdict_stops_the_sending_whatever_the_page_let_through(hall: Unit) -> None:
    template = a_version(hall, sections=items(photo=When.ON_FAIL)).template
    run = a_run(hall, template)
    say(run, "dispenser", "ok")
    say(run, "tv", "fail")
    with pytest.raises(CannotSend, match="2 items") as refused:
        submit_run(run=run, by=run.checker, now=NOW)
    assert {answers_of(run)["tv"].pk, answers_of(run)["badge"].pk} == set(refused.value.missing)
    say(run, "badge", "na")
    add_photo(run=run, answer=answers_of(run)["tv"], upload=a_photo(), by=run.checker, now=NOW)
    assert submit_run(run=run, by=run.checker, now=NOW).score == D("53.33")


def test_an_answer_given_on_another_phone_is_not_overwritten(hall: Unit) -> None:
    run = a_run(hall)
    seen = answers_of(run)["tv"]
    say(run, "tv", "fail", note="静音")
    with pytest.raises(AnswerMoved):
        save_answer(run=run, answer=seen, said=Said("ok", seen=seen.version), by=run.checker, now=NOW)
    assert answers_of(run)["tv"].verdict == "fail"


def test_the_same_answer_twice_changes_nothing(hall: Unit) -> None:
    run = a_run(hall)
    before = say(run, "tv", "fail").version
    seen = answers_of(run)["tv"]
    save_answer(run=run, answer=seen, said=Said("fail", seen=1), by=run.checker, now=NOW)
    assert answers_of(run)["tv"].version == before


def test_nothing_is_answered_after_sending_nor_by_somebody_else(hall: Unit) -> None:
    run = sent(a_run(hall))
    with pytest.raises(CannotAnswer, match="has been sent"):
        say(run, "tv", "fail")
    with pytest.raises(CannotAnswer, match="has been sent"):
        add_photo(run=run, answer=answers_of(run)["tv"], upload=a_photo(), by=run.checker, now=NOW)
    with pytest.raises(NotYours):
        submit_run(run=run, by=a_manager(hall), now=NOW)


@pytest.mark.parametrize("lost", ["-1", "101", "5.555", "0"])
def test_points_that_no_item_can_lose_are_refused(hall: Unit, lost: str) -> None:
    """H08."""
    run = a_run(hall)
    with pytest.raises(CannotAnswer):
        say(run, "tv", "fail", lost=lost)
    assert Answer.objects.filter(verdict="").count() == 3


def test_a_photo_loses_place_and_camera_and_the_same_one_is_kept_once(hall: Unit) -> None:
    """H11, H06."""
    run, key = a_run(hall), uuid.uuid4()
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (30.0, 3.0, 0.0)}
    exif[0x010F] = "Camera"
    tv = answers_of(run)["tv"]
    photos = {
        add_photo(run=run, answer=tv, upload=a_photo(exif=exif), by=run.checker, now=NOW, client_uuid=key)
        for _again in range(4)
    }
    assert len(photos) == 1
    stored = photos.pop().attachment.file
    with open_stored(stored) as content, Image.open(content) as picture:
        assert dict(picture.getexif()) == {}
    assert b"Camera" in a_photo(exif=exif).read()


def test_what_is_no_photo_or_too_large_is_refused(hall: Unit) -> None:
    """H11: HEIC, a program under another name, a PDF; an image of too many pixels."""
    run = a_run(hall)
    tv = answers_of(run)["tv"]
    heic = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 64
    for name, content in {"a.heic": heic, "a.jpg": b"MZ" + b"\x00" * 200, "a.pdf": b"%PDF-1.7\n1 0 obj"}.items():
        with pytest.raises(WrongType):
            add_photo(run=run, answer=tv, upload=SimpleUploadedFile(name, content), by=run.checker, now=NOW)
    with pytest.raises(UnreadableImage, match="million pixels"):
        huge = a_photo("huge.png", size=(5000, 4000), kind="PNG")
        add_photo(run=run, answer=tv, upload=huge, by=run.checker, now=NOW)
    assert not Attachment.objects.exists()


def test_a_finding_opens_an_action_of_the_hall_manager_with_the_photo_from_before(hall: Unit) -> None:
    """S0-K1: 营业经理 is the first responsible."""
    template = a_version(hall, sections=items(photo=When.ON_FAIL, action=When.ON_FAIL)).template
    manager, checker = a_manager(hall), a_person(Role.SERVICE_MANAGER, at=hall)
    run = filled(a_run(hall, template, by=checker), tv="fail")
    photo = add_photo(run=run, answer=answers_of(run)["tv"], upload=a_photo(), by=checker, now=NOW)
    submit_run(run=run, by=checker, now=NOW)
    action = Action.objects.get()
    assert (action.owner, action.due_on, action.cause) == (manager, run.business_day, "电视机已开且有声音")
    assert Attachment.objects.about(action).get().file == photo.attachment.file


def test_what_was_fixed_on_the_spot_opens_no_action_but_is_a_finding(hall: Unit) -> None:
    template = a_version(hall, sections=items(action=When.ON_FAIL)).template
    run = sent(a_run(hall, template), tv="fixed")
    assert (run.findings, run.score) == (1, D("100.00"))
    assert not Action.objects.exists()


def test_a_critical_finding_can_zero_the_whole_check(hall: Unit) -> None:
    template = a_version(hall, critical_policy=CriticalPolicy.ZERO).template
    assert sent(a_run(hall, template), dispenser="fail").score == D("0.00")


def test_when_nothing_applies_the_check_has_no_score(hall: Unit) -> None:
    run = sent(a_run(hall), dispenser="na", tv="na", badge="na")
    assert (run.score, run.outcome) == (None, "")


def test_a_manager_reopens_a_book_and_what_was_sent_stays(hall: Unit, reviewer: object) -> None:
    """H05: the new one replaces it, with everything that was answered and its photos."""
    run = filled(a_run(hall), tv="fail")
    add_photo(run=run, answer=answers_of(run)["tv"], upload=a_photo(), by=run.checker, now=NOW)
    run = submit_run(run=run, by=run.checker, now=NOW)
    again = reopen_run(run=run, words="电视当天已修好", by=reviewer, now=NOW)
    say(again, "tv", "ok")
    again = submit_run(run=again, by=again.checker, now=NOW)
    run.refresh_from_db()
    assert (run.state, run.score, again.score, again.replaces) == (RunState.REOPENED, D("65.00"), D("100.00"), run)
    assert [one.photos.count() for one in (answers_of(run)["tv"], answers_of(again)["tv"])] == [1, 1]
    assert CheckRun.objects.counting().get() == again


def test_a_check_is_returned_with_a_reason_and_corrected_as_a_new_one(hall: Unit, reviewer: object) -> None:
    run = sent(a_run(hall))
    with pytest.raises(CannotReview, match="what has to be corrected"):
        return_run(run=run, words=" ", by=reviewer, now=NOW)
    again = return_run(run=run, words="照片看不清", by=reviewer, now=NOW)
    with pytest.raises(CannotStart, match="asked for as a correction"):
        discard_run(run=again, by=again.checker, now=NOW)
    with pytest.raises(CannotReview, match="Look at it again"):
        review_run(run=run, by=reviewer, now=NOW)
    assert sent(again).state == RunState.SUBMITTED


def test_nobody_reviews_their_own_check(hall: Unit) -> None:
    run = sent(a_run(hall))
    for act in (review_run, accept_run):
        with pytest.raises(OwnCheck):
            act(run=run, words="好", by=run.checker, now=NOW)


def test_an_appeal_changes_what_counts_and_keeps_what_was_sent(hall: Unit, reviewer: object) -> None:
    """H09: both scores stay, with who changed it and why."""
    run = accept_run(run=sent(a_run(hall), tv="fail"), by=reviewer, now=NOW)
    run = rescore_run(run=run, lost={answers_of(run)["tv"].pk: D(5)}, reason="遥控器当时送修", by=reviewer, now=NOW)
    assert (run.first_score, run.score, run.was_corrected) == (D("65.00"), D("95.00"), True)
    entry = AuditEntry.objects.get(verb="check.rescored")
    assert (entry.data["score_before"], entry.data["score"], entry.data["reason"]) == (
        "65.00",
        "95.00",
        "遥控器当时送修",
    )
    with pytest.raises(CannotReview, match="between 0 and 35"):
        rescore_run(run=run, lost={answers_of(run)["tv"].pk: D(36)}, reason="错", by=reviewer, now=NOW)


def test_a_mystery_visit_is_seen_by_the_hall_once_it_is_accepted(hall: Unit, reviewer: object) -> None:
    """H10: until then nobody there knows of it, nor of its findings."""
    template = a_version(hall, CheckKind.MYSTERY, sections=items(action=When.ON_FAIL)).template
    manager, shopper = a_manager(hall), a_person(Role.MYSTERY_SHOPPER, at=hall)
    run = sent(a_run(hall, template, by=shopper), tv="fail")
    assert not CheckRun.objects.visible_to(manager).exists()
    assert not Action.objects.exists()
    accept_run(run=run, by=reviewer, now=NOW)
    assert CheckRun.objects.visible_to(manager).get() == run
    assert Action.objects.get().owner == manager


def test_a_draft_begun_by_mistake_is_thrown_away_and_begun_anew(hall: Unit) -> None:
    run = a_run(hall)
    discard_run(run=run, by=run.checker, now=NOW)
    with pytest.raises(CannotSend, match="thrown away"):
        submit_run(run=run, by=run.checker, now=NOW)
    assert a_run(hall, run.template).is_draft
