from __future__ import annotations

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from complaints.casework.models import Casework
from complaints.casework.registry import door_of, to_read_of_rounds
from complaints.casework.services import casework_of
from complaints.remedies import presenter
from complaints.remedies.choices import OfferState
from complaints.remedies.models import Letter, Offer
from complaints.remedies.rules import Plan
from complaints.remedies.services import (
    CannotPlan,
    ask_signature,
    deliver_remedy,
    plan_remedy,
    propose_alternatives,
    record_choice,
    write_letter,
)
from complaints.remedies.tests.cases import CARD, FAN, NOW, a_branch, apologised, decided, offer_of, proposed
from complaints.tests.factories import a_category
from complaints.tickets.history import history_of
from core.approvals.choices import Decision
from core.approvals.models import ApprovalRequest
from core.approvals.services import decide
from core.files.models import Attachment
from core.files.services import store
from core.notifications.models import Notification
from org.people.choices import Role
from org.tests.factories import PASSWORD, a_person, a_unit

pytestmark = pytest.mark.django_db
TWO = {"first_words": "赠送电风扇", "first_amount": "", "second_words": "赠送话费卡", "second_amount": "100"}


@pytest.fixture
def branch():
    return a_branch()


@pytest.fixture(autouse=True)
def _no_font_needed(monkeypatch):
    monkeypatch.setattr("complaints.remedies.services.letters.make_pdf", lambda _paper: b"%PDF-1.4")


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def client(branch):
    return signed_in(branch.clerk)


def at(name, complaint, *more):
    return reverse(name, args=[complaint.number, *more])


def text_of(answer):
    return answer.content.decode()


def test_every_step_of_remedies_has_its_door(branch):
    complaint = apologised(branch, "C")
    for step in ("alternatives", "approval", "choice", "mediation", "remedy", "letter"):
        assert door_of(step).address(complaint).startswith(f"/complaints/{complaint.number}/")


def test_it_proposes_two_and_shows_them(client, branch):
    complaint = apologised(branch, "C", remedy_sought="退费")
    answer = client.post(at("offer_alternatives", complaint), TWO)
    assert answer.url == at("offers", complaint)
    page = text_of(client.get(answer.url))
    assert "赠送话费卡" in page
    assert "100.00" in page


@pytest.mark.parametrize(
    "typed", ["-1", "0", "1e400", "NaN", "Infinity", "１００", "1,300", "1.234", "1_0", "99999999999.999"]
)
def test_an_amount_that_is_none_is_a_400_and_nothing_is_kept(client, branch, typed):
    """C16."""
    complaint = apologised(branch, "A")
    answer = client.post(at("offer_plan", complaint, "compensation"), {"words": "补偿", "amount": typed})
    assert (answer.status_code, Offer.objects.count()) == (400, 0)


def test_an_alternative_of_0_costs_nothing(client, branch):
    complaint = apologised(branch, "C")
    client.post(at("offer_alternatives", complaint), TWO | {"first_amount": "0"})
    assert offer_of(complaint, "first").amount is None


def test_out_of_order_is_a_409_with_a_sentence(client, branch):
    complaint = apologised(branch, "C")
    answer = client.post(at("offer_choice", complaint), {"choice": "first", "words": "好"})
    assert answer.status_code == 409
    assert "invalid" in text_of(answer) or "notice-late" in text_of(answer)


def test_a_past_offer_of_the_same_cause_is_taken_over_and_nothing_typed_is_lost(client, branch):
    cause = a_category()
    past, now, other = (apologised(branch, "B", cause=kind) for kind in (cause, cause, a_category("别的")))
    for complaint, words in ((past, "赠送月租一个月"), (other, "无关的方案")):
        decided(proposed(branch, complaint), branch.manager)
        record_choice(complaint=complaint, choice="first", words="好", by=branch.clerk, now=NOW)
        Offer.objects.filter(casework__complaint=complaint, kind="first").update(words=words)
    page = at("offer_alternatives", now)
    shown = text_of(client.get(page))
    assert "赠送月租一个月" in shown
    assert "无关的方案" not in shown
    taken = client.post(page, TWO | {"take": f"first:{offer_of(past, 'first').pk}"})
    assert taken.status_code == 200
    form = taken.context["form"]
    assert (form["first_words"].value(), form["second_words"].value()) == ("赠送月租一个月", "赠送话费卡")
    client.post(page, TWO | {"first_words": "赠送月租一个月", "first_precedent": offer_of(past, "first").pk})
    assert offer_of(now, "first").precedent == offer_of(past, "first")


