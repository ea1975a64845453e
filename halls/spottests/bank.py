"""The bank of questions: its list, a question, its approval. Only who keeps a bank reads it."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.answering import answered
from core.http import SignedInRequest
from core.refusals import Refusal, refused_in
from core.rights import require
from core.ui.leaves import leaf_of
from halls.spottests import services
from halls.spottests.choices import Topic
from halls.spottests.forms import MovedForm, QuestionFilter, QuestionForm
from halls.spottests.models import Question, QuestionQuerySet
from org.access.choices import Right
from org.units.asked import asked_unit

DOOR = ["GET", "HEAD", "POST"]
PAGE = 50
FORM = "halls/spottests/question.html"


@require_safe
def questions(request: SignedInRequest) -> HttpResponse:
    require(request, Right.SPOT_TEST_EDIT)
    rows, said, wrong = narrowed(request)
    page = leaf_of(rows.select_related("unit", "approved_by"), request.GET.get("page"), size=PAGE)
    context = {"page": page, "said": said, "topics": Topic.choices, "today": timezone.localdate()}
    return render(request, "halls/spottests/bank.html", context | {"wrong": wrong}, status=400 if wrong else 200)


def narrowed(request: SignedInRequest) -> tuple[QuestionQuerySet, dict[str, str], list[str]]:
    """The questions that the address asks for, what it says, and what of it means nothing: then there are none."""
    chosen = QuestionFilter(request.GET)
    if not chosen.is_valid():
        return Question.objects.none(), chosen.cleaned_data, chosen.wrong
    said = chosen.cleaned_data
    rows = Question.objects.visible_to(request.user).order_by("topic", "pk")
    today = timezone.localdate()
    if said.get("topic"):
        rows = rows.filter(topic=said["topic"])
    if said.get("q"):
        rows = rows.filter(Q(words__icontains=said["q"]) | Q(answer__icontains=said["q"]))
    if said.get("state") == "over":
        rows = rows.filter(valid_until__lt=today)
    elif said.get("state") == "waiting":
        rows = rows.filter(approved_at=None)
    elif said.get("state") == "valid":
        rows = rows.filter(approved_at__isnull=False, valid_from__lte=today)
        rows = rows.filter(Q(valid_until=None) | Q(valid_until__gte=today))
    return rows, said, []


@require_http_methods(DOOR)
def question_new(request: SignedInRequest) -> HttpResponse:
    """A question of a unit's bank: `?unit=`, else the highest bank that the person keeps."""
    unit = asked_unit(request.user, request.GET.get("unit", ""), Right.SPOT_TEST_EDIT)
    form = QuestionForm(request.POST or None, today=timezone.localdate())
    status = 200
    if form.is_bound:
        status = 400
        if form.is_valid():
            said = {name: value for name, value in form.cleaned_data.items() if name != "version"}
            try:
                services.save_question(unit=unit, by=request.user, now=timezone.now(), **said)
            except Refusal as refusal:
                status = refused_in(form, refusal)
            else:
                return redirect("questions")
    return render(request, FORM, {"form": form, "unit": unit, "title": _("New question")}, status=status)


@require_http_methods(DOOR)
def question(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _in_scope(request, pk)
    return answered(
        request,
        QuestionForm(request.POST or None, question=found),
        services.save_question,
        to=reverse("questions"),
        template=FORM,
        context={"unit": found.unit, "question": found, "title": _("Question")},
        anew=lambda row: QuestionForm(question=row),
        unit=found.unit,
        question=found,
    )


@require_POST
def question_approve(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _in_scope(request, pk)
    form = MovedForm(request.POST)
    status = 400
    if form.is_valid():
        try:
            services.approve_question(question=found, by=request.user, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            status = refused_in(form, refusal)
        else:
            return redirect("questions")
    shown = QuestionForm(question=_in_scope(request, pk))
    context = {"form": shown, "moved": form, "unit": found.unit, "question": found, "title": _("Question")}
    return render(request, FORM, context, status=status)


def _in_scope(request: SignedInRequest, pk: int) -> Question:
    require(request, Right.SPOT_TEST_EDIT)
    rows = Question.objects.visible_to(request.user).select_related("unit", "written_by", "approved_by")
    found: Question = get_object_or_404(rows, pk=pk)
    return found
