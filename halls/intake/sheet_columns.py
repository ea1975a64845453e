"""The columns of a queue machine's sheet, under the headings that such machines give them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.imports.registry import SheetColumn, SheetOption
from halls.intake.sheet_names import HALLS, SERVICES, hall_words
from halls.queue.choices import Outcome

TITLE = _("Visits from a queue machine")
HELP = _("One row a customer: when they came, were called and were served. A sheet of one hall needs no hall column.")

OUTCOMES: dict[str, str] = {
    "已办理": Outcome.SERVED,
    "已服务": Outcome.SERVED,
    "办结": Outcome.SERVED,
    "完成": Outcome.SERVED,
    "正常": Outcome.SERVED,
    "served": Outcome.SERVED,
    "过号": Outcome.NO_SHOW,
    "弃号": Outcome.NO_SHOW,
    "空号": Outcome.NO_SHOW,
    "no show": Outcome.NO_SHOW,
    "离开": Outcome.LEFT,
    "放弃": Outcome.LEFT,
    "left": Outcome.LEFT,
    "转办": Outcome.SENT_ON,
    "未办理": Outcome.CLOSED_BY_SYSTEM,
}

HALL = SheetOption(
    "hall",
    _("Hall of the whole sheet"),
    default="",
    max_length=80,
    help=_("The hall that all rows are of, where the sheet has no column for it."),
    instead_of="hall",
    known=hall_words,
)


def _moment(name: str, title: Any, moments: list[str], title_of_time: Any, times: list[str]) -> list[SheetColumn]:
    """A moment, given whole or as a time of the sheet's day."""
    return [
        SheetColumn(f"{name}_at", title, moments, type="datetime"),
        SheetColumn(f"{name}_time", title_of_time, times, type="time"),
    ]


COLUMNS = [
    SheetColumn(
        "hall", _("hall"), ["Hall", "营业厅", "营业厅名称", "网点", "网点名称"], type="reference", reference=HALLS
    ),
    SheetColumn("day", _("day"), ["Date", "日期", "业务日期", "取号日期"], type="date"),
    *_moment(
        "arrived",
        _("Arrived, day and time"),
        ["Arrived at", "取号时间", "取票时间", "到达时间"],
        _("Arrived, time of day"),
        ["Arrive", "Arrival", "取号时刻", "到达时刻"],
    ),
    *_moment(
        "called",
        _("First called, day and time"),
        ["Called at", "叫号时间", "呼叫时间"],
        _("First called, time of day"),
        ["Called", "叫号时刻", "呼叫时刻"],
    ),
    *_moment(
        "started",
        _("Service started, day and time"),
        ["Started at", "开始时间", "受理时间", "办理开始时间", "开始办理时间"],
        _("Service started, time of day"),
        ["Serv_start", "Service start", "开始时刻"],
    ),
    *_moment(
        "ended",
        _("Service ended, day and time"),
        ["Ended at", "结束时间", "办结时间", "办理结束时间"],
        _("Service ended, time of day"),
        ["Serv_end", "Service end", "结束时刻"],
    ),
    SheetColumn(
        "service",
        _("service or lane"),
        ["Lane", "Service", "业务", "业务类型", "业务名称", "队列"],
        type="reference",
        reference=SERVICES,
        help=_("What the customer queued for. Left out, it is the first service of the hall."),
    ),
    SheetColumn("number", _("queue number"), ["Ticket", "Number", "号码", "票号", "排队号", "排队号码"], max_length=12),
    SheetColumn(
        "counter", _("counter"), ["Counter", "Window", "台席", "台席号", "窗口", "窗口号", "柜台"], max_length=20
    ),
    SheetColumn("staff_number", _("Staff number"), ["Staff", "工号", "营业员工号", "柜员号"], max_length=32),
    SheetColumn(
        "outcome",
        _("outcome"),
        ["Outcome", "Result", "结果", "办理结果", "状态"],
        type="choice",
        choices=Outcome,
        value_aliases=OUTCOMES,
        help=_("Left out, the times tell: served, called in vain, or gone while waiting."),
    ),
    SheetColumn(
        "duration",
        _("seconds of service, as the machine says"),
        ["Serv_time_sec", "Service seconds", "办理秒数", "办理时长（秒）"],
        type="integer",
        minimum=0,
        help=_("Only compared with end minus start; a difference is told."),
    ),
    SheetColumn("machine", _("machine"), ["Machine", "机器编号", "排队机编号"], max_length=16),
    SheetColumn(
        "source_id",
        _("the machine's own key of the row"),
        ["Row key", "流水号", "记录编号"],
        max_length=40,
        help=_("Left out, machine, day and number tell rows apart, or what they say."),
    ),
]