def test_past_offers_of_other_branches_do_not_exist(client, branch):
    cause, elsewhere = a_category(), a_branch()
    theirs, ours = apologised(elsewhere, "B", cause=cause), apologised(branch, "B", cause=cause)
    decided(proposed(elsewhere, theirs), elsewhere.manager)
    record_choice(complaint=theirs, choice="first", words="好", by=elsewhere.clerk, now=NOW)
    page = at("offer_alternatives", ours)
    assert FAN.words not in text_of(client.get(page))
    foreign = offer_of(theirs, "first").pk
    assert client.post(page, TWO | {"take": f"first:{foreign}"}).status_code == 404
    assert client.post(page, TWO | {"first_precedent": foreign}).status_code == 404
    assert not Offer.objects.filter(casework__complaint=ours).exists()


def test_the_list_of_past_offers_is_searched(client, branch):
    cause = a_category()
    past, now = apologised(branch, "B", cause=cause), apologised(branch, "B", cause=cause)
    decided(proposed(branch, past), branch.manager)
    record_choice(complaint=past, choice="first", words="好", by=branch.clerk, now=NOW)
    page = at("offer_past", now)
    assert FAN.words in text_of(client.get(page, {"q": "电风扇"}))
    assert FAN.words not in text_of(client.get(page, {"q": "自行车"}))


def test_the_general_manager_sees_the_whole_case_and_approves(client, branch):
    earlier = apologised(branch, "A", subject="上月乱扣费")
    complaint = apologised(branch, "C", text="营业员未经同意办理家庭网")
    client.post(at("offer_alternatives", complaint), TWO)
    request = ApprovalRequest.objects.latest("pk")
    manager = signed_in(branch.manager)
    page = text_of(manager.get(request.get_absolute_url()))
    for words in (
        "营业员未经同意办理家庭网",
        "未经同意加入家庭网",
        "赠送电风扇",
        "赠送话费卡",
        "100.00",
        earlier.subject,
    ):
        assert words in page
    said = {"decision": "approve", "step": request.steps.get().pk, "password": PASSWORD}
    manager.post(reverse("approval_decide", args=[request.pk]), said)
    assert casework_of(complaint).approval_at is not None


def test_the_customers_tickets_outside_the_request_s_unit_are_counted_and_not_told(branch):
    hall, other = a_unit("桂花", under=branch.unit), a_unit("春北", under=branch.unit)
    complaint = apologised(branch, "C")
    complaint.unit, complaint.unit_path = hall, hall.path
    complaint.save(update_fields=["unit", "unit_path"])
    elsewhere = apologised(branch, "A", subject="另一厅的事")
    elsewhere.unit, elsewhere.unit_path = other, other.path
    elsewhere.save(update_fields=["unit", "unit_path"])
    proposed(branch, complaint)
    page = text_of(signed_in(branch.manager).get(ApprovalRequest.objects.latest("pk").get_absolute_url()))
    assert "另一厅的事" not in page


def test_the_customer_s_answer_then_the_refund_then_the_receipt(client, branch):
    complaint = apologised(branch, "C")
    decided(proposed(branch, complaint), branch.manager)
    client.post(at("offer_choice", complaint), {"choice": "neither", "words": "只要退费"})
    client.post(at("offer_plan", complaint, "refund"), {"words": "退月租", "amount": "128.50"})
    offer = offer_of(complaint, "refund")
    early = client.post(at("offer_deliver", complaint, offer.pk), {"amount": "128.50", "proof": "1"})
    assert early.status_code == 409
    decided(offer.request, branch.manager)
    receipt = SimpleUploadedFile("收据.txt", "已收 128.50".encode())
    done = client.post(at("offer_deliver", complaint, offer.pk), {"amount": "128.50", "proof": "", "file": receipt})
    assert done.url == at("offers", complaint)
    assert offer_of(complaint, "refund").proof.startswith("收据")
    assert Attachment.objects.count() == 1


