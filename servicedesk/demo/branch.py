"""The organisation tree of S0 (rule book 1.4), its halls and their aliases (I-16).

S0 writes 新登 and 大源 for the bureau, its sub-bureau and the hall alike. A sheet that names only
新登 means the widest of them, so that alias belongs to the bureau.
"""

from __future__ import annotations

from dataclasses import dataclass

from org.units.choices import UnitKind


@dataclass(frozen=True)
class DemoUnit:
    code: str
    name: str
    kind: UnitKind
    under: str = "DEMO"
    has_control: bool = True
    aliases: tuple[str, ...] = ()


UNITS = (
    DemoUnit("DEMO", "富阳分公司", UnitKind.BRANCH, under="", aliases=("富阳",)),
    DemoUnit("FY-CQ", "城区", UnitKind.BUREAU, aliases=("城区分局",)),
    DemoUnit("FY-DY", "大源", UnitKind.BUREAU, aliases=("大源", "大源分局")),
    DemoUnit("FY-XD", "新登", UnitKind.BUREAU, aliases=("新登", "新登分局")),
    DemoUnit("FY-ZQ", "政企", UnitKind.DEPARTMENT, aliases=("政企部",)),
    DemoUnit("FY-SC", "市场部", UnitKind.DEPARTMENT, has_control=False),
    DemoUnit("FY-WH", "外呼小组", UnitKind.DEPARTMENT, has_control=False),
    DemoUnit("FY-XN", "虚拟", UnitKind.STATISTICAL, has_control=False),
    DemoUnit("FY-HM", "号码错误", UnitKind.STATISTICAL, has_control=False),
    DemoUnit("FY-CQ-GH", "桂花", UnitKind.SUB_BUREAU, under="FY-CQ"),
    DemoUnit("FY-CQ-CB", "春北", UnitKind.SUB_BUREAU, under="FY-CQ"),
    DemoUnit("FY-CQ-CJ", "春江", UnitKind.SUB_BUREAU, under="FY-CQ"),
    DemoUnit("FY-CQ-GQ", "高桥", UnitKind.SUB_BUREAU, under="FY-CQ"),
    DemoUnit("FY-CQ-ZG", "直供点", UnitKind.CHANNEL_AGENT, under="FY-CQ"),
    DemoUnit("FY-DY-DY", "大源", UnitKind.SUB_BUREAU, under="FY-DY", aliases=("大源支局",)),
    DemoUnit("FY-DY-CK", "场口", UnitKind.SUB_BUREAU, under="FY-DY"),
    DemoUnit("FY-XD-XD", "新登", UnitKind.SUB_BUREAU, under="FY-XD", aliases=("新登支局",)),
    DemoUnit("FY-XD-WS", "万市", UnitKind.SUB_BUREAU, under="FY-XD"),
    DemoUnit("FY-H01", "桂花西路营业厅", UnitKind.HALL, under="FY-CQ-GH", aliases=("桂花", "桂花西路")),
    DemoUnit("FY-H02", "春秋北路营业厅", UnitKind.HALL, under="FY-CQ-CB", aliases=("春北", "春秋北路", "春秋")),
    DemoUnit("FY-H03", "新登营业厅", UnitKind.HALL, under="FY-XD-XD"),
    DemoUnit("FY-H04", "常绿营业厅", UnitKind.HALL, has_control=False, aliases=("常绿",)),
    DemoUnit("FY-H05", "常安营业厅", UnitKind.HALL, has_control=False, aliases=("常安",)),
    DemoUnit("FY-H06", "灵桥营业厅", UnitKind.HALL, has_control=False, aliases=("灵桥",)),
    DemoUnit("FY-H07", "受降营业厅", UnitKind.HALL, has_control=False, aliases=("受降",)),
)
