"""The places of the palette (Ctrl+K): what the navigation shows of all its branches, reports,
one's views, one's own pages."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from complaints.reports.registry import report_pages
from complaints.worklist.saved.models import SavedView
from complaints.worklist.saved.selectors import address_of
from org.access.choices import Right
from org.models import Person
from servicedesk.home.navigation import navigation

Place = tuple[str, str, str]


def palette_items(person: Person) -> SafeString:
    """A link to each place, with the branch it belongs to beside its name; one query for the views."""
    return format_html_join(
        "\n", '<a href="{}" role="option" tabindex="-1" aria-selected="false">{}<span>{}</span></a>', _places(person)
    )


def _places(person: Person) -> Iterator[Place]:
    for entry in navigation(person=person, path="", badges={"approvals": "1"}):
        if not entry.children:
            yield entry.url, str(entry.label), ""
        for child in entry.children:
            for place in child.children or [child]:
                yield place.url, str(place.label), str(entry.label)
    if person.may(Right.COMPLAINT_VIEW):
        for page in report_pages(person):
            yield reverse(page.url_name), str(page.title), _("Reports")
        yield reverse("complaint_columns"), _("Columns"), _("Worklist")
        yield reverse("saved_views"), _("Views"), _("Worklist")
        for view in SavedView.objects.offered_to(person):
            yield address_of(view), view.name, _("View")
    own = _("My account")
    for name, label in (
        ("inbox", _("Inbox")),
        ("channels", _("How to be told")),
        ("change_password", _("Change password")),
        ("second_factor", _("Second factor")),
        ("tokens", _("API tokens")),
    ):
        yield reverse(name), label, own
