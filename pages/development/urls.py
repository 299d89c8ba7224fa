"""Pages of the development site. config/urls.py leaves them out elsewhere."""

from django.urls import path

from pages.development import letters, mail, personas

app_name = "development"

urlpatterns = [
    path("personas/", personas.index, name="persona_index"),
    path("personas/<slug:key>/", personas.enter, name="persona_enter"),
    path("mail/", mail.index, name="mail_index"),
    path("mail/<str:name>/<int:number>/", mail.detail, name="mail_detail"),
    path("mail/<str:name>/<int:number>/html/", mail.html, name="mail_html"),
    path("letters/", letters.index, name="letter_index"),
    path("letters/html/<path:kind>/", letters.html, name="letter_html"),
    path("letters/<path:kind>/", letters.detail, name="letter_detail"),
]
