import pytest
from django.urls import reverse

from accounts.models import Agreement, Document
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_a_newer_text_is_shown_and_agreed_to(client):
    person = UserFactory()
    client.force_login(person)
    newer = Document.objects.create(kind="terms", version=2, body="Newer terms.")
    page = reverse("accounts:agreement_index")
    assert newer in client.get(page).context["open_documents"]

    client.post(reverse("accounts:agreement_create"))

    assert client.get(page).context["open_documents"] == []
    assert Agreement.objects.filter(person=person, document=newer).count() == 1
