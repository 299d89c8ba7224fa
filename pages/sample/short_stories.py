"""The short stories, and the people who tell them."""

import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from pages.sample import loading
from pages.sample.loading import Person, SampleStory

# Told within the year; some tellers never had a window, so a person read first.
EARLIEST, LATEST = 330, 2
READ_FIRST = 0.35
WITH_DATES = 0.8


@dataclass(frozen=True)
class Teller:
    person: Person
    story: SampleStory


def tellers(seed: int) -> list[Teller]:
    words = loading.short_stories()
    random = Random(f"{seed}: short stories")
    names = words["names"]
    trees = random.sample(names["tree"] * 3, len(names["given"]))
    days = sorted(
        random.sample(range(LATEST, EARLIEST), len(words["stories"])), reverse=True
    )
    rows = words["stories"][:]
    random.shuffle(rows)
    return [
        _teller(words, random, f"{given} {tree}", row, day)
        for given, tree, row, day in zip(names["given"], trees, rows, days, strict=True)
    ]


def _teller(
    words: dict[str, Any], random: Random, name: str, row: list[str], day: int
) -> Teller:
    handle = unicodedata.normalize("NFKD", name.lower()).replace(" ", "-")
    is_read_first = random.random() < READ_FIRST
    joined = day + random.randint(1, 25)
    person = Person(
        handle=handle,
        name=name,
        zone=random.choice(words["names"]["zones"]),
        joined=joined,
        window_from=None if is_read_first else joined,
        source="" if is_read_first else "Invited by an organiser",
    )
    return Teller(person, _story(words, random, handle, row, day))


def _story(
    words: dict[str, Any], random: Random, handle: str, row: list[str], day: int
) -> SampleStory:
    ending, from_role, to_role, hardest, sentence, *more = row
    drawn = words["drawn"]
    facts: dict[str, Any] = {
        "sentence": sentence,
        "from_role": from_role,
        "to_role": to_role,
        "ending": ending,
        "months": random.choice(drawn["months"][ending]),
        "hours_per_week": random.choice(drawn["hours"]),
        "region": random.choice(drawn["regions"]),
        "experience": random.choice(drawn["experience"]),
        "hardest": hardest,
        "again": random.choice(["yes", "yes", "differently", "unsure"]),
        "kept_job": random.random() < 0.8,
    }
    if ending == "chose_other":
        facts["arrived_role"] = more.pop(0)
    if from_role == "other":
        facts["from_other"] = more.pop(0)
    if ending == "done":
        facts["employer"] = random.choice(["same", "same", "another", "another", "own"])
    facts |= _pay(random.choice(drawn["pay"][ending]))
    return SampleStory(
        author=handle,
        before=timedelta(days=day, hours=-random.randint(6, 20)),
        facts=facts,
        words=_words(words, random, facts),
        **_skills(drawn["skills"], random, facts),
        months_since=random.randint(0, 5) if random.random() < WITH_DATES else None,
    )


def _pay(answers: list[str]) -> dict[str, Any]:
    how, what = answers
    if how == "nothing":
        return {"pay_detail": how}
    return {"pay_detail": how, f"pay_{how}": int(what) if how == "percent" else what}


def _words(
    words: dict[str, Any], random: Random, facts: dict[str, Any]
) -> dict[str, str]:
    hardest = facts["hardest"]
    parts = [
        random.choice(words["begin"][facts["from_role"]]),
        random.choice(words["middle"][hardest]),
        random.choice(words["end"][facts["ending"]]),
    ]
    answers = {
        "narrative": "\n\n".join(parts),
        "hardest": random.choice(words["hardest"][hardest]),
    }
    for name, sentences in words["extras"].items():
        if random.random() < 0.5:
            answers[name] = random.choice(sentences)
    return answers


def _skills(
    skills: dict[str, list[str]], random: Random, facts: dict[str, Any]
) -> dict[str, Any]:
    carried = skills["carried"]
    is_other = facts["from_role"] == "other"
    brought = random.sample(
        carried, random.randint(2, 3) if is_other else random.randint(4, 8)
    )
    lacking = [skill for skill in carried if skill not in brought] if is_other else []
    if facts["to_role"] == "mlops":
        lacking += skills["mlops"]
    if facts["ending"] == "considering":
        lacking = []
    learnt = random.sample(lacking, min(len(lacking), random.randint(1, 5)))
    return {
        "carried": tuple(brought),
        "added": tuple(
            (skill, random.randint(1, 9), random.randint(1, 5)) for skill in learnt
        ),
    }
