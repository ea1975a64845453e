"""The acts of the gates."""

from complaints.gates.services.reports import REPORT, CannotReport, report_dissatisfied, withdraw_report

__all__ = ["REPORT", "CannotReport", "report_dissatisfied", "withdraw_report"]
