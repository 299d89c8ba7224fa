import pytest

from access.access import Access
from tags import policies
from tests.factories import access as people
from tests.factories.tags import TagFactory

pytestmark = pytest.mark.django_db


def asked(access, tag):
    return [
        policies.can_keep_tags(access),
        policies.can_vet_tag(access, tag),
        policies.can_rename_tag(access, tag),
        policies.can_change_synonyms(access, tag),
        policies.can_merge_tag(access, tag, TagFactory(vetted=True)),
    ]


@pytest.mark.parametrize("persona", [people.moderator, people.organiser])
def test_moderators_and_organisers_keep_tags(persona):
    assert all(asked(Access.of(persona()), TagFactory()))


@pytest.mark.parametrize(
    "persona", [people.new_person, people.member, people.expired, people.mentor]
)
def test_nobody_else_keeps_tags(persona):
    verdicts = asked(Access.of(persona()), TagFactory())

    assert {verdict.reason for verdict in verdicts} == {"Only moderators can do this."}


def test_a_tag_that_has_gone_into_another_is_kept_no_longer():
    access = Access.of(people.moderator())
    tag = TagFactory(name="Rost", merged_into=TagFactory())

    can_keep, *rest = asked(access, tag)

    assert can_keep
    assert {verdict.reason for verdict in rest} == {
        "“Rost” has gone into another tag: there is nothing to keep."
    }


@pytest.mark.parametrize(
    ("tag", "into", "reason"),
    [
        ({"vetted": True}, {"vetted": True}, ""),
        ({}, {"vetted": True}, ""),
        ({}, {}, ""),
        ({"vetted": True}, {}, "“Rust” waits to be vetted. Vet it first."),
    ],
)
def test_can_merge_tag_keeps_what_is_offered_on_offer(tag, into, reason):
    access = Access.of(people.moderator())
    one, other = TagFactory(**tag), TagFactory(name="Rust", **into)

    assert policies.can_merge_tag(access, one, other).reason == reason


def test_can_merge_tag_refuses_the_same_tag_and_one_that_has_gone_elsewhere():
    access = Access.of(people.moderator())
    tag = TagFactory(name="Rust")
    gone = TagFactory(name="Rost", merged_into=tag)

    assert policies.can_merge_tag(access, tag, tag).reason == (
        "“Rust” cannot go into itself."
    )
    assert policies.can_merge_tag(access, tag, gone).reason == (
        "“Rost” has gone into another tag: choose that one."
    )
