"""The plain steps: verify, explain, apologise, deal with the person, and the mark of a corrective action."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints.casework.choices import Step
from complaints.casework.models import Casework
from complaints.casework.services.take import IncompleteStep, said, take_step
from complaints.tickets.models import ComplaintEvent

if TYPE_CHECKING:
    from org.people.models import Person

NAME_MOST = 80


@transaction.atomic
def verify(
    *,
    casework: Casework,
    finding: str,
    by: Person | None,
    now: dt.datetime,
    person_heard: Person | None = None,
    not_heard: str = "",
) -> ComplaintEvent:
    """What was found, and that the person concerned was told and heard (S2 3.3), or why nobody was."""
    words = said(finding, field="finding", asked=_("Say what was found."))
    data = {"heard": str(person_heard)} if person_heard else {}
    if person_heard is None:
        asked = _("Name the person concerned who was heard, or say why nobody was.")
        data = {"not_heard": said(not_heard, field="not_heard", asked=asked, most=200)}
    columns = {"finding": words, "person_heard": person_heard}
    return take_step(Step.VERIFY, casework=casework, by=by, now=now, text=words, data=data, **columns)


@transaction.atomic
def explain(*, casework: Casework, words: str, by: Person | None, now: dt.datetime) -> ComplaintEvent:
    """An invalid complaint is explained patiently (S4 5.1)."""
    text = said(words, field="words", asked=_("Say what was explained and what the customer answered."))
    return take_step(Step.EXPLAIN, casework=casework, by=by, now=now, text=text)


@transaction.atomic
def apologise_by_phone(*, casework: Casework, words: str, by: Person | None, now: dt.datetime) -> ComplaintEvent:
    """The call in which the company apologises, before anything else for a valid complaint (S2 3.3, S4 5.1)."""
    text = said(words, field="words", asked=_("Say what was said and what the customer answered."))
    return take_step(Step.PHONE_APOLOGY, casework=casework, by=by, now=now, text=text)


@transaction.atomic
def apologise_in_person(
    *, casework: Casework, who: str, words: str, by: Person | None, now: dt.datetime
) -> ComplaintEvent:
    """The responsible person or the department's head apologised: who, how, and what the customer answered."""
    name = said(who, field="who", asked=_("Name who apologised."), most=NAME_MOST)
    text = said(words, field="words", asked=_("Say what was said and what the customer answered."))
    return take_step(Step.PERSONAL_APOLOGY, casework=casework, by=by, now=now, text=text, data={"who": name})


@transaction.atomic
def dispose(
    *, casework: Casework, by: Person | None, now: dt.datetime, words: str = "", nobody: str = ""
) -> ComplaintEvent:
    """How the responsible person was dealt with, as facts (S4 5.1), or why nobody is responsible."""
    if words.strip() and nobody.strip():
        raise IncompleteStep(_("Either somebody was dealt with or nobody is responsible, not both."), field="nobody")
    if nobody.strip():
        why = said(nobody, field="nobody", asked=_("Say why nobody is responsible."))
        return take_step(Step.DISPOSAL, casework=casework, by=by, now=now, text=why, data={"nobody": True})
    text = said(words, field="words", asked=_("Say how the person was dealt with, or why nobody is responsible."))
    return take_step(Step.DISPOSAL, casework=casework, by=by, now=now, text=text)


@transaction.atomic
def mark_corrective(*, casework: Casework, action_number: str, by: Person | None, now: dt.datetime) -> ComplaintEvent:
    """A corrective action was opened from this ticket; its number stands in the history."""
    data = {"action": action_number}
    return take_step(Step.CORRECTIVE, casework=casework, by=by, now=now, data=data)
