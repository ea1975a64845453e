from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from complaints.casework.choices import Step
from complaints.casework.services import StepNotAsked, casework_of, change, regrade_case
from complaints.remedies.models import Letter
from complaints.remedies.presenter import offered_acts, remedy_page
from complaints.remedies.services import (
    CannotSendLetter,
    CannotWriteLetter,
    ask_signature,
    first_text,
    letters,
    send_letter,
    write_letter,
)
from complaints.remedies.tests.cases import NOW, a_branch, apologised, decided
from complaints.tickets.models import ComplaintEvent
from complaints.tickets.services import reopen_complaint, void_complaint
from core.approvals.choices import Decision
from core.approvals.services import MayNotDecide, NobodyCanDecide, appoint_substitute
from core.files.services import open_stored
from core.papers import fonts
from core.papers.fonts import NoPdfFont
from core.papers.rules import Paper, Paragraph, SignatureLine, UnknownPlaceholder
from org.people.choices import Role
from org.tests.factories import a_person

pytestmark = pytest.mark.django_db
TEXT = "张女士：\n给您添麻烦了，我们深表歉意。"


@pytest.fixture
def branch():
    return a_branch()


def write(branch, complaint, text=TEXT, **more):
    return write_letter(complaint=complaint, text=text, by=branch.clerk, now=NOW, **more)


def signed(branch, complaint, by):
    request = ask_signature(letter=write(branch, complaint), by=branch.clerk, now=NOW)
    decided(request, by)
    return Letter.objects.get(casework__complaint=complaint)


@pytest.fixture
def papers(monkeypatch):
    """What was drawn, as values."""
    drawn: list[Paper] = []
    monkeypatch.setattr(letters, "make_pdf", lambda paper: drawn.append(paper) or b"%PDF-1.4")
    return drawn


def lines_of(paper):
    return [block.text for block in paper.blocks if isinstance(block, Paragraph)]


def signer_of(paper):
    return next(block.name for block in paper.blocks if isinstance(block, SignatureLine))


def test_the_signed_letter_is_kept_as_a_pdf(branch):
    try:
        fonts.font()
    except NoPdfFont as missing:
        pytest.skip(str(missing))
    letter = signed(branch, apologised(branch, "C"), branch.manager)
    with open_stored(letter.file) as kept:
        assert kept.read(5) == b"%PDF-"
    assert letter.file.media_type == "application/pdf"


def test_the_first_text_knows_the_ticket_and_leaves_no_place_open(branch):
    complaint = apologised(branch, "C")
    text = first_text(complaint)
    assert "张女士" in text
    assert complaint.number in text
    assert branch.unit.name in text
    assert "{" not in text


def test_the_general_manager_s_approval_is_the_signature_of_grade_c(branch, papers):
    complaint = apologised(branch, "C")
    letter = signed(branch, complaint, branch.manager)
    assert (letter.state, letter.signed_by, letter.signed_at) == ("signed", branch.manager, NOW)
    assert casework_of(complaint).letter_by == branch.manager
    assert (signer_of(papers[0]), papers[0].number, lines_of(papers[0])) == (
        "周总",
        complaint.number,
        TEXT.splitlines(),
    )


@pytest.mark.usefixtures("papers")
def test_grade_b_is_signed_by_who_judges_and_never_by_a_writer(branch):
    complaint = apologised(branch, "B")
    request = ask_signature(letter=write(branch, complaint), by=branch.clerk, now=NOW)
    with pytest.raises(MayNotDecide):
        decided(request, branch.manager)
    with pytest.raises(MayNotDecide):
        decided(request, branch.clerk)
    decided(request, branch.market)
    assert Letter.objects.get().signed_by == branch.market


def test_whoever_wrote_on_it_does_not_sign_it_even_if_another_asks(branch):
    complaint = apologised(branch, "B")
    first = write_letter(complaint=complaint, text=TEXT, by=branch.market, now=NOW)
    letter = write(branch, complaint, text=TEXT + "改", version=first.version)
    with pytest.raises(NobodyCanDecide):
        ask_signature(letter=letter, by=branch.clerk, now=NOW)


def test_grade_a_has_no_letter(branch):
    with pytest.raises(StepNotAsked):
        write(branch, apologised(branch, "A"))


def test_placeholders_are_listed_names_and_nothing_else(branch):
    """C28."""
    complaint = apologised(branch, "C", subject="{customer.__class__}")
    letter = write(branch, complaint, text="{customer}：{event.__init__.__globals__} {number!r:>9} {matter}")
    assert letter.text == "张女士：{event.__init__.__globals__} {number!r:>9} {customer.__class__}"
    with pytest.raises(UnknownPlaceholder):
        write(branch, complaint, text="{password}")


def test_what_looks_like_markup_goes_to_the_paper_as_text(branch, papers):
    """C27: the paper escapes all text (core/papers); here nothing turns it into anything else before."""
    wired = '<img src="file:///etc/passwd"/><b>歉意</b>'
    letter = write(branch, apologised(branch, "C"), text=wired)
    decided(ask_signature(letter=letter, by=branch.clerk, now=NOW), branch.manager)
    assert lines_of(papers[0]) == [wired]


def test_the_text_is_fixed_from_asking_on(branch):
    complaint = apologised(branch, "C")
    ask_signature(letter=write(branch, complaint), by=branch.clerk, now=NOW)
    with pytest.raises(CannotWriteLetter):
        write(branch, complaint, text="换个说法")
    assert Letter.objects.get().text == TEXT


