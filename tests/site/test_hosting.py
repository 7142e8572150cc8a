"""The README's nginx configuration, run by a real nginx: a sub-path, headers, caching, compression, missing pages."""

from __future__ import annotations

import contextlib
import gzip
import re
import shutil
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import pytest

from generator.site.compress import compress_site
from generator.site.publish import publish
from generator.upkeep.operations import NGINX
from tests.conftest import REPOSITORY

pytestmark = pytest.mark.slow
MAIN = """daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
  include /etc/nginx/mime.types;
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
{server}
}}
"""


def free_ports(number: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(number)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def make_certificate(folder: Path) -> None:
    """Make a self-signed certificate for the README's host name."""
    made = ("-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=portal.example")
    options = ("-addext", "subjectAltName=DNS:portal.example,IP:127.0.0.1")
    files = ("-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem")
    subprocess.run(["openssl", "req", *made, *options, *files], check=True, capture_output=True)


@pytest.fixture
def host(demo_root: Path, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The portal's address under nginx, and the folder it serves."""
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin")
    if nginx is None:
        pytest.fail("nginx is needed: apt-get install nginx-light")
    site = tmp_path / "site"
    shutil.copytree(demo_root / "site", site)
    tmp_path.chmod(0o755)
    port, plain, safe = free_ports(3)
    server, secure = re.findall(r"```nginx\n(.*?)```", (REPOSITORY / "README.md").read_text("utf-8"), re.DOTALL)
    assert server == NGINX.read_text("utf-8"), "a town's own README has the same"
    within = server[server.index("  location") : server.rindex("}")]
    make_certificate(tmp_path)
    for old, new in {
        "  # … the two locations from above\n": within,
        "/etc/letsencrypt/live/portal.example/": f"{tmp_path}/",
        "listen 443 ssl;": f"listen 127.0.0.1:{safe} ssl;",
        "listen 80;": f"listen 127.0.0.1:{plain};",
    }.items():
        assert old in secure
        secure = secure.replace(old, new)
    assert "listen 80;" in server
    assert "/srv/portal/site/" in server
    server = server.replace("listen 80;", f"listen 127.0.0.1:{port};") + secure
    server = server.replace("/srv/portal/site/", f"{site}/")
    (tmp_path / "ports.txt").write_text(f"{plain} {safe}")
    user = "user root;\n" if Path("/root").exists() else ""
    (tmp_path / "nginx.conf").write_text(user + MAIN.format(folder=tmp_path, server=server), "utf-8")
    process = subprocess.Popen([nginx, "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")])
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/portal/", site
    finally:
        process.terminate()
        process.wait()


def ask(url: str, **headers: str) -> tuple[int, Message, bytes]:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=names)) as answer:  # noqa: S310 - our own host
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def test_pages_are_served_as_they_should(host: tuple[str, Path]) -> None:
    base, site = host
    status, headers, body = ask(base)
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert body == (site / "index.html").read_bytes()
    assert headers["Cache-Control"] == "no-cache"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Content-Security-Policy"] == "frame-ancestors 'self'"
    assert ask(base, If_None_Match=headers["ETag"])[0] == 304
    status, headers, body = ask(base + "nowhere/at/all/")
    assert (status, body) == (404, (site / "404.html").read_bytes())
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert ask(base.rstrip("/"))[::2] == (200, (site / "index.html").read_bytes())  # redirected to the slash
    assert ask(base + "ngos", Accept="text/html")[0] == 200  # redirected to ngos/
    assert ask(base + "../etc/passwd")[0] in (400, 404)


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Return redirects instead of following them."""


def ask_as(scheme: str, port: int, path: str, folder: Path) -> tuple[int, str, bytes]:
    """Return status, redirect target and body, requested under the README's host name with its certificate checked."""
    checks = ssl.create_default_context(cafile=folder / "fullchain.pem")
    opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=checks), _Stay)
    address = f"{scheme}://127.0.0.1:{port}{path}"
    question = urllib.request.Request(address, headers={"Host": "portal.example"})  # noqa: S310 - our own host
    try:
        with opener.open(question) as answer:
            return answer.status, "", answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers["Location"] or "", error.read()


def test_https_and_what_leads_to_it(host: tuple[str, Path], tmp_path: Path) -> None:
    _, site = host
    plain, safe = map(int, (tmp_path / "ports.txt").read_text().split())
    assert ask_as("http", plain, "/portal/ngos/", tmp_path)[:2] == (301, "https://portal.example/portal/ngos/")
    status, to, _ = ask_as("https", safe, "/portal", tmp_path)
    assert (status, to.endswith("/portal/")) == (301, True)
    assert ask_as("https", safe, "/portal/", tmp_path)[::2] == (200, (site / "index.html").read_bytes())
    assert ask_as("https", safe, "/portal/nowhere/", tmp_path)[::2] == (404, (site / "404.html").read_bytes())
    with pytest.raises(urllib.error.URLError, match="CERTIFICATE"):  # positive control: the certificate is checked
        urllib.request.urlopen(f"https://127.0.0.1:{safe}/portal/")


def test_texts_are_compressed(host: tuple[str, Path]) -> None:
    base, site = host
    for address in ("index.html", "assets/portal/portal.css", "data/ngos.csv", "data/ngos.json", "calendar.ics"):
        _, headers, body = ask(base + address, Accept_Encoding="gzip")
        assert headers["Content-Encoding"] == "gzip", address
        assert len(body) < (site / address).stat().st_size / 2


def test_packed_copies_are_sent(host: tuple[str, Path]) -> None:
    base, site = host
    page = site / "index.html"
    assert compress_site(site, 2) > 100
    assert compress_site(site, 1) == len(list(site.rglob("*.gz")))
    assert gzip.decompress((site / "index.html.gz").read_bytes()) == page.read_bytes()
    (site / "index.html.gz").write_bytes(gzip.compress(b"<!doctype html><title>packed</title>"))
    _, headers, body = ask(base, Accept_Encoding="gzip")
    assert headers["Content-Encoding"] == "gzip"
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert b"packed" in gzip.decompress(body)
    assert ask(base)[2] == page.read_bytes()


def test_an_exchanged_site_is_seen_at_once(host: tuple[str, Path], tmp_path: Path) -> None:
    base, site = host
    tag = ask(base)[1]["ETag"]
    fresh = tmp_path / "fresh"
    shutil.copytree(site, fresh)
    (fresh / "index.html").write_text("<!doctype html><title>Новое</title>", "utf-8")
    publish(fresh, site, tmp_path)
    status, _, body = ask(base, If_None_Match=tag)
    assert status == 200
    assert "Новое" in body.decode()
