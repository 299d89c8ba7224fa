"""The addresses of coming in."""

from django.urls import path

from onboarding.views import (
    applicants,
    claims,
    imports,
    invitations,
    organise_invitations,
    requests,
    waiting,
    webhooks,
)

app_name = "onboarding"

urlpatterns = [
    path("me/access/offers/take/", invitations.take, name="invitation_take"),
    path("me/access/ask/", requests.create, name="request_create"),
    path("organise/people/waiting/", applicants.index, name="applicant_index"),
    path(
        "organise/people/waiting/<int:pk>/approve/",
        applicants.approve,
        name="applicant_approve",
    ),
    path(
        "organise/people/waiting/<int:pk>/refuse/",
        applicants.refuse,
        name="applicant_refuse",
    ),
    path(
        "organise/invitations/",
        organise_invitations.index,
        name="organise_invitation_index",
    ),
    path(
        "organise/invitations/<int:pk>/withdraw/",
        organise_invitations.withdraw,
        name="organise_invitation_withdraw",
    ),
    path("organise/requests/", requests.index, name="request_index"),
    path("organise/requests/<int:pk>/", requests.answer, name="request_answer"),
    path("organise/claims/<int:pk>/", claims.decide, name="claim_decide"),
    path("organise/import/", imports.detail, name="import_detail"),
    path("invitations/<str:token>/mine/", claims.create, name="claim_create"),
    path("hooks/access/", webhooks.access, name="webhook_access"),
    path("invitations/<str:token>/", invitations.detail, name="invitation_detail"),
    path("invitations/<str:token>/claim/", invitations.claim, name="invitation_claim"),
    path("accounts/waiting/", waiting.detail, name="waiting_detail"),
]
