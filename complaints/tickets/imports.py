"""Sheets of complaints: the provincial system's dump, an open-data file, a branch's own list.

The key is the source's own ticket number. A row seen before and unchanged writes nothing; one that
says something else renews the ticket, unless somebody changed it here: then it is reported.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.categories.choices import Tree
from complaints.categories.models import Category
from complaints.tickets import rules, sheet_words
from complaints.tickets.choices import Channel, CustomerLevel, Grade, State
from complaints.tickets.models import Complaint
from complaints.tickets.selectors import worklist_address
from complaints.tickets.services import NewTicket, changed_by_hand, differences, renew_many, write_many
from core.bulk import among
from core.imports.registry import (
    ROW,
    Change,
    Chunk,
    ImportContext,
    Reference,
    RowProblem,
    SheetColumn,
    SheetOption,
    WriteResult,
    sheet_kind,
)
from org.access.choices import Right
from org.units.models import Unit
from org.units.sheet_names import unit_reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from org.people.models import Person

MOST_EXAMPLES = 5
MOST_TOLD = 3
"""So many rows show what would change, and so much of each."""

SOURCE = SheetOption(
    "source",
    gettext_lazy("Source system"),
    default="sheet",
    max_length=40,
    help=gettext_lazy("The system that gave the numbers. The same number from another system is another ticket."),
)


def category_reference(tree: Tree) -> Reference:
    """Categories of one tree by code or by a name that only one of them has."""

    def resolve(names: set[str], _context: ImportContext) -> Mapping[str, int]:
        found: dict[str, int] = {}
        twice: set[str] = set()
        for pk, code, name in Category.objects.of(tree).values_list("pk", "code", "name"):
            if name in found:
                twice.add(name)
            found |= {code: pk, name: pk}
        return {name: found[name] for name in names if name in found and name not in twice}

    def known(_person: Person) -> list[str]:
        named = Counter(Category.objects.of(tree).values_list("name", flat=True))
        return sorted(name for name, count in named.items() if count == 1)

    return Reference(resolve=resolve, known=known)


def received_at(row: Mapping[str, Any]) -> dt.datetime | None:
    """The moment of receipt: given whole, or as a day with or without a time."""
    if row["received_at"] is not None:
        return row["received_at"]
    if row["received_on"] is None:
        return None
    return dt.datetime.combine(row["received_on"], row["received_time"] or dt.time(), tzinfo=rules.BRANCH_TIME)


def check(chunk: Chunk, context: ImportContext) -> Iterable[RowProblem]:
    """What a row alone cannot know: a moment of receipt, in the past; words; nobody's later work undone."""
    problems = []
    for row in chunk:
        received = received_at(row)
        if received is None:
            problems.append(RowProblem(row[ROW], "received_on", _("There is no day of receipt.")))
        elif received > context.now:
            problems.append(RowProblem(row[ROW], "received_on", _("This lies in the future.")))
        elif row["closed_at"] is not None and row["closed_at"] < received:
            problems.append(RowProblem(row[ROW], "closed_at", _("Closed before it was received.")))
        if not row["subject"] and not row["text"]:
            problems.append(RowProblem(row[ROW], "text", _("The row says nothing of the matter.")))
    bad = {problem.row for problem in problems}
    return problems + _changed_here([row for row in chunk if row[ROW] not in bad], context)


def _changed_here(chunk: Chunk, context: ImportContext) -> list[RowProblem]:
    known = _known(chunk, context)
    differing = {
        known[row["number"]][0]: row[ROW]
        for row in chunk
        if row["number"] in known and known[row["number"]][1] != _hash(row)
    }
    if not differing:
        return []
    touched = changed_by_hand(differing)
    return [
        RowProblem(
            differing[pk],
            "number",
            _("Somebody changed this ticket here after its import; the sheet now says otherwise."),
        )
        for pk in sorted(touched)
    ]


def write(chunk: Chunk, context: ImportContext) -> WriteResult:
    """New rows in bulk, changed ones one by one, unchanged ones not at all."""
    known = _known(chunk, context)
    fresh = [row for row in chunk if row["number"] not in known]
    changed = [row for row in chunk if row["number"] in known and known[row["number"]][1] != _hash(row)]
    examples = _examples(changed, known, context) if context.dry_run else []
    if not context.dry_run:
        paths = dict(Unit.objects.filter(pk__in={row["unit"] for row in chunk}).values_list("pk", "path"))
        who = {"by": context.by, "now": context.now, "run": context.run}
        source = _source(context)
        write_many((_ticket(row, paths, source) for row in fresh), **who)
        renew_many(((known[row["number"]][0], _ticket(row, paths, source)) for row in changed), **who)
    unchanged = len(chunk) - len(fresh) - len(changed)
    return WriteResult(imported=len(fresh), unchanged=unchanged, changed=len(changed), examples=examples)


