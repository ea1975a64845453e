"""The liaison form 工作联系单 to the market department (S0 1.13, level 5)."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext as _

from complaints.escalation.models import Escalation
from complaints.tickets import rules as ticket_rules
from complaints.tickets.clocks import moment
from complaints.tickets.models import Complaint
from core.files.models import StoredFile
from core.files.services import store
from core.papers.fonts import NoPdfFont
from core.papers.rules import Facts, Heading, Paper, Paragraph, SignatureLine, Table
from core.papers.services import make_pdf
from org.people.choices import Language

if TYPE_CHECKING:
    from org.people.models import Person


def store_form(escalation: Escalation, *, by: Person | None, now: dt.datetime) -> StoredFile | None:
    """The form as a stored PDF; None on a machine without a Chinese font, where going up must not fail for it."""
    with translation.override(Language.SIMPLIFIED_CHINESE):
        try:
            content = make_pdf(form_of(escalation, now=now))
        except NoPdfFont:
            return None
        name = _("Liaison form %(number)s") % {"number": escalation.complaint.number}
    return store(io.BytesIO(content), name=f"{name}.pdf", media_type="application/pdf", by=by, now=now)


def form_of(escalation: Escalation, *, now: dt.datetime) -> Paper:
    """What stands on the form, in the language in force."""
    complaint = escalation.complaint
    return Paper(
        title=_("Work liaison form"),
        number=f"{complaint.number}-{escalation.pk}",
        date_words=moment(now)[:10],
        blocks=[
            Facts(_facts(complaint)),
            Heading(_("What the customer says")),
            Paragraph(complaint.text or complaint.subject, indented=True),
            Heading(_("Why it is reported")),
            Paragraph(_why(escalation), indented=True),
            Heading(_("How it went up")),
            Table(
                head=[_("Level"), _("When"), _("By whom or what"), _("Told")],
                rows=_steps(complaint),
                shares=[1, 2, 3, 4],
            ),
            Heading(_("Answer of the market department")),
            SignatureLine(_("Signature of the market department")),
        ],
    )


def _facts(complaint: Complaint) -> list[tuple[str, str]]:
    return [
        (_("Addressed to"), _("Market department, service office")),
        (_("Sent by"), complaint.unit.name),
        (_("Ticket number"), complaint.number),
        (_("Received"), moment(complaint.received_at)),
        (_("Channel"), complaint.get_channel_display()),
        (_("Grade"), complaint.get_grade_display() or _("Not graded yet")),
        (_("Customer"), ticket_rules.masked_name(complaint.customer_name) or "—"),
        (_("Phone"), complaint.phone_masked or "—"),
        (_("Subject"), complaint.subject),
        (_("Due"), moment(complaint.due_at) or "—"),
    ]


def _why(escalation: Escalation) -> str:
    return escalation.reason or cause_words(escalation)


def cause_words(escalation: Escalation) -> str:
    """What set it going: `媒体投诉`, `按时限`, or by whose hand."""
    if escalation.occasion:
        return str(escalation.get_occasion_display())
    return str(escalation.get_trigger_display())


def _steps(complaint: Complaint) -> list[list[str]]:
    rows = Escalation.objects.filter(complaint=complaint).select_related("by").prefetch_related("notices__person")
    return [
        [
            str(row.level),
            moment(row.at),
            f"{cause_words(row)} {row.by or ''}".strip(),
            "、".join(notice.person.name for notice in row.notices.all()) or "—",
        ]
        for row in rows
    ]
