"""The addresses of people, their own pages, and the organisers' desk."""

from django.urls import path

from accounts.enums import DocumentKind
from accounts.views import (
    access,
    banner,
    blocks,
    changes,
    claims,
    documents,
    email_change,
    exports,
    hook,
    importing,
    invitations,
    inviting,
    organise,
    people,
    proving,
    recovery,
    requests,
    seeing,
    sessions,
    settings,
    waiting,
)

app_name = "accounts"

urlpatterns = [
    path("u/<str:handle>/", people.detail, name="profile_detail"),
    path("u/<str:handle>/block/", blocks.create, name="block_create"),
    path("u/<str:handle>/block/end/", blocks.end, name="block_end"),
    path("me/blocks/", blocks.index, name="block_index"),
    path("me/", people.own, name="own_index"),
    path("me/access/", access.detail, name="access_detail"),
    path("me/access/offers/take/", invitations.take, name="invitation_take"),
    path("me/access/ask/", requests.create, name="request_create"),
    path("me/access/window.ics", access.calendar_file, name="access_calendar"),
    path("me/window-notice/hide/", banner.hide, name="window_notice_hide"),
    path("organise/", organise.index, name="organise_index"),
    path("organise/people/", organise.people, name="organise_people"),
    path("organise/people/waiting/", inviting.waiting, name="organise_waiting"),
    path(
        "organise/people/waiting/<int:pk>/approve/",
        inviting.approve,
        name="organise_approve",
    ),
    path(
        "organise/people/waiting/<int:pk>/refuse/",
        inviting.refuse,
        name="organise_refuse",
    ),
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
    path("organise/invitations/", inviting.index, name="organise_invitations"),
    path(
        "organise/invitations/<int:pk>/withdraw/",
        inviting.withdraw,
        name="organise_invitation_withdraw",
    ),
    path("organise/requests/", requests.index, name="organise_requests"),
    path("organise/requests/<int:pk>/", requests.answer, name="organise_request"),
    path("organise/claims/<int:pk>/", claims.decide, name="organise_claim"),
    path("organise/import/", importing.detail, name="organise_import"),
    path("invitations/<str:token>/mine/", claims.create, name="claim_create"),
    path("hooks/access/", hook.access, name="hook_access"),
    path("invitations/<str:token>/", invitations.detail, name="invitation_detail"),
    path("invitations/<str:token>/claim/", invitations.claim, name="invitation_claim"),
    path("accounts/prove/", proving.create, name="proof_create"),
    path("accounts/waiting/", waiting.detail, name="waiting_detail"),
    path(
        "accounts/way-back/<str:token>/",
        email_change.revert,
        name="email_change_revert",
    ),
    path("me/export/", exports.index, name="export_index"),
    path("me/export/new/", exports.create, name="export_create"),
    path("me/export/<int:pk>/", exports.download, name="export_download"),
    path("me/settings/", settings.edit, name="settings_edit"),
    path("me/settings/agreements/", settings.agreements, name="agreement_index"),
    path(
        "me/settings/agreements/new/",
        settings.agreement_create,
        name="agreement_create",
    ),
    path("me/settings/sessions/", sessions.index, name="session_index"),
    path("me/settings/sessions/<int:pk>/end/", sessions.end, name="session_end"),
    path("me/settings/sessions/end/", sessions.end_others, name="session_end_others"),
    *(
        path(f"{kind}/", documents.detail, {"kind": kind}, name=f"{kind}_detail")
        for kind in DocumentKind.values
    ),
    *(
        path(
            f"{kind}/<int:version>/",
            documents.detail,
            {"kind": kind},
            name=f"{kind}_version",
        )
        for kind in DocumentKind.values
    ),
]
