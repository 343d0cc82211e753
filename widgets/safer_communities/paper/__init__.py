"""The pack on paper, and the parents' view: the same parts without a screen."""

from .markdown import markdown
from .twins import paper_items, twin

__all__ = ["markdown", "paper_items", "twin"]
