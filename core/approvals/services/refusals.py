"""Why an approval could not be asked for, given or taken back."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal


class CannotAsk(Refusal):
    """The request may not be made so."""


class AlreadyAsked(CannotAsk):
    """A living request of the kind about the same thing is there."""

    def __init__(self) -> None:
        super().__init__(_("Approval of this was already asked for and is not decided yet."))


class NobodyCanDecide(CannotAsk):
    """A step has nobody left to decide it."""

    def __init__(self, step: str) -> None:
        super().__init__(
            _(
                "Nobody can decide the step “%(step)s”: everyone in it has asked for this, is concerned, or has left. "
                "Name somebody else."
            )
            % {"step": step}
        )


class MayNotDecide(Refusal):
    """The person asked for it, is concerned, or is not asked."""

    status = 403


class AlreadyDecided(Refusal):
    """Somebody was first."""


class NeedsComment(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Say why, so that the others know what to do."), field="comment")


class NeedsPassword(Refusal):
    """It concerns money, and the password was not typed lately."""

    status = 403

    def __init__(self) -> None:
        super().__init__(_("This concerns money: type your password to decide."), field="password")


class CannotWithdraw(Refusal):
    """It is decided or withdrawn already."""


class CannotAppoint(Refusal):
    """The substitute may not be appointed so."""


class CannotEnd(Refusal):
    """The substitution has ended already."""
