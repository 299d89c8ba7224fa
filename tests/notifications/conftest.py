"""Things to be told of: circles, which only those inside may know."""

from datetime import timedelta

import pytest

from access.models import Circle
from notifications import registry
from notifications.models import Rule
from notifications.registry import Reason

WORDS = {
    "notices/told.html": "{{ byline.name }} wrote “{{ context.title }}”",
    "mail/test_told.txt": '{% extends "mail/notice.txt" %}'
    "{% block subject %}{{ context.title }}{% endblock %}"
    "{% block body %}{{ byline.name }} wrote.{% endblock %}",
    "mail/test_told.html": '{% extends "mail/notice.html" %}'
    "{% block body %}<p>{{ byline.name }} wrote.</p>{% endblock %}",
}


# Who has the thing before their eyes already.
SEEN = set()


def _open_circles(access):
    return Circle.objects.filter(pk__in=access.open_circles)


def _conversation(circle):
    """Circles of one description stand together, any other by itself."""
    is_shared = circle.description.startswith("thread-")
    return circle.description if is_shared else f"circle-{circle.pk}"


def _named_or_following(event, circle):
    return [
        Reason("test.named", event.data.get("named", ())),
        Reason(
            "test.told",
            event.data.get("to", ()),
            Rule.objects.following("circle", circle.pk),
        ),
    ]


@pytest.fixture(autouse=True)
def _verbs(monkeypatch, settings, tmp_path):
    """Three verbs, and templates of their own in front of the others."""
    for name, text in WORDS.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    first = settings.TEMPLATES[0]
    settings.TEMPLATES = [first | {"DIRS": [tmp_path, *first["DIRS"]]}]

    monkeypatch.setattr(registry, "_targets", {})
    monkeypatch.setattr(registry, "_verbs", {})
    monkeypatch.setattr(registry, "_subjects", dict(registry._subjects))
    registry.register_subject("circle", _open_circles)
    registry.register_target(
        registry.Target(
            "circle",
            Circle,
            visible_to=_open_circles,
            readers=lambda keys, accesses: {
                key: {
                    pk for pk, access in accesses.items() if key in access.open_circles
                }
                for key in keys
            },
            url_of=lambda circle: f"/forum/?circle={circle.slug}",
            conversation_of=_conversation,
            within=lambda circle: [("circle", circle.pk), ("kind", 1)],
            seen_by=lambda circle, people: SEEN.intersection(people),
        )
    )
    SEEN.clear()
    words = {"template": "notices/told.html", "mail_kind": "test_told"}
    registry.register_verb(
        "test.told",
        **words,
        label="Plain telling",
        reason="this is a test",
        recipients=_named_or_following,
    )
    registry.register_verb("test.named", **words, label="Naming", strength=2)
    registry.register_verb(
        "test.letter",
        **words,
        family="letters",
        is_optional=False,
        hold=timedelta(0),
    )
