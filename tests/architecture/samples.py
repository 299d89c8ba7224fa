"""What the doors are asked for, and what is filled in, by the keys of the table.

A sample is the argument of the URL, or a tuple of them, made from the world for one
persona. A form is what that persona sends.
"""

from core import clock
from notifications import registry
from notifications.services.subscriptions import stop_url
from writing.services.submissions import new_token


def of_category(name):
    return lambda world, persona: getattr(world, name).slug


def of_tag(name):
    return lambda world, persona: getattr(world, name).slug


def of_thread(name):
    return lambda world, persona: getattr(world, name).pk


def of_thread_page(name):
    def sample(world, persona):
        thread = getattr(world, name)
        return thread.pk, thread.slug

    return sample


def of_place(name):
    def sample(world, persona):
        post = getattr(world, name)
        return post.thread_id, post.position

    return sample


def of_kind(kind, name):
    return lambda world, persona: (kind, getattr(world, name).pk)


def of_pk(name):
    return lambda world, persona: getattr(world, name).pk


def own_post(world, persona):
    return world.own_posts[persona].pk


def own_in(name):
    return lambda world, persona: getattr(world, name)[persona].pk


def notice_of(name):
    return lambda world, persona: world.notice_of(getattr(world, name), persona).pk


def own_export(world, persona):
    """Built as the moment has it, within what is undone after the ask."""
    owner = world.owner(persona)
    export = world.export if owner == world.author else world.exported(owner)
    return export.pk


def story_thread(name):
    return lambda world, persona: getattr(world, name).thread_id


def a_key_of_threads(world, persona):
    """Where a list of threads may be asked to begin: before everything."""
    return f"{10**16 - 1}-{10**6}"


def own_story(world, persona):
    return world.own_stories[persona].pk


def story_page(world, persona):
    return world.story.pk, world.story.slug


def stop_token(world, persona):
    verb = registry.optional_verbs()[0]
    return stop_url(world.author, verb).rstrip("/").rpartition("/")[2]


SAMPLES = {
    # The forum.
    "public-category": of_category("public"),
    "gated-category": of_category("gated"),
    "teased-category": of_category("teased"),
    "into-gated": lambda world, persona: (),
    "no-category": lambda world, persona: "nowhere",
    "public-thread": of_thread("public_thread"),
    "talked-thread": of_thread("talked_thread"),
    "gated-thread": of_thread("gated_thread"),
    "teased-thread": of_thread("teased_thread"),
    "hidden-thread": of_thread("hidden_thread"),
    "gated-hidden-thread": of_thread("gated_hidden_thread"),
    "locked-thread": of_thread("locked_thread"),
    "no-thread": lambda world, persona: 10**9,
    "public-thread-page": of_thread_page("public_thread"),
    "gated-thread-page": of_thread_page("gated_thread"),
    "talked-thread-page": of_thread_page("talked_thread"),
    "teased-thread-page": of_thread_page("teased_thread"),
    "hidden-thread-page": of_thread_page("hidden_thread"),
    "shown-place": of_place("shown_post"),
    "hidden-place": of_place("hidden_post"),
    "deleted-place": of_place("deleted_post"),
    "gated-place": of_place("gated_post"),
    "no-place": lambda world, persona: (world.public_thread.pk, 10**6),
    "another-s-post": of_pk("shown_post"),
    "gated-post": of_pk("gated_post"),
    "own-post": own_post,
    "own-gated-post": own_in("own_gated_posts"),
    "own-hidden-post": own_in("own_hidden_posts"),
    "own-withdrawn-post": own_in("own_withdrawn_posts"),
    "own-story-hidden-post": own_in("own_story_hidden_posts"),
    "edited-post": of_pk("edited_post"),
    "deleted-post": of_pk("deleted_post"),
    "withdrawn-thread": story_thread("withdrawn_story"),
    "story-hidden-thread": story_thread("hidden_story"),
    "key": a_key_of_threads,
    "gated-slug": of_category("gated"),
    "hidden-position": lambda world, persona: world.hidden_post.position,
    # Stories.
    "story": of_pk("story"),
    "story-page": story_page,
    "draft": of_pk("draft"),
    "draft-page": lambda world, persona: (world.draft.pk, "any-words"),
    "waiting-story": of_pk("waiting_story"),
    "withdrawn-story": of_pk("withdrawn_story"),
    "hidden-story": of_pk("hidden_story"),
    "own-story": own_story,
    # Moderation.
    "shown-post": of_kind("post", "shown_post"),
    "gated-thing": of_kind("post", "gated_post"),
    "hidden-thing": of_kind("post", "hidden_post"),
    "held-post": of_kind("post", "held_post"),
    "deleted-thing": of_kind("post", "deleted_post"),
    "no-kind": lambda world, persona: ("dragon", 1),
    "case": of_pk("case"),
    "another-s-letter": of_pk("letter"),
    "newcomer": lambda world, persona: world.newcomer.handle,
    "author-s-handle": lambda world, persona: world.author.handle,
    "own-handle": lambda world, persona: world.owner(persona).handle,
    "waiting-tag": of_tag("waiting_tag"),
    "merged-tag": of_tag("merged_tag"),
    "no-tag": lambda world, persona: "no-such-tag",
    "synonym": lambda world, persona: (world.waiting_tag.slug, world.synonym.pk),
    "nobody": lambda world, persona: "nobody-at-all",
    "someone-former": lambda world, persona: world.former.handle,
    # Notices.
    "another-s-notice": of_pk("notice"),
    "gated-notice": notice_of("gated_post"),
    "hidden-notice": notice_of("hidden_post"),
    "deleted-notice": notice_of("deleted_post"),
    "hidden-thread-notice": notice_of("post_in_hidden"),
    "stop-token": stop_token,
    "false-token": lambda world, persona: "false",
    # The programme.
    "cohort": lambda world, persona: world.cohort.slug,
    "recording": of_pk("recording"),
    "unpublished": of_pk("unpublished"),
    "another-s-export": of_pk("export"),
    "own-export": own_export,
    # Access.
    "invitation": lambda world, persona: world.invitation[1],
    "invitation-pk": lambda world, persona: world.invitation[0].pk,
    "cohort-place": lambda world, persona: (world.newcomer.handle, world.circle.slug),
    "request": of_pk("request"),
    "claim": of_pk("claim"),
    "circle": lambda world, persona: world.circle.slug,
    "grant": of_pk("grant"),
    "role": of_pk("role"),
    "no-pk": lambda world, persona: 10**9,
    "version": lambda world, persona: 1,
}

