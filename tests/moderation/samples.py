"""What the addresses of moderation are asked for, by the keys of its matrix."""

from tests.architecture.makers import always, of_kind, of_pk

SAMPLES = {
    "shown-post": of_kind("post", "shown_post"),
    "gated-thing": of_kind("post", "gated_post"),
    "hidden-thing": of_kind("post", "hidden_post"),
    "held-post": of_kind("post", "held_post"),
    "deleted-thing": of_kind("post", "deleted_post"),
    "no-kind": lambda world, persona: ("dragon", 1),
    "case": of_pk("case"),
    "another-s-letter": of_pk("letter"),
}

FORMS = {
    "moderation:flag_create": always(reason="unkind"),
}
