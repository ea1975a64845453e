"""What the history says of remedies and letters: a short sentence each."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from complaints.casework.choices import Choice
from complaints.remedies.choices import OfferKind
from complaints.remedies.rules import amount_words


def _amount(words: str | None) -> str:
    return amount_words(Decimal(words) if words else None)


def _offer(data: dict[str, Any]) -> str:
    said = (str(OfferKind(data["kind"]).label), data.get("words", ""), _amount(data.get("amount")))
    return " · ".join(part for part in said if part)


_ABOUT = {
    "alternatives": lambda _data: _("both alternatives"),
    "remedy": _offer,
    "letter": lambda _data: _("letter of apology"),
    "demand": lambda _data: _("refusing the demand as excessive"),
}


def alternatives(data: dict[str, Any]) -> list[str]:
    return [_offer(offer) for offer in data.get("offers", [])]


def approval(data: dict[str, Any]) -> list[str]:
    acts = {
        "approved": _("approved"),
        "refused": _("not approved"),
        "returned": _("returned for changes"),
        "withdrawn": _("withdrawn"),
    }
    about = _ABOUT.get(data.get("about", ""))
    return [acts[data["act"]], *([about(data)] if about else [])] if data.get("act") in acts else []


def choice(data: dict[str, Any]) -> list[str]:
    return [str(Choice(data["choice"]).label)] if data.get("choice") else []


def mediated(data: dict[str, Any]) -> list[str]:
    if "agreed" not in data:
        return []
    return [_("agreed"), _amount(data.get("amount"))] if data["agreed"] else [_("no agreement")]


def remedy(data: dict[str, Any]) -> list[str]:
    acts = {"planned": _("planned"), "delivered": _("carried out")}
    if data.get("act") not in acts:
        return []
    proof = [_("proof: %(proof)s") % {"proof": data["proof"]}] if data.get("proof") else []
    return [acts[data["act"]], _offer(data), *proof]


def letter(data: dict[str, Any]) -> list[str]:
    acts = {"written": _("written"), "asked": _("signature asked for"), "sent": _("sent: %(how)s")}
    if data.get("act") == "signed":
        return [_("signed by %(name)s") % {"name": data["signer"]}]
    if data.get("act") not in acts:
        return []
    return [acts[data["act"]] % {"how": data.get("how", "")}]
