"""The addresses of films and files for life."""

from django.urls import path

from recordings.views import recordings

app_name = "recordings"

urlpatterns = [
    path("me/recordings/", recordings.index, name="recording_index"),
    path("recordings/<int:pk>/", recordings.detail, name="recording_detail"),
    path("recordings/<int:pk>/file/", recordings.file, name="recording_file"),
    path(
        "recordings/<int:pk>/captions/",
        recordings.captions,
        name="recording_captions",
    ),
]
