from __future__ import annotations

from django import forms

from core.versions import stands_now


class Everything(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label="Name")
    note = forms.CharField(label="Note")
    at_once = forms.BooleanField(label="At once")
    one = forms.ChoiceField(label="One", choices=[("a", "First"), ("b", "Second")])
    several = forms.MultipleChoiceField(label="Several", choices=[("a", "First"), ("b", "Second")])


def test_how_a_row_stands_is_said_as_its_form_would_show_it():
    form = Everything(
        initial={"version": 3, "name": "三强", "note": "", "at_once": True, "one": "b", "several": ["a", "b"]}
    )
    assert stands_now(form) == [
        ("Name", "三强"), ("Note", "—"), ("At once", "是"), ("One", "Second"), ("Several", "First、Second"),
    ]  # fmt: skip


def test_what_was_never_said_is_a_dash_and_no_is_no():
    assert stands_now(Everything(initial={"at_once": False}))[1:3] == [("Note", "—"), ("At once", "否")]
