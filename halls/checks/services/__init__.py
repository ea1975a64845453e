"""The acts of checks: making templates, carrying checks out, sending and reviewing them."""

from halls.checks.services.answering import (
    AnswerMoved,
    CannotAnswer,
    Said,
    add_photo,
    remove_photo,
    save_answer,
    save_answers,
)
from halls.checks.services.ready import load_line, load_sheet
from halls.checks.services.reviewing import (
    CannotReview,
    OwnCheck,
    accept_run,
    clear_draft,
    exclude_run,
    refuse_mystery,
    reject_run,
    reopen_run,
    rescore_run,
    return_run,
    review_run,
)
from halls.checks.services.running import CannotStart, discard_run, start_run
from halls.checks.services.sending import CannotSend, submit_run
from halls.checks.services.templates import (
    CannotMake,
    CannotPublish,
    make_template,
    new_draft,
    publish,
    retire_template,
    save_draft,
    set_line,
)

__all__ = [
    "AnswerMoved",
    "CannotAnswer",
    "CannotMake",
    "CannotPublish",
    "CannotReview",
    "CannotSend",
    "CannotStart",
    "OwnCheck",
    "Said",
    "accept_run",
    "add_photo",
    "clear_draft",
    "discard_run",
    "exclude_run",
    "load_line",
    "load_sheet",
    "make_template",
    "new_draft",
    "publish",
    "refuse_mystery",
    "reject_run",
    "remove_photo",
    "reopen_run",
    "rescore_run",
    "retire_template",
    "return_run",
    "review_run",
    "save_answer",
    "save_answers",
    "save_draft",
    "set_line",
    "start_run",
    "submit_run",
]
