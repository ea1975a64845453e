"""Whatever a person can do to a case in the browser a machine can do too: the table of addresses is walked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

UNDER = ("complaints/", "improvement/", "halls/")
TWINS = {
    "action_new": "api_actions",
    "batch_new": "api_batches",
    "cadence_make": "api_cadence_sheets",
    "book_rule": "api_book_rules",
    "bulk": "api_bulk_acts",
    "case_rejudge": "api_case_reclassify",  # and api_case_find_valid: the page shows whichever may be asked
    "check_answer": "api_check_answers",
    "check_fill": "api_check_send",
    "check_lines": "api_check_lines",
    "check_new": "api_checks",
    "clock_rule_new": "api_clock_rules",
    "complaint_new": "api_complaints",
    "complaint_note": "api_complaint_notes",  # and api_complaint_calls
    "cross_round_new": "api_cross_rounds",
    "difficult_new": "api_difficult_customers",
    "duty_rule": "api_duty_rules",
    "escalation_acknowledge": "api_complaint_escalation_acknowledge",
    "escalation_lower": "api_complaint_escalation_lower",
    "escalation_raise": "api_complaint_escalations",
    "finding_edit": "api_finding",
    "hall_counter_new": "api_hall_counters",
    "hall_device_new": "api_hall_machines",
    "hall_new": "api_halls",
    "hall_service_new": "api_hall_services",
    "letter_edit": "api_letter",
    "offer_plan": "api_offers",
    "question": "api_question_edit",
    "saved_view_new": "api_saved_views",
    "shop_round_new": "api_shop_rounds",
    "stationing_rule": "api_stationing_rules",
    "stint_new": "api_stints",
    "shift": "api_shift_move",
    "shift_new": "api_roster",
    "tag_new": "api_tags",
    "tag_off": "api_complaint_tag_off",
    "tag_put": "api_complaint_tags",
    "visit_new": "api_visits",
    "wait_finding_new": "api_wait_findings",
}
"""Browser's name to the machine's, where the machine's is not `api_` before the browser's."""

NO_TWIN = {
    "category_edit": "what tickets may be filed under is set up by a person",
    "category_new": "what tickets may be filed under is set up by a person",
    "category_offer": "what tickets may be filed under is set up by a person",
    "complaint_columns": "which columns a person looks at is no act on a case",
    "complaint_duplicates": "reads only; posted so that the number stays out of the address",
    "complaint_edit": "changed by PATCH with the version that was read, which needs no key",
    "complaint_reveal": "the full number is shown to a person once; an answer kept for repetitions would hold it",
    "hall_counter": "changed by PATCH with the version that was read, which needs no key",
    "hall_edit": "changed by PATCH with the version that was read, which needs no key",
    "hall_service": "changed by PATCH with the version that was read, which needs no key",
    "saved_view_delete": "a view is how a person looks at the list, no act on a case; DELETE takes no key",
    "saved_view_edit": "a view is how a person looks at the list, no act on a case; changed by PATCH",
    "saved_view_first": "a view is how a person looks at the list, no act on a case",
    "saved_view_renew": "a view is how a person looks at the list, no act on a case; changed by PATCH",
}


def _patterns(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern, route)
        else:
            yield route, pattern


def takes_post(view: Any) -> bool:
    """A door says which methods it takes to one that no door takes."""
    answer = view(RequestFactory().generic("TRACE", "/"))
    return "POST" in answer.headers.get("Allow", "")


@pytest.fixture(scope="module")
def doors() -> set[str]:
    """The names of all browser's doors of cases that act."""
    table = _patterns(get_resolver())
    return {str(one.name) for route, one in table if route.startswith(UNDER) and takes_post(one.callback)}


@pytest.fixture(scope="module")
def machines() -> dict[str, Any]:
    table = _patterns(get_resolver())
    return {str(one.name): getattr(one.callback, "cls", None) for route, one in table if route.startswith("api/v1/")}


def test_the_walk_finds_the_doors(doors: set[str]) -> None:
    assert {"case_grade", "complaint_void", "action_cancel"} <= doors
    assert {"visit_new", "console_call_next", "hall_device_new", "emergency_open", "day_total_new"} <= doors
    assert {"check_new", "cross_round_new", "shop_appeal", "spot_test_start", "stint_sign", "book_rule"} <= doors
    assert {"desk_bands", "agent_goal", "staffing_hall", "shift_swap", "wait_finding_new"} <= doors
    assert "complaint_print" not in doors


def test_every_act_of_the_browser_has_a_machine_twin_with_a_key(doors: set[str], machines: dict[str, Any]) -> None:
    missing = []
    for door in sorted(doors - NO_TWIN.keys()):
        twin = machines.get(TWINS.get(door, f"api_{door}"))
        if not getattr(getattr(twin, "post", None), "idempotent", False):
            missing.append(door)
    assert missing == []


def test_no_exception_outlives_its_door(doors: set[str], machines: dict[str, Any]) -> None:
    assert (TWINS.keys() | NO_TWIN.keys()) - doors == set()
    assert set(TWINS.values()) - machines.keys() == set()
    assert not TWINS.keys() & NO_TWIN.keys()
