"""The demo's wave of mystery visits in review: the last month's, of which nothing is published yet.

Rule and notice are our own proposals; the shopper goes by an invented nickname. One visit waits for review, one is so
low that somebody has looked at it and another one has to accept it, one has not been answered yet.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from halls.checks.models import CheckTemplate
from halls.checks.services import Said, save_answers, submit_run
from halls.shops.models import ShopVisit
from halls.shops.services import (
    agree,
    assign,
    begin_visit,
    look_at_visit,
    make_round,
    open_round,
    record_notice,
    set_rule,
)
from org.models import Person, Unit
from servicedesk.demo.month import LOCAL

NICKNAME = "青竹"
TASK = "以老用户身份咨询宽带续费，再问一项新业务；留意是否主动介绍、是否主动告别。"
NOTICE = "本季度可能有神秘客户到访，目的在于改进服务；结果由服务部汇总后反馈各厅，单次结果不作处分依据。"
SEEN: dict[str, dict[str, str]] = {
    "FY-H01": {"leaflet": "未主动赠送单页"},
    "FY-H04": {
        "attitude": "答话不耐烦",
        "badge": "未佩戴工号牌",
        "under-chairs": "椅子下有单页",
    },
}
"""By hall: the items that were findings, and what was seen."""
ASKED = "FY-H03"


def send_shoppers(*, units: Mapping[str, Unit], people: Mapping[str, Person], month: dt.date) -> int:
    """A round in the month that starts on `month`; says how many visits. Call in a transaction, after the checks."""
    top, manager, shopper = units["DEMO"], people["DEMO-01"], people["DEMO-08"]
    sheet = CheckTemplate.objects.get(unit=top, kind="mystery", retired_at=None)
    before = _at(month, 9)
    said: dict[str, Any] = {"by": manager, "now": before}
    set_rule(
        unit=top,
        valid_from=month,
        revision_hours=24,
        outlier_line=Decimal(70),
        appeal_days=5,
        revisit_days=15,
        source="同行自述的做法；申诉期为演示所设",
        **said,
    )
    begins = month + dt.timedelta(days=13)
    one = make_round(
        unit=top,
        template=sheet,
        name=f"{month:%Y} 年 {month.month} 月神秘客户检测",
        opens_on=begins,
        due_on=begins + dt.timedelta(days=11),
        **said,
    )
    record_notice(round_of=one, notice_on=month, notice_words=NOTICE, version=one.version, **said)
    visits = [
        assign(
            round_of=one,
            hall=units[code],
            shopper=shopper,
            nickname=NICKNAME,
            day_part=day_part,
            crowd=crowd,
            task=TASK,
            **said,
        )
        for code, day_part, crowd in (
            ("FY-H01", "morning", "busy"),
            ("FY-H04", "afternoon", "quiet"),
            (ASKED, "midday", "busy"),
        )
    ]
    open_round(round_of=one, version=one.version, by=manager, now=_at(begins, 8))
    for place, visit in enumerate(visits[:2]):
        _shop(visit, _at(begins + dt.timedelta(days=1 + place), 10 + place))
    look_at_visit(
        visit=visits[1], words="分数偏低，请另一人复核", by=manager, now=_at(begins + dt.timedelta(days=3), 15)
    )
    return len(visits)


def _shop(visit: ShopVisit, moment: dt.datetime) -> None:
    visit.refresh_from_db()
    agree(visit=visit, by=visit.shopper, now=moment - dt.timedelta(hours=20))
    run = begin_visit(visit=visit, by=visit.shopper, now=moment)
    seen = SEEN[visit.hall.code]
    answers = {
        answer.pk: Said("fail", note=seen[answer.code], seen=1) if answer.code in seen else Said("ok", seen=1)
        for answer in run.answers.all()  # type: ignore[attr-defined]
    }
    save_answers(run=run, said=answers, by=visit.shopper, now=moment)
    submit_run(run=run, by=visit.shopper, now=moment + dt.timedelta(minutes=25))
    visit.refresh_from_db()


def _at(day: dt.date, hour: int) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, hour, tzinfo=LOCAL)
