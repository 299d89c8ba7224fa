"""The addresses of people, their own pages, and the organisers' pages."""

from django.urls import path

from accounts.enums import DocumentKind
from accounts.views import (
    agreements,
    documents,
    email_change,
    profiles,
    proofs,
    sessions,
    settings,
)

app_name = "accounts"

urlpatterns = [
    path("u/<str:handle>/", profiles.detail, name="profile_detail"),
    path("me/", profiles.own, name="profile_own"),
    path("accounts/prove/", proofs.create, name="proof_create"),
    path(
        "accounts/way-back/<str:token>/",
        email_change.revert,
        name="email_change_revert",
    ),
    path("me/settings/", settings.edit, name="settings_edit"),
    path("me/settings/agreements/", agreements.index, name="agreement_index"),
    path(
        "me/settings/agreements/new/",
        agreements.create,
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
