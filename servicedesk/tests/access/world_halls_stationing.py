"""Stints in the world's hall, the service manager's: one being logged with a matter, one signed; and a campaign."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from halls.stationing.services import (
    NewMatter,
    add_matter,
    plan_stint,
    save_campaign,
    set_score,
    sign_stint,
)
from org.models import Person, Unit
from org.people.choices import Role

A_DAY = dt.datetime(2011, 1, 17, 5, 0, tzinfo=dt.UTC)
HOURS = {"starts_at": dt.time(9), "ends_at": dt.time(12)}

Marker = Callable[[str], str]


def add_stationing(things: dict[str, Any], hall: Unit, people: dict[str, Person], mark: Marker = str) -> None:
    """Puts the campaign, its hall, both stints and both matters among `things`."""
    by: dict[str, Any] = {"by": people[Role.SERVICE_MANAGER], "now": A_DAY}
    top = hall.parent or hall
    months = {"first_month": "2011-01", "last_month": "2011-02", "weekly_least": 1}
    campaign = save_campaign(unit=top, name=mark("重点营业厅驻厅"), halls=[hall], **months, **by)
    where = {"unit": hall, "day": A_DAY.date(), "campaign": campaign}
    done = plan_stint(**where, **HOURS, **by)
    counts = {"received_first": 20, "received_second": 4, "received_third": 1}
    matter = NewMatter(kind="first", words=mark("宽带移机要等装维"), owner=by["by"], due_on=A_DAY.date())
    things["signed_matter"] = add_matter(stint=done, matter=matter, **by)
    sign_stint(stint=done, version=done.version, **HOURS, **counts, **by)
    open_one = plan_stint(**where, starts_at=dt.time(14), ends_at=dt.time(16), **by)
    customer = {"customer_name": mark("钱先生"), "phone": "13805710099"}
    open_matter = NewMatter(kind="third", words=mark("多扣月租"), owner=by["by"], due_on=A_DAY.date(), **customer)
    things["open_matter"] = add_matter(stint=open_one, matter=open_matter, **by)
    for month, value in (("2010-12", "93.6"), ("2011-01", "98.7")):
        said = {"value": Decimal(value), "source": mark("短信评价"), "reason": "更正"}
        set_score(unit=hall, score="overall", month=month, **said, **by)
    things |= {
        "signed_stint": done,
        "open_stint": open_one,
        "campaign": campaign,
        "campaign_hall": campaign.halls.get(),
    }


_OPEN: dict[str, Callable[[Any], Any]] = {"pk": lambda world: world.things["open_stint"].pk}
_SIGNED: dict[str, Callable[[Any], Any]] = {"pk": lambda world: world.things["signed_stint"].pk}
_MATTER: dict[str, Callable[[Any], Any]] = {"pk": lambda world: world.things["open_matter"].pk}
_CAMPAIGN: dict[str, Callable[[Any], Any]] = {"pk": lambda world: world.things["campaign"].pk}
_ACTS = ("log", "sign", "matter_new", "cancel")

ARGUMENTS: dict[str, dict[str, Callable[[Any], Any]]] = {
    **dict.fromkeys([f"{door}_{act}" for door in ("stint", "api_stint") for act in _ACTS], _OPEN),
    **dict.fromkeys(["stint", "api_stint", "stint_correct", "api_stint_correct"], _SIGNED),
    **dict.fromkeys(
        [
            "matter",
            *(
                f"{door}_{act}"
                for door in ("matter", "api_matter")
                for act in ("follow", "settle", "complaint", "strike")
            ),
        ],
        _MATTER,
    ),
    "matter_strike": _OPEN | {"matter": lambda world: world.things["open_matter"].pk},
    **dict.fromkeys(["stationing_campaign", "stationing_campaign_edit", "api_stationing_compared"], _CAMPAIGN),
    "api_stationing_campaign_edit": _CAMPAIGN,
    "api_stationing_facts": _CAMPAIGN | {"code": lambda world: world.hall.code},
    "stationing_facts": _CAMPAIGN | {"hall": lambda world: world.things["campaign_hall"].pk},
}
