from .hotspots import Hotspots, HotspotsPart

__all__ = ["Hotspots", "HotspotsPart"]
