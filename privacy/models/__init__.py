from privacy.models.export import Export

__all__ = [
    "Export",
]
