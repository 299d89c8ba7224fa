"""What the addresses of stories are asked for, by the keys of its matrix."""

from tests.architecture.makers import of_pk, own_story, story_page

SAMPLES = {
    "story": of_pk("story"),
    "story-page": story_page,
    "draft": of_pk("draft"),
    "draft-page": lambda world, persona: (world.draft.pk, "any-words"),
    "waiting-story": of_pk("waiting_story"),
    "withdrawn-story": of_pk("withdrawn_story"),
    "hidden-story": of_pk("hidden_story"),
    "own-story": own_story,
}