def test_a_returned_letter_is_changed_and_asked_again(branch):
    complaint = apologised(branch, "C")
    request = ask_signature(letter=write(branch, complaint), by=branch.clerk, now=NOW)
    decided(request, branch.manager, Decision.RETURN)
    letter = write(branch, complaint, text=TEXT + "再次致歉。", version=Letter.objects.get().version)
    again = ask_signature(letter=letter, by=branch.clerk, now=NOW)
    assert (again.pk, again.round) == (request.pk, 2)


def test_a_stale_text_is_refused_and_so_is_one_that_names_no_version(branch):
    """C15."""
    complaint = apologised(branch, "C")
    letter = write(branch, complaint)
    write(branch, complaint, text=TEXT + "一", version=letter.version)
    for read in (letter.version, None):
        with pytest.raises(CannotWriteLetter):
            write(branch, complaint, text=TEXT + "二", version=read)
    assert Letter.objects.get().text == TEXT + "一"


def test_a_substitute_signs_in_somebody_s_place_and_the_paper_says_so(branch, papers):
    deputy = a_person(Role.DEPUTY_GENERAL_MANAGER, at=branch.unit, name="吴副总")
    days = {"from_on": dt.date(2026, 11, 19), "to_on": dt.date(2026, 11, 21)}
    appoint_substitute(person=branch.manager, substitute=deputy, reason="出差", by=branch.manager, now=NOW, **days)
    letter = signed(branch, apologised(branch, "C"), deputy)
    assert letter.signed_by == deputy
    assert all(name in signer_of(papers[0]) for name in ("吴副总", "周总"))


@pytest.mark.usefixtures("papers")
def test_it_is_sent_after_it_is_signed_and_once(branch):
    complaint = apologised(branch, "C")
    letter = write(branch, complaint)
    with pytest.raises(CannotSendLetter):
        send_letter(letter=letter, how="专人送达", by=branch.clerk, now=NOW)
    decided(ask_signature(letter=letter, by=branch.clerk, now=NOW), branch.manager)
    with pytest.raises(CannotSendLetter):
        send_letter(letter=letter, how=" ", by=branch.clerk, now=NOW)
    with pytest.raises(CannotSendLetter):
        send_letter(letter=letter, how="专人送达", sent_at=NOW - dt.timedelta(hours=1), by=branch.clerk, now=NOW)
    send_letter(letter=letter, how="专人送达", by=branch.clerk, now=NOW)
    with pytest.raises(CannotSendLetter):
        send_letter(letter=letter, how="专人送达", by=branch.clerk, now=NOW)
    acts = ComplaintEvent.objects.filter(complaint=complaint, kind="letter").values_list("data__act", flat=True)
    assert list(acts) == ["written", "asked", "signed", "sent"]


def regraded(complaint, branch, grade, **more):
    case = casework_of(complaint)
    regrade_case(casework=case, grade=grade, reason="客户要求退费", by=branch.clerk, now=NOW, **more)


@pytest.mark.usefixtures("papers")
def test_a_signature_of_grade_b_does_not_count_for_grade_c(branch):
    """S2 3.3: the general manager signs for C; what somebody else signed for B is written and signed anew."""
    complaint = apologised(branch, "B")
    old = signed(branch, complaint, branch.market)
    regraded(complaint, branch, "C", joint_handler=branch.head)
    assert Step.LETTER not in casework_of(complaint).done()
    with pytest.raises(CannotSendLetter):
        send_letter(letter=old, how="专人送达", by=branch.clerk, now=NOW)
    new = write(branch, complaint, text=TEXT + "补")
    decided(ask_signature(letter=new, by=branch.clerk, now=NOW), branch.manager)
    assert (new.pk != old.pk, send_letter(letter=new, how="专人送达", by=branch.clerk, now=NOW).state) == (True, "sent")


@pytest.mark.usefixtures("papers")
def test_a_general_manager_s_signature_stays_when_the_grade_falls(branch):
    complaint = apologised(branch, "C")
    letter = signed(branch, complaint, branch.manager)
    regraded(complaint, branch, "B")
    assert send_letter(letter=letter, how="专人送达", by=branch.clerk, now=NOW).state == "sent"


@pytest.mark.usefixtures("papers")
@pytest.mark.parametrize("end", ["taken back", "begun anew", "void"])
def test_a_signed_letter_whose_step_was_taken_back_is_not_sent_nor_offered(branch, monkeypatch, end):
    complaint = apologised(branch, "C")
    letter = signed(branch, complaint, branch.manager)
    assert offered_acts(complaint, branch.clerk)
    if end == "taken back":
        change(casework_of(complaint), letter_at=None, letter_by=None)
    elif end == "begun anew":
        monkeypatch.setattr("complaints.tickets.registry.begins_anew", lambda _complaint: True)
        reopen_complaint(complaint=complaint, reason="broken_promise", note="", by=branch.clerk, now=NOW)
    else:
        void_complaint(complaint=complaint, reason="误登", by=branch.clerk, now=NOW)
    send = reverse("letter_send", args=[complaint.number])
    page = remedy_page(complaint, branch.clerk)
    assert send not in [act.address for act in [*offered_acts(complaint, branch.clerk), *page.acts]]
    with pytest.raises(CannotSendLetter):
        send_letter(letter=letter, how="专人送达", by=branch.clerk, now=NOW)
