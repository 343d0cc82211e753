"""From a check's questions to what is handed out: notebooks, papers and files for other systems."""

from .gift import gift
from .making import Built, build
from .notebooks import source
from .plainly import Left
from .qti import packed, qti

__all__ = ["Built", "Left", "build", "gift", "packed", "qti", "source"]
