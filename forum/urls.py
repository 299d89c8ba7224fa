"""The forum's addresses."""

from django.urls import path

from forum.views import categories, organise_categories, own_posts, posts, threads

app_name = "forum"

urlpatterns = [
    path("forum/", categories.index, name="forum_index"),
    path("c/<slug:slug>/", categories.detail, name="category_detail"),
    path("t/new/", threads.create, name="thread_create"),
    path("t/preview/", posts.preview, name="post_preview"),
    path("t/<int:pk>/", threads.detail, name="thread_short"),
    path("t/<int:thread_pk>/reply/", posts.create, name="post_create"),
    path("t/<int:pk>/jump/", threads.jump, name="thread_jump"),
    path("t/<int:pk>/rename/", threads.rename, name="thread_rename"),
    path("t/<int:pk>/lock/", threads.lock, name="thread_lock"),
    path("t/<int:pk>/unlock/", threads.unlock, name="thread_unlock"),
    path("t/<int:pk>/pin/", threads.pin, name="thread_pin"),
    path("t/<int:pk>/unpin/", threads.unpin, name="thread_unpin"),
    path("t/<int:thread_pk>/p/<int:position>/", posts.detail, name="post_detail"),
    path("t/<int:pk>/<str:slug>/", threads.detail, name="thread_detail"),
    path("posts/<int:pk>/edit/", own_posts.edit, name="own_post_edit"),
    path("posts/<int:pk>/correct/", own_posts.correct, name="own_post_correct"),
    path("posts/<int:pk>/delete/", own_posts.delete, name="own_post_delete"),
    path("posts/<int:pk>/undelete/", own_posts.undelete, name="own_post_undelete"),
    path("posts/<int:pk>/history/", own_posts.history, name="own_post_history"),
    path("me/posts/", own_posts.index, name="own_post_index"),
    path(
        "organise/categories/",
        organise_categories.index,
        name="organise_category_index",
    ),
    path(
        "organise/categories/new/",
        organise_categories.create,
        name="organise_category_create",
    ),
    path(
        "organise/categories/<slug:slug>/",
        organise_categories.edit,
        name="organise_category_edit",
    ),
    path(
        "organise/categories/<slug:slug>/rights/",
        organise_categories.rights,
        name="organise_category_rights",
    ),
]
