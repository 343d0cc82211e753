"""`safer assessments build`: every file of a check, written from its questions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import nbformat

from safer_communities.assessment.checks import assignment_of
from safer_communities.assessment.papers import PAPERS, document_of
from safer_communities.content import did_you_mean

from .gift import gift
from .notebooks import source
from .qti import packed, qti

if TYPE_CHECKING:
    from pathlib import Path

    from safer_communities.assessment.checks import Check
    from safer_communities.assessment.course import Course

    from .plainly import Left


@dataclass(frozen=True)
class Built:
    """What was written of a check, and what of it is not the same in another system's format."""

    check: str
    files: list[Path] = field(default_factory=list)
    left: dict[str, list[Left]] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return {
            "check": self.check,
            "files": [str(file) for file in self.files],
            "left": {name: [each.as_dict() for each in found] for name, found in self.left.items()},
        }


def build(course: Course, names: list[str], out: Path | None = None) -> list[Built]:
    """Write the files of the checks called `names`, of all where none is named.

    Without `out`, nbgrader's course gets the notebooks, released and ready for hand-ins, and the
    other files lie in the course's `exports`. With it, everything is written there and nothing of
    the course changes. Raises KeyError where there is no such check, and what `release` raises.
    """
    for name in names:
        if name not in course.checks:
            hint = did_you_mean(name, list(course.checks))
            raise KeyError(f"There is no check called '{name}'. {hint}")
    return [_build(course, course.checks[name], out) for name in names or course.checks]


def _build(course: Course, check: Check, out: Path | None) -> Built:
    made = Built(check.id)
    facts = course.references.for_pupils
    for window in check.windows:
        name = assignment_of(check, window)
        folder = out / "source" / name if out else course.source(name)
        text = nbformat.writes(source(check, window, facts)) + "\n"
        made.files.append(_write(folder / f"{name}.ipynb", text.encode()))
        if out is None:
            _released(course, name)
    exports = out or course.folder / "exports"
    text, made.left["gift"] = gift(check, facts)
    made.files.append(_write(exports / f"{check.id}.gift.txt", text.encode()))
    files, made.left["qti"] = qti(check, facts)
    made.files.append(_write(exports / f"{check.id}.qti.zip", packed(files)))
    for paper in PAPERS:
        page = document_of(check, paper, course.references, "en", course.places.locale)
        made.files.append(_write(exports / f"{check.id}.{paper}.html", page.encode()))
    return made


def _released(course: Course, name: str) -> None:
    # nbgrader takes seconds to load, and papers and exports do without it.
    from safer_communities.assessment.marking import release  # noqa: PLC0415

    release(course, name)


def _write(file: Path, data: bytes) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file
