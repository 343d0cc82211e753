"""Each activity's paper twin, from the template in its kind's folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from safer_communities.activities import HERE, Activity
from safer_communities.language import environment

if TYPE_CHECKING:
    from pathlib import Path

    from safer_communities.activities import Spec


def paper_items(specs: list[Spec], code: str, locale: Path) -> dict[str, dict[str, Any]]:
    """Return for each part that has one its twin: {part: {"task": HTML, "answers": HTML}}."""
    return {
        spec["id"]: {
            "task": twin(spec, code, locale, answers=False),
            "answers": twin(spec, code, locale, answers=True),
        }
        for spec in specs
        if spec["kind"] in Activity.kinds
    }


def twin(spec: Spec, code: str, locale: Path, *, answers: bool) -> Markup:
    """Return one part on paper, to do or with its answers."""
    kind = spec["kind"]
    template = environment(code, locale, HERE).get_template(f"{kind}/{kind}.paper.html")
    return Markup(template.render(spec=spec, answers=answers))  # noqa: S704 (autoescaped)
