from .feed import Feed, FeedPart

__all__ = ["Feed", "FeedPart"]
