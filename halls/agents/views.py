"""Agents of the hotline: teams and agents of a month or a day, one agent's days, and what is asked of them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from core.answering import answered
from core.http import SignedInRequest
from core.rights import require
from halls.agents import presenter, services
from halls.agents.choices import CALLS_FORMULA, MINUTES_FORMULA, TALK_FORMULA
from halls.agents.forms import GoalForm
from halls.agents.models import AgentDay
from halls.agents.rules import CALLS_VERSION, OF_THE_SOURCE, TALK_VERSION
from halls.agents.selectors import agent_lines, day_lines, goals_for, goals_of, latest_day, team_lines, whole_of
from halls.desks.presenter import span_title
from halls.desks.spans import Span, span_in
from org.access.choices import Right
from org.people.models import Person
from org.units.asked import asked_unit
from org.units.named import named_unit

FORMULAS = {"talk": TALK_FORMULA, "calls": CALLS_FORMULA, "minutes": MINUTES_FORMULA}


@require_safe
def agents(request: SignedInRequest) -> HttpResponse:
    """Teams and agents within reach; whoever sees no figures sees one's own."""
    person = request.user
    days = AgentDay.objects.visible_to(person)
    if code := request.GET.get("unit", ""):
        days = days.at_or_below(asked_unit(person, code, Right.INDICATOR_VIEW))
    span = span_in(request, latest_day(days))
    lines = agent_lines(days, span)
    teams = team_lines(lines)
    sees_teams = person.may(Right.INDICATOR_VIEW)
    top = asked_unit(person, "", Right.INDICATOR_VIEW) if sees_teams else None
    asked = goals_for([top], on=span.last)[top.pk] if top else OF_THE_SOURCE
    context = {
        **_said(request, span),
        "lines": [presenter.agent_figures(one, reverse("agent", args=[one.agent.staff_number])) for one in lines],
        "teams": [presenter.team_figures(one) for one in teams] if sees_teams else [],
        "whole": presenter.figures(whole_of(lines), asked),
        "asked": presenter.asked_words(asked),
        "wording": asked.wording,
        "top": top,
        "sees_teams": sees_teams,
        "may_set": bool(top and person.may(Right.TARGET_EDIT, at=top)),
        "may_import": person.may(Right.IMPORT_RUN) and person.may(Right.INDICATOR_COMPUTE),
    }
    return render(request, "halls/agents/agents.html", context)


@require_safe
def agent(request: SignedInRequest, staff_number: str) -> HttpResponse:
    """One agent day by day."""
    days = AgentDay.objects.visible_to(request.user).filter(agent__staff_number=staff_number)
    latest = latest_day(days)
    if latest is None and request.user.staff_number != staff_number:
        raise Http404
    span = span_in(request, latest)
    lines = day_lines(days, span)
    who: Person = lines[0].row.agent if lines else _agent(request.user, days)
    asked = lines[0].asked if lines else OF_THE_SOURCE
    context = {
        **_said(request, span),
        "agent": who,
        "lines": [presenter.day_figures(line) for line in lines],
        "whole": presenter.figures(whole_of(lines), asked),
        "asked": presenter.asked_words(asked),
        "wording": asked.wording,
    }
    return render(request, "halls/agents/agent.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def agent_goal(request: SignedInRequest, code: str) -> HttpResponse:
    """What is asked of agents of a unit and below, from a day on."""
    require(request, Right.INDICATOR_VIEW)
    unit = named_unit(request.user, code, see=Right.INDICATOR_VIEW, right=Right.TARGET_EDIT)
    today = timezone.localdate()
    return answered(
        request,
        GoalForm(request.POST or None, asked=goals_for([unit], on=today)[unit.pk], today=today),
        services.set_goal,
        to=reverse("agents"),
        template="halls/agents/goal.html",
        context={"unit": unit, "former": goals_of(unit)},
        unit=unit,
    )


def _agent(person: Person, days: Any) -> Person:
    first = days.select_related("agent").first()
    return first.agent if first else person


def _said(request: SignedInRequest, span: Span) -> dict[str, Any]:
    return {
        "span": span,
        "span_title": span_title(span),
        "formulas": FORMULAS,
        "talk_version": TALK_VERSION,
        "calls_version": CALLS_VERSION,
        "may_export": request.user.may(Right.EXPORT_RUN) and request.user.may(Right.INDICATOR_VIEW),
    }
