from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import Context, RequestContext, Template
from django.test import RequestFactory
from django.utils import translation

from core.ui.charts import Chart, Series
from core.ui.parts import SPRITE


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def render(source: str, **values: object) -> str:
    return Template("{% load ui %}" + source).render(Context(values)).strip()


def sprite() -> str:
    return Path(finders.find(SPRITE)).read_text()


def test_a_number_opens_its_rows_if_there_are_any_and_a_way_to_them() -> None:
    assert render("{{ 1234|opening:way }}", way="/rows/?a=1&b=2") == '<a href="/rows/?a=1&amp;b=2">1,234</a>'
    assert render("{{ 1234|opening:'' }}") == "1,234"
    assert render("{{ 0|opening:'/rows/' }}") == "0"
    assert render("{{ none|opening:'/rows/' }}", none=None) == "No data"


def test_an_icon_is_silent_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in render('{% icon "bell" %}')
    assert 'role="img" aria-label="Inbox"' in render('{% icon "bell" "Inbox" %}')


def test_every_icon_of_every_template_is_in_the_sprite() -> None:
    drawn = set(re.findall(r'<symbol id="([a-z0-9-]+)"', sprite()))
    asked = {
        (page.name, name)
        for page in Path(settings.BASE_DIR, "templates").rglob("*.html")
        for name in re.findall(r'{% icon "([^"]+)"', page.read_text())
    }
    assert asked
    assert {(page, name) for page, name in asked if name not in drawn} == set()


def test_every_status_has_text_icon_and_colour() -> None:
    drawn = sprite()
    for status in ("ontime", "soon", "late", "paused", "done"):
        shown = render("{% status_badge status %}", status=status)
        assert f"status-{status}" in shown
        assert f'id="{re.search(r"#([a-z-]+)", shown).group(1)}"' in drawn
        assert re.search(r"<span>[A-Z][a-z ]+</span>", shown)


def test_a_missing_figure_is_a_word_and_never_zero() -> None:
    shown = render("{{ a|count }} {{ a|share }} {{ a|or_unset }} {{ b|count }} {{ b|share }}", a=None, b=0)
    assert shown == "No data No data Not set 0 0.00 %"


def test_figures_do_not_follow_the_decimal_comma_of_a_language() -> None:
    with translation.override("de"):
        shown = render("{% bullet ratio 2.5 %}", ratio="1.2345")
    assert 'width="49.38%"' in shown


def test_a_bullet_is_red_only_past_its_target() -> None:
    assert "bullet-over" in render("{% bullet ratio %}", ratio="1.0001")
    assert "bullet-over" not in render("{% bullet ratio %}", ratio=1)


def test_a_bullet_without_a_figure_draws_nothing_and_says_so() -> None:
    shown = render("{% bullet ratio %}", ratio=None)
    assert "<svg" not in shown
    assert "No data" in shown


def test_progress_names_its_counts() -> None:
    shown = render('{% progress 1204 2224 "File" %}')
    assert '<progress max="2224" value="1204" aria-label="File">' in shown
    assert "1,204 / 2,224" in shown


def test_progress_without_a_total_only_says_that_it_runs() -> None:
    shown = render("{% progress 0 total %}", total=None)
    assert "value=" not in shown
    assert "Under way" in shown


def test_an_explanation_is_tied_to_its_own_button() -> None:
    shown = render('{% help_popover "Ratio" %}<b>a / b</b>{% endhelp_popover %}')
    target = re.search(r'popovertarget="([^"]+)"', shown).group(1)
    assert f'id="{target}" popover' in shown
    assert "<b>a / b</b>" in shown
    assert 'aria-label="How Ratio is worked out"' in shown


def test_an_explanation_escapes_what_people_typed() -> None:
    shown = render("{% help_popover title %}{{ title }}{% endhelp_popover %}", title="<script>")
    assert "<script>" not in shown


def test_an_empty_list_says_what_to_do_next() -> None:
    shown = render('{% empty_state "Nothing yet" "Because." "/import/" "Import" %}')
    assert 'href="/import/">Import</a>' in shown


def test_a_chart_card_holds_the_drawing_and_the_table() -> None:
    chart = Chart("c", "bar", "Which?", "Place", ["<b>"], [Series("Count", [1486])], urls=["/rows/"])
    shown = render("{% chart_card chart %}", chart=chart)
    assert 'data-chart="bar" data-source="chart-data-c"' in shown
    assert '<td class="num">1,486</td>' in shown
    assert "<b>" not in shown


def test_no_page_carries_a_style_or_script_of_its_own() -> None:
    """The policy of the pages allows neither, so a browser would drop them silently."""
    loose = re.compile(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\bsrc=)")
    pages = {page.name: page.read_text() for page in Path(settings.BASE_DIR, "templates").rglob("*.html")}
    assert [name for name, text in pages.items() if loose.search(text)] == []


@pytest.mark.parametrize("page", ["400.html", "403.html", "404.html", "500.html"])
def test_error_pages_need_no_context(page: str) -> None:
    shown = Template(f"{{% extends '{page}' %}}").render(Context())
    assert page[:3] in shown
    assert "<h1>" in shown


def test_the_incident_number_is_shown_where_it_is_known() -> None:
    shown = Template("{% extends '500.html' %}").render(Context({"request_id": "a1b2"}))
    assert "<code>a1b2</code>" in shown


def test_the_page_links_keep_the_filter_in_the_address() -> None:
    request = RequestFactory().get("/list/", {"state": "open", "after": "abc"})
    page = {"sizes": [25, 50], "size": 25, "previous": "", "next": "xyz"}
    shown = Template('{% include "_keyset_pages.html" %}').render(RequestContext(request, {"page": page}))
    assert 'href="?state=open&amp;after=xyz"' in shown
    assert 'href="?state=open&amp;size=50"' in shown
