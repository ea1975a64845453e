"""One invented person for each role, and a few more handlers; nobody here is real."""

from __future__ import annotations

from dataclasses import dataclass

from org.people.choices import Role

PASSWORD = "fuyang-demo-2011"  # noqa: S105  (a password for trying; refused in production)


@dataclass(frozen=True)
class DemoPerson:
    staff_number: str
    name: str
    role: Role
    unit: str
    post: str


STAFF = (
    DemoPerson("DEMO-01", "周敏", Role.SERVICE_MANAGER, "DEMO", "服务管理员"),
    DemoPerson("DEMO-02", "陈立", Role.HANDLER, "DEMO", "投诉处理员"),
    DemoPerson("DEMO-03", "何静", Role.CALLER, "DEMO", "回访专员"),
    DemoPerson("DEMO-04", "吴帆", Role.COUNTER_STAFF, "FY-H01", "营业员"),
    DemoPerson("DEMO-05", "孙悦", Role.HALL_MANAGER, "FY-H01", "营业经理"),
    DemoPerson("DEMO-06", "胡伟", Role.DISTRICT_MANAGER, "FY-DY", "分局经理"),
    DemoPerson("DEMO-07", "郑洁", Role.INSPECTOR, "DEMO", "服务督导"),
    DemoPerson("DEMO-08", "访客甲", Role.MYSTERY_SHOPPER, "DEMO", "第三方检测员"),
    DemoPerson("DEMO-09", "高远", Role.MARKET_MANAGER, "DEMO", "市场部经理"),
    DemoPerson("DEMO-10", "沈宁", Role.DEPUTY_GENERAL_MANAGER, "DEMO", "分公司副总"),
    DemoPerson("DEMO-11", "程刚", Role.GENERAL_MANAGER, "DEMO", "总经理"),
    DemoPerson("DEMO-12", "罗芳", Role.FINANCE, "DEMO", "财务"),
    DemoPerson("DEMO-13", "冯雪", Role.HR_LEGAL, "DEMO", "人事法务"),
    DemoPerson("DEMO-14", "曾平", Role.AUDITOR, "DEMO", "审计"),
    DemoPerson("DEMO-15", "唐浩", Role.ADMINISTRATOR, "DEMO", "系统管理员"),
    DemoPerson("DEMO-16", "林晓", Role.HANDLER, "FY-CQ", "投诉处理员"),
    DemoPerson("DEMO-17", "许晴", Role.HANDLER, "FY-DY", "投诉处理员"),
    DemoPerson("DEMO-18", "蒋磊", Role.HANDLER, "FY-XD", "投诉处理员"),
    DemoPerson("DEMO-19", "方明", Role.DEPARTMENT_HEAD, "DEMO", "责任部门主管"),
    DemoPerson("DEMO-20", "韩雨", Role.TEAM_LEADER, "DEMO", "呼叫中心班长"),
    DemoPerson("DEMO-21", "秦岚", Role.CALL_CENTRE_SUPERVISOR, "DEMO", "呼叫中心主管"),
    DemoPerson("DEMO-22", "宋毅", Role.CALL_CENTRE_DIRECTOR, "DEMO", "呼叫中心主任"),
    DemoPerson("DEMO-23", "叶婷", Role.GENERAL_OFFICE, "DEMO", "综合办"),
)
