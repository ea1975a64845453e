"""The demo branch's checks: the mystery-shopper round of the source, a month of daily books.

The round follows the loss table of rule book 1.2: 桂花, 春北 and 场口 lose nothing; 万市, 常绿, 高桥 and 大源 stay
under 95; 新登, 受降 and 常安 are between. The four halls that only this round names are made here, after the tickets,
whose places stay as they are. What an item is worth is our own proposal; the source prints no points.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from zoneinfo import ZoneInfo

from halls.book.services import set_book_rule
from halls.checks.models import CheckRun, CheckTemplate
from halls.checks.services import Said, accept_run, load_line, load_sheet, save_answers, start_run, submit_run
from halls.checks.services.ready import SHEETS
from org.models import Person, Unit
from org.units.choices import UnitKind
from org.units.services import create_unit, set_aliases

ZONE = ZoneInfo("Asia/Shanghai")
MEETING = dt.time(8, 30)
BOOK_NOTE = "演示设定：原始资料只写早会前完成，没有写早会几点开"
NAMED_ONLY = (
    ("FY-H08", "场口营业厅", "FY-DY-CK"),
    ("FY-H09", "万市营业厅", "FY-XD-WS"),
    ("FY-H10", "高桥营业厅", "FY-CQ-GQ"),
    ("FY-H11", "大源营业厅", "FY-DY-DY"),
)
"""Halls that S0 1.2 names and 1.1 does not count."""

Losses = dict[str, tuple[str | None, str]]
"""By item: the points it loses (None for all of them) and what was seen."""

ROUND: dict[str, Losses] = {
    "FY-H01": {},
    "FY-H02": {},
    "FY-H08": {},
    "FY-H04": {"under-chairs": (None, "椅子下有单页、烟蒂"), "badge": (None, "未佩戴工号牌")},
    "FY-H09": {"materials": (None, "资料摆放不整齐"), "counter-order": (None, "台席秩序不佳")},
    "FY-H10": {"dispenser": ("0", "饮水机未开，未扣分"), "pause-sign": (None, "未摆放暂停牌")},
    "FY-H11": {
        "attitude": (None, "态度不友好"),
        "farewell": (None, "未主动告别"),
        "new-services": (None, "未主动介绍新业务"),
        "leaflet": (None, "未主动赠送单页"),
    },
    "FY-H03": {"new-services": (None, "新业务介绍不仔细"), "points-gifts": (None, "未主动推荐积分可兑换礼品")},
    "FY-H07": {"new-services": (None, "未主动介绍新业务")},
    "FY-H05": {"tv": (None, "电视机未开声音")},
}
MENDED: dict[int, tuple[str, str]] = {
    6: ("badge", "新人未戴工号牌，已补戴"),
    12: ("leaflet", "新资费单页用完，已补齐"),
    18: ("cover", "封套用完，已补领"),
    25: ("badge", "工号牌戴反，已纠正"),
}
"""By day of the month: what the daily book found and had put right on the spot."""


def carry_out_checks(
    *, units: Mapping[str, Unit], people: Mapping[str, Person], first_month: dt.date, now: dt.datetime
) -> int:
    """Publish the ready sheets, make the round and the books; says how many checks. Call in a transaction."""
    top, manager = units["DEMO"], people["DEMO-01"]
    before = _at(first_month - dt.timedelta(days=3), 10)
    for name in SHEETS:
        load_sheet(name, unit=top, by=manager, now=before)
    load_line(unit=top, by=manager, now=before)
    sheets = {one.kind: one for one in CheckTemplate.objects.filter(unit=top, retired_at=None)}
    halls = dict(units) | _named_only(units, now)
    for place, (code, losses) in enumerate(ROUND.items()):
        visited = _at(first_month + dt.timedelta(days=9 + place % 5), 10 + place % 6)
        run = _carried_out(halls[code], sheets["mystery"], people["DEMO-08"], visited, losses)
        accept_run(run=run, words="", by=manager, now=visited + dt.timedelta(days=1))
    set_book_rule(
        unit=halls["FY-H01"],
        valid_from=first_month + dt.timedelta(days=2),
        template=sheets["daily"],
        meeting_at=MEETING,
        remind_minutes=30,
        missing_at=dt.time(9),
        note=BOOK_NOTE,
        by=manager,
        now=now,
    )
    return len(ROUND) + _books(halls["FY-H01"], sheets["daily"], people["DEMO-05"], first_month)


def _named_only(units: Mapping[str, Unit], now: dt.datetime) -> dict[str, Unit]:
    made = {}
    for place, (code, name, under) in enumerate(NAMED_ONLY):
        made[code] = create_unit(
            code=code,
            name=name,
            kind=UnitKind.HALL,
            parent=units[under],
            position=100 + place,
            has_control=False,
            by=None,
            now=now,
        )
    set_aliases(unit=made["FY-H11"], names=("大源厅",), by=None, now=now)
    return made


def _books(hall: Unit, sheet: CheckTemplate, manager: Person, first_month: dt.date) -> int:
    """One each morning before the meeting, from the third day of the month on."""
    day, made = first_month + dt.timedelta(days=2), 0
    while day.month == first_month.month:
        found = MENDED.get(day.day)
        said = {found[0]: Said("fixed", note=found[1], seen=1)} if found else {}
        morning = _at(day, 8) + dt.timedelta(minutes=8 + day.day % 9)
        _sent(start_run(unit=hall, template=sheet, by=manager, now=morning), said, manager, morning)
        day, made = day + dt.timedelta(days=1), made + 1
    return made


def _carried_out(hall: Unit, sheet: CheckTemplate, by: Person, moment: dt.datetime, losses: Losses) -> CheckRun:
    run = start_run(unit=hall, template=sheet, by=by, now=moment)
    said = {
        code: Said("fail", lost=Decimal(lost) if lost else None, note=note, seen=1)
        for code, (lost, note) in losses.items()
    }
    return _sent(run, said, by, moment)


def _sent(run: CheckRun, said: Mapping[str, Said], by: Person, moment: dt.datetime) -> CheckRun:
    answers = {one.pk: said.get(one.code, Said("ok", seen=1)) for one in run.answers.all()}  # type: ignore[attr-defined]
    save_answers(run=run, said=answers, by=by, now=moment)
    return submit_run(run=run, by=by, now=moment + dt.timedelta(minutes=12))


def _at(day: dt.date, hour: int) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)
