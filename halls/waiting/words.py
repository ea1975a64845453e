"""Waits, limits and shares as a reader sees them, and how each figure is worked out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.ui.rules import grouped, share_text
from core.ui.words import no_data, unset
from halls.waiting.choices import PERCENTS, Base, By
from halls.waiting.rules import MINUTE, Limits, Printed, Tally, half_hour_words, mean_of_shares


def minutes_words(seconds: Decimal | int | None) -> str:
    """Minutes with one decimal, without their unit: the head of the column has it."""
    return no_data() if seconds is None else grouped(Decimal(seconds) / MINUTE, 1)


def key_words(key: Any, by: By) -> str:
    """What a line is about; None are totals by hand, which do not say."""
    if key is None:
        return _("By hand, not broken down")
    if by is By.SERVICE:
        return " ".join(key)
    if by is By.HALF_HOUR:
        return half_hour_words(key)
    if by is By.WEEKDAY:
        return str(WEEKDAYS[key])
    return key.isoformat() if by is By.DAY else str(key)


def limit_words(limits: Sequence[Limits]) -> str:
    """`10 min`; each limit in turn if it changed within the period; "not set" where nobody has set one (I-17)."""
    said = [_("%(count)s min") % {"count": one.minutes} if one.minutes else unset() for one in limits]
    return " → ".join(dict.fromkeys(said))


def share_words(tally: Tally, base: Base, *, has_limit: bool) -> str:
    """A share in per cent; "not set" without a limit, "no data" where nobody came."""
    share = tally.share(base)
    if share is not None:
        return share_text(share)
    return no_data() if has_limit else unset()


def base_sentence(base: Base) -> str:
    return {
        Base.ALL: _(
            "All tickets: everybody who took a number, with those who left while waiting and those who still wait."
            " This is the headline, since whoever gave up waited too."
        ),
        Base.SERVED: _(
            "Served only: tickets that ended with service. Queue machines print this one; whoever gave up is not in it."
        ),
        Base.WAITED: _("Waited only: tickets that waited at all; those called at once are left out."),
    }[base]


def how_counted(base: Base) -> list[str]:
    """The sentences behind the `?` of a table of waits."""
    return [
        _(
            "Overtime: tickets that waited longer than the limit of their hall on that day, from taking the number to"
            " the first call; to the second at the limit is still within it (S0-Q1)."
        ),
        base_sentence(base),
        _("Overtime share = overtime ÷ tickets of the days for which a limit is set; above the line it is a finding."),
        _("A total is the sum of overtime ÷ the sum of tickets, never the mean of percentages (rule book 1.1)."),
        _(
            "The source does not say after how many minutes a wait is overtime; a hall without a limit has no overtime"
            " (rule book 7, I-17)."
        ),
        _(
            "Percentiles by nearest rank: the waits in order, the one at place p × n, rounded up. Whoever still waits"
            " is in none of them, and they do not add up."
        ),
    ]


def mean_sentence(tallies: Sequence[Tally], base: Base) -> str:
    """The wrong total beside the right one, so that nobody works it out by hand; nothing for a single hall."""
    mean = mean_of_shares(tallies, base)
    shares = [one for one in tallies if one.share(base) is not None]
    if mean is None or len(shares) < 2:
        return ""
    said = {"mean": share_text(mean), "share": share_text(sum(shares[1:], shares[0]).share(base) or 0)}
    return (
        _(
            "The mean of the percentages would be %(mean)s: the wrong way, for a small hall would weigh like a large"
            " one."
        )
        % said
    )


def printed_sentence(printed: Printed, found: Tally) -> str:
    """Where a source prints another total than its own rows come to (I-01)."""
    said = {
        "printed": grouped(printed.over),
        "printed_share": share_text(Decimal(printed.over) / printed.tickets),
        "rows": grouped(found.over),
        "rows_share": share_text(found.share(Base.ALL) or 0),
        "source": printed.source,
    }
    return (
        _(
            "%(source)s prints a total of %(printed)s = %(printed_share)s. Its rows come to %(rows)s = %(rows_share)s,"
            " and each percentage in them is right only so; the printed total was counted separately."
        )
        % said
    )


def by_hand_sentence(tickets: int) -> str:
    return _(
        "%(count)s tickets are known from daily totals by hand: they count among all tickets, without single waits."
    ) % {"count": grouped(tickets)}


def percent_heads() -> list[str]:
    return [_("p%(percent)s, minutes") % {"percent": percent} for percent in PERCENTS]


def question(by: By, line: Decimal | None) -> str:
    """What a chart answers. `line` is the share allowed in per cent, if it is one for all."""
    if line is None:
        return _("Where and when is overtime above what is allowed?")
    said = {"line": f"{grouped(line, 0 if line == line.to_integral_value() else 2)} %"}
    return {
        By.HALL: _("Which halls have more than %(line)s overtime?"),
        By.SERVICE: _("Which services have more than %(line)s overtime?"),
        By.HALF_HOUR: _("In which half-hours is overtime above %(line)s?"),
        By.WEEKDAY: _("On which weekdays is overtime above %(line)s?"),
        By.DAY: _("On which days is overtime above %(line)s?"),
    }[by] % said


def head_words(by: By) -> str:
    return str(By(by).label)


def day_words(day: dt.date) -> str:
    return pgettext("a day in a list", "%(day)s, %(weekday)s") % {
        "day": day.isoformat(),
        "weekday": WEEKDAYS[day.weekday()],
    }
