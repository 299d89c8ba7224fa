"""What the forum shows: loaded with few queries, cached where it may be cached."""
