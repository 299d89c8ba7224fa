"""Who may do what with accounts and access. Each answers from its arguments."""

from datetime import datetime
from zoneinfo import ZoneInfo

from access.access import Access
from access.enums import STAFF, CircleKind
from access.models import Circle
from access.scopes import Scope
from accounts.models import User
from core.limits import BLOCKS_MAX
from core.verdicts import ALLOWED, Verdict
from core.zones import place_of


def can_write(access: Access, scope: Scope | None = None) -> Verdict:
    """Whether this person may write what others read, in a part of the site or, where
    none is named, anywhere.
    """
    if not access.is_signed_in:
        return Verdict("Sign in to write here.")
    if isinstance(access.person, User) and not access.person.is_approved:
        return Verdict("Your account waits for an organiser to approve it.")
    until = access.suspended_in(scope)
    if until is None:
        return ALLOWED
    here = "" if access.suspended_until == until else " here"
    return Verdict(f"You can read but not write{here} until {_told(access, until)}.")


def _told(access: Access, until: datetime) -> str:
    """The end of a suspension on the clock of whoever it concerns."""
    assert isinstance(access.person, User)
    zone = access.person.zone
    local = until.astimezone(ZoneInfo(zone))
    return f"{local:%-d %B %Y, %H:%M} ({place_of(zone)})"


def can_block(access: Access, person: User, *, count: int) -> Verdict:
    """Whether the reader may block this person; `count` is how many they have blocked.

    Whoever keeps order here too: what they write is shown all the same. A suspension
    does not matter, for nothing is written that others read.
    """
    if not access.is_signed_in:
        return Verdict("Sign in to block someone.")
    if access.person == person:
        return Verdict("You cannot block yourself.")
    if not person.is_active:
        return Verdict("This account is closed: there is nobody to block.")
    if count >= BLOCKS_MAX:
        return Verdict(
            f"You have blocked {BLOCKS_MAX} people, and more do not fit. "
            "Unblock someone first."
        )
    return ALLOWED


def _needs_factor(access: Access, who: str) -> Verdict:
    """What is said to someone whose role does not count yet."""
    if access.has_second_factor:
        return Verdict(f"Show your second factor first: {who} need it to act.")
    return Verdict(f"Set up a second factor first: {who} need one to act.")


def can_run_place(access: Access) -> Verdict:
    """Circles, grants, roles, invitations and categories are an organiser's."""
    if access.is_organiser:
        return ALLOWED
    if "organiser" in access.pending_roles:
        return _needs_factor(access, "organisers")
    return Verdict("Only organisers can do this.")


def can_save_circle(access: Access, circle: Circle, stored: Circle | None) -> Verdict:
    """`stored` is the circle as it stands; None while it is new."""
    verdict = can_run_place(access)
    if not verdict or stored is None or stored.kind != CircleKind.COMMUNITY:
        return verdict
    if (circle.slug, circle.kind) != (stored.slug, stored.kind):
        return Verdict(
            "The community keeps its address name and its kind: "
            "every window is a place in it."
        )
    return ALLOWED


def can_view_as(access: Access, then: Access, today: Access) -> Verdict:
    """Whether an organiser may look through someone's eyes; `then` is what they had.

    Not through those of moderators and organisers: their pages hold what others
    told them in confidence. That counts from the moment the role is given, with a
    second factor or without, and whatever moment is looked at: `today` is now.
    """
    verdict = can_run_place(access)
    if not verdict:
        return verdict
    if not then.is_signed_in:
        return Verdict("This account is closed: nobody sees the site with it.")
    if _is_confidant(then) or _is_confidant(today):
        return Verdict("You cannot see the site as a moderator or an organiser.")
    return ALLOWED


def _is_confidant(access: Access) -> bool:
    kinds = {kind for kind, _scope in access.roles} | access.pending_roles
    return not kinds.isdisjoint(STAFF)


def can_unlock(access: Access, target: Access) -> Verdict:
    """Whether an organiser may end every way into the account of somebody locked out.

    Not into the account of a colleague: one stolen role would shut out all others.
    """
    verdict = can_run_place(access)
    if not verdict:
        return verdict
    if not target.is_signed_in:
        return Verdict("This account is closed: nobody comes in by it.")
    if target.roles or target.pending_roles:
        return Verdict(
            "Someone who holds a role is let back in by whoever runs the machine: "
            "manage.py unlock_account."
        )
    return ALLOWED


def can_moderate(access: Access, scope: Scope | None = None) -> Verdict:
    if access.moderates(scope):
        return ALLOWED
    if "moderator" in access.pending_roles:
        return _needs_factor(access, "moderators")
    return Verdict("Only moderators can do this.")


def can_suspend(
    access: Access, person: object, target: Access, scope: Scope | None = None
) -> Verdict:
    verdict = can_moderate(access, scope)
    if not verdict:
        return verdict
    if access.person == person:
        return Verdict("You cannot suspend yourself.")
    if target.roles or target.pending_roles:
        return Verdict("Take the role away before you suspend someone who holds one.")
    return ALLOWED
