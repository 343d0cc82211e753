"""An address as a QR picture: an inline SVG, black on white whatever the colours of the page."""

from __future__ import annotations

import io

import segno
from markupsafe import Markup


def qr_picture(address: str) -> Markup:
    """Return the picture, to be put in an element that has a name; it says nothing by itself."""
    written = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        written, kind="svg", xmldecl=False, svgns=False, omitsize=True, border=4,
        dark="#000", light="#fff", svgclass="qr-picture", lineclass=None, nl=False,
    )  # fmt: skip
    svg = (
        written.getvalue()
        .decode()
        .replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
    )
    return Markup(svg)  # noqa: S704 (segno's own numbers, and nothing of the address but its picture)
