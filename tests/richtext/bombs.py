"""Texts that ask for a minute of work, or a megabyte of HTML, in 20,000 characters."""

MOST = 20_000


def _full(piece):
    return (piece * (MOST // len(piece) + 1))[:MOST]


def _pyramid(step, line="x", levels=140):
    return "\n".join(step * level + line for level in range(1, levels))[:MOST]


BOMBS = {
    "brackets": _full("["),
    "pictures": _full("!["),
    "cdata": _full("<![CDATA["),
    "ampersands": _full("&"),
    "entities": _full("&amp;"),
    "numeric entities": _full("&#x41;"),
    "quote marks": _full(">"),
    "spaced quote marks": _full("> "),
    "nested quotes": _pyramid("> "),
    "nested lists": _pyramid("  ", "- x"),
    "nested wide lists": _pyramid("    ", "- x"),
    "nested both": _pyramid("> - "),
    "items on a line": _full("- a ")[:-1],
    "numbers on a line": _full("1. "),
    "items": _full("- a\n"),
    "tasks": _full("- [ ] a\n"),
    "rows without a head": _full("|a|b|\n"),
    "rows": ("|a|b|\n|-|-|\n" + _full("|a|b|\n"))[:MOST],
    "columns": ("|a" * 300 + "|\n" + "|-" * 300 + "|\n" + _full("|" * 300 + "\n"))[
        :MOST
    ],
    "empty cells": ("a|" * 2000 + "\n" + "-|" * 2000 + "\n" + _full("|x\n"))[:MOST],
    "one reference": ("[r]: http://e.org/" + "a" * 10_000 + "\n\n" + _full("[r][r]"))[
        :MOST
    ],
    "one note": "[^1]: x\n\n" + "[^1]" * 4900,
    "one long note": (f"[^{'n' * 5000}]: x\n\n" + f"[^{'n' * 5000}]" * 3)[:MOST],
    "notes": "\n".join(f"[^{number}]: x[^{number}]" for number in range(1200))[:MOST],
    "notes in notes": ("[^a]:\n" + _full("    [^a]:\n"))[:MOST],
    "ticks": _full("`"),
    "spaced ticks": _full("` "),
    "rising ticks": "".join("`" * number + " " for number in range(1, 199))[:MOST],
    "stars": _full("*a"),
    "uneven stars": _full("**a* "),
    "bars": _full("_a "),
    "tildes": _full("~~a"),
    "emphases": _full("*a _b ~~c **d "),
    "parentheses": _full("("),
    "empty links": _full("[]("),
    "open links": _full("[a](b "),
    "open pictures": _full("![a](<"),
    "nested parentheses": _full("[a](((((("),
    "open titles": _full('[a](b "'),
    "mixed quotes": ("[a](" + _full("'(\""))[:MOST],
    "angles": _full("<"),
    "angle pairs": _full("<<>>"),
    "tags": _full("<a "),
    "comments": _full("<!--"),
    "instructions": _full("<?"),
    "addresses": _full("http://a.b/("),
    "bare addresses": _full("www."),
    "schemes": _full("http://"),
    "mail addresses": _full("a@b."),
    "open mail": _full("<a@b"),
    "mentions": _full("@abc "),
    "long mentions": _full("@ab-"),
    "backslashes": _full("\\["),
    "hashes": _full("#\n"),
    "headings": _full("# a\n"),
    "underlines": _full("a\n=\n"),
    "dashes": _full("-\n"),
    "rules": _full("---\n"),
    "breaks": _full("a  \n"),
    "blank lines": _full("\n"),
    "indented": _full("     a\n"),
    "fences": _full("```\n"),
    "named fences": _full("~~~ a\n"),
    "fences in items": _full("- ```\n"),
    "fences in quotes": _full("> ```\n"),
    "wide fence": ("```" + _full(" "))[: MOST - 1] + "x",
    "python": ("```python\n" + _full('"""\n'))[:MOST],
    "python fields": ("```python\n" + _full("f'{"))[:MOST],
    "yaml": ("```yaml\n" + _full("a: b\n"))[:MOST],
    "javascript": ("```js\n" + _full("/a"))[:MOST],
    "html": ("```html\n" + _full("<a "))[:MOST],
    "php": ("```php\n<?php " + _full('"$a['))[:MOST],
    "sql": ("```sql\n" + _full("'"))[:MOST],
    "shell": ("```bash\n" + _full("$(("))[:MOST],
    "markdown": ("```markdown\n" + _full("[a]("))[:MOST],
    "long word": _full("a"),
    "figures": _full("9"),
    "marks on a letter": "a" + "\u0301" * (MOST - 1),
    "families": _full("👨‍👩‍👧"),
    "everything": _full("[*`<&![_~~@a "),
}
