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
    texts = environment(code, locale, HERE)
    made = {}
    for spec in specs:
        kind = spec["kind"]
        if kind in Activity.kinds:
            template = texts.get_template(f"{kind}/{kind}.paper.html")
            made[spec["id"]] = {
                "task": Markup(template.render(spec=spec, answers=False)),  # noqa: S704 (autoescaped)
                "answers": Markup(template.render(spec=spec, answers=True)),  # noqa: S704 (autoescaped)
            }
    return made
