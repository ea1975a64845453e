from __future__ import annotations

import datetime as dt
import io
import os
from pathlib import Path

import pytest
from django.db import transaction
from PIL import Image

from core.audit.models import AuditEntry
from core.files import rules
from core.files.models import Attachment, StoredFile
from core.files.rules import IMAGES
from core.files.services import (
    CannotAttach,
    CannotRemove,
    TooLarge,
    TooManyUploads,
    attach,
    open_stored,
    path_of,
    prune_orphans,
    remove_attachment,
    store,
)
from core.files.sniffing import UnreadableImage, WrongType, harmless_content
from core.files.tests.uploads import PDF, a_document, an_image, an_upload
from org.tests.factories import a_person, a_unit

NOW = dt.datetime(2011, 1, 31, 8, 30, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


def attached(content: bytes, name: str = "photo.jpg", *, by=None, about=None) -> Attachment:
    return attach(an_upload(content, name), about=about or a_unit(), by=by or a_person(), now=NOW)


def nothing_is_kept(settings) -> bool:
    return not StoredFile.objects.exists() and not any(Path(settings.FILES_DIR).rglob("*/*/*"))


def test_a_file_lies_under_a_random_name_that_only_we_can_read():
    person = a_person()
    stored = store(io.BytesIO(b"abc"), name="报告.txt", media_type="text/plain", by=person, now=NOW)
    path = path_of(stored)
    assert path.read_bytes() == b"abc"
    assert path.stat().st_mode & 0o777 == 0o600
    assert "报告" not in str(path)
    assert (stored.size, stored.sha256[:8], stored.name) == (3, "ba7816bf", "报告.txt")
    with open_stored(stored) as opened:
        assert opened.read() == b"abc"


def test_a_file_can_be_stored_from_a_path(tmp_path):
    (tmp_path / "x").write_bytes(b"abc")
    assert store(tmp_path / "x", name="x", media_type="text/plain", by=None, now=NOW).size == 3


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_images_are_drawn_anew(kind):
    sent = an_image(kind)
    kept = attached(sent + b"<script>alert(1)</script>").file
    with open_stored(kept) as opened:
        content = opened.read()
    assert Image.open(io.BytesIO(content)).size == (40, 30)
    assert b"<script>" not in content


def test_exif_and_its_place_are_gone():
    sent = an_image(gps=True)
    assert Image.open(io.BytesIO(sent)).getexif().get_ifd(0x8825)
    with open_stored(attached(sent).file) as opened:
        assert not dict(Image.open(opened).getexif())


def test_a_see_through_png_stays_see_through():
    with open_stored(attached(an_image("PNG", mode="RGBA"), "x.png").file) as opened:
        assert Image.open(opened).mode == "RGBA"


@pytest.mark.parametrize(
    ("content", "sent", "kept"),
    [
        (PDF, "信.pdf", "信.pdf"),
        (a_document("xl/workbook.xml"), "表.zip", "表.xlsx"),
        (a_document("word/document.xml"), "文.docx", "文.docx"),
        (a_document("ppt/presentation.xml"), "片.pptx", "片.pptx"),
        (b"#!AMR\n" + b"\x00" * 64, "录音.amr", "录音.amr"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt " + b"\x00" * 64, "录音.wav", "录音.wav"),
        (b"ID3\x03" + b"\x00" * 64, "录音.mp3", "录音.mp3"),
        ("客户来电说明".encode(), "a.html", "a.txt"),
    ],
)
def test_what_may_be_kept_is_kept_under_the_ending_of_its_content(content, sent, kept):
    assert attached(content, sent).file.name == kept


@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script>",
        b"<?xml version='1.0'?><svg onload='alert(1)'/>",
        b"MZ\x90\x00" + b"\x00" * 64,
        b"#!/bin/sh\nrm -rf /",
        b"\x7fELF" + b"\x00" * 64,
        a_document("evil.xml"),
        a_document("word/document.xml", **{"word/vbaProject.bin": b"x"}),
        b"PK\x03\x04 not an archive",
        b"GIF89a" + b"\x00" * 64,
        b"\x00\x00\x00\x18ftypheic" + b"\x00" * 64,
    ],
)
@pytest.mark.parametrize("name", ["photo.jpg", "x.pdf"])
def test_everything_else_is_refused_whatever_it_is_called(settings, content, name):
    with pytest.raises(WrongType):
        attached(content, name)
    assert nothing_is_kept(settings)


def test_a_kind_that_this_thing_does_not_keep_is_refused_with_those_that_it_does():
    with pytest.raises(WrongType, match="JPG, PNG, WEBP"):
        harmless_content(an_upload(PDF, "x.pdf"), kinds=IMAGES)
    with pytest.raises(WrongType, match=r"[:：] ?PDF[.。]"):
        harmless_content(an_upload(an_image("PNG"), "x.png"), kinds=["application/pdf"])


