"""The letter of apology: written, signed by approval, fixed as a paper, sent (S2 3.3)."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import formats, timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.casework.choices import Step
from complaints.casework.models import Casework
from complaints.casework.selectors import concerned_in
from complaints.casework.services import casework_of, refuse_out_of_order, take_step
from complaints.remedies import rules
from complaints.remedies.choices import LetterState
from complaints.remedies.models import Letter
from complaints.remedies.selectors import (
    case_of_request,
    goes_out,
    letter_of,
    letter_writers,
    signer_words,
)
from complaints.remedies.services.asking import LETTER, hold_ticket_of, page_of
from complaints.tickets.choices import EventKind, Grade
from complaints.tickets.models import Complaint
from complaints.tickets.rules import cleaned_within
from complaints.tickets.services.trail import remember
from core.approvals.models import ApprovalRequest
from core.approvals.registry import approval_kind
from core.approvals.selectors import asked_as, living
from core.approvals.services import Fact, StepAsked, ask_again, ask_approval
from core.files.services import store
from core.papers.rules import Paper, Paragraph, SignatureLine, Spacer, fill
from core.papers.services import make_pdf
from core.refusals import Refusal
from org.access.choices import Right
from org.people.models import Person
from org.people.selectors import holding
from org.units.choices import UnitKind
from org.units.models import Unit
from org.units.rules import chain

if TYPE_CHECKING:
    from core.files.models import StoredFile

HOW_MOST = 80
OUT_OF_HAND = (LetterState.SIGNED, LetterState.SENT)


class CannotWriteLetter(Refusal):
    """The letter may not be written or changed so."""


class CannotSendLetter(Refusal):
    """The letter is not signed, or has gone out."""


def values_of(complaint: Complaint) -> dict[str, str]:
    """What may stand in a letter, by the names in braces; each is text and nothing in it is looked into (C28)."""
    sender = Unit.objects.filter(path__in=chain(complaint.unit_path), kind=UnitKind.BRANCH).order_by("-path").first()
    with translation.override(settings.LANGUAGE_CODE):
        return {
            "customer": complaint.customer_name or gettext("customer"),
            "number": complaint.number,
            "unit": (sender or complaint.unit).name,
            "date": formats.date_format(timezone.localdate(complaint.received_at), "DATE_FORMAT"),
            "matter": complaint.subject,
        }


def first_text(complaint: Complaint) -> str:
    """The template filled in for a ticket, in the language of the branch."""
    with translation.override(settings.LANGUAGE_CODE):
        return fill(str(rules.APOLOGY.text), values_of(complaint))


@transaction.atomic
def write_letter(
    *, complaint: Complaint, text: str, version: int | None = None, by: Person, now: dt.datetime
) -> Letter:
    """Begin the round's letter or change it while nobody has been asked to sign; a change names the `version` read.

    Listed places in braces are filled in; whatever else stands in braces is text (C28). Raises StepOutOfOrder and
    its kin, CannotWriteLetter, UnknownPlaceholder, TextTooLong.
    """
    casework = casework_of(complaint)
    refuse_out_of_order(casework, Step.LETTER)
    said = fill(cleaned_within(text, most=rules.LETTER_MOST, field="text"), values_of(complaint))
    if not said:
        raise CannotWriteLetter(_("Write the letter first."), field="text")
    letter = letter_of(casework)
    if letter is None or letter.state in OUT_OF_HAND:  # the step was taken back since: a new letter
        letter = Letter.objects.create(casework=casework, text=said, made_by=by, made_at=now)
    else:
        if letter.state != LetterState.DRAFT:
            raise CannotWriteLetter(_("The letter is with whoever signs it, or signed; its text is fixed."))
        if version != letter.version:
            raise CannotWriteLetter(_("Somebody else changed the letter meanwhile. Look at it again."))
        _move(letter, text=said)
    data = {"act": "written", "template": rules.APOLOGY.version, "round": casework.round}
    remember(EventKind.LETTER, complaint=complaint, by=by, now=now, data=data)
    return letter


@transaction.atomic
def ask_signature(*, letter: Letter, by: Person, now: dt.datetime) -> ApprovalRequest:
    """S2 3.3: the general manager signs grade C's letter; B's is signed by whoever judges, and never by a writer.

    Signing is approving: the text is fixed from here on. Raises StepOutOfOrder and its kin, CannotWriteLetter,
    NobodyCanDecide.
    """
    letter = Letter.objects.select_related("casework__complaint__unit").get(pk=letter.pk)
    casework = letter.casework
    complaint = casework.complaint
    refuse_out_of_order(casework, Step.LETTER)
    if letter.state != LetterState.DRAFT:
        raise CannotWriteLetter(_("The letter is with whoever signs it, or signed."))
    barred = [*concerned_in(casework), *Person.objects.filter(pk__in=letter_writers(casework))]
    title = gettext("General manager") if casework.grade == Grade.C else gettext("Signature")
    steps = [StepAsked(title, list(holding(signing_right(casework), complaint.unit_path)))]
    said: dict[str, Any] = {
        "title": gettext("Letter of apology for %(number)s") % {"number": complaint.number},
        "facts": [Fact(gettext("Letter of apology"), letter.text)],
        "steps": steps,
        "barred": barred,
        "by": by,
        "now": now,
    }
    before = living(letter, LETTER)
    if before:
        request = ask_again(request=before, **said)
    else:
        request = ask_approval(kind=LETTER, about=letter, path=complaint.unit_path, **said)
    _move(letter, state=LetterState.ASKED, request=request)
    remember(EventKind.LETTER, complaint=complaint, by=by, now=now, data={"act": "asked", "round": casework.round})
    return request


def signing_right(casework: Casework) -> Right:
    """S2 3.3: 總經理 signs for grade C; for B the source names nobody, and the right to judge stands for it."""
    return Right.REMEDY_APPROVE if casework.grade == Grade.C else Right.COMPLAINT_JUDGE


@transaction.atomic
def send_letter(
    *, letter: Letter, how: str, sent_at: dt.datetime | None = None, by: Person, now: dt.datetime
) -> Letter:
    """The signed letter has gone out: how, and when. Raises CannotSendLetter, TextTooLong."""
    letter = Letter.objects.select_related("casework__complaint").get(pk=letter.pk)
    said = cleaned_within(how, most=HOW_MOST, field="how")
    if letter.state == LetterState.SENT:
        raise CannotSendLetter(_("The letter has been sent already."))
    if letter.state != LetterState.SIGNED or letter.signed_at is None:
        raise CannotSendLetter(_("The letter is not signed yet; it is sent after that."))
    if not goes_out(letter, letter.casework):
        raise CannotSendLetter(_("The letter was taken back after it was signed; this one is not sent."))
    if not said:
        raise CannotSendLetter(_("Say how it was sent, such as by express with its number."), field="how")
    sent_at = sent_at or now
    if not letter.signed_at <= sent_at <= now:
        raise CannotSendLetter(_("A letter is sent after it is signed and not in the future."), field="sent_at")
    _move(letter, state=LetterState.SENT, sent_at=sent_at, sent_how=said)
    data = {"act": "sent", "how": said, "sent_at": sent_at.isoformat(), "round": letter.casework.round}
    remember(EventKind.LETTER, complaint=letter.casework.complaint, by=by, now=now, data=data)
    return letter


def _move(letter: Letter, **columns: Any) -> None:
    still = Letter.objects.filter(pk=letter.pk, state=letter.state, version=letter.version)
    if not still.update(version=F("version") + 1, **columns):
        raise CannotWriteLetter(_("Somebody else changed the letter meanwhile. Look at it again."))
    for name, value in columns.items():
        setattr(letter, name, value)
    letter.version += 1


def letter_paper(letter: Letter, *, signer: str, day: dt.date) -> Paper:
    """The letter on A4: its text as it stands, signed by name with the day (C27)."""
    complaint = letter.casework.complaint
    first, *lines = letter.lines or [""]
    date_words = formats.date_format(day, "DATE_FORMAT")
    return Paper(
        title=gettext("Letter of apology"),
        number=complaint.number,
        date_words="",
        blocks=[
            Paragraph(first),
            *(Paragraph(line, indented=True) for line in lines),
            Spacer(8),
            SignatureLine(label=values_of(complaint)["unit"], name=signer, date_words=date_words),
        ],
    )


def _made_paper(letter: Letter, *, signer: str, by: Any, now: dt.datetime) -> StoredFile:
    with translation.override(settings.LANGUAGE_CODE):
        content = make_pdf(letter_paper(letter, signer=signer, day=timezone.localdate(now)))
        name = f"{gettext('Letter of apology')} {letter.casework.complaint.number}.pdf"
    return store(io.BytesIO(content), name=name, media_type="application/pdf", by=by, now=now)


def _asked(request: ApprovalRequest) -> Letter:
    letters = Letter.objects.filter(request=request, state=LetterState.ASKED)
    letter = letters.select_related("casework__complaint__unit").first()
    if letter is None:
        raise CannotWriteLetter(_("The letter was changed meanwhile; the request no longer stands for it."))
    return letter


def _signed(request: ApprovalRequest, *, by: Any, now: dt.datetime) -> None:
    letter = _asked(request)
    casework = letter.casework
    signs = asked_as(request, by)
    if not signs.may(signing_right(casework), at=casework.complaint):
        raise CannotWriteLetter(_("The grade has changed, and with it who signs. Return the letter to its writer."))
    signer = signer_words(by, signs)
    data = {"act": "signed", "signer": signer}
    take_step(Step.LETTER, casework=casework, by=by, now=now, data=data)
    file = _made_paper(letter, signer=signer, by=by, now=now)
    _move(letter, state=LetterState.SIGNED, signed_by=by, signed_at=now, file=file)


def _sent_back(act: str) -> Any:
    """The letter is its writer's again."""

    def follow(request: ApprovalRequest, *, by: Any, now: dt.datetime) -> None:
        letter = _asked(request)
        _move(letter, state=LetterState.DRAFT)
        data = {"act": act, "about": "letter", "round": letter.casework.round}
        remember(EventKind.APPROVAL, complaint=letter.casework.complaint, by=by, now=now, data=data)

    return follow


def _withdrawn(request: ApprovalRequest, *, by: Any, now: dt.datetime) -> None:
    if Letter.objects.filter(request=request, state=LetterState.ASKED).exists():
        _sent_back("withdrawn")(request, by=by, now=now)


approval_kind(
    LETTER,
    title=_("Signature of a letter"),
    address=page_of,
    on_approved=_signed,
    on_refused=_sent_back("refused"),
    on_returned=_sent_back("returned"),
    on_withdrawn=_withdrawn,
    case_template="complaints/remedies/_case.html",
    case=case_of_request,
    hold=hold_ticket_of,
)
