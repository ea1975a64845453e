"""Rule book 1.11: the cause tree of 等候时长 and its measures, as the source words them and as sure as they are.

Arrows and order of the drawing are lost: the words are certain, their grouping is marked node by node.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from halls.findings.choices import Cause, Certainty, Measure, MeasureGroup

WORDS_MOST = 2000
NOTE_MOST = 200
WORST_SHOWN = 3

H, M = Certainty.HIGH, Certainty.MIDDLE


@dataclass(frozen=True)
class Node:
    """A cause: its words in the source, the cause it stands under, and how sure it is that it stands there."""

    cause: Cause
    source: str
    under: Cause | None
    grouping: Certainty

    @property
    def label(self) -> str:
        return str(self.cause.label)

    @property
    def original(self) -> str:
        """The words of the source beside a label in another language; nothing where they are the same."""
        return "" if self.source == self.label else self.source


TREE = (
    Node(Cause.VOLUME, "业务量大", None, H),
    Node(Cause.BETWEEN_HALLS, "厅之间业务承载不平衡", Cause.VOLUME, H),
    Node(Cause.BETWEEN_TIMES, "不同时间段业务量差异", Cause.VOLUME, H),
    Node(Cause.BETWEEN_CHANNELS, "渠道之间承载不均衡", Cause.VOLUME, H),
    Node(Cause.DIVERSION, "渠道分流引导效果不佳", Cause.BETWEEN_CHANNELS, M),
    Node(Cause.DIVERSION_AREAS, "宣传引导与区域分流", Cause.DIVERSION, M),
    Node(Cause.DIVERSION_ATTITUDE, "主动服务意识问题", Cause.DIVERSION, M),
    Node(Cause.DIVERSION_SELLING, "服务营销与分流", Cause.DIVERSION, M),
    Node(Cause.SLOW, "处理过程不快捷", None, H),
    Node(Cause.SLOW_SKILL, "服务人员能力问题", Cause.SLOW, M),
    Node(Cause.SLOW_SERVICES, "部分服务/业务占用时间多", Cause.SLOW, M),
    Node(Cause.SLOW_PROCESS, "业务流程问题", Cause.SLOW, M),
    Node(Cause.SLOW_STANDARD, "服务规范执行问题", Cause.SLOW, M),
    Node(Cause.SLOW_IT, "IT系统等资源支撑", Cause.SLOW, M),
    Node(Cause.SLOW_RESOURCES, "服务资源的提供与维护", Cause.SLOW, M),
    Node(Cause.SLOW_PREPARED, "业务预处理工具", Cause.SLOW, M),
    Node(Cause.PLACE, "服务环境影响", None, M),
    Node(Cause.PLACE_LAYOUT, "营业厅布局规划", Cause.PLACE, M),
    Node(Cause.PLACE_DISPLAY, "宣传品陈设与管理", Cause.PLACE, M),
    Node(Cause.PLACE_PATH, "客户动线", Cause.PLACE, M),
)
NODES = {node.cause: node for node in TREE}


@dataclass(frozen=True)
class Remedy:
    """A measure of the source: words certain, grouping probable."""

    measure: Measure
    source: str
    group: MeasureGroup
    detail: str | Promise = ""

    @property
    def label(self) -> str:
        return str(self.measure.label)

    @property
    def beside(self) -> str:
        """The words of the source, where the label says it in another language, and what the source adds."""
        said = ("" if self.source == self.label else self.source, str(self.detail))
        return " · ".join(one for one in said if one)


MEASURES = (
    Remedy(
        Measure.LAYOUT,
        "优化厅内布局",
        MeasureGroup.PLACE,
        _("zones can be told apart and follow the path of customers"),
    ),
    Remedy(
        Measure.CHANNELS,
        "优化渠道分流",
        MeasureGroup.FLOOR,
        _("a handbook; the web and text-message halls take work off the counters"),
    ),
    Remedy(Measure.ROSTER, "弹性排班制度", MeasureGroup.FLOOR, _("by busy hour, busy day and busy area")),
    Remedy(Measure.PROCESS, "业务流程优化", MeasureGroup.FLOOR, _("somebody walks through the process as a customer")),
    Remedy(Measure.CARD, "业务预处理卡", MeasureGroup.FLOOR),
    Remedy(Measure.WATCH, "日常监督机制", MeasureGroup.WATCHING, _("self-check and patrol")),
    Remedy(Measure.ASSESS, "考核机制优化", MeasureGroup.WATCHING),
)


def chain_of(cause: Cause) -> list[Node]:
    """The node and those above it, the topmost first."""
    found = [NODES[cause]]
    while found[0].under is not None:
        found.insert(0, NODES[found[0].under])
    return found


def depth_of(cause: Cause) -> int:
    """0 for the three branches of the tree."""
    return len(chain_of(cause)) - 1


def is_finding(*, tickets: int, overtime: int, share_limit: Decimal) -> bool:
    """S0-Q1: an overtime share above the limit; compared as whole numbers, so that no rounding decides."""
    return tickets > 0 and overtime * 100 > share_limit * tickets
