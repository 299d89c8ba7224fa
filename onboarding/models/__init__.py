from onboarding.models.access_request import AccessRequest
from onboarding.models.claim import InvitationClaim
from onboarding.models.invitation import Invitation
from onboarding.models.shop_event import ShopEvent

__all__ = [
    "AccessRequest",
    "Invitation",
    "InvitationClaim",
    "ShopEvent",
]
