from django.urls import path

from cohorts.views import cohorts, organise_recordings

app_name = "cohorts"

urlpatterns = [
    path("organise/cohorts/", cohorts.index, name="cohort_index"),
    path("organise/cohorts/new/", cohorts.create, name="cohort_create"),
    path("organise/cohorts/<slug:slug>/", cohorts.detail, name="cohort_detail"),
    path("organise/cohorts/<slug:slug>/grant/", cohorts.grant, name="cohort_grant"),
    path(
        "organise/cohorts/<slug:slug>/recordings/new/",
        organise_recordings.create,
        name="organise_recording_create",
    ),
    path(
        "organise/recordings/<int:pk>/",
        organise_recordings.edit,
        name="organise_recording_edit",
    ),
    path(
        "organise/recordings/<int:pk>/publish/",
        organise_recordings.publish,
        name="organise_recording_publish",
    ),
    path(
        "organise/recordings/<int:pk>/unpublish/",
        organise_recordings.unpublish,
        name="organise_recording_unpublish",
    ),
]
