"""What the addresses of access are asked for, by the keys of its matrix."""

from tests.architecture.makers import REASON, always, change_form, of_pk, see_form

SAMPLES = {
    "own-handle": lambda world, persona: world.owner(persona).handle,
    "circle": lambda world, persona: world.circle.slug,
    "grant": of_pk("grant"),
    "role": of_pk("role"),
}

FORMS = {
    "access:change_person": change_form,
    "access:change_circle": change_form,
    "access:view_as_create": see_form,
    "access:recovery_unlock": always(**REASON),
    "access:organise_role_create": always(kind="mentor", **REASON),
    "access:change_grant": always(**REASON),
}
