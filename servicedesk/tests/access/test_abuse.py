"""What is asked of every address with ill will: as a fragment, after losing access, with hidden fields, too late."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
from django import forms
from django.apps import apps
from django.db import models
from django.urls import reverse
from django.utils import timezone

from core.api import middleware
from core.api.limits import Allowance
from core.audit.models import AuditEntry
from halls.spottests import services as spottests
from org.models import Posting
from servicedesk.tests.access.asking import seeing_writes
from servicedesk.tests.access.table import ELSEWHERE, Row
from servicedesk.tests.access.test_access import ROWS, letter_of
from servicedesk.tests.access.world import World, arguments

pytestmark = pytest.mark.django_db
Ask = Callable[..., Any]
SOME = ("counter_staff", "mystery_shopper", ELSEWHERE, "anonymous")
PAGES = [row for row in ROWS if row.method == "GET" and not row.is_api]
POSTS = [row for row in ROWS if row.method == "POST" and not row.is_api]


def test_a_piece_of_a_page_or_another_format_opens_to_nobody_else(world: World, ask: Ask) -> None:
    """C32."""
    wrong = {}
    for row in PAGES:
        for who in SOME:
            letter = letter_of(row, world, who, ask, query="?format=json", headers={"HX-Request": "true"})
            if letter != row.expected[who]:
                wrong[f"{who} {row.name}"] = (letter, row.expected[who])
    assert not wrong, f"(seen, expected) {wrong}"


def test_what_lies_outside_is_not_there_and_the_trail_knows_who_asked(
    world: World, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C01: whoever works elsewhere gets 404, and the row of the trail names the page."""
    monkeypatch.setattr(middleware, "refusals_noted", Allowance(10**9, seconds=60, in_all=10**9))
    outside = [row for row in ROWS if row.expected[ELSEWHERE] == "4"]
    person, missed = world.people[ELSEWHERE], []
    for row in outside:
        before = AuditEntry.objects.count()

        def noted(row: Row = row, before: int = before) -> None:
            entry = AuditEntry.objects.order_by("-pk").first()
            known = entry is not None and AuditEntry.objects.count() == before + 1 and entry.verb == "request.refused"
            said = (entry.by_id, entry.data["status"], entry.data["page"]) if known and entry else None
            if said != (person.pk, 404, row.address_name):
                missed.append(f"{row.method} {row.name}")

        answer = _asked(row, world, ELSEWHERE, ask, then=noted)
        assert answer.status_code == 404, f"{row.method} {row.name}"
    assert len(outside) > 100
    assert not missed


def test_a_download_is_gone_for_whoever_works_elsewhere_since(world: World, ask: Ask) -> None:
    """C25: the same person, the same address, another posting."""
    found, wrong = set(), {}
    for row in PAGES:
        who = _who_may(row)
        if row.expected[ELSEWHERE] != "4" or who is None or row.name in ONES_OWN:
            continue
        answer = _asked(row, world, who, ask)
        if "attachment" not in answer.get("Content-Disposition", ""):
            continue
        found.add(row.name)

        def move(who: str = who) -> None:
            Posting.objects.filter(person=world.people[who]).update(unit=world.other)

        after = _asked(row, world, who, ask, first=move)
        if after.status_code != 404:
            wrong[row.name] = after.status_code
    assert found >= {"attachment", "letter_file", "escalation_form"}
    assert not wrong


