from django.urls import path

from cohorts.views import arranging, cohorts

app_name = "cohorts"

urlpatterns = [
    path("organise/cohorts/", cohorts.index, name="cohort_index"),
    path("organise/cohorts/new/", cohorts.create, name="cohort_create"),
    path("organise/cohorts/<slug:slug>/", cohorts.detail, name="cohort_detail"),
    path("organise/cohorts/<slug:slug>/grant/", cohorts.grant, name="cohort_grant"),
    path(
        "organise/cohorts/<slug:slug>/recordings/new/",
        arranging.create,
        name="recording_create",
    ),
    path("organise/recordings/<int:pk>/", arranging.edit, name="recording_edit"),
    path(
        "organise/recordings/<int:pk>/publish/",
        arranging.publish,
        name="recording_publish",
    ),
    path(
        "organise/recordings/<int:pk>/unpublish/",
        arranging.unpublish,
        name="recording_unpublish",
    ),
]
