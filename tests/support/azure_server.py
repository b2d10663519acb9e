"""An estate on the loopback interface, over TLS: a token endpoint, Azure Resource Manager and Microsoft Graph on one host."""

from __future__ import annotations

import json
import ssl
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from tests.support.azure import TENANT, Estate

CLIENT = "12121212-3434-5656-7878-909090909090"
SECRET = "not-a-real-secret"  # noqa: S105


class Server(ThreadingHTTPServer):
    """Answers from an estate, to whoever shows the token that it gave."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, estate: Estate, certificate: Path) -> None:
        super().__init__(("localhost", 0), _Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.estate = estate
        self.asked: list[tuple[str, str]] = []
        """Method and path of each request, those for tokens aside."""
        self.tokens: list[str] = []
        """Scope of each token given."""

    @property
    def url(self) -> str:
        """`https://localhost:PORT`"""
        return f"https://localhost:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def log_message(self, *_: Any) -> None:
        """Silent."""

    def do_GET(self) -> None:
        """Discovery documents of the authority, and everything that is read."""
        if "/.well-known/openid-configuration" in self.path:
            issuer = f"{self.server.url}/{TENANT}"
            self._answer(
                200,
                {
                    "issuer": f"{issuer}/v2.0",
                    "authorization_endpoint": f"{issuer}/oauth2/v2.0/authorize",
                    "token_endpoint": f"{issuer}/oauth2/v2.0/token",
                },
            )
            return
        self.server.asked.append(("GET", self.path))
        given = self.headers.get("Authorization", "")
        if given != f"Bearer token-for-{self.server.url}/.default":
            self._answer(401, {"error": {"code": "InvalidAuthenticationToken", "message": "no"}})
            return
        host = "https://graph.microsoft.com" if self.path.startswith("/v1.0/") else "https://management.azure.com"
        status, headers, body = self.server.estate.answer(host + self.path)
        self._send(status, headers, body)

    def do_POST(self) -> None:
        """A token for the client's secret; nothing else takes a POST."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if not self.path.endswith("/oauth2/v2.0/token"):
            self.server.asked.append(("POST", self.path))
            self._answer(405, {"error": {"code": "MethodNotAllowed", "message": "no"}})
            return
        form = parse_qs(body.decode())
        if form.get("client_secret") != [SECRET]:
            self._answer(401, {"error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret provided."})
            return
        self.server.tokens.append(form["scope"][0])
        scope = form["scope"][0].split(" ")[0]
        self._answer(200, {"token_type": "Bearer", "expires_in": 3599, "access_token": f"token-for-{scope}"})

    def _answer(self, status: int, body: Mapping[str, Any]) -> None:
        self._send(status, {"Content-Type": "application/json"}, json.dumps(body).encode())

    def _send(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def certificate(folder: Path) -> Path:
    """A certificate for localhost with its key, which is its own authority."""
    path = folder / "localhost.pem"
    key = folder / "key.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
    made = subprocess.run([*command.split(), "-keyout", key, "-out", path], capture_output=True, check=True)
    assert made.returncode == 0
    path.write_bytes(path.read_bytes() + key.read_bytes())
    return path


@contextmanager
def running(estate: Estate, folder: Path) -> Iterator[tuple[Server, dict[str, str], list[str]]]:
    """The server, the environment that makes the SDK's credentials and trust work with it, and the options that lead to it."""
    trusted = certificate(folder)
    server = Server(estate, trusted)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    environment = {
        "AZURE_TENANT_ID": TENANT,
        "AZURE_CLIENT_ID": CLIENT,
        "AZURE_CLIENT_SECRET": SECRET,
        "REQUESTS_CA_BUNDLE": str(trusted),
    }
    options = ["--authority-host", server.url, "--resource-manager", server.url, "--graph", server.url]
    try:
        yield server, environment, options
    finally:
        server.shutdown()
        server.server_close()
