"""Giving and ending roles."""

from django.db import transaction

from accounts.access import Access
from accounts.enums import RoleKind
from accounts.errors import LastOrganiser
from accounts.models import Circle, Role, User
from accounts.policies import can_run_place
from accounts.services.audit import record
from accounts.services.names import names_changed
from accounts.services.people import lock_person
from core import clock
from core.verdicts import enforce


def appoint(
    *,
    organiser: User,
    person: User,
    kind: str,
    circle: Circle | None = None,
    reason: str = "",
) -> Role:
    """Give a role. Where the person holds it already, that row is answered."""
    with transaction.atomic():
        person = lock_person(person)
        enforce(can_run_place(Access.of(organiser)))
        return give_role(
            given_by=organiser, person=person, kind=kind, circle=circle, reason=reason
        )


def give_role(
    *,
    given_by: User | None,
    person: User,
    kind: str,
    circle: Circle | None = None,
    reason: str = "",
) -> Role:
    """Write a role whose right was settled before. The person's row is locked."""
    role, made = Role.objects.get_or_create(
        person=person,
        kind=kind,
        circle=circle,
        ended_at=None,
        defaults={"given_by": given_by, "reason": reason},
    )
    if made:
        record(
            actor=given_by,
            act="role_given",
            target=role,
            after={"person": person.pk, "kind": kind},
            reason=reason,
        )
        names_changed()
    return role


def dismiss(*, organiser: User, role: Role, reason: str = "") -> Role:
    """End a role. Raises LastOrganiser where the site would be left without one."""
    with transaction.atomic():
        lock_person(role.person)
        organisers = _lock_organisers()
        enforce(can_run_place(Access.of(organiser)))
        role = Role.objects.get(pk=role.pk)
        if role.ended_at is None:
            if organisers == [role.pk]:
                raise LastOrganiser(
                    "This is the only organiser. Give the role to someone else first."
                )
            role.ended_at = clock.now()
            role.ended_by = organiser
            role.save(update_fields=["ended_at", "ended_by"])
            record(actor=organiser, act="role_ended", target=role, reason=reason)
            names_changed()
    return role


def end_all(*, person: User, reason: str) -> int:
    """End every role of a person, the last organiser's too. The row is locked."""
    held = list(Role.objects.filter(person=person, ended_at=None))
    for role in held:
        role.ended_at = clock.now()
        role.save(update_fields=["ended_at"])
        record(actor=None, act="role_ended", target=role, reason=reason)
    if held:
        names_changed()
    return len(held)


def _lock_organisers() -> list[int]:
    """The roles of all organisers, locked before anybody's right is asked: of two
    who dismiss each other the second is none any more.

    Their people are not locked: each of the two holds the other's row.
    """
    held = Role.objects.select_for_update(of=("self",), no_key=True).filter(
        kind=RoleKind.ORGANISER, circle=None, ended_at=None, person__is_active=True
    )
    return [role.pk for role in held.order_by("pk")]
