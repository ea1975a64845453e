"""The door itself."""

from __future__ import annotations

import time

import segno
from django.conf import settings
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.tokens import default_token_generator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlsafe_base64_decode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_otp import login as mark_verified

from core.api.limits import Allowance
from core.api.middleware import client_address
from core.http import SignedInRequest
from core.jobs.services import enqueue
from core.refusals import Refusal
from org.people.choices import Language
from org.people.models import Person
from org.signin import services
from org.signin.forms import ChangePasswordForm, CodeForm, ForgottenForm, NewPasswordForm, SignInForm
from org.signin.lockout import TooManyTries, as_too_fast
from org.signin.middleware import LANGUAGE_COOKIE, LAST_SEEN_AT, SIGNED_IN_AT

# Letters that one address, and all together, may ask for in a quarter of an hour.
letters = Allowance(100, seconds=900, in_all=2000)
WAITING = "waiting_for_code"
WAITING_SECONDS = 300
OK, BAD = 200, 400
BACKEND = "django.contrib.auth.backends.ModelBackend"


def own_path(request: HttpRequest, address: str) -> str:
    """`address` if it stays on this site, else the home page (N17)."""
    inside = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if inside and address.startswith("/") else reverse(settings.LOGIN_REDIRECT_URL)


def _form_page(request: HttpRequest, template: str, **context: object) -> HttpResponse:
    """The page of a form: 200 when it was asked for, 400 when what was sent comes back."""
    return render(request, template, context, status=BAD if request.method == "POST" else OK)


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    after = own_path(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.user.is_authenticated:
        return redirect(after)
    form = SignInForm(request.POST or None)
    locked = False
    if request.method == "POST" and form.is_valid():
        try:
            person = services.check_password(request=request, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            locked = isinstance(refusal, TooManyTries)
        else:
            return _open_or_ask_for_code(request, person, after)
    answer = _form_page(request, "org/signin/sign_in.html", form=form, after=after)
    return as_too_fast(answer) if locked else answer


def _open_or_ask_for_code(request: HttpRequest, person: Person, after: str) -> HttpResponse:
    if services.second_factor_of(person) is None:
        _open(request, person)
        return redirect(after)
    request.session.cycle_key()
    request.session[WAITING] = {"person": person.pk, "since": int(time.time()), "after": after}
    return redirect("second_factor_check")


def _open(request: HttpRequest, person: Person) -> None:
    login(request, person, backend=BACKEND)
    services.note_sign_in(person=person, now=timezone.now())
    now = int(time.time())
    request.session[SIGNED_IN_AT] = now
    request.session[LAST_SEEN_AT] = now


@login_not_required
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor_check(request: HttpRequest) -> HttpResponse:
    waiting = request.session.get(WAITING)
    if not waiting or time.time() - waiting["since"] > WAITING_SECONDS:
        request.session.pop(WAITING, None)
        return redirect("sign_in")
    person = Person.objects.filter(pk=waiting["person"], is_active=True).first()
    if person is None:
        return redirect("sign_in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            device = services.check_code(person=person, code=form.cleaned_data["code"])
        except Refusal as refusal:
            form.add_error("code", str(refusal))
        else:
            del request.session[WAITING]
            _open(request, person)
            mark_verified(request, device)
            return redirect(own_path(request, waiting["after"]))
    return _form_page(request, "org/signin/second_factor_check.html", form=form)


@require_POST
def sign_out(request: SignedInRequest) -> HttpResponse:
    services.note_sign_out(person=request.user, now=timezone.now())
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    form = ForgottenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not letters.take(client_address(request)):
            form.add_error(None, str(TooManyTries()))
            return as_too_fast(_form_page(request, "org/signin/forgotten.html", form=form))
        number = form.cleaned_data["staff_number"]
        now = timezone.now()
        # One letter a number and quarter of an hour: the page is no means to flood a mailbox.
        key = f"person.reset_mail:{number}:{int(now.timestamp()) // 900}"
        enqueue("person.reset_mail", by=None, now=now, arguments={"staff_number": number}, key=key)
        return render(request, "org/signin/forgotten_sent.html")
    return _form_page(request, "org/signin/forgotten.html", form=form)


@login_not_required
@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def set_password(request: HttpRequest, uid: str, token: str) -> HttpResponse:
    person = _person_of_link(uid, token)
    form = NewPasswordForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        services.set_password(person=person, password=form.cleaned_data["password"], by=person, now=timezone.now())
        return redirect("sign_in")
    return _form_page(request, "org/signin/set_password.html", form=form, person=person)


def _person_of_link(uid: str, token: str) -> Person:
    try:
        person = Person.objects.filter(pk=int(urlsafe_base64_decode(uid)), is_active=True).first()
    except (ValueError, OverflowError):
        person = None
    if person is None or not default_token_generator.check_token(person, token):
        raise Http404
    return person


@never_cache
@sensitive_post_parameters("old", "password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def change_password(request: SignedInRequest) -> HttpResponse:
    person: Person = request.user
    form = ChangePasswordForm(request.POST or None, person=person)
    now, locked = timezone.now(), False
    form.full_clean()
    if form.is_bound and form.cleaned_data.get("old"):
        # Asked also where the new one will not do, so that all that is wrong is told at once.
        try:
            services.check_password(
                request=request, staff_number=person.staff_number, password=form.cleaned_data["old"], now=now
            )
        except TooManyTries as refusal:
            form.add_error("old", str(refusal))
            locked = True
        except services.WrongPassword:
            form.add_error("old", services.WrongPassword.own)
    if form.is_valid():
        services.set_password(person=person, password=form.cleaned_data["password"], by=person, now=now)
        update_session_auth_hash(request, person)
        return redirect("profile")
    answer = _form_page(request, "org/signin/change_password.html", form=form)
    return as_too_fast(answer) if locked else answer


@never_cache
@require_safe
def second_factor(request: SignedInRequest) -> HttpResponse:
    device = services.second_factor_of(request.user)
    return render(request, "org/signin/second_factor.html", {"device": device})


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor_setup(request: SignedInRequest) -> HttpResponse:
    person: Person = request.user
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            device, codes = services.confirm_second_factor(
                person=person, code=form.cleaned_data["code"], now=timezone.now()
            )
        except Refusal as refusal:
            form.add_error("code", str(refusal))
        else:
            update_session_auth_hash(request, person)
            mark_verified(request, device)
            return render(request, "org/signin/recovery_codes.html", {"codes": codes})
    waiting = services.waiting_second_factor(person=person)
    secret = services.spell_secret(waiting) if waiting else ""
    picture = segno.make(waiting.config_url).svg_data_uri(scale=5) if waiting else ""
    return _form_page(request, "org/signin/second_factor_setup.html", form=form, picture=picture, secret=secret)


@require_POST
def second_factor_begin(request: SignedInRequest) -> HttpResponse:
    try:
        services.begin_second_factor(person=request.user)
    except Refusal:
        return redirect("second_factor")  # which asks for a code from the one in force
    return redirect("second_factor_setup")


@require_POST
@sensitive_post_parameters("code")
def second_factor_remove(request: SignedInRequest) -> HttpResponse:
    person: Person = request.user
    form = CodeForm(request.POST)
    try:
        services.check_code(person=person, code=form.cleaned_data["code"] if form.is_valid() else "")
    except Refusal as refusal:
        device = services.second_factor_of(person)
        return render(
            request, "org/signin/second_factor.html", {"device": device, "refusal": refusal.message}, status=400
        )
    services.remove_second_factor(person=person, by=person, now=timezone.now())
    update_session_auth_hash(request, person)
    return redirect("second_factor")


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """The language of one's own pages; kept with the person, and in a cookie for before the next signing in.

    It leaves no line in the audit trail, as the pace of notices leaves none: a preference changes
    nothing that others see or that a figure rests on.
    """
    language = request.POST.get("language", "")
    response = redirect(own_path(request, request.POST.get("next", "")))
    if language in Language.values:
        if request.user.is_authenticated:
            services.choose_language(person=request.user, language=language)
        response.set_cookie(LANGUAGE_COOKIE, language, max_age=31_536_000, httponly=True, samesite="Lax")
    return response