def test_fields_that_a_form_does_not_have_change_nothing(
    world: World, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C02: every form is sent twice as it should be, once with more than it asks for; both leave the same rows."""
    seed = SimpleNamespace(token_hex=lambda size: "5e" * size)
    monkeypatch.setattr(spottests, "secrets", seed)  # both draw the same questions
    hidden = {
        **dict.fromkeys(("unit", "error_unit", "place"), world.other.code),
        **dict.fromkeys(("by", "handler", "owner", "made_by", "closed_by", "registered_by", "person", "worker"),
                        str(world.people[ELSEWHERE].pk)),
        "state": "closed", "grade": "C", "validity": "invalid", "number": "C209901-00001", "level": "1",
        "unit_id": str(world.other.pk), "unit_path": world.other.path, "handler_id": str(world.people[ELSEWHERE].pk),
        "amount": "9999", "approved_at": "2011-01-01", "closed_at": "2011-01-01", "is_current": "", "round": "9",
        "received_at": "2011-01-01T08:00", "due_at": "2099-01-01T08:00", "customer_level": "vip", "score": "10",
    }  # fmt: skip
    accepted, wrong = [], []
    for row in POSTS:
        who = _who_may(row)
        if who is None or row.name in ELSEWHERE_TESTED:
            continue
        form = _form_of(row, world, who, ask)
        said = _filled(form)
        more = {name: value for name, value in hidden.items() if name not in (form.fields if form else ())}
        plain, plus = _left_by(row, world, who, ask, said), _left_by(row, world, who, ask, said | more)
        if plain[:2] != plus[:2]:
            wrong.append(f"{row.name}: {[*(plain[1] - plus[1]), *(plus[1] - plain[1])][:4]} {plain[0]} {plus[0]}")
        elif plain[0] == 302:
            accepted.append(row.name)
    assert not wrong
    assert len(accepted) >= ACCEPTED_LEAST, accepted


def test_a_form_read_before_somebody_else_saved_is_a_conflict(world: World, ask: Ask) -> None:
    """C15: every form that carries the version it was read with."""
    known, wrong = set(), {}
    for row in POSTS:
        who = _who_may(row)
        form = _form_of(row, world, who, ask) if who else None
        if who is None or form is None or "version" not in form.fields or not form["version"].value():
            continue
        if row.name in VERSIONS_ELSEWHERE_TESTED:
            continue
        known.add(row.name)
        stands = {name: _typed(form[name].value()) for name in form.fields if form[name].value() is not None}
        later = {"version": str(int(form["version"].value()) + 1)}
        answers = [_left_by(row, world, who, ask, said | later) for said in (stands, _filled(form))]
        unchanged = all(rows == _rows(tables) for _status, rows, tables in answers)
        if 409 not in (statuses := [status for status, *_left in answers]) or not unchanged:
            wrong[row.name] = statuses
    assert known >= {"complaint_edit", "letter_edit", "tag_edit", "category_edit", "escalation_rung_edit"}
    assert not wrong


ELSEWHERE_TESTED = {"sign_out"}
# Whoever could go to the hall serves there in this world, which is refused first (H18); halls/crossing tests it.
VERSIONS_ELSEWHERE_TESTED = {"cross_pair_change"}
# What one sent in oneself, and a job's own file, stay one's own while they are kept: the right is asked again.
ONES_OWN = {"import_rejected", "job_file"}
ACCEPTED_LEAST = 30
TRANSIENT = {"hash", "prev_hash", "key", "cause_key", "form_key", "at", "code_hash", "phone_sealed"}
TRANSIENT |= {"follow_key", "source_key"}


def _who_may(row: Row) -> str | None:
    """Somebody whom the address answers: the service manager, else the first who may."""
    may = [who for who, letter in row.expected.items() if letter == "+" and who not in (ELSEWHERE, "anonymous")]
    return "service_manager" if "service_manager" in may else next(iter(may), None)


def _asked(row: Row, world: World, who: str, ask: Ask, data: str = "", **more: Any) -> Any:
    address = reverse(row.address_name, kwargs=arguments(row.address_name, world)) + row.query(world.hall.code)
    if row.method != "GET":
        more |= {"data": "{}" if row.is_api else data, "content_type": row.content_type}
        more |= {"headers": {"Idempotency-Key": str(uuid.uuid4())}}
    return ask(who, row.method, address, **more)[0]


def _form_of(row: Row, world: World, who: str, ask: Ask) -> Any:
    """The form that a person is shown at the address; None where it only takes posts."""
    if not any(other.name == row.name and other.method == "GET" for other in ROWS):
        return None
    answer = _asked(Row("GET", row.name, row.expected), world, who, ask)
    return answer.context.get("form") if answer.status_code == 200 and answer.context else None


def _left_by(row: Row, world: World, who: str, ask: Ask, said: dict[str, Any]) -> tuple[int, Counter[Any], list[str]]:
    """The answer's status, every row of the subjects' tables that were written to, and which tables these are."""
    rows: list[Counter[Any]] = []
    with seeing_writes() as tables:
        answer = _asked(row, world, who, ask, urlencode(said, doseq=True), then=lambda: rows.append(_rows(tables)))
    return answer.status_code, rows[0], tables


def _rows(tables: list[str]) -> Counter[Any]:
    """What stands in those of complaints, halls, actions and postings, but for moments and keys made meanwhile."""
    found: Counter[Any] = Counter()
    for model in [
        *apps.get_app_config("complaints").get_models(),
        *apps.get_app_config("halls").get_models(),
        *apps.get_app_config("improvement").get_models(),
        Posting,
    ]:
        if model._meta.db_table not in tables:
            continue
        names = [field.attname for field in model._meta.concrete_fields if _is_told(field)]
        found.update((model.__name__, *row) for row in model._default_manager.values_list(*names))
    return found


def _is_told(field: Any) -> bool:
    if field.name in TRANSIENT or field.primary_key or isinstance(field, models.DateTimeField | models.JSONField):
        return False
    if isinstance(field, models.ForeignKey):
        return field.related_model._meta.label in {"org.Person", "org.Unit"}
    return True


def _filled(form: Any) -> dict[str, Any]:
    """What a person could send who fills every field in."""
    if form is None:
        return {}
    said = {form.add_prefix(name): _value(form[name].value(), field) for name, field in form.fields.items()}
    return {name: value for name, value in said.items() if value is not None}


def _value(shown: Any, field: forms.Field) -> Any:
    if isinstance(field, forms.FileField):
        return None
    if isinstance(field, forms.BooleanField):
        return "on" if shown or field.required else None
    if shown not in (None, "", []):
        return _typed(shown)
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        keys = [str(key) for key, _label in field.choices if str(key)]
        return keys[0] if keys else ""
    if isinstance(field, forms.DateTimeField):
        return f"{timezone.localtime() + dt.timedelta(days=2):%Y-%m-%dT%H:%M}"
    if isinstance(field, forms.DateField):
        return f"{timezone.localdate() + dt.timedelta(days=7)}"
    if isinstance(field, forms.IntegerField | forms.DecimalField):
        return "1"
    return "13805710042" if "phone" in str(field.label).lower() else "当面说明并取得谅解"


def _typed(shown: Any) -> Any:
    if isinstance(shown, dt.datetime):
        return f"{timezone.localtime(shown):%Y-%m-%dT%H:%M}"
    return shown if isinstance(shown, list) else str(getattr(shown, "pk", shown))
