"""Fenced code: a head that names the language, numbered lines, four kinds of word."""

import re
from collections.abc import Callable, Iterator
from enum import IntEnum
from html import escape
from itertools import groupby
from typing import Any

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Token
from pygments.util import ClassNotFound

from richtext.parts import Slot

# Alias as typed -> the name that the head shows. Nothing else is highlighted: some
# lexers of rare languages are slow, and each costs memory.
LANGUAGES = {
    "bash": "Shell",
    "c": "C",
    "c++": "C++",
    "console": "Console",
    "cpp": "C++",
    "csharp": "C#",
    "css": "CSS",
    "cue": "CUE",
    "diff": "Diff",
    "docker": "Dockerfile",
    "dockerfile": "Dockerfile",
    "go": "Go",
    "golang": "Go",
    "graphql": "GraphQL",
    "groovy": "Groovy",
    "hcl": "HCL",
    "html": "HTML",
    "ini": "INI",
    "java": "Java",
    "javascript": "JavaScript",
    "jinja": "Jinja",
    "js": "JavaScript",
    "json": "JSON",
    "kotlin": "Kotlin",
    "lua": "Lua",
    "make": "Makefile",
    "makefile": "Makefile",
    "markdown": "Markdown",
    "md": "Markdown",
    "nginx": "nginx",
    "nix": "Nix",
    "patch": "Diff",
    "php": "PHP",
    "postgresql": "SQL",
    "powershell": "PowerShell",
    "promql": "PromQL",
    "properties": "Properties",
    "proto": "Protocol Buffers",
    "protobuf": "Protocol Buffers",
    "py": "Python",
    "python": "Python",
    "r": "R",
    "rego": "Rego",
    "rs": "Rust",
    "ruby": "Ruby",
    "rust": "Rust",
    "scala": "Scala",
    "sh": "Shell",
    "shell": "Shell",
    "sql": "SQL",
    "swift": "Swift",
    "systemd": "systemd",
    "terraform": "Terraform",
    "tf": "Terraform",
    "toml": "TOML",
    "ts": "TypeScript",
    "tsx": "TypeScript",
    "typescript": "TypeScript",
    "xml": "XML",
    "yaml": "YAML",
    "yml": "YAML",
    "zsh": "Shell",
}

# The lexer of an alias that Pygments does not know by that name.
LEXERS = {"cue": "go", "hcl": "terraform", "patch": "diff", "proto": "protobuf"}

# The first that holds the token wins; all else is left as text.
KINDS = (
    (Token.Keyword.Constant, "m"),
    (Token.Keyword, "k"),
    (Token.Name.Tag, "k"),
    (Token.Name.Attribute, "k"),
    (Token.Name.Decorator, "k"),
    (Token.Operator.Word, "k"),
    (Token.Generic.Heading, "k"),
    (Token.Generic.Subheading, "k"),
    (Token.Literal.String, "s"),
    (Token.Literal.Number, "m"),
    (Token.Comment, "c"),
    (Token.Generic.Output, "c"),
)
_kinds: dict[Any, str] = {}

NAMED = re.compile(r"\w[\w#.+-]{0,19}")


# What may stand behind a language without being code: `{1,3}`, `title="a"`.
ATTRIBUTES = re.compile(r"(?:(?:\{[^}]*\}|[\w-]+=(?:\"[^\"]*\"|[^\s\"]+))\s*)*")
IN_BRACES = re.compile(r"\{ *\.?([\w#+-]+)[^}]*\}")
BEHIND_NAME = re.compile("[:,{]")


def read_info(info: str) -> tuple[str, str]:
    """The language that a fence names, and what stands on its line and is code."""
    info = info.strip()
    if found := IN_BRACES.fullmatch(info):
        return found[1], ""
    word, _, rest = info.partition(" ")
    if not rest and NAMED.fullmatch(word):
        return word, ""
    name = BEHIND_NAME.split(word, maxsplit=1)[0]
    if name.lower() not in LANGUAGES:
        return "", info
    return name, "" if ATTRIBUTES.fullmatch(rest) else rest


class Detail(IntEnum):
    """How much is made of code: less of it where a text would grow too large."""

    BARE = 0
    COLOURED = 1
    NUMBERED = 2


def code_block(
    code: str,
    language: str = "",
    *,
    hold: Callable[[Slot], str],
    block: int = 1,
    detail: Detail = Detail.NUMBERED,
) -> str:
    """The HTML of one block; `block` counts the blocks of a text from 1.

    `hold` answers with the placeholder of a slot.
    """
    alias = (language or "").lower()
    code = code.strip("\n")
    lines = code.count("\n") + 1 if code else 0
    name = LANGUAGES.get(alias) or (language if NAMED.fullmatch(alias) else "Text")
    about = f"{escape(name)}, {lines} line{'' if lines == 1 else 's'}"
    is_numbered = detail == Detail.NUMBERED and lines > 1
    rows = _rows(code, alias if detail else "")
    if is_numbered:
        place = f"{block}-" if block > 1 else ""
        rows = [
            hold(Slot("line", f"{place}{number}")) + row
            for number, row in enumerate(rows, start=1)
        ]
    body = "\n".join(rows)
    wide = f" n{len(str(lines))}" if is_numbered and lines > 99 else ""
    return (
        f'<div class="code{wide}"><div class="code-h"><span>{about}</span></div>'
        f'<pre tabindex="0" aria-label="Code: {about}"><code>{body}</code></pre></div>'
    )


def _rows(code: str, alias: str) -> list[str]:
    rows = _highlighted(code, alias).split("\n")
    return [_signed(row) for row in rows] if alias in {"diff", "patch"} else rows


def _signed(row: str) -> str:
    if row.startswith("+") and not row.startswith("+++"):
        return f'<span class="add">{row}</span>'
    if row.startswith("-") and not row.startswith("---"):
        return f'<span class="del">{row}</span>'
    return row


def _highlighted(code: str, alias: str) -> str:
    lexer = _lexer(alias)
    if lexer is None:
        return escape(code, quote=False)
    parts = []
    for kind, words in groupby(_words(lexer, code), key=lambda word: word[0]):
        text = escape("".join(value for _, value in words), quote=False)
        if kind:
            # A span ends with its line, so that each line stands alone.
            text = "\n".join(
                f'<span class="{kind}">{part}</span>' if part.strip() else part
                for part in text.split("\n")
            )
        parts.append(text)
    # The lexers work on whole lines and end the last one.
    return "".join(parts).removesuffix("\n")


def _words(lexer: Lexer, code: str) -> Iterator[tuple[str, str]]:
    for token, value in lexer.get_tokens(code):
        if token not in _kinds:
            _kinds[token] = next(
                (kind for of, kind in KINDS if of in token.split()), ""
            )
        yield _kinds[token], value


def _lexer(alias: str) -> Lexer | None:
    if alias not in LANGUAGES:
        return None
    try:
        return get_lexer_by_name(LEXERS.get(alias, alias), stripnl=False)
    except ClassNotFound:
        return None
