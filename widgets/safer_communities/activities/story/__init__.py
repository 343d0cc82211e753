from .story import Story, StoryPart

__all__ = ["Story", "StoryPart"]