def test_a_refused_payment_keeps_no_file(client, branch):
    complaint = apologised(branch, "A")
    request = plan_remedy(complaint=complaint, kind="compensation", plan=FAN, by=branch.clerk, now=NOW)
    decided(request, branch.manager)
    offer = offer_of(complaint, "compensation")
    receipt = SimpleUploadedFile("收据.txt", "已收".encode())
    answer = client.post(at("offer_deliver", complaint, offer.pk), {"amount": "5", "file": receipt})
    assert (answer.status_code, Attachment.objects.count()) == (409, 0)


def test_an_unknown_kind_is_not_there(client, branch):
    assert client.get(at("offer_plan", apologised(branch, "C"), "gift")).status_code == 404


def test_the_letter_is_written_signed_printed_and_sent(client, branch):
    complaint = apologised(branch, "C")
    assert "张女士" in text_of(client.get(at("letter_edit", complaint)))
    client.post(at("letter_edit", complaint), {"text": "张女士：\n我们深表歉意。"})
    assert client.get(at("letter_file", complaint)).status_code == 404
    client.post(at("letter_ask", complaint))
    decided(Letter.objects.get().request, branch.manager)
    file = client.get(at("letter_file", complaint))
    assert b"".join(file.streaming_content) == b"%PDF-1.4"
    assert (file["Content-Disposition"].partition(";")[0], file["X-Content-Type-Options"]) == ("attachment", "nosniff")
    assert "周总" in text_of(client.get(at("letter_print", complaint)))
    head = text_of(client.get(at("complaint", complaint)))
    assert at("letter_send", complaint) in head
    client.post(at("letter_send", complaint), {"how": "顺丰 SF1"})
    assert (Letter.objects.get().state, Letter.objects.get().sent_how) == ("sent", "顺丰 SF1")


def test_the_letter_names_the_customer_so_that_lookers_on_have_none(branch):
    complaint = apologised(branch, "C")
    write_letter(complaint=complaint, text="张女士：致歉。", by=branch.clerk, now=NOW)
    looker = signed_in(a_person(Role.INSPECTOR, at=branch.unit))
    assert [looker.get(at(name, complaint)).status_code for name in ("letter", "letter_print")] == [403, 403]
    offers = text_of(looker.get(at("offers", complaint)))
    assert at("letter", complaint) not in offers
    assert signed_in(branch.manager).get(at("letter", complaint)).status_code == 200


def test_a_second_asking_for_the_signature_says_why_not(client, branch):
    complaint = apologised(branch, "C")
    letter = write_letter(complaint=complaint, text="致歉。", by=branch.clerk, now=NOW)
    ask_signature(letter=letter, by=branch.clerk, now=NOW)
    assert client.post(at("letter_ask", complaint)).status_code == 409


def test_markup_in_words_is_text_everywhere(client, branch):
    """C06."""
    wired = "<script>alert(1)</script>{{7*7}}"
    complaint = apologised(branch, "C")
    client.post(at("offer_alternatives", complaint), TWO | {"first_words": wired})
    write_letter(complaint=complaint, text=wired, by=branch.clerk, now=NOW)
    request = ApprovalRequest.objects.latest("pk")
    pages = [client.get(at(name, complaint)) for name in ("offers", "letter", "letter_print", "complaint")]
    for answer in (*pages, signed_in(branch.manager).get(request.get_absolute_url())):
        assert "<script>alert(1)" not in text_of(answer)


def test_the_panel_beside_the_ticket_says_what_is_due(branch):
    complaint = apologised(branch, "C")
    page = presenter.panel(complaint, branch.clerk, NOW)
    assert page.acts[0].address == at("offer_alternatives", complaint)
    proposed(branch, complaint)
    page = presenter.panel(complaint, branch.clerk, NOW)
    assert [line.state for line in page.offers] == [str(OfferState.ASKED.label)] * 2
    assert presenter.panel(complaint, a_person(Role.INSPECTOR, at=branch.unit), NOW).acts == []


def test_the_history_tells_the_story(branch):
    complaint = apologised(branch, "C")
    decided(proposed(branch, complaint), branch.manager)
    record_choice(complaint=complaint, choice="second", words="要卡", by=branch.clerk, now=NOW)
    told = {entry.kind: entry.lines for entry in history_of(complaint)}
    assert any("赠送话费卡" in line for line in told["alternatives"])
    assert told["approval"]
    assert told["choice"]


