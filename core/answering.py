"""What every door of an act answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from core.http import SignedInRequest
from core.refusals import Refusal, refused_in
from core.versions import ChangedMeanwhile, stands_now


def answered(
    request: SignedInRequest,
    form: forms.Form,
    act: Callable[..., object],
    *,
    to: str,
    template: str,
    context: dict[str, Any],
    names: Iterable[str] | None = None,
    anew: Callable[[Any], forms.Form] | None = None,
    **fixed: Any,
) -> HttpResponse:
    """Act on a valid form, with `fixed` and its values called `names` (all of them), and go `to`; else the form
    with what is wrong. Where somebody else saved the row meanwhile, the form `anew` of that row says how it stands."""
    status = 200
    if form.is_bound:
        status = 400
        if form.is_valid():
            said = form.cleaned_data if names is None else {name: form.cleaned_data[name] for name in names}
            try:
                act(by=request.user, now=timezone.now(), **fixed, **said)
            except Refusal as refusal:
                status = refused_in(form, refusal)
                if anew and isinstance(refusal, ChangedMeanwhile) and refusal.current:
                    context |= {"stands_now": stands_now(anew(refusal.current))}
            else:
                return redirect(to)
    return render(request, template, {"form": form, **context}, status=status)
