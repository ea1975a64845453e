"""A case of grade C in the world: two alternatives that wait for approval, and a letter that is being written."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from complaints.casework.services import apologise_by_phone, casework_of, grade_case, join, judge, verify
from complaints.remedies.choices import LetterState
from complaints.remedies.models import Letter, Offer
from complaints.remedies.rules import Plan
from complaints.remedies.services import propose_alternatives, write_letter
from complaints.tests.factories import a_complaint
from core.files.services import store
from org.models import Person, Unit
from org.people.choices import Role

A_DAY = dt.datetime(2011, 1, 18, 2, 0, tzinfo=dt.UTC)


def add_remedies(things: dict[str, Any], hall: Unit, people: dict[str, Person], mark: Callable[[str], str]) -> None:
    """Puts the ticket, an offer and the letter among `things`. The letter's paper is set down as a row."""
    by: dict[str, Any] = {"by": people[Role.HANDLER], "now": A_DAY}
    said = {"customer_name": mark("李先生"), "remedy_sought": mark("退费"), "phone": "13805710077"}
    complaint = a_complaint(at=hall, subject=mark("重复扣月租"), text=mark("连扣两月"), **said, **by)
    case = casework_of(complaint)
    grade_case(casework=case, grade="C", **by)
    join(casework=case, joint_handler=people[Role.DEPARTMENT_HEAD], **by)
    verify(casework=case, finding=mark("系统重复扣费"), not_heard=mark("系统原因"), **by)
    judge(casework=case, validity="valid", reason=mark("账单为证"), **by)
    apologise_by_phone(casework=case, words=mark("已致歉"), **by)
    card = Plan(mark("赠送话费卡"), Decimal("50.00"))
    propose_alternatives(complaint=complaint, first=Plan(mark("赠送月租")), second=card, **by)
    letter = write_letter(complaint=complaint, text=mark("深表歉意"), **by)
    paper = store(io.BytesIO(b"%PDF-1.4"), name=mark("致歉函") + ".pdf", media_type="application/pdf", **by)
    Letter.objects.filter(pk=letter.pk, state=LetterState.DRAFT).update(file=paper)
    things["remedy_ticket"] = complaint
    things["offer"] = Offer.objects.filter(casework=case).latest("pk")


_NUMBER: dict[str, Callable[[Any], Any]] = {"number": lambda world: world.things["remedy_ticket"].number}
_OFFER = _NUMBER | {"pk": lambda world: world.things["offer"].pk}

ARGUMENTS: dict[str, dict[str, Callable[[Any], Any]]] = {
    **dict.fromkeys(
        [
            "offers",
            "letter",
            *(f"offer_{act}" for act in ("alternatives", "past", "choice", "mediation")),
            *(f"letter_{act}" for act in ("edit", "ask", "send", "file", "print")),
            *(f"api_offer{act}" for act in ("s", "_alternatives", "_choice", "_mediation")),
            *(f"api_letter{act}" for act in ("", "_ask", "_send")),
        ],
        _NUMBER,
    ),
    "offer_plan": _NUMBER | {"kind": lambda world: "refund"},
    "offer_deliver": _OFFER,
    "api_offer_deliver": _OFFER,
}
