"""The acts of remedies and letters; the only place that writes one."""

from complaints.remedies.services.alternatives import (
    CannotMediate,
    CannotRecordChoice,
    propose_alternatives,
    record_choice,
    record_mediation,
)
from complaints.remedies.services.asking import CannotPlan, OfferMoved
from complaints.remedies.services.carrying import CannotDeliver, deliver_remedy, plan_remedy
from complaints.remedies.services.ending import withdraw_waiting
from complaints.remedies.services.letters import (
    CannotSendLetter,
    CannotWriteLetter,
    ask_signature,
    first_text,
    send_letter,
    write_letter,
)

__all__ = [
    "CannotDeliver",
    "CannotMediate",
    "CannotPlan",
    "CannotRecordChoice",
    "CannotSendLetter",
    "CannotWriteLetter",
    "OfferMoved",
    "ask_signature",
    "deliver_remedy",
    "first_text",
    "plan_remedy",
    "propose_alternatives",
    "record_choice",
    "record_mediation",
    "send_letter",
    "withdraw_waiting",
    "write_letter",
]
