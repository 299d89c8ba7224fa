from django.urls import path

from moderation.views import cases, flags, held, log, messages, people, queue

app_name = "moderation"

urlpatterns = [
    path("flag/<str:kind>/<int:pk>/", flags.create, name="flag_create"),
    path("me/letters/<int:pk>/", messages.detail, name="message_detail"),
    path("moderation/", queue.index, name="queue_index"),
    path("moderation/log/", log.index, name="log_index"),
    path("moderation/cases/<int:pk>/", cases.detail, name="case_detail"),
    path("moderation/open/<str:kind>/<int:pk>/", cases.create, name="case_create"),
    path("moderation/held/<str:kind>/<int:pk>/", held.detail, name="held_detail"),
    path("moderation/people/<str:handle>/", people.detail, name="person_detail"),
]
