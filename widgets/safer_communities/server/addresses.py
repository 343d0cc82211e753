"""Which page or answer stands at which address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tornado import web
from voila.app import _kernel_id_regex

from .assembly import ADDRESSES as OF_ASSEMBLIES
from .authors import AuthorsPage, Findings
from .checks import ADDRESSES as OF_CHECKS
from .exercises import GuidePage, TablePaper
from .handling import NotFound
from .kernels import KernelForPage, OwnKernel, OwnKernelChannels
from .live import ADDRESSES as OF_CLASSES
from .pages import (
    CertificatePage,
    Health,
    LessonPage,
    PaperPage,
    ParentsPage,
    ParentsStart,
    PlanPage,
    StartPage,
    TextPage,
)
from .staff import Gallery, StaffDoor, StreetPage
from .static import StaticHandler
from .unit import UnitPage

if TYPE_CHECKING:
    from .kernels import Leases
    from .surroundings import Surroundings

UNIT = "(y6|assembly)"
SLUG = "([0-9]{2}-[a-z0-9-]+)"


def _of_rooms_and_checks() -> list[tuple[str, Any]]:
    """Return what live classes, assemblies and checks answer.

    Where both a class and an assembly answer, the assembly's comes first: it knows its own codes
    and leaves the others to the class.
    """
    return [*OF_ASSEMBLIES, *OF_CLASSES, *OF_CHECKS]


def addresses(base_url: str, surroundings: Surroundings, leases: Leases) -> list[Any]:
    """Return Tornado's rules for everything under `base_url`, and for what is not there."""
    here = {"surroundings": surroundings}
    own = {**here, "leases": leases}
    ours: list[tuple[Any, ...]] = [
        ("", StartPage, here),
        (f"{UNIT}/{SLUG}", LessonPage, here),
        (f"(y6)/{SLUG}/plan", PlanPage, here),
        (f"(assembly)/{SLUG}/plan", GuidePage, here),
        (f"paper/(y6)/{SLUG}", PaperPage, here),
        (f"paper/(assembly)/{SLUG}", TablePaper, here),
        ("paper/certificate", CertificatePage, here),
        ("parents", ParentsStart, here),
        (f"parents/(y6)/{SLUG}", ParentsPage, here),
        *((address, handler, here) for address, handler in _of_rooms_and_checks()),
        ("privacy", TextPage, {**here, "template": "privacy.html"}),
        ("accessibility", TextPage, {**here, "template": "accessibility.html"}),
        ("staff", StaffDoor, here),
        ("staff/unit", UnitPage, here),
        ("staff/gallery", Gallery, here),
        ("staff/authors", AuthorsPage, here),
        ("staff/data", StreetPage, here),
        ("api/findings", Findings, here),
        ("api/health", Health, here),
        ("api/kernels", KernelForPage, own),
        (f"api/kernels/{_kernel_id_regex}", OwnKernel, own),
        (f"voila/api/shutdown/{_kernel_id_regex}", OwnKernel, own),
        (f"api/kernels/{_kernel_id_regex}/channels", OwnKernelChannels, own),
        ("static/([0-9a-f]{12})/([a-z0-9_./-]+)", StaticHandler, here),
    ]
    prefix = re.escape(base_url)
    handlers = [(prefix + address, *rest) for address, *rest in ours]
    if base_url != "/":
        to_start = {"url": base_url, "permanent": False}
        handlers.append((prefix.removesuffix("/"), web.RedirectHandler, to_start))
    return [*handlers, (r".*", NotFound, here)]
