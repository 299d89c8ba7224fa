"""The one page of a tag, which every form of its upkeep leads back to."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from tags.forms import MergeForm, SynonymForm, TagForm
from tags.models import Tag
from tags.pages import tag_rows


def find_tag(slug: str) -> Tag:
    """Any tag: moderators see what waits, and merged ones lead on."""
    return get_object_or_404(Tag.objects.select_related("merged_into"), slug=slug)


def show_tag(
    request: HttpRequest,
    tag: Tag,
    *,
    status: int = 200,
    form: TagForm | None = None,
    synonym_form: SynonymForm | None = None,
    **context: Any,
) -> HttpResponse:
    [row] = tag_rows(Tag.objects.filter(pk=tag.pk), request.access)
    context |= {
        "tag": tag,
        "row": row,
        "form": form or TagForm(instance=tag),
        "synonym_form": synonym_form or SynonymForm(),
        "merge_form": MergeForm(tag=tag),
    }
    return render(request, "tags/tags/detail.html", context, status=status)