REASON = {"reason": "A plain reason."}


def thread_form(slug):
    return lambda world, persona: {
        "category": slug,
        "title": "A plain title",
        "body": "A plain text.",
        "token": new_token(),
    }


def reply_form(world, persona):
    return {"body": "A plain reply.", "token": new_token(), "after": "0"}


def grant_form(world, persona):
    return REASON | {
        "circle": world.circle.pk,
        "anchor_on": clock.now().date().isoformat(),
        "months": "12",
    }


def change_form(world, persona):
    circle = str(world.circle.pk)
    return REASON | {"kind": "extend", "circle": circle, "days": "30", "step": "look"}


def see_form(world, persona):
    return REASON | {"on": world.ends_on.isoformat(), "at": "12:00"}


def invitation_form(world, persona):
    form = grant_form(world, persona)
    return form | {"email": "one@example.org", "name": "One", "source": "cohort"}


def pin_form(world, persona):
    return {"until": world.ends_on.isoformat()}


def shown_form(world, persona):
    return {"shown_at": clock.now().isoformat()}


def always(**form):
    return lambda world, persona: form


FORMS = {
    "forum:thread_create": thread_form("public"),
    ("forum:thread_create", "into-gated"): thread_form("gated"),
    "forum:post_create": reply_form,
    "forum:post_preview": always(body="A plain text."),
    "forum:thread_rename": always(title="A better title", **REASON),
    "forum:thread_lock": always(**REASON),
    "forum:thread_pin": pin_form,
    "forum:own_post_edit": always(body="A better text.", revision="1"),
    "moderation:flag_create": always(reason="unkind"),
    "tags:tag_detail": always(name="Rust", description="A language."),
    "tags:tag_merge": always(into="kubernetes"),
    "tags:synonym_create": always(text="rs"),
    "notifications:notice_read_all": shown_form,
    "access:change_person": change_form,
    "access:change_circle": change_form,
    "access:view_as_create": see_form,
    "access:recovery_unlock": always(**REASON),
    "access:organise_role_create": always(kind="mentor", **REASON),
    "access:change_grant": always(**REASON),
    "onboarding:organise_invitation_index": invitation_form,
    "onboarding:import_detail": always(
        text="e-mail,name,circle,graduation day", rule="all", step="look"
    ),
    "onboarding:request_create": always(kind="window", text="A plain question."),
    "onboarding:request_answer": always(answer="A plain answer."),
    "onboarding:claim_create": always(note="A plain note."),
    "onboarding:claim_decide": always(decision="refuse", answer="A plain answer."),
}
