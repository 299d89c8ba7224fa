from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.enums import DocumentKind
from core import clock
from core.fields import LongTextField


class DocumentQuerySet(models.QuerySet["Document"]):
    def current(self, kind: str) -> Document:
        """The version in force: the latest one of its kind."""
        return self.filter(kind=kind).latest("version")

    def all_current(self) -> list[Document]:
        """The version in force of each kind, in the order of the kinds."""
        latest: dict[str, Document] = {}
        for document in self.order_by("version"):
            latest[document.kind] = document
        return [latest[kind] for kind in DocumentKind.values if kind in latest]


class Document(models.Model):
    """One version of a text that a person agrees to when signing up."""

    kind = models.CharField(max_length=8, choices=DocumentKind)
    version = models.PositiveSmallIntegerField()
    body = LongTextField()
    published_at = models.DateTimeField(default=clock.now)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "version"], name="accounts_document_version_unique"
            ),
            models.CheckConstraint(
                name="accounts_document_kind_known",
                condition=Q(kind__in=DocumentKind.values),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, version {self.version}"

    def get_absolute_url(self) -> str:
        """The address of this very version, which stays when a newer one comes."""
        return reverse(f"accounts:{self.kind}_version", args=[self.version])


class Agreement(models.Model):
    """A person's agreement to one version of one document."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="agreements"
    )
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="agreements"
    )
    agreed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "document"], name="accounts_agreement_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.document}"
