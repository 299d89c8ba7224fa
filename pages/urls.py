from django.urls import path

from pages.views import about, doors, health, home, security

app_name = "pages"

urlpatterns = [
    path("", home.index, name="home"),
    path("about/", about.detail, name="about"),
    path("doors/", doors.index, name="door_index"),
    path(".well-known/security.txt", security.detail, name="security"),
    path("healthz", health.detail, name="health"),
]
