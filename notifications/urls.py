from django.urls import path

from notifications.views import notices, preferences, subscriptions

app_name = "notifications"

urlpatterns = [
    path("me/notices/", notices.index, name="notice_index"),
    path("me/notices/read/", notices.read_all, name="notice_read_all"),
    path("me/notices/<int:pk>/", notices.open_target, name="notice_open_target"),
    path("me/notices/<int:pk>/read/", notices.read, name="notice_read"),
    path("me/settings/mail/", preferences.edit, name="preference_edit"),
    path("mail/stop/<str:token>/", subscriptions.stop, name="subscription_stop"),
]
