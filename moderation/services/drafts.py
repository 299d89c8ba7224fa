"""What moderators write. Composing is pure, so that the page shows what is sent.

A message says what happened, by which rule, about which words, until when, and what
the person can do. It promises nothing that the site cannot do.
"""

from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from hashlib import sha256
from zoneinfo import ZoneInfo

from django.conf import settings

from accounts.models import User
from core import clock
from core.plain import quoted
from core.zones import place_of
from moderation import notices
from moderation.enums import Answer
from moderation.models import Case, Message, Rule
from moderation.services.subjects import Subject
from richtext.excerpts import own_words

QUOTE_MAX = 300
ANSWERS = {
    Answer.HIDDEN: "A moderator has read it and hidden it. "
    "Thank you for looking after this place.",
    Answer.STILL_HIDDEN: "A moderator has read it. It was hidden already and stays so. "
    "Thank you for looking after this place.",
    Answer.KEPT: "A moderator has read it and decided that it stays. "
    "Thank you for asking.",
    Answer.RESTORED: "It had been hidden. A moderator has read it and made it visible "
    "again. Thank you for asking.",
    Answer.GONE: "Its author has taken it away, so there was nothing left to decide. "
    "Should it come back, a moderator reads it. "
    "Thank you for looking after this place.",
    Answer.RELEASED: "It had waited to be read by a person. A moderator has read it "
    "and let it out. Thank you for asking.",
    Answer.REFUSED: "It had waited to be read by a person. A moderator has read it, "
    "and it does not appear. Thank you for looking after this place.",
}


@dataclass(frozen=True)
class Draft:
    subject: str
    body: str

    @property
    def paragraphs(self) -> list[str]:
        return self.body.split("\n\n")

    @property
    def digest(self) -> str:
        """Names these very words: a message is sent only as it was shown."""
        return sha256(f"{self.subject}\n{self.body}".encode()).hexdigest()[:32]


def send(
    *,
    recipient: User,
    draft: Draft,
    case: Case | None = None,
    verb: str = notices.MESSAGE,
    place: str = "",
) -> Message:
    """Row, notice and mail, all in the caller's transaction.

    `place` is where the thing can be read after the act; the message leads there.
    """
    message = Message.objects.create(
        recipient=recipient,
        case=case,
        subject=draft.subject,
        body=draft.body,
        sent_at=clock.now(),
    )
    notices.announce_message(message, verb=verb, place=place)
    return message


def hidden(
    *,
    moderator: User,
    person: User,
    subject: Subject,
    rule: Rule,
    words: str,
    until: datetime | None = None,
    whole: Subject | None = None,
) -> Draft:
    """With `whole`, what the thing opens goes with it, and the message says so once."""
    what = _named(subject, person)
    measure = (
        f" Until {_moment(until, person)} you can read, but not write." if until else ""
    )
    hidden = f"{what} is hidden: others no longer see it. It is not deleted."
    if whole is not None:
        hidden = (
            f"{what} is hidden, and with it the whole {whole.label} that it opens: "
            "others no longer see either. Neither is deleted."
        )
    return _draft(
        f"Your {whole.label if whole else subject.label} is hidden",
        f"Hello {person.display_name},",
        f"{hidden}{measure} The reason is rule {rule.number}, {rule.title}.",
        f"“{rule.text}”",
        words,
        _quote(subject),
        _stays() if until else "",
        _contact(),
        _signed(moderator),
    )


def stays_hidden(
    *, moderator: User, person: User, subject: Subject, words: str
) -> Draft:
    """For what is hidden with something else, and does not come back with it."""
    return _draft(
        f"Your {subject.label} stays hidden",
        f"Hello {person.display_name},",
        f"{_named(subject, person)} is hidden at the moment together with what it "
        "belongs to. A moderator has read it, and it stays hidden when that comes "
        "back. It is not deleted.",
        words,
        _contact(),
        _signed(moderator),
    )


def restored(
    *,
    moderator: User,
    person: User,
    subject: Subject,
    words: str,
    whole: Subject | None = None,
    is_lifted: bool = False,
) -> Draft:
    """For what was hidden; or for what was refused, and so nobody has read yet.

    `whole` is brought back with the thing that opens it; `is_lifted` says that a
    suspension ends in the same act.
    """
    lifted = (
        "Your suspension is lifted as well: you can write again." if is_lifted else ""
    )
    if subject.is_waiting:
        return _draft(
            f"Your {subject.label} waits to be read again",
            f"Hello {person.display_name},",
            f"{_named(subject, person)} was not published. We look at it once more: it "
            "waits to be read by a person, and you are told what becomes of it.",
            lifted,
            words,
            _signed(moderator),
        )
    back = f"{_named(subject, person)} was hidden. Others can read it again now."
    if whole is not None:
        back = (
            f"{_named(subject, person)} was hidden, and with it the whole "
            f"{whole.label} that it opens. Others can read both again now."
        )
    elif subject.closed_around:
        back = (
            f"{_named(subject, person)} was hidden, and is hidden no longer. Others "
            f"cannot read it yet, for another reason: {_within(subject.closed_around)}"
        )
    return _draft(
        f"Your {subject.label} is {_again(subject, whole)}",
        f"Hello {person.display_name},",
        back,
        lifted,
        words,
        _signed(moderator),
    )


