from django.urls import path

from stories.views import own, reviews, stories

app_name = "stories"

urlpatterns = [
    path("stories/", stories.index, name="story_index"),
    path("stories/new/", stories.create, name="story_create"),
    path("stories/<int:pk>/", stories.detail, name="story_short"),
    path("stories/<int:pk>/<str:slug>/", stories.detail, name="story_detail"),
    path("me/stories/", own.index, name="own_index"),
    path("me/stories/<int:pk>/", own.preview, name="own_preview"),
    path("me/stories/<int:pk>/edit/", own.edit, name="own_edit"),
    path("me/stories/<int:pk>/publish/", own.publish, name="own_publish"),
    path("me/stories/<int:pk>/confirm/", own.confirm, name="own_confirm"),
    path("me/stories/<int:pk>/withdraw/", own.withdraw, name="own_withdraw"),
    path("me/stories/<int:pk>/bring-back/", own.bring_back, name="own_bring_back"),
    path("me/stories/<int:pk>/discard/", own.discard, name="own_discard"),
    path("moderation/stories/<int:pk>/", reviews.detail, name="review_detail"),
]
