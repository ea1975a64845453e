"""Halls and their services as sheets name them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.imports.matching import same
from core.imports.registry import Reference
from core.refusals import Refusal
from halls.intake.services import hold_halls
from halls.premises.models import Premises, Service
from halls.premises.services import save_service
from org.access.choices import Right
from org.units.models import Unit
from org.units.selectors import ids_by_word
from org.units.sheet_names import remember_aliases

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from core.imports.registry import ImportContext, Made
    from halls.premises.models import PremisesQuerySet
    from org.people.models import Person

RIGHT = Right.QUEUE_LEAD
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LONGEST_NAME = 40


class CannotOffer(Refusal):
    """The services of a sheet cannot be offered in that hall."""


def halls_of(person: Person) -> PremisesQuerySet:
    """Halls whose sheets somebody may import."""
    return Premises.objects.where(person, RIGHT)


def hall_ids(names: set[str], context: ImportContext) -> Mapping[str, int]:
    """The hall that each word means, by its unit's code, alias, name or chain."""
    halls = dict(halls_of(context.by).values_list("unit", "pk"))
    found = ids_by_word(names, Unit.objects.filter(pk__in=halls))
    return {name: halls[unit] for name, unit in found.items()}


def hall_words(person: Person) -> list[tuple[str, str]]:
    """(code, name) of each hall whose sheets somebody may import."""
    rows = halls_of(person).order_by("unit__path").values_list("unit__code", "unit__name")
    return [(code, name) for code, name in rows]


def _remember_halls(names: Mapping[str, int], context: ImportContext) -> None:
    units = dict(Premises.objects.filter(pk__in=set(names.values())).values_list("pk", "unit"))
    remember_aliases({name: units[pk] for name, pk in names.items()}, context)


HALLS = Reference(
    resolve=hall_ids,
    known=lambda person: [code for code, _name in hall_words(person)],
    remember=_remember_halls,
)


def said_hall(context: ImportContext) -> int | None:
    """The hall that was said for the whole sheet, if any, and if it is one."""
    said = context.said.get("hall", "")
    return hall_ids({said}, context).get(said) if said else None


def words_of(service: Service) -> tuple[str, ...]:
    """What a service is called in a sheet: by its name, by the letters of its numbers, or as it is printed."""
    return same(service.name), same(service.prefix), same(str(service))


def _service_ids(names: set[str], context: ImportContext) -> Mapping[str, int]:
    """A service that each word means; a word that means different ones in different halls stays unknown."""
    services = Service.objects.filter(premises__in=halls_of(context.by)).order_by("pk")
    if hall := said_hall(context):
        services = services.filter(premises=hall)
    meaning: dict[str, list[Service]] = defaultdict(list)
    for service in services:
        for word in set(words_of(service)):
            meaning[word].append(service)
    found = {name: meaning[same(name)] for name in names if same(name) in meaning}
    return {name: fits[0].pk for name, fits in found.items() if len({same(one.name) for one in fits}) == 1}


def _known_services(person: Person) -> list[str]:
    names = Service.objects.filter(premises__in=halls_of(person)).values_list("name", flat=True)
    return sorted(set(names))


def _parents(person: Person) -> list[tuple[str, str]]:
    rows = Premises.objects.where(person, Right.HALL_EDIT).values_list("unit__code", "unit__name")
    return [(code, name) for code, name in rows]


def _said_code(said: Mapping[str, str]) -> str:
    """The code of the hall that the whole sheet is of, as it was said: by its code or its name."""
    words = said.get("hall", "")
    named = Premises.objects.filter(Q(unit__code=words) | Q(unit__name=words)) if words else Premises.objects.none()
    codes = list(named.values_list("unit__code", flat=True)[:2])
    return str(codes[0]) if len(codes) == 1 else ""


def _offer(names: Sequence[str], made: Made, context: ImportContext) -> Mapping[str, int]:
    """Services of these names in one hall, not on its ticket machine. Raises CannotOffer, CannotSetUp."""
    premises = Premises.objects.where(context.by, Right.HALL_EDIT).filter(unit__code=made.under).first()
    if premises is None:
        raise CannotOffer(_("You may not change what “%(code)s” offers.") % {"code": made.under})
    # The trail is written below, and held until the end: whoever counts by hand holds a hall first, then the trail.
    said = said_hall(context)
    hold_halls(Premises.objects.filter(pk__in={said, premises.pk}) if said else halls_of(context.by))
    free = _free_letters(set(premises.services.values_list("prefix", flat=True)))
    position = premises.services.count()
    found = {}
    for place, name in enumerate(names, start=position + 1):
        if len(name) > LONGEST_NAME:
            raise CannotOffer(_("“%(name)s…” is too long for the name of a service.") % {"name": name[:LONGEST_NAME]})
        service = save_service(
            premises=premises,
            prefix=next(free),
            name=name,
            position=place,
            is_on_kiosk=False,
            by=context.by,
            now=context.now,
        )
        found[name] = service.pk
    return found


def _free_letters(taken: set[str]) -> Iterator[str]:
    yield from (letter for letter in LETTERS if letter not in taken)
    yield from (first + second for first in LETTERS for second in LETTERS if first + second not in taken)


SERVICES = Reference(
    resolve=_service_ids,
    create_missing=_offer,
    parents=_parents,
    usual_parent=_said_code,
    known=_known_services,
    created_note=gettext_lazy("They are not on the ticket machine; switch them on in the hall's settings."),
)