def _again(subject: Subject, whole: Subject | None) -> str:
    is_back = whole is not None or not subject.closed_around
    return "visible again" if is_back else "hidden no longer"


def _within(sentence: str) -> str:
    """A sentence as the second half of another."""
    return sentence[:1].lower() + sentence[1:]


def refused(
    *, moderator: User, person: User, subject: Subject, rule: Rule | None, words: str
) -> Draft:
    """Without a rule it is a request for changes, and the words say which."""
    waited = (
        f"{_named(subject, person)} waited to be read by a person. It was read, and"
    )
    reason = "does not appear as it is. This is what we ask you to change:"
    if rule is not None:
        reason = f"does not appear. The reason is rule {rule.number}, {rule.title}."
    return _draft(
        f"Your {subject.label} was not published",
        f"Hello {person.display_name},",
        f"{waited} {reason}",
        f"“{rule.text}”" if rule else "",
        words,
        _quote(subject),
        _contact(),
        _signed(moderator),
    )


def released(*, moderator: User, person: User, subject: Subject) -> Draft:
    return _draft(
        f"Your {subject.label} is out",
        f"Hello {person.display_name},",
        f"{_named(subject, person)} was read by a person, and everyone whom it is for "
        "can read it now.",
        _signed(moderator),
    )


def renamed(
    *,
    moderator: User,
    person: User,
    started_at: datetime,
    before: str,
    after: str,
    words: str,
) -> Draft:
    return _draft(
        "The title of your thread is another one",
        f"Hello {person.display_name},",
        f"Your thread of {_day(started_at, person)} was called {quoted(before)}. "
        f"Its title is now {quoted(after)}. Addresses with the old title lead on to "
        "the new one; the words of the posts are as they were.",
        words,
        _contact(),
        _signed(moderator),
    )


def suspended(
    *, moderator: User, person: User, until: datetime, rule: Rule, words: str
) -> Draft:
    return _draft(
        "You can read, but not write for a while",
        f"Hello {person.display_name},",
        f"Until {_moment(until, person)} you can read, but not write or flag. "
        f"The reason is rule {rule.number}, {rule.title}.",
        f"“{rule.text}”",
        words,
        _stays(),
        _contact(),
        _signed(moderator),
    )


def lifted(*, moderator: User, person: User, words: str) -> Draft:
    return _draft(
        "You can write again",
        f"Hello {person.display_name},",
        "Your suspension is lifted. From now on you can write again.",
        words,
        _signed(moderator),
    )


def answered(
    *, reporter: User, label: str, flagged_at: datetime, answer: Answer
) -> Draft:
    """For whoever flagged. It names no title: the thing may be closed to them now."""
    return _draft(
        f"What became of the {label} you flagged",
        f"Hello {reporter.display_name},",
        f"On {_day(flagged_at, reporter)} you flagged a {label}. {ANSWERS[answer]}",
        "The author is not told who flagged.",
    )


def contact_address() -> str:
    """Where a person reaches the moderators."""
    chosen = settings.MODERATORS_EMAIL
    return chosen or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def _draft(subject: str, *paragraphs: str) -> Draft:
    kept = [paragraph.strip() for paragraph in paragraphs if paragraph.strip()]
    return Draft(subject, "\n\n".join(kept))


def _named(subject: Subject, person: User) -> str:
    on = f"Your {subject.label} of {_day(subject.created_at, person)}"
    return f"{on} ({subject.title})" if subject.title else on


def _quote(subject: Subject) -> str:
    """Their own words. Nothing where there are none, as where a first post is gone."""
    words = own_words(subject.excerpt_html, QUOTE_MAX)
    return f"This is about: “{words}”" if words else ""


def _stays() -> str:
    return (
        "Everything that you could read stays open to you, and your own words, your "
        "recordings and your access stay yours."
    )


def _contact() -> str:
    return (
        f"If you think that this is wrong, write to {contact_address()}. "
        "A person reads it."
    )


def _signed(moderator: User) -> str:
    return f"{moderator.display_name}, moderator"


def _moment(value: datetime, person: User) -> str:
    local = value.astimezone(ZoneInfo(person.zone))
    return f"{local:%-d %B %Y, %H:%M} ({place_of(person.zone)})"


def _day(value: datetime, person: User) -> str:
    return f"{value.astimezone(ZoneInfo(person.zone)):%-d %B %Y}"