def test_the_clerk_of_the_neighbour_hall_has_none_of_it(branch):
    complaint = apologised(branch, "C")
    proposed(branch, complaint)
    stranger = signed_in(a_person(Role.SERVICE_MANAGER, at=a_unit("别处")))
    pk = offer_of(complaint, "first").pk
    for name, more in (("offers", ()), ("offer_alternatives", ()), ("letter", ()), ("offer_deliver", (pk,))):
        assert stranger.get(at(name, complaint, *more)).status_code == 404


def test_an_offer_of_another_ticket_is_not_paid_on_this_one(client, branch):
    mine, other = apologised(branch, "B"), apologised(branch, "B")
    decided(proposed(branch, other), branch.manager)
    record_choice(complaint=other, choice="second", words="好", by=branch.clerk, now=NOW)
    pk = offer_of(other, "second").pk
    answer = client.post(at("offer_deliver", mine, pk), {"amount": "100", "proof": "1"})
    assert answer.status_code == 404
    assert offer_of(other, "second").delivered_amount is None


def test_a_door_opened_too_early_says_what_comes_first(client, branch):
    complaint = apologised(branch, "C")
    for name in ("offer_choice", "offer_mediation"):
        early = client.get(at(name, complaint))
        assert early.context["not_yet"].because in early.content.decode()
        assert 'name="words"' not in early.content.decode()
    assert client.get(at("offer_alternatives", complaint)).context["not_yet"] is None
    proposed(branch, complaint)
    early = client.get(at("offer_alternatives", complaint))
    assert early.context["not_yet"]
    assert 'name="first_words"' not in early.content.decode()


@pytest.mark.parametrize("decision", [Decision.RETURN, Decision.REFUSE])
def test_the_words_of_who_sends_offers_back_stand_wherever_they_are_changed(client, branch, decision):
    complaint = apologised(branch, "C")
    request = proposed(branch, complaint)
    words = "话费卡改为50元，先问客户"
    decide(request=request, decision=decision, comment=words, password_ok_until=NOW, by=branch.manager, now=NOW)
    pages = [at("complaint", complaint), at("offers", complaint), at("offer_alternatives", complaint)]
    for page in pages:
        assert words in text_of(client.get(page)), page
    told = Notification.objects.get(recipient=branch.clerk, kind__startswith="approval.")
    # Free words may name a customer: they stand on the page of the request, and are not sent about by mail.
    assert words not in f"{told} {told.params}"
    assert words in text_of(client.get(told.address))
    assert [entry.text for entry in history_of(complaint) if entry.kind == "approval"] == [words]
    propose_alternatives(complaint=complaint, first=FAN, second=CARD, by=branch.clerk, now=NOW)
    # What was refused stays on the page with its words; what was returned is asked anew in its place.
    assert (words in text_of(client.get(at("offers", complaint)))) == (decision == Decision.REFUSE)


def test_a_refund_and_a_letter_that_were_sent_back_say_why(client, branch):
    complaint = apologised(branch, "A")
    plan = Plan("补偿", Decimal(20))
    request = plan_remedy(complaint=complaint, kind="compensation", plan=plan, by=branch.clerk, now=NOW)
    until = {"password_ok_until": NOW, "by": branch.manager, "now": NOW}
    decide(request=request, decision=Decision.RETURN, comment="补偿偏高", **until)
    assert "补偿偏高" in text_of(client.get(at("offer_plan", complaint, "compensation")))
    complaint = apologised(branch, "C")
    request = ask_signature(
        letter=write_letter(complaint=complaint, text="张女士：致歉。", by=branch.clerk, now=NOW),
        by=branch.clerk,
        now=NOW,
    )
    decide(request=request, decision=Decision.RETURN, comment="称呼应为张大姐", **until)
    for page in ("letter", "letter_edit"):
        assert "称呼应为张大姐" in text_of(client.get(at(page, complaint)))
    looker = signed_in(a_person(Role.INSPECTOR, at=branch.unit))
    for page in ("complaint", "offers"):
        assert "称呼应为张大姐" not in text_of(looker.get(at(page, complaint)))


def test_a_refund_without_an_amount_is_not_planned(client, branch):
    complaint = apologised(branch, "C")
    decided(proposed(branch, complaint), branch.manager)
    record_choice(complaint=complaint, choice="neither", words="只要退费", by=branch.clerk, now=NOW)
    page = at("offer_plan", complaint, "refund")
    assert " required" in str(client.get(page).context["form"]["amount"])
    assert client.post(page, {"words": "退月租", "amount": ""}).status_code == 400
    with pytest.raises(CannotPlan):
        plan_remedy(complaint=complaint, kind="refund", plan=Plan("退月租"), by=branch.clerk, now=NOW)
    assert not Offer.objects.filter(kind="refund").exists()


