"""Unknown names of known things: what may be said about them, and what then becomes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.imports.passes import Walk
from core.imports.plan import CREATE, MEANS, REJECT, Missing, Plan
from core.imports.registry import ImportContext, Made, Reference
from core.imports.services.refusals import CannotImport

MOST_NAMES_TOLD = 300
MOST_FITTING = 5


def valid_missing(plan: Plan, name: str, answer: Mapping[str, Any], context: ImportContext) -> dict[str, Any]:
    """One column's decision as a run keeps it: `act`, `under`, `names` and `remember` of plan.Missing.

    Raises CannotImport for what cannot be, and the kind's own refusal of a name to be remembered.
    """
    reference = plan.kind.column(name).reference
    said = Missing(**dict(answer))
    if reference is None or (said.creates_any and reference.create_missing is None):
        raise CannotImport(_("Names of “%(heading)s” cannot be created here.") % {"heading": plan.heading(name)})
    if said.creates_any and said.under:
        _require_parent(reference, said.under, context)
    if said.sort and said.sort not in {code for code, _label in reference.sorts}:
        raise CannotImport(_("“%(sort)s” is nothing that can be created here.") % {"sort": said.sort})
    said = _told_apart(reference, said, context)
    names = {text: words for text, words in said.names.items() if words in (CREATE, REJECT) or said.meant(text)}
    ids = _meant_ids(reference, said, context)
    remember = [text for text in said.remember if text in ids]
    if remember and reference.remember is not None:
        reference.remember({text: ids[text] for text in remember}, context)
    return {
        "act": said.act if said.act in (CREATE, REJECT) else "",
        "under": said.under if said.creates_any else "",
        "sort": said.sort if said.creates_any else "",
        "names": names,
        "remember": remember if reference.remember is not None else [],
    }


def what_names_become(walk: Walk) -> dict[str, dict[str, Any]]:
    """By column: which names a new thing is made of (`created`), how many in all, and what others `meant`."""
    told = {}
    for name, missing in walk.columns.missing.items():
        decision = walk.plan.decision(name)
        created = [text for text in missing if decision.answer(text) == CREATE]
        meant = {text: decision.meant(text) for text in walk.columns.meant[name]}
        if created or meant:
            told[name] = _place_of_new(walk, name) | {
                "created_count": len(created),
                "created": created[:MOST_NAMES_TOLD],
                "meant_count": len(meant),
                "meant": dict(list(meant.items())[:MOST_NAMES_TOLD]),
                "remembered": [text for text in decision.remember if text in meant],
            }
    return told


def _place_of_new(walk: Walk, name: str) -> dict[str, str]:
    """Under what and as what the new things of a column are created, in words."""
    decision, reference = walk.plan.decision(name), walk.plan.kind.column(name).reference
    if reference is None or not decision.creates_any:
        return {}
    parents = dict(reference.parents(walk.context.by)) if reference.parents else {}
    return {
        "under": str(parents.get(decision.under, decision.under)),
        "sort": str(dict(reference.sorts).get(decision.sort, "")),
        "note": str(reference.created_note),
    }


def create_missing(walk: Walk, examined: Walk, context: ImportContext) -> dict[str, int]:
    """Creates the unknown names that a person agreed to; how many there were, by column."""
    created: dict[str, int] = {}
    for name, missing in examined.columns.missing.items():
        decision = walk.plan.decision(name)
        names = [text for text in missing if decision.answer(text) == CREATE]
        reference = walk.plan.kind.column(name).reference
        if not names or reference is None or reference.create_missing is None:
            continue
        made = reference.create_missing(names, Made(decision.under, decision.sort), context)
        walk.columns.known[name].update(made)
        created[name] = len(made)
    return created


def remember_meanings(examined: Walk, context: ImportContext) -> None:
    """Keeps for the next sheet what a person wished kept. Raises the kind's refusal, which undoes the import."""
    for name, meant in examined.columns.meant.items():
        reference = examined.plan.kind.column(name).reference
        kept = {text: meant[text] for text in examined.plan.decision(name).remember if text in meant}
        if kept and reference is not None and reference.remember is not None:
            reference.remember(kept, context)


def _told_apart(reference: Reference, said: Missing, context: ImportContext) -> Missing:
    """The decision with every meaning in words that only one thing has. Raises CannotImport for none and several."""
    if reference.fitting is None:
        return said
    names = dict(said.names)
    for text in said.names:
        if not (meant := said.meant(text)):
            continue
        found = reference.fitting(meant, context.by)
        if not found:
            raise CannotImport(_("“%(name)s”: nothing here is called “%(words)s”.") % {"name": text, "words": meant})
        if len(found) > 1:
            words = _("“%(name)s”: “%(words)s” may be %(several)s. Write which of them is meant.")
            several = str(_(", ")).join(f"“{one}”" for one in found[:MOST_FITTING])
            raise CannotImport(words % {"name": text, "words": meant, "several": several})
        names[text] = f"{MEANS}{found[0]}"
    return replace(said, names=names)


def _meant_ids(reference: Reference, said: Missing, context: ImportContext) -> dict[str, int]:
    """The id of what each name is said to mean. Raises CannotImport for words that mean nothing, or several."""
    words = {text: meant for text in said.names if (meant := said.meant(text))}
    found = reference.resolve(set(words.values()), context) if words else {}
    for text, meant in words.items():
        if meant not in found:
            told = _("“%(name)s” cannot mean “%(words)s”: nothing here, or more than one thing, is called so.")
            raise CannotImport(told % {"name": text, "words": meant})
    return {text: found[meant] for text, meant in words.items()}


def _require_parent(reference: Reference, under: str, context: ImportContext) -> None:
    parents = reference.parents(context.by) if reference.parents else []
    if under not in {code for code, _label in parents}:
        raise CannotImport(_("There is no “%(code)s” under which you may create anything.") % {"code": under})
