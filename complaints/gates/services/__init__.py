"""The acts of the gates."""

from complaints.gates.services.difficult import (
    CannotList,
    EntryEnded,
    end_entry,
    list_customer,
    remind_reviewers,
    review_entry,
)
from complaints.gates.services.excessive import CannotRefuseDemand, ask_to_refuse, withdraw_refusal
from complaints.gates.services.reports import REPORT, CannotReport, report_dissatisfied, withdraw_report

__all__ = [
    "REPORT",
    "CannotList",
    "CannotRefuseDemand",
    "CannotReport",
    "EntryEnded",
    "ask_to_refuse",
    "end_entry",
    "list_customer",
    "remind_reviewers",
    "report_dissatisfied",
    "review_entry",
    "withdraw_refusal",
    "withdraw_report",
]
