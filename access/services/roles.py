"""Giving and ending roles."""

from django.db import transaction
from django.db.models import Exists, OuterRef

from access.access import Access
from access.enums import STAFF, RoleKind
from access.errors import LastOrganiser
from access.models import Circle, Role
from access.policies import can_run_place
from access.scopes import Scope, columns_of
from access.services.scopes import check_scope, scope_logged
from accounts.models import User
from accounts.services.audit import record
from accounts.services.names import names_changed
from accounts.services.people import lock_person
from core import clock
from core.verdicts import enforce

# Whether the person of a row `u` is a moderator of the site.
IS_MODERATOR = f"""
EXISTS (SELECT 1 FROM access_role r
         WHERE r.person_id = u.id AND r.kind = '{RoleKind.MODERATOR.value}'
           AND r.circle_id IS NULL AND r.scope_kind = '' AND r.ended_at IS NULL)
"""


def appoint(
    *,
    organiser: User,
    person: User,
    kind: str,
    circle: Circle | None = None,
    scope: Scope | None = None,
    reason: str = "",
) -> Role:
    """Give a role. Where the person holds it already, that row is answered.

    `circle` is short for the scope of one. Raises NoSuchScope.
    """
    with transaction.atomic():
        person = lock_person(person)
        enforce(can_run_place(Access.of(organiser)))
        return give_role(
            given_by=organiser,
            person=person,
            kind=kind,
            scope=Scope.of_circle(circle.pk) if circle else scope,
            reason=reason,
        )


def give_role(
    *,
    given_by: User | None,
    person: User,
    kind: str,
    scope: Scope | None = None,
    reason: str = "",
) -> Role:
    """Write a role whose right was settled before. The person's row is locked."""
    check_scope(scope)
    role, made = Role.objects.get_or_create(
        **columns_of(scope),
        person=person,
        kind=kind,
        ended_at=None,
        defaults={"given_by": given_by, "reason": reason},
    )
    if made:
        record(
            actor=given_by,
            action="role_given",
            target=role,
            after={"person": person.pk, "kind": kind} | scope_logged(scope),
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
            record(actor=organiser, action="role_ended", target=role, reason=reason)
            names_changed()
    return role


def is_staff(person: str) -> Exists:
    """Whether the person of a row keeps order on the whole site, whatever their
    factor; `person` is the path to their key. `access.access_rows` asks the same of
    every block that it loads.
    """
    held = Role.objects.for_the_site().filter(kind__in=STAFF, ended_at=None)
    return Exists(held.filter(person=OuterRef(person)))


def held_by(person: User) -> list[Role]:
    return list(Role.objects.filter(person=person, ended_at=None).order_by("pk"))


def end_all(*, person: User, reason: str) -> int:
    """End every role of a person, the last organiser's too. The row is locked."""
    held = held_by(person)
    for role in held:
        role.ended_at = clock.now()
        role.save(update_fields=["ended_at"])
        record(actor=None, action="role_ended", target=role, reason=reason)
    if held:
        names_changed()
    return len(held)


def _lock_organisers() -> list[int]:
    """The roles of all organisers, locked before anybody's right is asked: of two
    who dismiss each other the second is none any more.

    Their people are not locked: each of the two holds the other's row.
    """
    rows = Role.objects.select_for_update(of=("self",), no_key=True).for_the_site()
    held = rows.filter(kind=RoleKind.ORGANISER, ended_at=None, person__is_active=True)
    return [role.pk for role in held.order_by("pk")]
