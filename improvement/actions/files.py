"""An action owns files as evidence: whoever sees it may have them, the owner and who carries it out add them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.files.registry import owner
from improvement.actions.choices import ActionState
from improvement.actions.models import Action
from org.access.choices import Right

if TYPE_CHECKING:
    from org.people.models import Person

UNDER_WAY = (ActionState.OPEN, ActionState.DONE)


def visible(person: Person, pk: int) -> Action | None:
    return Action.objects.visible_to(person).filter(pk=pk).first()


def editable(person: Person, action: Action) -> bool:
    """Until it is verified: what was seen then stays as it was seen."""
    may = action.owner_id == person.pk or person.may(Right.ACTION_EDIT, at=action)
    return action.state in UNDER_WAY and may


owner("improvement.action", visible=visible, editable=editable)
