"""Where the pack's content lies: beside the code in a checkout, inside the package in a wheel."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Places:
    """The content roots. Every path in the pack is found from these three."""

    lessons: Path
    notebooks: Path
    assessments: Path

    @classmethod
    def of(cls, root: Path) -> Places:
        """Return the places under `root`, a folder that holds `lessons` and the others."""
        return cls(
            lessons=root / "lessons",
            notebooks=root / "notebooks",
            assessments=root / "assessments",
        )

    @property
    def locale(self) -> Path:
        return self.lessons / "locale"

    @classmethod
    def found(cls) -> Places:
        """Return the places of this installation."""
        inside = PACKAGE / "_pack"
        return cls.of(inside if inside.is_dir() else PACKAGE.parents[1])
