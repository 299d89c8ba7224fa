"""The thread of three hundred small posts."""

import re
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

from pages.sample import loading
from pages.sample.loading import Conversation, Person, Reply

ANSWERED = 0.16
ALONE = 0.25
OWN_ENDING = 0.55
# The last post is this long before the build's day.
UNTIL = timedelta(hours=9)


def conversation(seed: int, people: list[Person]) -> Conversation:
    words = loading.long_thread()
    random = Random(f"{seed}: long thread")
    length = timedelta(days=words["days_ago"]) - UNTIL
    moments = sorted(
        random.uniform(0.002, 1) * length for _ in range(words["posts"] - 1)
    )
    say = _speaker(words, random)
    replies: list[Reply] = []
    last, last_author = timedelta(), words["author"]
    for moment in moments:
        author = random.choice(_present(people, length + UNTIL - moment, last_author))
        is_answer = random.random() < ANSWERED
        body = say(answers=last_author if is_answer else "")
        replies.append(Reply(author, moment - last, body))
        last, last_author = moment, author
    return Conversation(
        title=words["title"],
        category=words["category"],
        author=words["author"],
        before=length + UNTIL,
        body=words["body"].strip(),
        replies=tuple(replies),
    )


def _present(people: list[Person], before: timedelta, last_author: str) -> list[str]:
    """Who was there, free to speak, and not the one who spoke last."""
    days = before / timedelta(days=1)
    return [
        person.handle
        for person in people
        if person.handle != last_author
        and (person.window_from is not None or person.window_last is not None)
        and person.joined > days + 1
        and (person.left is None or person.left < days - 1)
        and (person.suspended_from is None or person.suspended_from < days - 1)
    ]


def _speaker(words: dict[str, Any], random: Random) -> Callable[..., str]:
    """A function that says one thing after the other and nothing twice."""
    remark: set[str] = set()

    def fill(text: str) -> str:
        return re.sub(
            r"\{(\w+)\}", lambda slot: random.choice(words["slots"][slot[1]]), text
        )

    def one(answers: str) -> str:
        if answers:
            return f"@{answers} {fill(random.choice(words['answers']))}"
        lead = random.choice(list(words["leads"]))
        draw = random.random()
        if draw < ALONE:
            return fill(lead)
        own = draw < ALONE + OWN_ENDING
        ending = random.choice(words["leads"][lead] if own else words["endings"])
        return fill(f"{lead} {ending}")

    def say(*, answers: str) -> str:
        while (text := one(answers)) in remark:
            answers = "" if random.random() < 0.5 else answers
        remark.add(text)
        return text

    return say
