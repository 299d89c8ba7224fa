"""One at a time through the gate."""

from access.models import Circle


def hold_the_gate() -> None:
    """Wait until nobody else brings people in; to be called first in a transaction.

    Whoever holds it is alone among lists, shops, what shops have paid for, and
    changes of circles. The lock is of a kind that lets others write grants meanwhile.
    """
    Circle.objects.select_for_update(no_key=True).community()