def test_what_is_wrong_with_an_amount_says_in_which_alternative(client, branch):
    complaint = apologised(branch, "C")
    answer = client.post(at("offer_alternatives", complaint), TWO | {"first_amount": "-1", "second_amount": "x"})
    labels = [str(field.label) for field in answer.context["form"] if field.errors]
    assert len(labels) == len(set(labels)) == 2


def test_what_was_paid_and_signed_before_the_ticket_began_anew_stays_readable(client, branch):
    complaint = apologised(branch, "A")
    by = {"by": branch.clerk, "now": NOW}
    plan = Plan("补偿一个月月租", Decimal(20))
    decided(plan_remedy(complaint=complaint, kind="compensation", plan=plan, **by), branch.manager)
    deliver_remedy(offer=offer_of(complaint, "compensation"), amount=Decimal(20), proof="TF-20261122-01", **by)
    case = casework_of(complaint)
    Letter.objects.create(
        casework=case,
        state="signed",
        text="致歉",
        made_by=branch.clerk,
        made_at=NOW,
        signed_by=branch.manager,
        signed_at=NOW,
        file=store(io.BytesIO(b"%PDF-1.4"), name="致歉函.pdf", media_type="application/pdf", **by),
    )
    paid = client.get(at("offer_deliver", complaint, offer_of(complaint, "compensation").pk))
    assert paid.url == at("offers", complaint)  # no form that can only fail
    Casework.objects.filter(pk=case.pk).update(is_current=False)
    page = text_of(client.get(at("offers", complaint)))
    file = f"{at('letter_file', complaint)}?round=1"
    assert "TF-20261122-01" in page
    assert file in page
    assert at("offer_deliver", complaint, offer_of(complaint, "compensation").pk) not in page
    assert b"".join(client.get(file).streaming_content) == b"%PDF-1.4"
    assert client.get(at("letter_file", complaint)).status_code == 404
    assert client.get(f"{at('letter_file', complaint)}?round=x").status_code == 404
    _round_without_offers(complaint, 2)
    ticket = text_of(client.get(at("complaint", complaint)))
    assert f"{at('offers', complaint)}#round-1" in ticket
    assert "#round-2" not in ticket  # nothing of it stands there
    looker = signed_in(a_person(Role.INSPECTOR, at=branch.unit))
    assert file not in text_of(looker.get(at("offers", complaint)))
    assert looker.get(file).status_code == 403


def _round_without_offers(complaint, number):
    return Casework.objects.create(complaint=complaint, round=number, is_current=False, started_at=NOW)


def test_earlier_rounds_take_as_many_queries_however_many_they_are(branch, django_assert_num_queries):
    complaint = apologised(branch, "A")
    first = casework_of(complaint)
    Casework.objects.filter(pk=first.pk).update(is_current=False)
    rounds = [first, *(_round_without_offers(complaint, number) for number in range(2, 6))]
    made = {"made_by": branch.clerk, "made_at": NOW}
    for case in rounds[:-1]:
        Offer.objects.create(casework=case, kind="compensation", words=f"第{case.round}轮", state="returned", **made)
    for state in ("asked", "draft"):
        Letter.objects.create(casework=rounds[-1], state=state, text="致歉", **made)
    presenter.earlier_rounds(complaint, branch.clerk)  # the person's rights are known from then on
    with django_assert_num_queries(3):
        found = presenter.earlier_rounds(complaint, branch.clerk)
    assert [(one.number, [line.words for line in one.offers]) for one in found] == [
        (5, []),
        (4, ["第4轮"]),
        (3, ["第3轮"]),
        (2, ["第2轮"]),
        (1, ["第1轮"]),
    ]
    assert found[0].letter == presenter.letter_line(rounds[-1].letters.get(state="draft"))  # the newest
    with django_assert_num_queries(1):
        left = to_read_of_rounds(complaint, branch.clerk)
    assert {number: [act.icon for act in acts] for number, acts in left.items()} == {
        number: ["receipt-refund"] for number in range(1, 6)
    }
