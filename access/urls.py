"""The addresses of access: one's own, and the organisers' desk."""

from django.urls import path

from access.views import access, banner, changes, organise, recovery, seeing

app_name = "access"

urlpatterns = [
    path("me/access/", access.detail, name="access_detail"),
    path("me/access/window.ics", access.calendar_file, name="access_calendar"),
    path("me/window-notice/hide/", banner.hide, name="window_notice_hide"),
    path("organise/", organise.index, name="organise_index"),
    path("organise/people/", organise.people, name="organise_people"),
    path("organise/people/<str:handle>/", organise.person, name="organise_person"),
    path(
        "organise/people/<str:handle>/access/",
        changes.person,
        name="organise_person_access",
    ),
    path(
        "organise/people/<str:handle>/see/",
        seeing.create,
        name="organise_see",
    ),
    path(
        "organise/people/<str:handle>/unlock/",
        recovery.unlock,
        name="organise_unlock",
    ),
    path("organise/see/stop/", seeing.stop, name="organise_see_stop"),
    path(
        "organise/people/<str:handle>/roles/",
        organise.role_create,
        name="organise_role_create",
    ),
    path(
        "organise/grants/<int:pk>/revoke/",
        changes.grant,
        name="organise_grant_revoke",
    ),
    path("organise/roles/<int:pk>/end/", organise.role_end, name="organise_role_end"),
    path("organise/circles/", organise.circle_index, name="organise_circles"),
    path("organise/circles/new/", organise.circle_edit, name="organise_circle_create"),
    path(
        "organise/circles/<slug:slug>/",
        organise.circle_edit,
        name="organise_circle_edit",
    ),
    path(
        "organise/circles/<slug:slug>/access/",
        changes.circle,
        name="organise_circle_access",
    ),
]
