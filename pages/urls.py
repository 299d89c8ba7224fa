from django.urls import path

from pages.views import about, health, home

app_name = "pages"

urlpatterns = [
    path("", home.index, name="home"),
    path("me/window-notice/hide/", home.hide_window_notice, name="window_notice_hide"),
    path("about/", about.detail, name="about"),
    path("healthz", health.detail, name="health"),
]
