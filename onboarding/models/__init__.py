from onboarding.models.access_request import AccessRequest
from onboarding.models.claim import InvitationClaim
from onboarding.models.hook_event import HookEvent
from onboarding.models.invitation import Invitation

__all__ = [
    "AccessRequest",
    "HookEvent",
    "Invitation",
    "InvitationClaim",
]
