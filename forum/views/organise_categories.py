from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from access.decorators import organisers_only
from access.models import Circle
from core.errors import Changed
from core.refusals import Refusal, submit
from forum.enums import Audience, Right
from forum.forms import CategoryForm, EditCategoryForm, RightsForm
from forum.forms.categories import cells_of
from forum.models import Category
from forum.pages.persona_views import persona_views
from forum.services import categories as services
from forum.services.categories import FIELDS, Grantee
from forum.types import Cell


@require_safe
@organisers_only
def index(request: HttpRequest) -> HttpResponse:
    context = {"categories": Category.objects.by_position()}
    return render(request, "forum/organise_categories/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@organisers_only
def create(request: HttpRequest) -> HttpResponse:
    """A new category is closed to all; its rights come next."""
    form = CategoryForm(request.POST or None)
    page = partial(_page, request, "forum/organise_categories/create.html", form)
    if request.method != "POST":
        return page()
    if not form.is_valid():
        return page(status=422)

    def done(category: Category) -> HttpResponse:
        messages.success(
            request,
            f"The category {category.name} is there. Nobody can enter it yet: say who "
            "may do what in it.",
        )
        return redirect("forum:organise_category_rights", category.slug)

    return submit(
        partial(services.create_category, organiser=request.user, **form.cleaned_data),
        done=done,
        again=lambda refusal: page(refusal=refusal),
    )


def _page(
    request: HttpRequest,
    template: str,
    form: CategoryForm,
    *,
    status: int = 200,
    refusal: Refusal | None = None,
    **context: Any,
) -> HttpResponse:
    if refusal is not None:
        refusal.tell(form)
    return render(request, template, context | {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@organisers_only
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    category = get_object_or_404(Category, slug=slug)
    initial = {name: getattr(category, name) for name in (*FIELDS, "version")}
    form = EditCategoryForm(request.POST or None, category=category, initial=initial)
    page = partial(
        _page, request, "forum/organise_categories/edit.html", form, category=category
    )
    if request.method != "POST":
        return page()
    if not form.is_valid():
        return page(status=422)

    def done(edited: Category) -> HttpResponse:
        messages.success(request, f"The category {edited.name} is saved.")
        return redirect("forum:organise_category_edit", edited.slug)

    return submit(
        partial(
            services.edit_category,
            organiser=request.user,
            category=category,
            **form.cleaned_data,
        ),
        done=done,
        again=lambda refusal: page(refusal=refusal),
        both=lambda change: page(
            change=change, differing=_both(request, category, form)
        ),
    )


def _both(
    request: HttpRequest, category: Category, form: EditCategoryForm
) -> list[dict[str, Any]]:
    """What is stored now, where it differs from the form, which goes on from there."""
    category.refresh_from_db()
    differing = [
        {"label": form[name].label, "theirs": getattr(category, name)}
        for name in FIELDS
        if getattr(category, name) != form.cleaned_data[name]
    ]
    form.data = request.POST.dict() | {"version": str(category.version)}
    return differing


@require_http_methods(["GET", "HEAD", "POST"])
@organisers_only
def rights(request: HttpRequest, slug: str) -> HttpResponse:
    """The matrix, and what each kind of reader sees of it before it is saved."""
    category = get_object_or_404(Category, slug=slug)
    if request.method != "POST":
        form = RightsForm(category=category)
        return _matrix(request, category, form, cells_of(category))

    form = RightsForm(request.POST, category=category)
    if not form.is_valid():
        return _matrix(request, category, form, form.cells(), status=422)
    if "preview" in request.POST:
        return _matrix(request, category, form, form.cells(), is_preview=True)

    def done(saved: Category) -> HttpResponse:
        messages.success(request, f"The rights in {saved.name} are saved.")
        return redirect("forum:organise_category_rights", saved.slug)

    def again(refusal: Refusal) -> HttpResponse:
        refusal.tell(form)
        return _matrix(request, category, form, form.cells())

    def both(change: Changed) -> HttpResponse:
        differing = _both_rights(request, category, form)
        shown: dict[str, Any] = {"change": change, "differing": differing}
        return _matrix(request, category, form, form.cells(), **shown)

    return submit(
        partial(
            services.set_rights,
            organiser=request.user,
            category=category,
            rights=_with_circles(form.cells()),
            version=form.cleaned_data["version"],
        ),
        done=done,
        again=again,
        both=both,
    )


def _both_rights(
    request: HttpRequest, category: Category, form: RightsForm
) -> list[dict[str, Any]]:
    """The rights that are stored now, where the form has others, and goes on."""
    category.refresh_from_db()
    stored, sent = set(cells_of(category)), set(form.cells())
    audiences = {(who, circle): label for who, circle, label in form.audiences}
    differing = [
        {
            "label": f"{audiences.get((who, circle), 'Another circle')}: "
            f"{Right(right).label}",
            "theirs": "given" if (who, circle, right) in stored else "not given",
        }
        for who, circle, right in sorted(stored ^ sent, key=str)
    ]
    form.data = request.POST.dict() | {"version": str(category.version)}
    return differing


def _with_circles(cells: list[Cell]) -> list[tuple[Grantee, Right]]:
    circles = Circle.objects.in_bulk({circle for _, circle, _ in cells if circle})
    return [
        ((Audience(audience), circles.get(circle) if circle else None), Right(right))
        for audience, circle, right in cells
    ]


def _matrix(
    request: HttpRequest,
    category: Category,
    form: RightsForm,
    cells: list[Cell],
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    context |= {
        "category": category,
        "form": form,
        "rights": [right.label for right in Right],
        "persona_views": persona_views(cells, category.teaser_style, form.circles),
    }
    return render(
        request, "forum/organise_categories/rights.html", context, status=status
    )
