from django.urls import path

from pages.views import about, doors, health, home

app_name = "pages"

urlpatterns = [
    path("", home.index, name="home"),
    path("about/", about.detail, name="about"),
    path("doors/", doors.index, name="door_index"),
    path("healthz", health.detail, name="health"),
]
