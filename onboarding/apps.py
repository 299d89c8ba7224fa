from datetime import timedelta

from django.apps import AppConfig


class OnboardingConfig(AppConfig):
    name = "onboarding"

    def ready(self) -> None:
        # Models are not there before the apps are ready.
        from access import registry
        from accounts.registry import register_export
        from core.registry import register_free_text_fields
        from onboarding import exporting, parts
        from onboarding.services import (
            approvals,
            asking,
            desk_letters,
            joining,
            specimens,
        )
        from outbox.registry import register_periodic

        register_export("onboarding", exporting.coming_in_of)
        register_periodic(
            "onboarding.note_gate", joining.note_gate, every=timedelta(hours=1)
        )
        register_free_text_fields(
            *("answer", "display_name", "name", "note", "reason", "text")
        )
        desk_letters.register()
        specimens.register()
        registry.register_own_part("first", parts.offered_part)
        registry.register_own_part("last", parts.asked_part)
        registry.register_person_part(parts.offered_to_person_part)
        registry.register_organise_link(
            "Requests",
            "onboarding:organise_requests",
            "What people ask about their access, and invitations they say are theirs.",
            count=asking.waiting,
            of_people=True,
        )
        registry.register_organise_link(
            "Bring graduates in",
            "onboarding:organise_import",
            "A list of people, circles and graduation days.",
            of_people=True,
        )
        registry.register_organise_link(
            "Invitations",
            "onboarding:organise_invitations",
            "Offer someone a place; see who has taken theirs.",
            of_people=True,
        )
        registry.register_organise_link(
            "Waiting to be let in",
            "onboarding:organise_waiting",
            "Accounts that ask for your approval.",
            count=approvals.count_waiting,
            of_people=True,
        )
