from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.files.rules import LONGEST_NAME, clean_name, looks_like_text


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("照片 1.jpg", "照片 1.jpg"),
        ("..\\..\\windows\\x.jpg", "x.jpg"),
        ("../../etc/passwd", "passwd"),
        ("．．／x.jpg", "x.jpg"),
        ("a.pdf\r\nX: y", "a.pdfX_ y"),
        ("cod\u202egpj.exe", "codgpj.exe"),
        ("a\u200b.htaccess", "a.htaccess"),
        (".htaccess", "htaccess"),
        ("CON", "file_CON"),
        ("nul.txt", "file_nul.txt"),
        ('a<b>"c".pdf', "a_b__c_.pdf"),
        ("", "file"),
        ("...", "file"),
        ("\ud800.pdf", "pdf"),
    ],
)
def test_a_name_is_cleaned_after_it_is_normalised(sent, kept):
    assert clean_name(sent) == kept


@pytest.mark.parametrize(
    ("sent", "ending", "kept"),
    [
        ("photo.png", "jpg", "photo.jpg"),
        ("photo", "jpg", "photo.jpg"),
        ("evil.html", "txt", "evil.txt"),
        (".png", "jpg", "png.jpg"),
    ],
)
def test_a_name_ends_as_its_content_says(sent, ending, kept):
    assert clean_name(sent, ending=ending) == kept


@given(st.text(max_size=400), st.sampled_from(["", "jpg"]))
def test_no_name_is_empty_long_or_leads_anywhere(sent, ending):
    kept = clean_name(sent, ending=ending)
    assert 0 < len(kept) <= LONGEST_NAME
    assert not set(kept) & set('/\\\r\n\x00<>:"|?*')
    assert not kept.startswith(".")


@pytest.mark.parametrize(
    "head", [b"plain words", "中文说明".encode(), "中文说明".encode("gb18030"), "截断".encode()[:-1]]
)
def test_plain_text_is_taken_for_text(head):
    assert looks_like_text(head)


@pytest.mark.parametrize(
    "head", [b"<html>", b"\xef\xbb\xbf <svg", b"#!/bin/sh", b"a\x00b", b"\x01\x02", b"\xff\xfe\xfd\x80"]
)
def test_markup_scripts_and_binaries_are_not(head):
    assert not looks_like_text(head)
