"""What the addresses of onboarding are asked for, by the keys of its matrix."""

from tests.architecture.makers import always, invitation_form, of_pk

SAMPLES = {
    "invitation": lambda world, persona: world.invitation[1],
    "invitation-pk": lambda world, persona: world.invitation[0].pk,
    "request": of_pk("request"),
    "claim": of_pk("claim"),
}

FORMS = {
    "onboarding:organise_invitation_index": invitation_form,
    "onboarding:import_detail": always(
        text="e-mail,name,circle,graduation day", rule="all", step="look"
    ),
    "onboarding:request_create": always(kind="window", text="A plain question."),
    "onboarding:request_answer": always(answer="A plain answer."),
    "onboarding:claim_create": always(note="A plain note."),
    "onboarding:claim_decide": always(decision="refuse", answer="A plain answer."),
}
