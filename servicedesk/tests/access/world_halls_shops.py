"""A round of mystery visits under way: one waits for the shopper's answer, one is published and appealed against."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from halls.checks.choices import CheckKind
from halls.checks.rules import ItemDraft, SectionDraft
from halls.checks.services import (
    Said,
    make_template,
    publish,
    save_answers,
    save_draft,
    start_run,
    submit_run,
)
from halls.shops.choices import Reply, RoundState
from halls.shops.models import ShopRound, ShopVisit
from halls.shops.services import Claim, accept_visit, appeal, set_rule
from org.models import Person, Unit
from org.people.choices import Role

A_DAY = dt.datetime(2011, 1, 17, 1, 0, tzinfo=dt.UTC)


def add_shops(things: dict[str, Any], hall: Unit, people: dict[str, Person], mark: Callable[[str], str] = str) -> None:
    """Puts the round and both visits among `things`."""
    branch, manager, shopper = hall.parent, people[Role.SERVICE_MANAGER], people[Role.MYSTERY_SHOPPER]
    assert branch is not None
    draft = make_template(unit=branch, kind=CheckKind.MYSTERY, name=mark("神秘客户检测"), by=None, now=A_DAY)
    items = [ItemDraft(mark("主动告别"), Decimal(20), "farewell"), ItemDraft(mark("佩戴工号牌"), Decimal(80), "badge")]
    sections = [SectionDraft(mark("服务规范")[:40], "norms", items=items)]
    save_draft(version=draft, sections=sections, seen=draft.version, by=None, now=A_DAY)
    sheet = publish(version=draft, seen=draft.version, by=None, now=A_DAY).template
    set_rule(
        unit=branch,
        valid_from=A_DAY.date() - dt.timedelta(days=16),
        revision_hours=24,
        outlier_line=Decimal(70),
        appeal_days=5,
        revisit_days=15,
        source=mark("会议纪要"),
        by=manager,
        now=A_DAY,
    )
    one = ShopRound.objects.create(
        unit=branch,
        template=sheet,
        name=mark("一月神秘客户"),
        opens_on=A_DAY.date(),
        due_on=A_DAY.date() + dt.timedelta(days=9),
        state=RoundState.OPEN,
        notice_on=A_DAY.date() - dt.timedelta(days=13),
        notice_words=mark("可能有神秘客户到访"),
        made_at=A_DAY,
        made_by=manager,
    )
    said = {"round_of": one, "hall": hall, "shopper": shopper, "crowd": "busy", "made_at": A_DAY}
    task = mark("咨询套餐变更")
    things["shop_round"] = one
    things["shop_asked"] = ShopVisit.objects.create(day_part="morning", nickname=mark("青竹")[:20], task=task, **said)
    run = start_run(unit=hall, template=sheet, by=shopper, now=A_DAY)
    verdicts = {"farewell": Said("fail", note=mark("未告别"), seen=1), "badge": Said("ok", seen=1)}
    answers = {answer.pk: verdicts[answer.code] for answer in run.answers.all()}  # type: ignore[attr-defined]
    save_answers(run=run, said=answers, by=shopper, now=A_DAY)
    submit_run(run=run, by=shopper, now=A_DAY)
    run.refresh_from_db()
    done = ShopVisit.objects.create(
        day_part="afternoon",
        nickname=mark("红枫")[:20],
        task=task,
        reply=Reply.AGREED,
        replied_at=A_DAY,
        run=run,
        **said,
    )
    accept_visit(visit=done, by=manager, now=A_DAY)
    finding = run.answers.get(code="farewell")  # type: ignore[attr-defined]
    claims = [Claim(finding.pk, mark("客户已先离开"))]
    appeal(visit=done, claims=claims, by=people[Role.HALL_MANAGER], now=A_DAY)
    things["shop_done"] = done


_ROUND: dict[str, Callable[[Any], Any]] = {"pk": lambda world: world.things["shop_round"].pk}
_ASKED: dict[str, Callable[[Any], Any]] = {"pk": lambda world: world.things["shop_asked"].pk}
_DONE: dict[str, Callable[[Any], Any]] = {"pk": lambda world: world.things["shop_done"].pk}
_BRANCH: dict[str, Callable[[Any], Any]] = {"code": lambda world: world.branch.code}
ARGUMENTS: dict[str, dict[str, Callable[[Any], Any]]] = {
    **dict.fromkeys(["shop_rules", "shop_round_new", "api_shop_rules"], _BRANCH),
    **dict.fromkeys(
        ["shop_round", "shop_notice", "shop_assign", "api_shop_round", "api_shop_notice", "api_shop_assign"], _ROUND
    ),
    **dict.fromkeys(["shop_round_act", "api_shop_round_act"], _ROUND | {"act": lambda world: "close"}),
    **dict.fromkeys(["shop_visit_act", "api_shop_visit_act"], _ASKED | {"act": lambda world: "withdraw"}),
    **dict.fromkeys(["shop_mine_act", "api_shop_mine_act"], _ASKED | {"act": lambda world: "decline"}),
    **dict.fromkeys(["shop_visit", "shop_mine_visit", "api_shop_visit"], _ASKED),
    **dict.fromkeys(
        [f"{door}shop_{page}" for page in ("result", "appeal", "correct", "decide") for door in ("", "api_")], _DONE
    ),
}
