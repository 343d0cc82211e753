"""The class desk's notebook, around the desk; the markbook's stands the same way.

`/staff/class-desk` is notebooks/staff/class-desk.ipynb: its headings, its prose and its order, made
once for each language like a lesson's. The notebook says `desk` where the desk stands; there the
page is cut in two, and templates/class_desk.html puts the class between: HTML that is made for each
request, and works before, without and after a kernel. A notebook that cannot be made takes only
itself away, never the desk.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from safer_communities.server.making import PLACE_OF_DESK
from safer_communities.server.running import CannotMake

if TYPE_CHECKING:
    from pathlib import Path

    from safer_communities.server.handling import Handler
    from safer_communities.server.surroundings import Surroundings

DESK, MARKBOOK = "staff/class-desk", "staff/markbook"
EMPTY = Markup("")
_UNTIL_H1 = "</h1>"


@dataclass(frozen=True)
class Around:
    """What the notebook shows before the desk and after it; empty where there is no notebook."""

    before: Markup = EMPTY
    after: Markup = EMPTY
    needs_kernel: bool = False

    def headed(self, code: str) -> Markup:
        """Return what comes before, with the class's code in its heading."""
        shown = f' <bdi dir="ltr" class="code">{escape(code)}</bdi>{_UNTIL_H1}'
        return Markup(str(self.before).replace(_UNTIL_H1, shown, 1))  # noqa: S704 (escaped above)


def desk_notebook(surroundings: Surroundings, name: str = DESK) -> Path:
    """Return the file of a staff notebook: the pack's own where this content has none."""
    from safer_communities.content import Places  # noqa: PLC0415

    own = surroundings.held.places.notebooks / f"{name}.ipynb"
    return own if own.is_file() else Places.found().notebooks / f"{name}.ipynb"


async def around(handler: Handler, code: str, name: str = DESK) -> Around:
    """Return the notebook `name` in the language `code`, cut where its desk stands."""
    surroundings = handler.surroundings
    try:
        made = await surroundings.maker.executed(
            desk_notebook(surroundings, name), code, surroundings.held.stamp, piece="interface"
        )
    except CannotMake:
        return Around()
    if PLACE_OF_DESK not in made.html or made.troubles:  # the staff page says what to mend
        return Around()
    before, _, after = made.html.partition(PLACE_OF_DESK)
    # The cut goes through a section of the notebook: it is closed here, and opened again there.
    return Around(
        Markup(f"{before}</section>"),  # noqa: S704 (our own notebook's)
        Markup(f'<section class="sc-opening">{after}'),  # noqa: S704
        made.needs_kernel,
    )
