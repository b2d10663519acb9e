"""moto behind its proxy: real host names, TLS, and nothing in the product that knows of it."""

from __future__ import annotations

import atexit
import logging
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import ThreadingHTTPServer
from pathlib import Path
from unittest.mock import patch

from tests.support import aws


@cache
def _port() -> int:
    """The port of this process's proxy, which is started with the first question."""
    import moto.moto_proxy
    from moto.moto_proxy.certificate_creator import CertificateCreator
    from moto.moto_proxy.proxy3 import ProxyRequestHandler

    class Silent(ProxyRequestHandler):
        timeout = 60

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

        def end_headers(self) -> None:
            if self.command != "CONNECT":  # it closes the connection after each answer, and does not say so
                self.send_header("Connection", "close")
            super().end_headers()

    folder = tempfile.mkdtemp(prefix="moto-certs-")  # one for each process: certificates are made when they are needed
    shutil.copy(Path(moto.moto_proxy.__file__).parent / "certs" / "req.conf.tmpl", folder)
    CertificateCreator.certdir = f"{folder}/"
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    logging.getLogger("MOTO_PROXY").setLevel(logging.CRITICAL)

    class Server(ThreadingHTTPServer):
        request_queue_size = 128

        def handle_error(self, *_: object) -> None:
            """A client that went away is none of ours."""

    server = Server(("127.0.0.1", 0), Silent)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def environment() -> dict[str, str]:
    """What leads every AWS tool to the simulator."""
    import moto.moto_proxy

    proxy = f"http://127.0.0.1:{_port()}"
    return {
        "HTTPS_PROXY": proxy,
        "https_proxy": proxy,
        "NO_PROXY": "",
        "no_proxy": "",
        "AWS_CA_BUNDLE": str(Path(moto.moto_proxy.__file__).parent / "ca.crt"),
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": aws.REGION,
        "AWS_MAX_ATTEMPTS": "1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": "/nonexistent",
        "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent",
    }


@contextmanager
def empty_account() -> Iterator[None]:
    """An account with nothing in it but what AWS puts there."""
    from moto.moto_api._internal.models import moto_api_backend

    with patch.dict("os.environ", {**environment(), "TEST_PROXY_MODE": "true"}):
        moto_api_backend.reset()
        yield
