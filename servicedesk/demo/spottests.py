"""A spot test of the demo branch: invented questions, drawn for its three main halls, asked of most who serve there."""

from __future__ import annotations

import datetime as dt
import random
from zoneinfo import ZoneInfo

from halls.spottests.choices import Result, Topic
from halls.spottests.selectors import to_be_asked
from halls.spottests.services import approve_question, end_test, plan_test, save_question, score_person, start_test
from org.models import Person, Unit

LOCAL = ZoneInfo("Asia/Shanghai")
HALLS = ("FY-H01", "FY-H02", "FY-H03")
COUNT = 5
NOT_ASKED = 2
QUESTIONS = (
    (Topic.TARIFF, "套餐外流量怎样计费？", "按资费公示的单价计费，说明封顶规则和短信提醒的时点。"),
    (Topic.TARIFF, "停机保号按月收多少钱、最长多久？", "照本省资费公示回答金额与期限，提醒到期前须恢复使用。"),
    (Topic.TARIFF, "主副卡的费用由谁承担？", "由主卡账户统一支付，副卡功能费另计，均写在协议上。"),
    (Topic.CAMPAIGN, "合约机活动期内能否降档？", "合约期内不低于约定档次，提前解约按协议承担责任，先说清再办理。"),
    (Topic.CAMPAIGN, "宽带提速活动的到期日怎样告诉客户？", "办理时口头说明到期日与到期后的价格，并写在受理单上。"),
    (Topic.CAMPAIGN, "赠送的流量能否结转到下月？", "赠送流量当月有效，不结转；套餐内流量按规则结转一个月。"),
    (Topic.NORMS, "客户进厅后怎样问清来意？", "主动问候，一句话问清来意，并引导到对应的区域。"),
    (Topic.NORMS, "客户的问题当场不能答复时怎么办？", "首问负责：登记、告知答复时限、跟到有结果为止。"),
    (Topic.WORDING, "客户说被多收了费，第一句怎么说？", "先致歉并承诺查清，再核对详单，不争辩，查清之前不许诺退费。"),
    (Topic.BUSINESS, "携号转网要满足哪些条件？", "号码状态正常、无欠费、无未到期合约，先查询资格再申请授权码。"),
)


def hold_spot_test(*, units: dict[str, Unit], people: dict[str, Person], first_month: dt.date) -> int:
    """Fill the bank with questions that came along, hold one test in the third month; says how many were asked."""
    by = people["DEMO-01"]
    day = (first_month.replace(day=28) + dt.timedelta(days=36)).replace(day=16)
    now = dt.datetime.combine(day, dt.time(9, 30), tzinfo=LOCAL)
    top = units["DEMO"]
    for topic, words, answer in QUESTIONS:
        question = save_question(
            unit=top, topic=topic, words=words, answer=answer, valid_from=first_month, by=None, now=now
        )
        approve_question(question=question, version=question.version, by=by, now=now)
    test = plan_test(
        unit=top,
        name="资费与活动口径抽查（示例）",
        day=day,
        count=COUNT,
        halls=[units[code] for code in HALLS],
        is_cross=True,
        by=by,
        now=now,
    )
    start_test(test=test, version=test.version, by=by, now=now)
    chance = random.Random(COUNT)  # noqa: S311  (the same answers every time)
    asked = to_be_asked(test)[NOT_ASKED:]
    for person, _hall in asked:
        drawn = chance.choices(Result.values, (38, 1, 1), k=COUNT)
        results = dict(enumerate(drawn, start=1))
        score_person(test=test, person=person, results=results, has_record=True, by=by, now=now)
    end_test(test=test, version=test.version, by=by, now=now)
    return len(asked)
