"""The words in which sheets of different houses say the same: the province's, the branch's, an open-data file's."""

from __future__ import annotations

from complaints.tickets.choices import Channel, CustomerLevel, Grade, State

CHANNELS = {
    "Customer Care Call": Channel.HOTLINE,
    "Phone": Channel.HOTLINE,
    "热线": Channel.HOTLINE,
    "10086": Channel.HOTLINE,
    "电话": Channel.HOTLINE,
    "Internet": Channel.WEB,
    "网站": Channel.WEB,
    "网上营业厅": Channel.WEB,
    "网厅": Channel.WEB,
    "营业厅": Channel.COUNTER,
    "前台": Channel.COUNTER,
    "回访": Channel.CALL_BACK,
    "短信": Channel.TEXT,
    "微信": Channel.TEXT,
    "媒体": Channel.MEDIA,
    "工信部": Channel.REGULATOR,
    "通信管理局": Channel.REGULATOR,
    "管局": Channel.REGULATOR,
    "申诉": Channel.REGULATOR,
    "消协": Channel.CONSUMER_BODY,
    "消保委": Channel.CONSUMER_BODY,
    "12315": Channel.CONSUMER_BODY,
    "一体化工单": Channel.PROVINCE,
    "省公司": Channel.PROVINCE,
}
STATES = {
    "Open": State.OPEN,
    "Pending": State.OPEN,
    "In progress": State.OPEN,
    "处理中": State.OPEN,
    "待处理": State.OPEN,
    "未办结": State.OPEN,
    "在途": State.OPEN,
    "未归档": State.OPEN,
    "重启": State.OPEN,
    "Closed": State.CLOSED,
    "Solved": State.CLOSED,
    "Resolved": State.CLOSED,
    "已办结": State.CLOSED,
    "办结": State.CLOSED,
    "已归档": State.CLOSED,
    "归档": State.CLOSED,
    "已关闭": State.CLOSED,
    "已完结": State.CLOSED,
    "作废": State.VOID,
    "已作废": State.VOID,
}
LEVELS = {
    "普通": CustomerLevel.ORDINARY,
    "普通客户": CustomerLevel.ORDINARY,
    "无": CustomerLevel.ORDINARY,
    "银卡": CustomerLevel.SILVER,
    "金卡": CustomerLevel.GOLD,
    "VIP": CustomerLevel.GOLD,
    "钻石卡": CustomerLevel.DIAMOND,
    "钻卡": CustomerLevel.DIAMOND,
    "集团": CustomerLevel.CORPORATE,
    "集团客户": CustomerLevel.CORPORATE,
    "政企": CustomerLevel.CORPORATE,
}
GRADES = {"A级": Grade.A, "B级": Grade.B, "C级": Grade.C, "一般": Grade.A, "严重": Grade.B, "重大": Grade.C}
