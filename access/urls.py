"""The addresses of access: one's own, and the organisers' pages."""

from django.urls import path

from access.views import (
    access,
    blocks,
    changes,
    organise,
    recovery,
    view_as,
    window_notices,
)

app_name = "access"

urlpatterns = [
    path("u/<str:handle>/block/", blocks.create, name="block_create"),
    path("u/<str:handle>/block/end/", blocks.end, name="block_end"),
    path("me/blocks/", blocks.index, name="block_index"),
    path("me/access/", access.detail, name="access_detail"),
    path("me/access/window.ics", access.calendar_file, name="access_calendar_file"),
    path("me/window-notice/hide/", window_notices.hide, name="window_notice_hide"),
    path("organise/", organise.index, name="organise_index"),
    path("organise/people/", organise.people, name="organise_people"),
    path("organise/people/<str:handle>/", organise.person, name="organise_person"),
    path(
        "organise/people/<str:handle>/access/",
        changes.person,
        name="change_person",
    ),
    path(
        "organise/people/<str:handle>/see/",
        view_as.create,
        name="view_as_create",
    ),
    path(
        "organise/people/<str:handle>/unlock/",
        recovery.unlock,
        name="recovery_unlock",
    ),
    path("organise/see/stop/", view_as.stop, name="view_as_stop"),
    path(
        "organise/people/<str:handle>/roles/",
        organise.role_create,
        name="organise_role_create",
    ),
    path(
        "organise/grants/<int:pk>/revoke/",
        changes.grant,
        name="change_grant",
    ),
    path("organise/roles/<int:pk>/end/", organise.role_end, name="organise_role_end"),
    path("organise/circles/", organise.circle_index, name="organise_circle_index"),
    path(
        "organise/circles/new/", organise.circle_create, name="organise_circle_create"
    ),
    path(
        "organise/circles/<slug:slug>/",
        organise.circle_edit,
        name="organise_circle_edit",
    ),
    path(
        "organise/circles/<slug:slug>/access/",
        changes.circle,
        name="change_circle",
    ),
]
