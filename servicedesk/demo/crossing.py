"""A round of cross inspection of the demo branch: drawn and told in its third month, one hall already inspected."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from halls.checks.services import Said, save_answers, submit_run
from halls.crossing.selectors import candidates_in, halls_in, templates_at
from halls.crossing.services import inspect, make_round, tell_round
from org.models import Person, Unit

LOCAL = ZoneInfo("Asia/Shanghai")
NAME = "一季度互查（示例）"
SEED = 5
INSPECTED = "FY-H02"
FOUND = ("tv-area", "体验电视黑屏，当场重新接好")


def draw_a_round(*, units: dict[str, Unit], people: dict[str, Person], month: dt.date) -> int:
    """Pairs for the halls of others than the two who inspect; says how many. Call in a transaction."""
    by, top = people["DEMO-01"], units["DEMO"]
    day = month.replace(day=7)
    at = dt.datetime.combine(day, dt.time(9), tzinfo=LOCAL)
    one = make_round(
        unit=top,
        template=templates_at(top).get(),
        name=NAME,
        opens_on=day,
        due_on=month.replace(day=25),
        inspectors=candidates_in(top, on=day),
        # The hall of one of the two is left out: the two would have to inspect each other.
        halls=[hall for hall in halls_in(top, on=day) if hall != units["FY-H01"]],
        seed=SEED,
        by=by,
        now=at,
    )
    tell_round(round_of=one, version=one.version, by=by, now=at)
    pair = one.pairs.select_related("hall", "person", "round_of__template").get(hall=units[INSPECTED])
    visited = at + dt.timedelta(days=3, hours=1)
    run = inspect(pair=pair, by=pair.person, now=visited)
    code, note = FOUND
    said = {
        answer.pk: Said("fixed", note=note, seen=1) if answer.code == code else Said("ok", seen=1)
        for answer in run.answers.all()
    }
    save_answers(run=run, said=said, by=pair.person, now=visited)
    submit_run(run=run, by=pair.person, now=visited + dt.timedelta(minutes=40))
    return one.pairs.count()
