"""One's own API tokens: see them, make one, end one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from core.api.forms import TokenForm
from core.api.models import ApiToken
from core.api.registry import words_of
from core.api.tokens import create_token, revoke_token
from core.refusals import Refusal


@require_safe
def tokens(request: HttpRequest) -> HttpResponse:
    """The tokens one has made; none of them can be read again."""
    return _page(request, form=TokenForm(person=request.user))


@require_POST
@sensitive_variables("secret")
def token_create(request: HttpRequest) -> HttpResponse:
    """Answers with the page that shows the new token, this once."""
    form = TokenForm(request.POST, person=request.user)
    if not form.is_valid():
        return _page(request, form=form, status=400)
    try:
        token, secret = create_token(
            name=form.cleaned_data["name"],
            scopes=form.cleaned_data["scopes"],
            expires_at=form.expires_at,
            by=request.user,
            now=timezone.now(),
        )
    except Refusal as refusal:
        form.add_error(refusal.field, str(refusal))
        return _page(request, form=form, status=409)
    return _page(request, form=TokenForm(person=request.user), made=token, secret=secret)


@require_POST
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """The token is dead with the next request; revoking it twice changes nothing."""
    token = get_object_or_404(ApiToken.objects.visible_to(request.user), pk=pk)
    try:
        revoke_token(token=token, by=request.user, now=timezone.now())
    except Refusal:
        return redirect("tokens")
    return redirect("tokens")


@sensitive_variables("secret")
def _page(
    request: HttpRequest, *, form: TokenForm, made: ApiToken | None = None, secret: str = "", status: int = 200
) -> HttpResponse:
    now = timezone.now()
    rows = [
        {
            "token": token,
            "scopes": [words_of(scope) for scope in token.scopes],
            "usable": token.revoked_at is None and token.expires_at > now,
        }
        for token in ApiToken.objects.visible_to(request.user).order_by("-pk")
    ]
    context = {"form": form, "rows": rows, "made": made, "secret": secret}
    return render(request, "core/api/tokens.html", context, status=status)
