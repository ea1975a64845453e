"""What the demo's customers say: phrases of the trade, put together by chance that is always the same."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Story:
    """A kind of complaint: how often (weight), where it belongs in the three trees, and its sentences."""

    weight: int
    cause: str
    phenomenon: str
    product: str
    process: str
    subjects: tuple[str, ...]
    sentences: tuple[str, ...]
    remedies: tuple[str, ...] = ("核实并说明原因", "尽快处理")


OPENINGS = (
    "客户来电反映，",
    "客户到营业厅反映，",
    "客户表示，",
    "机主反映，",
    "客户第二次来电，",
    "客户情绪较激动，称",
    "客户通过短信反映，",
)
CLOSINGS = (
    "要求尽快核实并回复。",
    "请相关部门核查后联系客户。",
    "客户希望今天内得到答复。",
    "客户表示不满意，要求给个说法。",
    "客户留有联系电话，白天均可接听。",
    "客户称如不解决将到消费者协会投诉。",
    "",
)

OWN_STORIES = (
    Story(
        30,
        "C-OWN-FAMILY",
        "F-OPEN-UNAWARE-FAMILY",
        "P-NEW-FAMILY",
        "new_services",
        ("强制加入家庭网，要求退费", "未同意被加入家庭网", "家庭网办理前未告知"),
        ("在营业厅办理缴费后被加入家庭网，本人从未同意，", "营业员称免费体验家庭网，次月却扣了月功能费，"),
        ("取消家庭网并退还已扣费用", "退还当月功能费"),
    ),
    Story(
        14,
        "C-OWN-KIN",
        "F-OPEN-UNAWARE-VNET",
        "P-NEW-VNET",
        "new_services",
        ("不知情开通虚拟网", "亲情网被误开，要求取消"),
        ("查询话费时发现号码已开通虚拟网，从未办理过，", "帮家人办业务时自己的号码也被开了亲情网，"),
        ("取消业务并退费", "说明开通经过"),
    ),
    Story(
        12,
        "C-OWN-OIL",
        "F-PROMO-OIL-TERMS",
        "P-PROMO-OIL",
        "promotion",
        ("充值送油解释与实际不符", "充值送油未领到油"),
        (
            "营业员解释充值 300 元当场送油，充值后却被告知要连续使用三个月，",
            "充值送油活动说不限地点领取，实际只能到指定网点，",
        ),
        ("按宣传兑现食用油", "退还充值款"),
    ),
    Story(
        10,
        "C-OWN-HANDLE",
        "F-SERVICE-STAFF-WRONG",
        "P-TARIFF-PLAN",
        "tariff",
        ("套餐办理错误", "营业员解释前后不一"),
        ("到厅要求改为 58 元套餐，结果被办成 88 元套餐，", "两次咨询同一套餐，营业员的说法完全不同，"),
        ("改回原套餐并退差价", "给出统一解释"),
    ),
)
CHANNEL_STORIES = (
    Story(
        16,
        "C-CH-RETURN",
        "F-BILL-RETURN-NEW",
        "P-PAY-TOPUP",
        "payment",
        ("新入网话费未按时返充", "代办点承诺的返充没到账"),
        (
            "在代办点新入网，承诺次月 5 日返充 50 元，至今未到账，",
            "新卡开户时说送 100 元话费分十个月返还，本月没有返，",
        ),
        ("立即返充", "说明返充时间"),
    ),
    Story(
        12,
        "C-CH-LATE",
        "F-SERVICE-DELAY-LATE",
        "P-NEW-KIN",
        "hall",
        ("代办点未及时办理业务", "委托办理三天仍未生效"),
        ("在代办点办理停机保号，过了三天仍在扣费，", "把材料交给代办点补卡，一周没有回音，"),
        ("尽快办理并减免费用",),
    ),
    Story(
        10,
        "C-CH-DATA",
        "F-SERVICE-DELAY-DATA",
        "P-HANDSET-CARD",
        "hall",
        ("号码登记资料不正确", "机主资料被登记成他人"),
        ("去补卡时发现机主姓名登记错误，无法办理，", "代办点开户时把身份证号登记错一位，"),
        ("更正资料并致歉",),
    ),
    Story(
        9,
        "C-CH-EXPLAIN",
        "F-SERVICE-STAFF-WRONG",
        "P-PROMO-DEPOSIT",
        "promotion",
        ("代办点解释预存活动有误", "代理商承诺与规定不符"),
        ("代办点说预存话费可以随时退，实际要用满一年，", "代理商说换号不影响积分，办理后积分清零，"),
        ("按承诺执行", "说明规定"),
    ),
)
STORIES = (
    Story(
        190,
        "C-NET-COVER-IN",
        "F-NET-COVER-HOME",
        "P-NET-VOICE",
        "network",
        ("家中室内无信号", "办公楼内信号弱", "地下车库无法通话"),
        ("家住三楼，室内经常没有信号，必须到窗口才能通话，", "单位办公楼内信号只有一格，电话经常打不进来，"),
        ("加强覆盖", "安装信号放大设备"),
    ),
    Story(
        130,
        "C-NET-COVER-OUT",
        "F-NET-COVER-RURAL",
        "P-NET-VOICE",
        "network",
        ("山区信号盲区", "村里基本没信号"),
        ("村子在山坳里，整个自然村手机都没有信号，", "从镇上到村里一路没有信号，"),
        ("建设基站",),
    ),
    Story(
        90,
        "C-NET-FAULT-BTS",
        "F-NET-CALL-DROP",
        "P-NET-VOICE",
        "network",
        ("通话频繁掉线", "近两天打电话自动挂断"),
        ("从前天开始通话一两分钟就断，", "这几天在家里打电话总是掉线，重启手机也没用，"),
    ),
    Story(
        70,
        "C-NET-FAULT-LOAD",
        "F-NET-DATA-SLOW",
        "P-NET-DATA",
        "network",
        ("晚上手机上网很慢", "GPRS 上网打不开网页"),
        ("每天晚上八点以后手机上网非常慢，", "使用 GPRS 经常连接失败，白天正常，"),
        ("改善网速", "减免流量费"),
    ),
    Story(
        210,
        "C-BILL-REAL-GPRS",
        "F-BILL-HIGH-GPRS",
        "P-NEW-GPRS",
        "billing",
        ("上网流量费偏高", "GPRS 流量费有疑问", "未上网却产生流量费"),
        ("本月账单出现几十元流量费，称自己没有上网，", "手机自动联网产生流量费，没有收到任何提醒，"),
        ("退还流量费", "提供上网详单"),
    ),
    Story(
        80,
        "C-BILL-REAL-ROAM",
        "F-BILL-HIGH-ROAM",
        "P-TARIFF-ROAM",
        "billing",
        ("漫游费有疑问", "在本地被收漫游费"),
        ("人在富阳却被收取漫游费，", "出差期间的漫游费比预计高出很多，"),
        ("核实并退费",),
    ),
    Story(
        60,
        "C-BILL-LATE",
        "F-BILL-RETURN-GIFT",
        "P-PROMO-DEPOSIT",
        "payment",
        ("预存赠送话费未到账", "本月赠送金额未返还"),
        ("参加预存赠送活动，本月赠送的话费一直没有到账，",),
        ("尽快返还",),
    ),
    Story(
        30,
        "C-BILL-ERROR",
        "F-BILL-HIGH",
        "P-BILL-SHEET",
        "billing",
        ("账单金额与详单不符", "重复扣费"),
        ("账单合计与详单相加对不上，", "同一笔业务在一个月内扣了两次费，"),
        ("退还多扣费用",),
    ),
    Story(
        120,
        "C-TARIFF-CLEAR",
        "F-SERVICE-STAFF-WRONG",
        "P-TARIFF-PLAN",
        "publicity",
        ("套餐资费宣传不清晰", "套餐外资费未说明"),
        ("宣传单上只写月费，没有写套餐外资费，", "短信推荐的套餐没有说明要承诺在网一年，"),
        ("说明资费", "允许变更套餐"),
    ),
    Story(
        70,
        "C-TARIFF-END",
        "F-BILL-HIGH",
        "P-TARIFF-PLAN",
        "tariff",
        ("优惠到期未提醒", "优惠取消后话费上涨"),
        ("原来的优惠到期没有收到短信提醒，本月话费多了几十元，",),
        ("延续优惠", "退还差额"),
    ),
    Story(
        50,
        "C-TARIFF-DESIGN",
        "F-OPEN-CANCEL",
        "P-TARIFF-PLAN",
        "tariff",
        ("老套餐不能变更", "新老客户优惠不一致"),
        ("想换成新套餐，被告知老客户不能办理，",),
        ("允许办理",),
    ),
    Story(
        75,
        "C-PAY-TOPUP",
        "F-BILL-RETURN",
        "P-PAY-TOPUP",
        "payment",
        ("充值未到账", "充值卡无法使用"),
        ("昨天用充值卡充了 100 元，话费没有增加，", "在便利店空中充值，短信没来，余额也没变，"),
        ("补充到账",),
    ),
    Story(
        85,
        "C-PAY-STOP",
        "F-BILL-STOP-WARN",
        "P-PAY-STOP",
        "payment",
        ("停机前未提醒", "有余额却被停机"),
        ("没有收到任何催缴短信，早上突然被停机，影响工作，",),
        ("恢复通话", "改进提醒"),
    ),
    Story(
        95,
        "C-SP-ORDER",
        "F-OPEN-UNAWARE-SP",
        "P-NEW-SP",
        "new_services",
        ("不知情订购 SP 业务", "被扣梦网业务费"),
        ("账单中有一项每月 8 元的梦网业务，从未订购过，", "点击了一条短信链接就被订购了包月业务，"),
        ("取消并双倍返还", "退费"),
    ),
    Story(
        60,
        "C-SP-SPAM",
        "F-SMS-SPAM-PORT",
        "P-NEW-SP",
        "new_services",
        ("垃圾短信太多", "端口号频繁发广告短信"),
        ("每天收到好几条端口号发来的广告短信，",),
        ("屏蔽垃圾短信",),
    ),
    Story(
        55,
        "C-PROMO-STOCK",
        "F-PROMO-HANDSET-FAULT",
        "P-PROMO-HANDSET",
        "promotion",
        ("活动礼品缺货", "赠机一直没货"),
        ("预存话费送的手机一直说没有货，已经跑了三趟，",),
        ("尽快发放礼品",),
    ),
    Story(
        65,
        "C-PROMO-TERMS",
        "F-PROMO-OIL-TERMS",
        "P-PROMO-OIL",
        "promotion",
        ("活动条件未说明", "活动解释与短信不一致"),
        ("收到短信说充值就送油，到了营业厅才知道要先签在网协议，",),
        ("按短信内容兑现",),
    ),
    Story(
        40,
        "C-HANDSET-QUALITY",
        "F-PROMO-HANDSET-FAULT",
        "P-HANDSET-PHONE",
        "promotion",
        ("赠送手机质量问题", "购机一周无法开机"),
        ("参加购机活动的手机用了一周就无法开机，",),
        ("更换手机",),
    ),
    Story(
        50,
        "C-SERVICE-ATTITUDE",
        "F-SERVICE-STAFF-RUDE",
        "P-HALL-STAFF",
        "hall",
        ("营业员态度生硬", "咨询时营业员不耐烦"),
        ("到营业厅咨询业务，营业员态度生硬，不愿解释，",),
        ("营业员道歉", "加强管理"),
    ),
    Story(
        60,
        "C-SERVICE-WAIT",
        "F-SERVICE-WAIT-LONG",
        "P-HALL-WAIT",
        "hall",
        ("营业厅排队时间长", "只开两个窗口，等候太久"),
        ("在营业厅排队一个多小时，只开了两个窗口，",),
        ("增加窗口",),
    ),
    Story(
        70,
        "C-CUSTOMER-MISREAD",
        "F-BILL-HIGH",
        "P-BILL-SHEET",
        "billing",
        ("对账单内容有疑问", "不理解扣费项目"),
        ("看不懂账单上的代收费项目，认为是乱收费，",),
        ("解释账单",),
    ),
)
STORY_OF_WRONG_NUMBERS = Story(
    1,
    "C-CUSTOMER-NUMBER",
    "F-SERVICE-DELAY-DATA",
    "P-BILL-SMS",
    "complaint_handling",
    ("登记号码错误，无法联系客户", "号码有误"),
    ("工单所留号码为空号，无法联系客户核实，",),
    ("核对号码",),
)
OUTCOMES = (
    "已向客户解释并取得谅解，客户表示认可。",
    "已为客户取消业务并退还费用，回访客户满意。",
    "已联系网络部门排查，信号恢复正常，客户确认。",
    "已核实为系统延迟，费用已补到账。",
    "已致歉并更正资料，客户满意。",
    "已提供详单并逐项说明，客户接受。",
)
NOTES = (
    "已核实受理记录，联系当班营业员了解情况。",
    "已转网络部门测试，等待测试结果。",
    "已查询系统日志，确认业务开通渠道。",
    "客户要求下班后联系。",
)
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜"
    "崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷"
)
PLACES = ("富春街道", "春江街道", "鹿山街道", "东洲街道", "银湖街道", "大源镇", "新登镇", "场口镇", "万市镇", "常绿镇")
