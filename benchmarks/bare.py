"""What every figure is divided by: Django, one query by primary key, 40 kB.

No middleware, no session, no template. It reads the same database as the site and
runs on the same server.
"""

import os

import django
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path

SIZE = 40 * 1024

if not settings.configured:
    from benchmarks import settings as site

    settings.configure(
        SECRET_KEY=site.SECRET_KEY,
        ALLOWED_HOSTS=site.ALLOWED_HOSTS,
        DATABASES=site.DATABASES,
        DEFAULT_AUTO_FIELD=site.DEFAULT_AUTO_FIELD,
        INSTALLED_APPS=["benchmarks"],
        MIDDLEWARE=[],
        ROOT_URLCONF=__name__,
        USE_TZ=True,
        LOGGING_CONFIG=None,
    )
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)
    django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import models  # noqa: E402


class Row(models.Model):
    """A post, seen without anything that the site knows of it."""

    body = models.TextField()

    class Meta:
        app_label = "benchmarks"
        db_table = "forum_post"
        managed = False

    def __str__(self) -> str:
        return f"row {self.pk}"


PAGE = "x" * SIZE


def detail(request: HttpRequest, pk: int) -> HttpResponse:
    row = Row.objects.get(pk=pk)
    return HttpResponse(row.body + PAGE[len(row.body) :])


urlpatterns = [path("<int:pk>/", detail)]
application = get_wsgi_application()
