"""What people agreed to."""

from collections.abc import Iterable

from accounts.models import Agreement, Document, User


def agree(*, person: User, documents: Iterable[Document]) -> None:
    """Note which versions a person has agreed to. Once a version is enough."""
    Agreement.objects.bulk_create(
        [Agreement(person=person, document=document) for document in documents],
        ignore_conflicts=True,
    )
