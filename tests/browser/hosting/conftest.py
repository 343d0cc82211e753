"""What a host puts in front of the pack: Debian's nginx with TLS, a hub with its proxy."""

from __future__ import annotations

import datetime as dt
import ipaddress
import os
import shutil
import socket
import subprocess

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.conftest import ROOT, waited_for


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A certificate for 127.0.0.1, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return folder


@pytest.fixture
def nginx(tmp_path, certificate):
    """Return a function: nginx before upstream servers, as docs/hosting.md configures it."""
    started = []

    def start(ports, prefix):
        program = os.environ["SAFER_NGINX"]
        port = free_port()
        text = (ROOT / "docs" / "nginx.conf").read_text("utf-8")
        servers = "\n".join(f"    server 127.0.0.1:{each};" for each in ports)
        for found, instead in {
            "    server 127.0.0.1:8866;": servers,
            "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
            "server_name safer.example.org;": "server_name 127.0.0.1;",
            "/etc/ssl/safer": str(certificate),
            "/safer/": prefix,
        }.items():
            assert found in text
            text = text.replace(found, instead)
        folder = tmp_path / "nginx"
        folder.mkdir()
        (folder / "nginx.conf").write_text(
            f"pid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
            f"http {{\n{''.join(_kept(folder))}{text}}}\n",
            "utf-8",
        )
        process = subprocess.Popen(
            [program, "-p", str(folder), "-c", "nginx.conf", "-g", "daemon off;"]
        )
        started.append(process)
        waited_for(lambda: listens(port))
        return f"https://127.0.0.1:{port}{prefix}"

    yield start
    for process in started:
        process.terminate()
        process.wait(20)


def _kept(folder):
    """Directives that keep what nginx writes in the test's own folder."""
    yield "access_log off;\n"
    for what in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"):
        yield f"{what}_temp_path {folder}/{what};\n"


@pytest.fixture(scope="session")
def hub_proxy(tmp_path_factory):
    """The program of configurable-http-proxy, installed as its lock file says."""
    folder = tmp_path_factory.mktemp("proxy")
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(ROOT / "tests" / "browser" / "hosting" / name, folder)
    subprocess.run(["npm", "ci", "--silent"], cwd=folder, check=True)
    return folder / "node_modules" / ".bin" / "configurable-http-proxy"
