"""Sharing on the local network: which address to tell, and whether anybody has come by it."""

from __future__ import annotations

import contextlib
import ipaddress
import json
import os
import re
import socket
from typing import TYPE_CHECKING, Any

import psutil

from safer_communities.share_check import STATE_FILE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

# Networks inside this computer, that no tablet is on: containers, virtual machines, tunnels.
VIRTUAL = re.compile(
    r"^(lo\d*$|docker|br-|veth|virbr|vmnet|vboxnet|lxc|lxd|podman|cni|flannel|tun|tap|utun|wg|ppp"
    r"|tailscale|zt|awdl|llw|ifb|dummy)"
    r"|vethernet|virtual|vmware|hyper-v|wsl|loopback|bluetooth",
    re.IGNORECASE,
)


def default_address() -> str | None:
    """Return the address from which this computer would reach another network. Sends nothing."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # a datagram socket: this only picks the interface
        return str(probe.getsockname()[0])
    return None


def interfaces() -> dict[str, list[str]]:
    """Return the addresses of each interface that is up."""
    up = {name for name, how in psutil.net_if_stats().items() if how.isup}
    return {
        name: [
            each.address.partition("%")[0]
            for each in found
            if each.family in (socket.AF_INET, socket.AF_INET6)
        ]
        for name, found in psutil.net_if_addrs().items()
        if name in up
    }


def to_tell(found: dict[str, list[str]], default: str | None) -> list[str]:
    """Return the addresses by which a tablet may reach this computer, the likeliest first.

    `found` is by interface. That of the default route comes first; those of networks inside this
    computer, and those that a computer gives itself when no network does, are left out.
    """
    real = [
        address
        for name, addresses in found.items()
        if not VIRTUAL.search(name)
        for address in addresses
        if _can_be_told(address)
    ]
    return sorted(set(real), key=lambda each: (each != default, not _is_private(each), each))


def _can_be_told(address: str) -> bool:
    try:
        read = ipaddress.IPv4Address(address)
    except ValueError:
        return False  # an IPv6 address is nothing a child can type
    return not (read.is_loopback or read.is_link_local or read.is_unspecified)


def _is_private(address: str) -> bool:
    return ipaddress.ip_address(address).is_private


class Sharing:
    """What is told of a server's way in, and whether somebody came by it."""

    def __init__(
        self,
        *,
        shared: bool,
        found: dict[str, list[str]] | None = None,
        default: str | None = None,
    ) -> None:
        looked = found is None
        found = interfaces() if found is None else found
        self.shared = shared
        self.own = frozenset(each for addresses in found.values() for each in addresses)
        self.addresses = to_tell(found, default_address() if looked else default) if shared else []
        self.chosen = self.addresses[0] if self.addresses else None
        self.reached = False
        """Whether a request came from another device. From which is nobody's business."""
        self._file: Path | None = None
        self._url = ""

    def choose(self, address: str) -> None:
        """Tell this address from now on. Raises ValueError for none of this computer's."""
        if address not in self.addresses:
            raise ValueError(address)
        self.chosen = address
        self._write()

    def note(self, address: str) -> None:
        """Note that a request came from an address; nothing of it is kept."""
        if not self.reached and self.is_another(address):
            self.reached = True
            self._write()

    def is_another(self, address: str) -> bool:
        """Say whether an address is that of another device."""
        try:
            read = ipaddress.ip_address(address.partition("%")[0])
        except ValueError:
            return False
        mapped = getattr(read, "ipv4_mapped", None) or read
        return not mapped.is_loopback and str(mapped) not in self.own

    def is_here(self, name: str) -> bool:
        """Say whether a name in an address is this computer's own, not a proxy's before it."""
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return name.lower() in ("localhost", socket.gethostname().lower())
        return not self.is_another(name)

    # -- for `safer share-check`, which has no staff key

    def begin(self, folder: Path, url: str) -> None:
        """Leave word in the data folder that a server runs here."""
        self._file, self._url = folder / STATE_FILE, url
        self._write()

    def end(self) -> None:
        """Take that word away, unless another server has left its own since."""
        with contextlib.suppress(OSError, ValueError):
            if self._file and json.loads(self._file.read_text("utf-8"))["pid"] == os.getpid():
                self._file.unlink()

    def told(self) -> dict[str, Any]:
        return {
            "shared": self.shared,
            "reached": self.reached,
            "chosen": self.chosen,
            "addresses": self.addresses,
        }

    def _write(self) -> None:
        if self._file is None:
            return
        text = json.dumps({"pid": os.getpid(), "url": self._url, **self.told()})
        fresh = self._file.with_name(f"{self._file.name}.{os.getpid()}")
        with contextlib.suppress(OSError):  # it is help for a check, and nothing hangs on it
            fresh.write_text(text, encoding="utf-8")
            fresh.replace(self._file)


def hosts_of(sharing: Sharing) -> Iterable[str]:
    """Return the names under which a shared server answers: its addresses and its own name."""
    return (sharing.own | {socket.gethostname().lower()}) if sharing.shared else ()
