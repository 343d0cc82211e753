"""What is wrong with a piece of content, said so that its author can mend it."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, order=True)
class Finding:
    """One fault: the file, the line (from 1; 0 where none is known), and what to do."""

    file: str
    line: int
    code: str
    message: str
    remedy: str

    def as_dict(self) -> dict[str, str | int]:
        return asdict(self)

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.message} {self.remedy} [{self.code}]"


class ContentError(Exception):
    """Content that cannot be used. `findings` says every reason, with file and line."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        super().__init__("\n".join(str(finding) for finding in findings))