def _examples(changed: Chunk, known: Mapping[str, tuple[int, str]], context: ImportContext) -> list[Change]:
    """What some of the changed rows would change; a unit that is still to be made has no words yet."""
    shown = context.memory.setdefault("examples", [])
    rows = [row for row in changed if row["unit"]][: MOST_EXAMPLES - len(shown)]
    shown += rows
    paths = dict(Unit.objects.filter(pk__in={row["unit"] for row in rows}).values_list("pk", "path"))
    tickets = {known[row["number"]][0]: _ticket(row, paths, _source(context)) for row in rows}
    said = differences(tickets) if tickets else {}
    return [Change(str(tickets[pk].source_key), *one) for pk in tickets for one in said[pk][:MOST_TOLD]]


def _source(context: ImportContext) -> str:
    return context.said.get(SOURCE.name) or SOURCE.default


def _known(chunk: Chunk, context: ImportContext) -> dict[str, tuple[int, str]]:
    """Source number -> (id, hash) of the rows that came in from this source before; one query a chunk."""
    rows = among(Complaint.objects.filter(source=_source(context)), "source_key", [row["number"] for row in chunk])
    return {str(key): (pk, digest) for key, pk, digest in rows.values_list("source_key", "pk", "source_hash")}


def _hash(row: Mapping[str, Any]) -> str:
    """What the row says, in 32 signs; the same for the same words whatever file they stand in."""
    if row["unit"] == 0:
        return ""
    said = "\x1f".join([str(received_at(row)), *["" if value is None else str(value) for value in _hashed(row)]])
    return hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


_hashed = itemgetter(
    "subject", "text", "channel", "unit", "place", "postcode", "phone", "customer_name", "customer_level", "grade",
    "state", "closed_at", "outcome_note", "on_behalf", "product", "phenomenon", "cause", "remedy_sought",
    "upstream_number",
)  # fmt: skip


def _ticket(row: Mapping[str, Any], paths: Mapping[int, str], source: str) -> NewTicket:
    said = {name: rules.cleaned(row[name]) if row[name] else "" for name in _TEXTS}
    subject, text = said["subject"], said["text"]
    if not subject or len(subject) > rules.SUBJECT_MOST:
        subject, text = rules.title_from(subject or text), "\n".join(filter(None, [subject, text]))
    state = row["state"] or State.OPEN
    return NewTicket(
        received_at=received_at(row),  # type: ignore[arg-type]
        unit_id=row["unit"],
        unit_path=paths[row["unit"]],
        channel=row["channel"] or Channel.PROVINCE,
        subject=subject,
        text=text,
        state=state,
        closed_at=row["closed_at"] if state == State.CLOSED else None,
        outcome_note=said["outcome_note"],
        source=source,
        source_key=row["number"],
        source_hash=_hash(row),
        import_row=row[ROW],
        upstream_number=said["upstream_number"],
        customer_name=said["customer_name"],
        phone=row["phone"] or "",
        customer_level=row["customer_level"] or CustomerLevel.ORDINARY,
        on_behalf=bool(row["on_behalf"]),
        place=" ".join(filter(None, [said["place"], said["postcode"]])),
        product_id=row["product"],
        phenomenon_id=row["phenomenon"],
        cause_id=row["cause"],
        remedy_sought=said["remedy_sought"],
        grade=row["grade"] or "",
    )


_TEXTS = ("subject", "text", "place", "postcode", "customer_name", "outcome_note", "remedy_sought", "upstream_number")


def _category(name: str, title: Any, aliases: list[str], tree: Tree) -> SheetColumn:
    return SheetColumn(name, title, aliases, type="reference", reference=category_reference(tree))


def _text(name: str, title: Any, aliases: list[str], most: int) -> SheetColumn:
    return SheetColumn(name, title, aliases, max_length=most)


