"""The three trees: read by everybody who sees complaints, changed by who may."""

from __future__ import annotations

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints.categories import services
from complaints.categories.choices import Tree
from complaints.categories.forms import NewCategoryForm, OfferForm, RenameForm
from complaints.categories.models import Category
from complaints.categories.selectors import branches
from core.http import SignedInRequest
from core.refusals import Refusal
from core.rights import require
from core.versions import ChangedMeanwhile, stands_now
from org.access.choices import Right


@require_safe
def categories(request: SignedInRequest, tree: str = Tree.CAUSE) -> HttpResponse:
    require(request, Right.COMPLAINT_VIEW)
    context = {
        "tree": Tree(tree),
        "trees": Tree,
        "branches": branches(Tree(tree)),
        "may_edit": request.user.may(Right.CATEGORY_EDIT),
    }
    return render(request, "complaints/categories.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def category_new(request: SignedInRequest, tree: str) -> HttpResponse:
    require(request, Right.CATEGORY_EDIT)
    initial = {"parent": request.GET.get("under", "")}
    form = NewCategoryForm(request.POST or None, tree=Tree(tree), initial=initial)
    if form.is_valid():
        try:
            services.add_category(tree=Tree(tree), by=request.user, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return redirect("category_tree", tree)
    context = {"form": form, "tree": Tree(tree)}
    return render(request, "complaints/category_form.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def category_edit(request: SignedInRequest, tree: str, code: str) -> HttpResponse:
    require(request, Right.CATEGORY_EDIT)
    category = get_object_or_404(Category.objects.of(Tree(tree)), code=code)
    form = RenameForm(request.POST or None, category=category)
    context = {"form": form, "tree": Tree(tree), "category": category}
    status = 400
    if form.is_valid():
        try:
            services.rename_category(category=category, by=request.user, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
            status = refusal.status
            if isinstance(refusal, ChangedMeanwhile):
                category.refresh_from_db()
                context["stands_now"] = stands_now(RenameForm(category=category))
        else:
            return redirect("category_tree", tree)
    return render(request, "complaints/category_form.html", context, status=status if form.errors else 200)


@require_POST
def category_offer(request: SignedInRequest, tree: str, code: str) -> HttpResponse:
    """Offer a category again, or no longer: the opposite of how it stands."""
    require(request, Right.CATEGORY_EDIT)
    category = get_object_or_404(Category.objects.of(Tree(tree)).select_related("parent"), code=code)
    form = OfferForm(request.POST)
    if not form.is_valid():
        raise BadRequest("offered, and the version that was read")
    try:
        services.offer_category(category=category, by=request.user, now=timezone.now(), **form.cleaned_data)
    except Refusal as refusal:
        context = {
            "tree": Tree(tree), "trees": Tree, "branches": branches(Tree(tree)), "may_edit": True, "refusal": refusal,
        }  # fmt: skip
        return render(request, "complaints/categories.html", context, status=409)
    return redirect("category_tree", tree)
