from stories.reading.cards import Card, cards

__all__ = ["Card", "cards"]
