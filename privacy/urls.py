"""The addresses of what is one's own to take away."""

from django.urls import path

from privacy.views import exports

app_name = "privacy"

urlpatterns = [
    path("me/export/", exports.index, name="export_index"),
    path("me/export/new/", exports.create, name="export_create"),
    path("me/export/<int:pk>/", exports.download, name="export_download"),
]
