"""Charts whose words are real text, each with its numbers as a table. For the desk and for lessons.

pandas and matplotlib are loaded when the first chart is drawn, not before.
"""

from .drawing import grouped, stacked
from .shapes import Bar, Column, Counts, Row
from .showing import Chart, chart_of

__all__ = ["Bar", "Chart", "Column", "Counts", "Row", "chart_of", "grouped", "stacked"]
