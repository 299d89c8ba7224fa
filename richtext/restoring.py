"""Stored HTML of before it was stored in parts, made harmless in a migration."""

from typing import Any

from core.plain import tidy
from richtext.plain import as_typed

BATCH = 500


def show_as_typed(model: Any, fields: dict[str, str]) -> None:
    """Give every row the words of its sources as typed, for the HTML that it had.

    `fields` names the source of each rendered text. What stood there may hold what
    its author smuggled in, so nothing of it is read. The rows keep their renderer's
    version, which is an old one: the job and the command render them anew.
    """
    rows, last = model.objects.order_by("pk").only("pk", *fields, *fields.values()), 0
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        for row in batch:
            for html, source in fields.items():
                text = as_typed(tidy(getattr(row, source)))
                setattr(row, html, text.to_json() if text else "")
        model.objects.bulk_update(batch, list(fields))
        last = batch[-1].pk
