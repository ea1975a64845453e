"""The categories a branch begins with; from then on they are rows that the service manager changes.

Products follow the eight service processes of S0 1.6 and the hall (I-08). Phenomena say what the
customer says, causes what was found; the causes of own-business and channel errors are those
that S0 1.4 names.
"""

from __future__ import annotations

from typing import NamedTuple

from complaints.categories.choices import Tree


class Seed(NamedTuple):
    """One category with those below it."""

    code: str
    name: str
    below: tuple[Seed, ...] = ()


PRODUCTS = (
    Seed(
        "P-NET", "网络", (Seed("P-NET-VOICE", "语音通话"), Seed("P-NET-DATA", "手机上网"), Seed("P-NET-BROAD", "宽带"))
    ),
    Seed(
        "P-NEW",
        "新业务",
        (
            Seed("P-NEW-FAMILY", "家庭网"),
            Seed("P-NEW-KIN", "亲情网"),
            Seed("P-NEW-VNET", "虚拟网"),
            Seed("P-NEW-RING", "彩铃"),
            Seed("P-NEW-MMS", "手机报与彩信"),
            Seed("P-NEW-GPRS", "GPRS 流量包"),
            Seed("P-NEW-SP", "梦网与 SP 业务"),
        ),
    ),
    Seed("P-TARIFF", "资费", (Seed("P-TARIFF-PLAN", "基本套餐"), Seed("P-TARIFF-ROAM", "长途与漫游"))),
    Seed("P-PAY", "缴费", (Seed("P-PAY-TOPUP", "充值"), Seed("P-PAY-STOP", "停复机"), Seed("P-PAY-POINTS", "积分"))),
    Seed(
        "P-PROMO",
        "促销",
        (Seed("P-PROMO-OIL", "充值送油"), Seed("P-PROMO-DEPOSIT", "预存赠送"), Seed("P-PROMO-HANDSET", "购机优惠")),
    ),
    Seed("P-BILL", "话费信息", (Seed("P-BILL-SHEET", "账单与详单"), Seed("P-BILL-SMS", "余额提醒"))),
    Seed("P-HALL", "营业厅服务", (Seed("P-HALL-STAFF", "服务态度"), Seed("P-HALL-WAIT", "排队等候"))),
    Seed("P-HANDSET", "终端", (Seed("P-HANDSET-PHONE", "手机"), Seed("P-HANDSET-CARD", "SIM 卡"))),
)

PHENOMENA = (
    Seed(
        "F-OPEN",
        "业务开通争议",
        (
            Seed(
                "F-OPEN-UNAWARE",
                "不知情开通",
                (
                    Seed("F-OPEN-UNAWARE-FAMILY", "不知情开通家庭网"),
                    Seed("F-OPEN-UNAWARE-VNET", "不知情开通虚拟网"),
                    Seed("F-OPEN-UNAWARE-SP", "不知情订购 SP 业务"),
                ),
            ),
            Seed("F-OPEN-FORCED", "强制办理", (Seed("F-OPEN-FORCED-PLAN", "强制更改套餐"),)),
            Seed("F-OPEN-CANCEL", "无法取消", (Seed("F-OPEN-CANCEL-AGAIN", "取消后再次扣费"),)),
        ),
    ),
    Seed(
        "F-BILL",
        "费用争议",
        (
            Seed(
                "F-BILL-HIGH",
                "话费偏高",
                (Seed("F-BILL-HIGH-GPRS", "上网流量费偏高"), Seed("F-BILL-HIGH-ROAM", "漫游费有疑问")),
            ),
            Seed(
                "F-BILL-RETURN",
                "返还未到账",
                (Seed("F-BILL-RETURN-NEW", "新入网话费未返充"), Seed("F-BILL-RETURN-GIFT", "预存赠送未到账")),
            ),
            Seed("F-BILL-STOP", "停机争议", (Seed("F-BILL-STOP-WARN", "停机前未提醒"),)),
        ),
    ),
    Seed(
        "F-NET",
        "网络质量",
        (
            Seed(
                "F-NET-COVER",
                "信号覆盖",
                (Seed("F-NET-COVER-HOME", "室内无信号"), Seed("F-NET-COVER-RURAL", "山区信号弱")),
            ),
            Seed(
                "F-NET-CALL",
                "通话质量",
                (Seed("F-NET-CALL-DROP", "通话掉线"), Seed("F-NET-CALL-NOISE", "通话断续杂音")),
            ),
            Seed("F-NET-DATA", "上网质量", (Seed("F-NET-DATA-SLOW", "上网慢"),)),
        ),
    ),
    Seed(
        "F-SERVICE",
        "服务问题",
        (
            Seed(
                "F-SERVICE-STAFF",
                "人员服务",
                (Seed("F-SERVICE-STAFF-RUDE", "态度生硬"), Seed("F-SERVICE-STAFF-WRONG", "解释前后不一")),
            ),
            Seed("F-SERVICE-WAIT", "等候", (Seed("F-SERVICE-WAIT-LONG", "排队时间长"),)),
            Seed(
                "F-SERVICE-DELAY",
                "办理",
                (Seed("F-SERVICE-DELAY-LATE", "办理不及时"), Seed("F-SERVICE-DELAY-DATA", "登记资料不符")),
            ),
        ),
    ),
    Seed(
        "F-PROMO",
        "促销争议",
        (
            Seed("F-PROMO-OIL", "充值送油", (Seed("F-PROMO-OIL-TERMS", "领油条件与宣传不符"),)),
            Seed("F-PROMO-HANDSET", "购机", (Seed("F-PROMO-HANDSET-FAULT", "赠机质量问题"),)),
        ),
    ),
    Seed("F-SMS", "骚扰", (Seed("F-SMS-SPAM", "垃圾短信", (Seed("F-SMS-SPAM-PORT", "端口号短信"),)),)),
)

