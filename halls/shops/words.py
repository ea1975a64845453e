"""What the trail says of mystery rounds, and whose files go with an appeal. Imported when the app is ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.audit.registry import call, describe, say
from core.files.registry import owner
from halls.shops.models import AppealItem, ShopRound, ShopRule, ShopVisit

if TYPE_CHECKING:
    from org.people.models import Person


def item_in_scope(person: Person, pk: int) -> AppealItem | None:
    """Files of an appeal are for the hall that made it and for those who decide."""
    rows = ShopVisit.objects
    seen = Q(appeal__visit__in=rows.published_to(person)) | Q(appeal__visit__in=rows.visible_to(person))
    return AppealItem.objects.filter(seen, pk=pk).first()


# They come with the appeal and stay as they were handed in.
owner("halls.appealitem", visible=item_in_scope, editable=lambda _person, _item: False)

say("shop.rule_set", _("Set how mystery rounds are held"))
say("shop.round_made", _("Prepared a mystery round"))
say("shop.notice_recorded", _("Recorded the notice to the staff"))
say("shop.round_opened", _("Began a mystery round"))
say("shop.round_closed", _("Ended a mystery round"))
say("shop.round_cancelled", _("Called a mystery round off"))
say("shop.assigned", _("Sent a shopper to a hall"))
say("shop.withdrawn", _("Withdrew a mystery visit"))
say("shop.agreed", _("Took a mystery visit on"))
say("shop.declined", _("Declined a mystery visit"))
say("shop.published", _("Published a mystery visit"))
say("shop.appealed", _("Appealed against a mystery visit"))
say("shop.appeal_decided", _("Decided on the appeal of a mystery visit"))

describe(ShopRound, of="shop")
describe(ShopRule, of="shop")
call("round", _("round"), of="shop")
call("hall", _("hall"), of="shop")
call("nickname", _("nickname"), of="shop")
call("visits", pgettext_lazy("mystery round", "visits"), of="shop")
call("words", _("words"), of="shop")
call("day", _("day"), of="shop")
call("valid_from", _("valid from"), of="shop")
call("items", _("items"), of="shop")
call("score", _("score"), of="shop")
call("score_before", _("score before"), of="shop")
