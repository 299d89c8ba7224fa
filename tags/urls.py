from django.urls import path

from tags.views import synonyms, tags

app_name = "tags"

urlpatterns = [
    path("moderation/tags/", tags.index, name="tag_index"),
    path("moderation/tags/<str:slug>/", tags.detail, name="tag_detail"),
    path("moderation/tags/<str:slug>/vet/", tags.vet, name="tag_vet"),
    path("moderation/tags/<str:slug>/merge/", tags.merge, name="tag_merge"),
    path(
        "moderation/tags/<str:slug>/words/",
        synonyms.create,
        name="synonym_create",
    ),
    path(
        "moderation/tags/<str:slug>/words/<int:pk>/remove/",
        synonyms.delete,
        name="synonym_delete",
    ),
]
