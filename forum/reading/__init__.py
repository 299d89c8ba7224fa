"""What the forum shows: loaded with few queries, kept where it may be kept."""

from forum.reading.posts import (
    Piece,
    own_waiting_posts,
    personal,
    piece_of,
    pieces_on_page,
    posts_in_range,
    posts_on_page,
)

__all__ = [
    "Piece",
    "own_waiting_posts",
    "personal",
    "piece_of",
    "pieces_on_page",
    "posts_in_range",
    "posts_on_page",
]
