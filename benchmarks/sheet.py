"""The sheet that is imported: a provincial system's dump, the same bytes every time, with a few bad rows."""

from __future__ import annotations

import csv
import datetime as dt
import random
from pathlib import Path

HEADINGS = (
    "工单编号", "受理时间", "投诉标题", "投诉内容", "渠道", "归属单位", "业务号码",
    "客户姓名", "客户级别", "投诉等级", "状态", "办结时间", "处理结果",
)  # fmt: skip
BEGINS = dt.datetime(2025, 10, 1)  # noqa: DTZ001  (a sheet knows no time zone)
DAYS = 395
BUREAUS, SUB_BUREAUS, HALLS = 20, 6, 3
CHANNELS = ("热线", "网站", "营业厅", "微信", "一体化工单")
LEVELS = ("普通", "银卡", "金卡", "钻石卡")
GRADES = ("A级", "B级", "C级")
MATTERS = (
    "宽带无法上网",
    "套餐资费与宣传不符",
    "未经同意开通增值业务",
    "基站信号弱通话中断",
    "充值后余额未到账",
    "营业员解释错误",
)
WISHES = ("要求尽快处理并答复", "要求退还已扣费用", "要求取消业务并道歉", "要求上门检修", "要求书面说明原因")
BAD_DAY, BAD_PHONE, REPEATED = 0.002, 0.002, 0.001


def write_sheet(path: Path, rows: int) -> None:
    """A csv of `rows` rows: 0.2 % without a day, 0.2 % with a phone that is none, 0.1 % a repetition."""
    chance = random.Random(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for number in range(rows):
            row = _row(number, chance)
            writer.writerow(row)
            if chance.random() < REPEATED:
                writer.writerow(row)


def _row(number: int, chance: random.Random) -> list[str]:
    received = BEGINS + dt.timedelta(seconds=chance.randrange(DAYS * 86_400))
    is_closed = chance.random() < 0.95
    closed = received + dt.timedelta(hours=chance.randrange(1, 60))
    matter = chance.choice(MATTERS)
    bureau, sub, hall = (chance.randrange(1, most + 1) for most in (BUREAUS, SUB_BUREAUS, HALLS))
    lot = chance.random()
    return [
        f"P{number:09d}",
        "待核实" if lot < BAD_DAY else f"{received:%Y-%m-%d %H:%M:%S}",
        matter,
        f"客户来电反映{matter}，{chance.choice(WISHES)}，富春街道{chance.randrange(900)}号，第{number}件。",
        chance.choice(CHANNELS),
        f"B{bureau:02d}-{sub}-{hall}",
        "12ab" if BAD_DAY <= lot < BAD_DAY + BAD_PHONE else f"13{chance.randrange(10**9):09d}",
        chance.choice("王李张刘陈杨赵黄") + chance.choice("敏静丽强磊军洋勇"),
        chance.choice(LEVELS),
        chance.choice(GRADES),
        "已归档" if is_closed else "处理中",
        f"{closed:%Y-%m-%d %H:%M:%S}" if is_closed and closed < BEGINS + dt.timedelta(days=DAYS + 3) else "",
        "已联系客户解释并处理完毕" if is_closed else "",
    ]
