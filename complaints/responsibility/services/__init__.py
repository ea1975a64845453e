"""The acts of a finding of responsibility (S2 3.4, rule book 11.4: notice, statement, objection, decision)."""

from complaints.responsibility.services.acting import (
    WORDS_MOST,
    CannotAnswer,
    CannotDecide,
    CannotGiveNotice,
    CannotPrepare,
    CannotWithdrawFinding,
    MayNotDecideFinding,
)
from complaints.responsibility.services.answers import answer_finding, decide_finding, read_notice
from complaints.responsibility.services.finding import (
    MONEY_MOST,
    Found,
    Named,
    give_notice,
    prepare_finding,
    withdraw_finding,
    withdraw_if_invalid,
    withdraw_undecided,
)

__all__ = [
    "MONEY_MOST",
    "WORDS_MOST",
    "CannotAnswer",
    "CannotDecide",
    "CannotGiveNotice",
    "CannotPrepare",
    "CannotWithdrawFinding",
    "Found",
    "MayNotDecideFinding",
    "Named",
    "answer_finding",
    "decide_finding",
    "give_notice",
    "prepare_finding",
    "read_notice",
    "withdraw_finding",
    "withdraw_if_invalid",
    "withdraw_undecided",
]
