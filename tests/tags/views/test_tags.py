import pytest
from django.urls import reverse

from core import clock
from outbox.services.jobs import run_next_job
from tags.models import Tag
from tags.pages import TAGS_A_PAGE
from tests.factories import access as people
from tests.factories.stories import SkillFactory, StoryFactory, StorySkillFactory
from tests.factories.tags import TagFactory

pytestmark = pytest.mark.django_db
INDEX = reverse("tags:tag_index")


@pytest.fixture
def desk(client):
    client.force_login(people.moderator())
    return client


@pytest.fixture
def tag():
    return SkillFactory(
        tag=TagFactory(name="Rost", slug="rost", synonyms=["rustlang"])
    ).tag


def address(view, tag, *more):
    return reverse(f"tags:{view}", args=[tag.slug, *more])


def shown(response):
    return [row.tag.name for row in response.context["page"].rows]


@pytest.mark.parametrize("make", [None, people.member, people.organiser])
def test_the_pages_are_not_there_for_anybody_else(client, tag, make):
    if make:
        client.force_login(make())

    pages = [INDEX, tag.get_absolute_url(), address("tag_merge", tag)]

    assert [client.get(page).status_code for page in pages] == [404, 404, 404]


def test_index_shows_what_waits_with_the_oldest_on_top(desk, tag):
    later = TagFactory(name="Zig", created_at=clock.now())
    Tag.objects.filter(pk=later.pk).update(created_at=tag.created_at.replace(year=2020))
    TagFactory(name="Gone", merged_into=tag)

    response = desk.get(INDEX)

    assert shown(response) == ["Zig", "Rost"]
    row = response.context["page"].rows[1]
    assert ([word.text for word in row.synonyms], row.used) == (["rustlang"], "")
    assert response.context["waiting"] == 2


def test_index_shows_what_is_offered_by_its_name(desk, tag):
    TagFactory(name="Ansible", vetted=True)

    names = shown(desk.get(INDEX, {"show": "offered"}))

    assert names == sorted(names)
    assert (names[1], len(names)) == ("Ansible", 18)


def test_index_counts_what_is_out_alone(desk, tag):
    StorySkillFactory.create_batch(2, tag=tag)
    StorySkillFactory(tag=tag, story=StoryFactory(draft=True))

    [row] = desk.get(INDEX).context["page"].rows

    assert (row.used, row.kinds) == ("2 stories", "skill")


@pytest.mark.parametrize("rows", [1, 3])
def test_index_asks_the_same_for_one_tag_and_for_three(
    desk, rows, django_assert_num_queries
):
    for number in range(rows):
        StorySkillFactory(tag=TagFactory(synonyms=[f"word {number}"]))
    desk.get(INDEX)

    # Who asks: 3. Two counts, the tags, their words and the stories that carry them: 5.
    # The numbers beside the queue and the notices: 4.
    with django_assert_num_queries(12):
        assert len(shown(desk.get(INDEX))) == rows


def test_index_goes_on_over_pages(desk):
    TagFactory.create_batch(TAGS_A_PAGE + 1)

    first, second = desk.get(INDEX), desk.get(INDEX, {"page": 2})

    assert (len(shown(first)), len(shown(second))) == (TAGS_A_PAGE, 1)
    pages = [response.context["page"] for response in (first, second)]
    assert [(page.newer, page.older) for page in pages] == [(0, 2), (1, 0)]
    assert b'rel="next"' in first.content
    assert b'rel="prev"' in second.content


@pytest.mark.parametrize("query", ["show=merged", "page=0", "page=x"])
def test_index_knows_no_other_part(desk, query):
    assert desk.get(f"{INDEX}?{query}").status_code == 404


def test_a_merged_tag_s_address_leads_to_the_other_for_good(desk, tag):
    gone = TagFactory(slug="gone", merged_into=tag)

    for page in (gone.get_absolute_url(), address("tag_merge", gone)):
        response = desk.get(page)

        assert response.status_code == 301
        assert response["Location"] == tag.get_absolute_url()


def test_vet_offers_the_tag(desk, tag):
    response = desk.post(address("tag_vet", tag), follow=True)

    tag.refresh_from_db()
    assert tag.is_vetted
    assert "“Rost” is offered to everyone now." in response.content.decode()


def test_detail_renames_the_tag(desk, tag):
    page = tag.get_absolute_url()
    revision = desk.get(page).context["form"].initial["revision"]
    form = {"name": "Rust", "description": "A language.", "revision": revision}

    response = desk.post(page, form)

    tag.refresh_from_db()
    assert response["Location"] == page
    assert (tag.name, tag.description) == ("Rust", "A language.")


@pytest.mark.parametrize("name", ["", "K8s"])
def test_detail_keeps_what_it_refuses(desk, tag, name):
    form = {"name": name, "description": "Words that took a while."}

    response = desk.post(tag.get_absolute_url(), form)

    tag.refresh_from_db()
    assert (response.status_code, tag.name) == (422, "Rost")
    assert "Words that took a while." in response.content.decode()
    assert list(response.context["form"].errors) == ["name"]


def test_detail_shows_both_where_somebody_else_was_quicker(desk, tag):
    page = tag.get_absolute_url()
    revision = desk.get(page).context["form"].initial["revision"]
    Tag.objects.filter(pk=tag.pk).update(description="Theirs.")
    form = {"name": "Rost", "description": "Mine.", "revision": revision}

    response = desk.post(page, form)

    assert response.status_code == 409
    text = response.content.decode()
    assert "Theirs." in text
    assert "Mine." in text
    again = response.context["form"].data["revision"]
    assert desk.post(page, form | {"revision": again}).status_code == 302
    tag.refresh_from_db()
    assert tag.description == "Mine."


def test_merge_says_what_happens_before_it_does(desk, tag):
    story = StorySkillFactory(tag=tag).story
    into = TagFactory(name="Rust", slug="rust", vetted=True)
    page = address("tag_merge", tag)

    asked = desk.get(page, {"into": "rust"})
    tag.refresh_from_db()

    assert (asked.status_code, tag.merged_into) == (200, None)
    assert asked.context["row"].used == "1 story"
    assert "This cannot be taken back." in asked.content.decode()

    done = desk.post(page, {"into": "rust"})
    while run_next_job("test"):
        pass

    tag.refresh_from_db()
    assert (done["Location"], tag.merged_into) == (into.get_absolute_url(), into)
    assert story.story_skills.get().tag == into


@pytest.mark.parametrize("into", ["", "rost", "waits", "gone", "no-such-tag"])
def test_merge_takes_only_what_is_on_offer(desk, tag, into):
    TagFactory(slug="waits")
    TagFactory(slug="gone", vetted=True, merged_into=tag)

    response = desk.post(address("tag_merge", tag), {"into": into})

    tag.refresh_from_db()
    assert (response.status_code, tag.merged_into) == (422, None)
    assert "Everything that means it" in response.content.decode()
