"""The files of Jupyter's own front end, which pages with plain widgets load."""

from __future__ import annotations

from typing import Any

from jupyter_server.base.handlers import FileFindHandler
from jupyterlab_server.themes_handler import ThemesHandler
from voila.static_file_handler import MultiStaticFileHandler

from .handling import Handler


class FrontEndHandler(Handler):
    """What these files share with our pages: hosts, headers, kind errors, silence in the log."""

    def initialize(self, surroundings: Any, **files: Any) -> None:
        Handler.initialize(self, surroundings)
        super(Handler, self).initialize(**files)

    def send_error(self, status_code: int = 500, **kwargs: Any) -> None:
        """Answer that there is no such file, whether it is missing or not to be had."""
        super().send_error(404 if status_code == 403 else status_code, **kwargs)  # noqa: PLR2004


class VoilaFile(FrontEndHandler, MultiStaticFileHandler):
    """voila/static/: the front end's own modules."""


class ExtensionFile(FrontEndHandler, FileFindHandler):  # type: ignore[misc]
    """voila/labextensions/: ipywidgets and anywidget."""


class ThemeFile(FrontEndHandler, ThemesHandler):  # type: ignore[misc]
    """voila/api/themes/: the style sheets of a theme."""
