"""The addresses of coming in."""

from django.urls import path

from onboarding.views import (
    claims,
    hook,
    importing,
    invitations,
    inviting,
    requests,
    waiting,
)

app_name = "onboarding"

urlpatterns = [
    path("me/access/offers/take/", invitations.take, name="invitation_take"),
    path("me/access/ask/", requests.create, name="request_create"),
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
    path("accounts/waiting/", waiting.detail, name="waiting_detail"),
]
