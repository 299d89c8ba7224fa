"""What a file of graduates would do, line by line. Nothing is written here."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from access.models import Circle
from accounts.models import User
from onboarding.enums import ImportOutcome
from onboarding.errors import NotAList
from onboarding.services.importing.days import AS_WRITTEN, Days, Question
from onboarding.services.importing.parsing import BadLine, Row, asked, parse
from onboarding.services.offers import Offer, Standing, months_for


class DaysUnclear(NotAList):
    """Days of the list that could be two; nobody has said yet which."""

    def __init__(self, questions: list[Question]) -> None:
        super().__init__(" ".join(question.sentence for question in questions))
        self.questions = questions


@dataclass(frozen=True)
class Line:
    """One line of the file: what happens and why. A bad one has no offer."""

    number: int
    outcome: ImportOutcome
    offer: Offer | None = None
    person: User | None = None
    text: str = ""
    why: str = ""
    raw: str = ""


@dataclass(frozen=True)
class Plan:
    lines: tuple[Line, ...]

    def of(self, outcome: ImportOutcome) -> list[Line]:
        return [line for line in self.lines if line.outcome == outcome]

    @property
    def bad(self) -> list[Line]:
        return self.of(ImportOutcome.BAD)

    @property
    def good(self) -> list[Line]:
        return [line for line in self.lines if line.outcome != ImportOutcome.BAD]

    @property
    def invited(self) -> set[str]:
        """The addresses that a letter goes to, each one."""
        lines = self.of(ImportOutcome.INVITE)
        return {line.offer.email for line in lines if line.offer}

    @property
    def changing(self) -> int:
        return len(self.of(ImportOutcome.OPEN)) + len(self.of(ImportOutcome.INVITE))

    @property
    def sentence(self) -> str:
        """Such as "3 windows open, 190 letters go out, 2 unchanged, 5 bad lines"."""
        counts = {outcome: len(self.of(outcome)) for outcome in ImportOutcome}
        opened, invited = counts[ImportOutcome.OPEN], len(self.invited)
        bad = counts[ImportOutcome.BAD]
        return ", ".join(
            (
                f"{opened} place opens" if opened == 1 else f"{opened} places open",
                f"{invited} letter goes out"
                if invited == 1
                else f"{invited} letters go out",
                f"{counts[ImportOutcome.SAME]} unchanged",
                f"{bad} bad line" if bad == 1 else f"{bad} bad lines",
            )
        )

    @property
    def digest(self) -> str:
        """A fingerprint of the outcome: another outcome has another one."""
        outcome = [
            (line.number, line.outcome.value, line.why, _said(line.offer))
            for line in self.lines
        ]
        return hashlib.sha256(repr(outcome).encode()).hexdigest()[:32]


def plan_for(
    text: str, locked: dict[int, User] | None = None, *, days: Days = AS_WRITTEN
) -> Plan:
    """Raises NotAList where the text is no list at all, and DaysUnclear where
    somebody has to say first what its days mean.

    Of `locked` people it hands out the rows that the caller has locked.
    """
    if unclear := [one for one in asked(text) if not getattr(days, one.field)]:
        raise DaysUnclear(unclear)
    rows = list(parse(text, days))
    lines = list(_offers(rows, Circle.objects.by_slug()))
    standing = Standing((line.offer for line in lines if line.offer), locked)
    return Plan(tuple(_settled(line, standing) for line in lines))


def _offers(
    rows: Iterable[Row | BadLine], circles: dict[str, Circle]
) -> Iterable[Line]:
    """Lines that can be offers, each address and circle once."""
    seen: dict[tuple[str, int], tuple[int, Offer]] = {}
    for row in rows:
        if isinstance(row, BadLine):
            yield _bad(row, row.why)
            continue
        circle = circles.get(row.circle)
        if circle is None:
            why = f"There is no circle “{row.circle[:60]}”."
            yield _bad(row, why)
            continue
        months = months_for(circle) if row.months is None else row.months
        offer = Offer(row.email, row.name, circle, row.anchor_on, months)
        if why := offer.why_never or offer.why_over:
            yield _bad(row, why)
            continue
        number, first = seen.setdefault((row.email, circle.pk), (row.number, offer))
        if number == row.number:
            yield Line(
                row.number, ImportOutcome.OPEN, offer, text=row.text, raw=row.raw
            )
        elif _terms(first) == _terms(offer):
            yield Line(
                row.number, ImportOutcome.SAME, offer, why=f"The same as line {number}."
            )
        else:
            why = f"Line {number} says something else of this address and circle."
            yield _bad(row, why)


def _settled(line: Line, standing: Standing) -> Line:
    offer = line.offer
    if offer is None or line.outcome == ImportOutcome.SAME:
        return line
    person = standing.person(offer.email)
    if person is None:
        if standing.is_offered(offer):
            why = "An invitation to it was sent already."
            return Line(line.number, ImportOutcome.SAME, offer, why=why)
        if standing.had(offer):
            why = "The place was opened already, for whoever had this address then."
            return Line(line.number, ImportOutcome.SAME, offer, why=why)
        return Line(line.number, ImportOutcome.INVITE, offer)
    if not person.is_active:
        return _bad(line, "The account with this address is closed.")
    if standing.had(offer) or standing.is_offered(offer):
        why = "The place was opened or offered already."
        return Line(line.number, ImportOutcome.SAME, offer, why=why)
    return Line(line.number, ImportOutcome.OPEN, offer, person)


def _bad(row: Row | BadLine | Line, why: str) -> Line:
    return Line(row.number, ImportOutcome.BAD, text=row.text, why=why, raw=row.raw)


def _said(offer: Offer | None) -> tuple[str, ...]:
    """All that is written of an offer: its mail is rendered before it is locked."""
    if offer is None:
        return ()
    return (*_terms(offer), offer.name, offer.circle.name, offer.circle.zone)


def _terms(offer: Offer | None) -> tuple[str, ...]:
    if offer is None:
        return ()
    day = offer.anchor_on.isoformat()
    return (offer.email, offer.circle.slug, day, str(offer.months))
