"""Lessons as single files, to open by double click: no server, no network, nothing sent."""

from .files import TakeHome
from .pages import ADDRESSES

__all__ = ["ADDRESSES", "TakeHome"]
