"""What the forum shows: loaded with few queries, kept where it may be kept."""

from forum.pages.posts import (
    Piece,
    for_reader,
    own_waiting_posts,
    piece_of,
    pieces_on_page,
    posts_in_range,
    posts_on_page,
)

__all__ = [
    "Piece",
    "for_reader",
    "own_waiting_posts",
    "piece_of",
    "pieces_on_page",
    "posts_in_range",
    "posts_on_page",
]
