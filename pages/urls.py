from django.urls import path

from pages.views import about, doors, health, home, security

app_name = "pages"

urlpatterns = [
    path("", home.index, name="home_index"),
    path("about/", about.detail, name="about_detail"),
    path("doors/", doors.index, name="door_index"),
    path(".well-known/security.txt", security.detail, name="security_detail"),
    path("healthz", health.detail, name="health_detail"),
]
