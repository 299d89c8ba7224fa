"""Reading the words of the sample community from its files."""

import tomllib
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).parent / "content"
UNITS = {"m": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True)
class Person:
    """`joined`, `window_from` and `left` count days before the build's day;
    `window_last` is the last usable day, counted from that day."""

    handle: str
    name: str
    zone: str
    joined: int
    persona: str = ""
    window_from: int | None = None
    window_last: int | None = None
    source: str = ""
    role: str = ""
    suspended_from: int | None = None
    suspended_for: int = 0
    left: int | None = None

    @property
    def email(self) -> str:
        return f"{self.handle}@example.org"


@dataclass(frozen=True)
class Reply:
    author: str
    after: timedelta
    body: str


@dataclass(frozen=True)
class Conversation:
    """A thread as it was written: `before` is how long ago it began."""

    title: str
    category: str
    author: str
    before: timedelta
    body: str
    replies: tuple[Reply, ...] = ()
    pinned_days: int = 0
    locked: bool = False


@dataclass(frozen=True)
class SampleStory:
    """A story as it was written: `facts` and `words` as the story form has them."""

    author: str
    before: timedelta
    facts: dict[str, Any]
    words: dict[str, str]
    carried: tuple[str, ...] = ()
    added: tuple[tuple[str, int, int], ...] = ()
    replies: tuple[Reply, ...] = ()
    months_since: int | None = None


@dataclass(frozen=True)
class Room:
    slug: str
    name: str
    description: str
    path: str = ""
    teaser: str = "hidden"
    rights: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Film:
    """A recording of a cohort; `days_ago` counts back from the build's day."""

    title: str
    kind: str
    days_ago: int
    transcript: str
    presenter: str = ""


@dataclass(frozen=True)
class Run:
    """A cohort. `starts`, `ends` and `shown`, the day of its films' upload, count
    days before the build's day."""

    name: str
    slug: str
    zone: str
    starts: int
    ends: int
    shown: int
    recordings: tuple[Film, ...] = ()


def people() -> list[Person]:
    return [Person(**row) for row in _toml("people.toml")["people"]]


def runs() -> list[Run]:
    rows = _toml("cohorts.toml")["cohorts"]
    return [
        Run(**row | {"recordings": tuple(Film(**one) for one in row["recordings"])})
        for row in rows
    ]


def rooms() -> list[Room]:
    return [Room(**row) for row in _toml("categories.toml")["categories"]]


def conversations() -> list[Conversation]:
    """The written threads, and the short ones."""
    written = [_conversation(path) for path in sorted(CONTENT.glob("threads/*.md"))]
    short = [
        Conversation(
            title=row["title"],
            category=row["category"],
            author=row["author"],
            before=_before(row),
            body=row["body"].strip(),
            replies=tuple(
                Reply(author, duration(after), body)
                for author, after, body in row["replies"]
            ),
            pinned_days=row.get("pinned_days", 0),
            locked=row.get("locked", False),
        )
        for row in _toml("short_threads.toml")["threads"]
    ]
    return written + short


def stories() -> list[SampleStory]:
    return [_story(path) for path in sorted(CONTENT.glob("stories/*.md"))]


def long_thread() -> dict[str, Any]:
    return _toml("long_thread.toml")


def short_stories() -> dict[str, Any]:
    return _toml("short_stories.toml")


def scene() -> dict[str, Any]:
    return _toml("scene.toml")


def duration(text: str) -> timedelta:
    """ "3h", "40m" or "2d" as a length of time."""
    return timedelta(**{UNITS[text[-1]]: int(text[:-1])})


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((CONTENT / name).read_text("utf-8"))


def _before(row: dict[str, Any]) -> timedelta:
    return timedelta(days=row["days_ago"], hours=-row.get("hour", 9))


def _parts(path: Path) -> tuple[dict[str, Any], str, list[tuple[str, str]]]:
    """The facts between +++ lines, the text, and the parts after %%% lines."""
    _, facts, text = path.read_text("utf-8").split("+++\n", 2)
    head, *parts = (
        text.split("\n%%% ")
        if not text.startswith("%%% ")
        else (
            "",
            *text.removeprefix("%%% ").split("\n%%% "),
        )
    )
    titled = [part.split("\n", 1) for part in parts]
    return (
        tomllib.loads(facts),
        head.strip(),
        [(title.strip(), body.strip()) for title, body in titled],
    )


def _replies(parts: list[tuple[str, str]]) -> tuple[Reply, ...]:
    found = []
    for title, body in parts:
        author, after = title.split(" | ")
        found.append(Reply(author, duration(after), body))
    return tuple(found)


def _conversation(path: Path) -> Conversation:
    facts, body, parts = _parts(path)
    return Conversation(
        title=facts["title"],
        category=facts["category"],
        author=facts["author"],
        before=_before(facts),
        body=body,
        replies=_replies(parts),
    )


def _story(path: Path) -> SampleStory:
    facts, _, parts = _parts(path)
    words = {title: body for title, body in parts if " | " not in title}
    return SampleStory(
        author=facts.pop("author"),
        before=timedelta(days=facts.pop("told"), hours=-10),
        carried=tuple(facts.pop("carried")),
        added=tuple(tuple(row) for row in facts.pop("added")),
        months_since=facts.pop("finished", None),
        facts=facts,
        words=words,
        replies=_replies([part for part in parts if " | " in part[0]]),
    )
