import pytest
from django.urls import reverse

from moderation.models import Rule
from tests.factories.access import member
from tests.factories.moderation import LogEntryFactory

pytestmark = pytest.mark.django_db

URL = reverse("moderation:log_index")


def test_anybody_reads_act_rule_role_and_time_and_nothing_else(client, post):
    LogEntryFactory(
        target_id=post.pk,
        person=post.author,
        moderator=member(display_name="Hana Okabe"),
        rule=Rule.objects.get(number=4),
        reason="Inner words",
    )

    response = client.get(URL)
    page = response.content.decode()

    assert response.status_code == 200
    assert "hidden</strong>, by a moderator. Rule 4, No selling" in page
    secrets = ["Hana Okabe", "Inner words", "Rune Falk", "Pay bands in Berlin"]
    assert [secret for secret in secrets if secret in page] == []


def test_index_goes_on_where_the_page_above_ended(client):
    entries = LogEntryFactory.create_batch(52)

    first = client.get(URL)
    second = client.get(URL, {"before": first.context["more"]})

    shown = [
        row["entry"].pk for page in (first, second) for row in page.context["rows"]
    ]
    assert shown == [entry.pk for entry in reversed(entries)]
    assert second.context["more"] is None


@pytest.mark.parametrize("before", ["-1", "x", "٣", "9" * 30])
def test_index_knows_no_page_behind_a_strange_key(client, before):
    assert client.get(URL, {"before": before}).status_code == 404
