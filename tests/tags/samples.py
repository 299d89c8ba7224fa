"""What the addresses of tags are asked for, by the keys of its matrix."""

from tests.architecture.makers import always, of_tag

SAMPLES = {
    "waiting-tag": of_tag("waiting_tag"),
    "merged-tag": of_tag("merged_tag"),
    "no-tag": lambda world, persona: "no-such-tag",
    "synonym": lambda world, persona: (world.waiting_tag.slug, world.synonym.pk),
}

FORMS = {
    "tags:tag_detail": always(name="Rust", description="A language."),
    "tags:tag_merge": always(into="kubernetes"),
    "tags:synonym_create": always(text="rs"),
}
