"""Pages of the development site. config/urls.py leaves them out elsewhere."""

from django.urls import path

from pages.development import mail, mail_previews, personas

app_name = "development"

urlpatterns = [
    path("personas/", personas.index, name="persona_index"),
    path("personas/<slug:key>/", personas.enter, name="persona_enter"),
    path("mail/", mail.index, name="mail_index"),
    path("mail/<str:name>/<int:number>/", mail.detail, name="mail_detail"),
    path("mail/<str:name>/<int:number>/html/", mail.html, name="mail_html"),
    path("letters/", mail_previews.index, name="preview_index"),
    path("letters/html/<path:kind>/", mail_previews.html, name="preview_html"),
    path("letters/<path:kind>/", mail_previews.detail, name="preview_detail"),
]
