"""Things to be told of: circles, which only those inside may know."""

from datetime import timedelta

import pytest

from accounts.models import Circle
from notifications import registry

WORDS = {
    "notices/told.html": "{{ byline.name }} wrote “{{ context.title }}”",
    "mail/test_told.txt": '{% extends "mail/notice.txt" %}'
    "{% block subject %}{{ context.title }}{% endblock %}"
    "{% block body %}{{ byline.name }} wrote.{% endblock %}",
    "mail/test_told.html": '{% extends "mail/notice.html" %}'
    "{% block body %}<p>{{ byline.name }} wrote.</p>{% endblock %}",
}


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
    registry.register_target(
        "circle",
        Circle,
        visible_to=lambda access: Circle.objects.filter(pk__in=access.open_circles),
        readers=lambda keys, accesses: {
            key: {pk for pk, access in accesses.items() if key in access.open_circles}
            for key in keys
        },
        url_of=lambda circle: f"/forum/?circle={circle.slug}",
        conversation_of=lambda circle: circle.description,
    )
    words = {"template": "notices/told.html", "mail_kind": "test_told"}
    registry.register_verb(
        "test.told", **words, label="Plain telling", reason="this is a test"
    )
    registry.register_verb("test.named", **words, label="Naming", strength=2)
    registry.register_verb(
        "test.letter",
        **words,
        family="letters",
        is_optional=False,
        hold=timedelta(0),
    )