CAUSES = (
    Seed(
        "C-OWN",
        "自有业务差错",
        (
            Seed(
                "C-OWN-SELL",
                "营销不规范",
                (
                    Seed("C-OWN-FAMILY", "家庭网强制加入", (Seed("C-OWN-FAMILY-CONFIRM", "未经客户确认"),)),
                    Seed("C-OWN-KIN", "亲情网/虚拟网不知情开通", (Seed("C-OWN-KIN-TOLD", "办理前未告知"),)),
                ),
            ),
            Seed(
                "C-OWN-EXPLAIN",
                "解释差错",
                (Seed("C-OWN-OIL", "充值送油解释错误"), Seed("C-OWN-HANDLE", "业务解释或办理差错")),
            ),
        ),
    ),
    Seed(
        "C-CH",
        "渠道业务差错",
        (
            Seed(
                "C-CH-WORK",
                "渠道办理",
                (
                    Seed("C-CH-RETURN", "新入网话费返充时间"),
                    Seed("C-CH-LATE", "未及时办理"),
                    Seed("C-CH-DATA", "号码资料不正确"),
                ),
            ),
            Seed("C-CH-TALK", "渠道解释", (Seed("C-CH-EXPLAIN", "解释差错"),)),
        ),
    ),
    Seed(
        "C-NET",
        "网络原因",
        (
            Seed(
                "C-NET-COVER",
                "覆盖不足",
                (Seed("C-NET-COVER-IN", "室内覆盖不足"), Seed("C-NET-COVER-OUT", "基站覆盖盲区")),
            ),
            Seed(
                "C-NET-FAULT", "设备故障", (Seed("C-NET-FAULT-BTS", "基站故障"), Seed("C-NET-FAULT-LOAD", "话务拥塞"))
            ),
        ),
    ),
    Seed(
        "C-BILL",
        "计费与账务",
        (
            Seed(
                "C-BILL-REAL",
                "费用真实产生",
                (Seed("C-BILL-REAL-GPRS", "手机自动联网"), Seed("C-BILL-REAL-ROAM", "漫游使用")),
            ),
            Seed("C-BILL-LATE", "系统出账延迟"),
            Seed("C-BILL-ERROR", "计费差错"),
        ),
    ),
    Seed(
        "C-TARIFF",
        "资费与方案",
        (
            Seed("C-TARIFF-CLEAR", "资费宣传不清晰"),
            Seed("C-TARIFF-DESIGN", "方案设计限制"),
            Seed("C-TARIFF-END", "优惠到期未提醒"),
        ),
    ),
    Seed("C-PAY", "缴费", (Seed("C-PAY-TOPUP", "充值未到账"), Seed("C-PAY-STOP", "欠费停机未提醒"))),
    Seed("C-PROMO", "促销", (Seed("C-PROMO-STOCK", "礼品缺货"), Seed("C-PROMO-TERMS", "活动条件未说明"))),
    Seed("C-SP", "SP 业务", (Seed("C-SP-ORDER", "SP 违规订购"), Seed("C-SP-SPAM", "端口发送垃圾短信"))),
    Seed("C-HANDSET", "终端", (Seed("C-HANDSET-QUALITY", "终端质量"), Seed("C-HANDSET-CARD", "SIM 卡损坏"))),
    Seed("C-SERVICE", "服务", (Seed("C-SERVICE-ATTITUDE", "服务态度"), Seed("C-SERVICE-WAIT", "窗口不足等候长"))),
    Seed("C-CUSTOMER", "客户原因", (Seed("C-CUSTOMER-MISREAD", "客户理解有误"), Seed("C-CUSTOMER-NUMBER", "号码错误"))),
)

SEEDS: dict[Tree, tuple[Seed, ...]] = {
    Tree.PRODUCT: PRODUCTS,
    Tree.PHENOMENON: PHENOMENA,
    Tree.CAUSE: CAUSES,
}
