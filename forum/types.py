"""Shapes that several layers speak of."""

# A cell of a category's matrix: audience, the key of its circle if it has one, right.
Cell = tuple[str, int | None, str]
