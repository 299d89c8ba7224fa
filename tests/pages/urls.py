"""The addresses of a development site."""

from django.urls import include, path

from config import urls

urlpatterns = [*urls.urlpatterns, path("dev/", include("pages.development.urls"))]
handler403 = urls.handler403
handler404 = urls.handler404
