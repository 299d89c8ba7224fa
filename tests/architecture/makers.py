"""What samples and forms are made with. `tests/<app>/samples.py` use it."""

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
