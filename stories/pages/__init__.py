from stories.pages.cards import Card, cards

__all__ = ["Card", "cards"]