def test_a_png_with_html_behind_it_loses_the_html():
    with open_stored(attached(an_image("PNG") + b"<html><script>", "a.html").file) as opened:
        assert b"<html>" not in opened.read()


def test_an_image_of_too_many_pixels_is_refused_before_it_is_unpacked(settings, monkeypatch):
    monkeypatch.setitem(rules.MOST_PIXELS, "image/png", 1000)
    with pytest.raises(UnreadableImage, match=r"million|万|像素"):
        attached(an_image("PNG"))
    assert nothing_is_kept(settings)


def test_a_large_photo_is_made_smaller_without_being_distorted(monkeypatch):
    monkeypatch.setattr("core.files.sniffing.LONGEST_SIDE", 20)
    with open_stored(attached(an_image(size=(400, 300))).file) as opened:
        assert Image.open(opened).size == (20, 15)


def test_two_hundred_megapixels_are_over_the_cap():
    assert max(rules.MOST_PIXELS.values()) < 200_000_000


def test_a_damaged_image_is_refused(settings):
    with pytest.raises(UnreadableImage):
        attached(an_image()[:200])
    assert nothing_is_kept(settings)


def test_a_file_over_the_limit_is_refused(settings):
    settings.MAX_ATTACHMENT_BYTES = 10
    with pytest.raises(TooLarge):
        attached(PDF)
    assert nothing_is_kept(settings)


def test_the_day_has_a_quota_that_a_new_day_lifts(settings):
    settings.MAX_UPLOADS_BYTES_PER_DAY = len(PDF) * 2
    person, unit = a_person(), a_unit()
    for _time in range(2):
        attached(PDF, by=person, about=unit)
    with pytest.raises(TooManyUploads):
        attached(PDF, by=person, about=unit)
    attached(PDF, about=unit)
    attach(an_upload(PDF), about=unit, by=person, now=NOW + dt.timedelta(days=1, minutes=1))


def test_a_thing_has_at_most_twenty_files(monkeypatch):
    monkeypatch.setattr("core.files.services.MOST_A_THING", 1)
    unit = a_unit()
    attached(PDF, about=unit)
    with pytest.raises(CannotAttach):
        attached(PDF, about=unit)


def test_attaching_and_removing_are_audited_and_the_bytes_stay():
    person, unit = a_person(), a_unit()
    kept = attached(PDF, "a.pdf", by=person, about=unit)
    remove_attachment(attachment=kept, about=unit, by=person, now=NOW)
    assert list(AuditEntry.objects.in_order().values_list("verb", flat=True)) == ["file.attached", "file.removed"]
    assert not Attachment.objects.about(unit).exists()
    assert path_of(kept.file).exists()


def test_a_file_is_removed_once():
    person, unit = a_person(), a_unit()
    kept = attached(PDF, by=person, about=unit)
    remove_attachment(attachment=kept, about=unit, by=person, now=NOW)
    with pytest.raises(CannotRemove):
        remove_attachment(attachment=kept, about=unit, by=person, now=NOW)


def test_pruning_removes_old_files_without_a_row_and_expired_ones_only(settings):
    now = dt.datetime.now(dt.UTC)
    with pytest.raises(RuntimeError), transaction.atomic():
        orphan = path_of(store(io.BytesIO(b"x"), name="x", media_type="text/plain", by=None, now=now))
        raise RuntimeError
    two_days_ago = (now - dt.timedelta(days=2)).timestamp()
    os.utime(orphan, (two_days_ago, two_days_ago))
    young = path_of(store(io.BytesIO(b"x"), name="x", media_type="text/plain", by=None, now=now))
    StoredFile.objects.filter(path=young.relative_to(settings.FILES_DIR).as_posix()).delete()
    kept = store(io.BytesIO(b"x"), name="x", media_type="text/plain", by=None, now=now)
    os.utime(path_of(kept), (two_days_ago, two_days_ago))
    gone = store(io.BytesIO(b"x"), name="x", media_type="x", by=None, now=now, expires_at=now - dt.timedelta(hours=1))
    assert prune_orphans(now=now) == 2
    assert [orphan.exists(), young.exists(), path_of(kept).exists(), path_of(gone).exists()] == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "RGB"), ("PNG", "RGBA"), ("PNG", "P"), ("WEBP", "RGBA")])
def test_an_image_gets_a_small_picture_of_one_size(kind, mode):
    attachment = attached(an_image(kind, size=(800, 300), mode=mode))
    with open_stored(attachment.preview) as content, Image.open(content) as preview:
        assert (preview.format, preview.size) == ("JPEG", rules.PREVIEW_SIZE)


def test_what_is_no_image_has_no_small_picture():
    assert attached(PDF, "a.pdf").preview is None
