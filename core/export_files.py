"""The files of an export, as every room hands them over."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

FENCE = re.compile(r"[ >]*(`{3,}(?!.*`)|~{3,}) *(.*)")
# Rows a JSON file, so that no export has to fit into memory at once.
ROWS_A_FILE = 200


@dataclass(frozen=True)
class ExportFile:
    """One file of a person's export. `path` is relative, with / between folders."""

    path: str
    content: bytes
    about: str = ""


def _with_code_closed(text: str) -> str:
    mark = ""
    for line in text.splitlines():
        fence = FENCE.match(line)
        if not fence:
            continue
        if not mark:
            mark = fence[1]
        elif fence[1].startswith(mark) and not fence[2]:
            mark = ""
    return f"{text}\n{mark}" if mark else text


def as_json(path: str, data: Any, about: str = "") -> ExportFile:
    text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    return ExportFile(path, f"{text}\n".encode(), about)


def in_parts(path: str, rows: Iterable[Any], about: str = "") -> Iterator[ExportFile]:
    """`path` with a number, a file for each 200 rows; one empty list where none is."""
    left = iter(rows)
    stem = path.removesuffix(".json")
    number = 1
    part = list(islice(left, ROWS_A_FILE))
    while part or number == 1:
        yield as_json(f"{stem}-{number:03}.json", part, about)
        number += 1
        part = list(islice(left, ROWS_A_FILE))


def as_markdown(path: str, facts: dict[str, Any], *texts: str) -> ExportFile:
    """Facts as lines between rules, then texts as their author typed them.

    Code that a text leaves open ends with the text.
    """
    head = "\n".join(f"{name}: {value}" for name, value in facts.items())
    body = "\n\n".join([*map(_with_code_closed, texts[:-1]), *texts[-1:]])
    return ExportFile(path, f"---\n{head}\n---\n\n{body}\n".encode())
