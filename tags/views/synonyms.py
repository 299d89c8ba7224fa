"""The words that mean a tag beside its name."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from access.decorators import moderators_only
from accounts.decorators import stashes_form
from tags.forms import SynonymForm
from tags.lookup import find_tag, show_tag
from tags.models import Synonym
from tags.services import upkeep


@stashes_form
@moderators_only
@require_POST
def create(request: HttpRequest, slug: str) -> HttpResponse:
    tag = find_tag(slug)
    form = SynonymForm(request.POST)
    if form.is_valid():
        text = form.cleaned_data["text"]
        try:
            upkeep.add_synonym(moderator=request.user, tag=tag, text=text)
        except ValidationError as error:
            form.add_error("text", error.messages)
        else:
            messages.success(request, f"“{text}” means “{tag}” from now on.")
            return redirect(tag)
    return show_tag(request, tag, status=422, synonym_form=form)


@stashes_form
@moderators_only
@require_POST
def delete(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    tag = find_tag(slug)
    synonym = get_object_or_404(Synonym, pk=pk, tag=tag)
    try:
        upkeep.remove_synonym(moderator=request.user, tag=tag, text=synonym.text)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, f"“{synonym}” means “{tag}” no longer.")
    return redirect(tag)
