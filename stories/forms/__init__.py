from stories.forms.story import StoryForm, initial_of

__all__ = ["StoryForm", "initial_of"]
