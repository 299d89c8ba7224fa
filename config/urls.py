"""Every address of the site, room by room. Each app names its own."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("pages.urls")),
    path("", include("cohorts.urls")),
    path("", include("recordings.urls")),
    path("", include("stories.urls")),
    path("", include("forum.urls")),
    path("", include("moderation.urls")),
    path("", include("search.urls")),
    path("", include("notifications.urls")),
    path("", include("onboarding.urls")),
    path("", include("privacy.urls")),
    path("", include("tags.urls")),
    path("", include("access.urls")),
    path("", include("accounts.urls")),
    path("accounts/", include("config.entrance")),
]

if settings.DEVELOPMENT_PAGES:
    urlpatterns += [path("dev/", include("pages.development.urls"))]

handler400 = "pages.views.errors.bad_request"
handler403 = "pages.views.errors.denied"
handler404 = "pages.views.errors.not_found"
handler500 = "pages.views.errors.broken"
# Not Django's: allauth looks for it when one of its limits is reached.
handler429 = "config.entrance.too_many"
