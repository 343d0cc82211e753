"""The pages' own modules inside one file: an import map whose addresses are the modules themselves.

A page that is opened from the disk may not import another file; it may import a `data:` address.
Inside one, "./common.js" would mean nothing, so each module is known by a bare name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from .lightening import module_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

ROOT = "sc/"
"""What every bare name begins with; `static` of the page, where the host script looks for kinds."""
OF_PAGE = ("aloud.js", "common.js", "host.js", "keeping.js", "lesson.js", "model.js", "support.js")
IMPORTED = re.compile(r'(\bfrom\s+|\bimport\()"(?:\.\./|\./)([a-z0-9_/]+\.js)"')


def import_map(files: Mapping[str, bytes], kinds: Collection[str]) -> dict[str, dict[str, str]]:
    """Return the import map of a page with activities of `kinds`, made of the static `files`."""
    names = [*OF_PAGE, *(f"{kind}/{kind}.js" for kind in sorted(kinds))]
    return {"imports": {ROOT + name: _address(files[name].decode()) for name in names}}


def _address(source: str) -> str:
    bare = IMPORTED.sub(rf'\1"{ROOT}\2"', module_of(source))
    return "data:text/javascript," + quote(bare, safe=" =:/;,'()!*@$&+?[]{}|~^`")