COLUMNS = [
    SheetColumn(
        "number",
        gettext_lazy("Number at the source"),
        required=True,
        max_length=60,
        aliases=[
            "Ticket #",
            "Ticket No",
            "Ticket number",
            "工单编号",
            "工单号",
            "工单流水号",
            "投诉编号",
            "受理编号",
            "流水号",
        ],
        help=gettext_lazy(
            "The number under which the source itself knows the ticket; it is how a second import finds it again."
        ),
    ),
    SheetColumn(
        "received_at",
        gettext_lazy("Received, day and time"),
        type="datetime",
        aliases=["Received", "Received at", "受理时间", "投诉时间", "建单时间", "创建时间", "投诉受理时间"],
    ),
    SheetColumn(
        "received_on",
        gettext_lazy("Received, day"),
        ["Date", "Date received", "日期", "受理日期", "投诉日期"],
        type="date",
    ),
    SheetColumn("received_time", gettext_lazy("Received, time of day"), ["Time", "时间", "受理时刻"], type="time"),
    _text(
        "subject",
        gettext_lazy("Subject"),
        ["Customer Complaint", "Subject", "Complaint", "投诉标题", "工单标题", "主题", "标题"],
        rules.TEXT_MOST,
    ),
    _text(
        "text",
        gettext_lazy("What the customer says"),
        ["Description", "投诉内容", "受理内容", "工单内容", "内容", "客户诉求"],
        rules.TEXT_MOST,
    ),
    SheetColumn(
        "channel",
        gettext_lazy("Channel"),
        ["Received Via", "渠道", "受理渠道", "投诉渠道", "工单来源"],
        type="choice",
        choices=Channel,
        value_aliases=sheet_words.CHANNELS,
    ),
    SheetColumn(
        "unit",
        gettext_lazy("Unit"),
        required=True,
        type="reference",
        aliases=[
            "State",
            "Unit",
            "归属单位",
            "区县",
            "归属区县",
            "归属分局",
            "区域",
            "单位",
            "支局",
            "营业厅",
            "责任单位",
        ],
        reference=unit_reference(Right.COMPLAINT_CREATE, may_create=True),
    ),
    _text("place", gettext_lazy("Place"), ["City", "城市", "地点", "地址", "投诉地点"], 100),
    _text("postcode", gettext_lazy("Post code"), ["Zip code", "Zip", "邮编", "邮政编码"], 15),
    SheetColumn(
        "phone",
        gettext_lazy("Phone"),
        ["Phone", "业务号码", "投诉号码", "用户号码", "手机号码", "手机号", "联系电话", "电话"],
        type="phone",
    ),
    _text("customer_name", gettext_lazy("Customer"), ["Customer", "客户姓名", "客户名称", "用户姓名", "姓名"], 80),
    SheetColumn(
        "customer_level",
        gettext_lazy("Customer level"),
        ["级别", "客户级别", "客户等级", "星级"],
        type="choice",
        choices=CustomerLevel,
        value_aliases=sheet_words.LEVELS,
    ),
    SheetColumn(
        "grade",
        gettext_lazy("Grade"),
        ["Grade", "投诉等级", "投诉级别", "客怨等级"],
        type="choice",
        choices=Grade,
        value_aliases=sheet_words.GRADES,
    ),
    SheetColumn(
        "state",
        gettext_lazy("State"),
        ["Status", "状态", "工单状态"],
        type="choice",
        choices=State,
        value_aliases=sheet_words.STATES,
    ),
    SheetColumn(
        "closed_at",
        gettext_lazy("Closed, day and time"),
        ["Closed at", "办结时间", "归档时间", "完成时间"],
        type="datetime",
    ),
    _text(
        "outcome_note",
        gettext_lazy("What was done"),
        ["Resolution", "处理结果", "处理意见", "处理情况", "回复内容"],
        4000,
    ),
    SheetColumn(
        "on_behalf",
        gettext_lazy("On behalf of somebody"),
        ["Filing on Behalf of Someone", "代人投诉", "是否代投诉", "代他人投诉"],
        type="boolean",
    ),
    _category("product", gettext_lazy("Product"), ["产品", "业务类型", "业务名称"], Tree.PRODUCT),
    _category("phenomenon", gettext_lazy("Phenomenon"), ["现象", "投诉现象", "投诉类型"], Tree.PHENOMENON),
    _category("cause", gettext_lazy("Cause"), ["原因", "投诉原因", "责任原因"], Tree.CAUSE),
    _text("remedy_sought", gettext_lazy("Remedy sought"), ["客户要求", "客户期望", "诉求"], 200),
    _text("upstream_number", gettext_lazy("Group ticket number"), ["集团工单编号", "集团工单号"], 60),
]


def _address(run: Any) -> str:
    """The list of exactly the tickets that this import made or renewed; none for one that changed nothing."""
    counts = run.findings["result"]["counts"]
    if not counts["imported"] + counts["changed"]:
        return ""
    return worklist_address(**{"import": run.pk, "state": "all"})


sheet_kind(
    "complaints",
    gettext_lazy("Complaints"),
    Right.COMPLAINT_CREATE,
    COLUMNS,
    ["number"],
    write,
    check,
    rows_address=_address,
    help=gettext_lazy("One row a ticket, with the number under which the source knows it."),
    options=[SOURCE],
    is_usual=True,
)
