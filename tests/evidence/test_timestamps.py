"""Timestamps of a real RFC 3161 authority: openssl behind an HTTP server on this machine, with certificates made here."""

from __future__ import annotations

import http.server
import os
import socketserver
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.evidence.test_verify_md import blocks, shell, tools
from tests.support.cli import hipaacheck
from tests.support.evidence import Files, pack, read_files, refused, reseal, snapshot, statement_of

__all__ = ["tools"]

CONFIGURATION = """\
[tsa]
default_tsa = own
[own]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ordering = yes
ess_cert_id_alg = sha256
"""
EXTENSIONS = "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\nbasicConstraints=CA:FALSE\n"


def openssl(*arguments: str | Path, stdin: bytes = b"") -> bytes:
    """Run openssl; gives what it prints."""
    return subprocess.run(["openssl", *map(str, arguments)], input=stdin, capture_output=True, check=True).stdout


def _authority(folder: Path, name: str) -> None:
    """A root, and below it a certificate that stamps."""
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc")
    root = ("-keyout", folder / "ca.key", "-out", folder / "ca.pem", "-subj", f"/CN={name} root")
    openssl("req", "-x509", *curve, *root, "-days", "30", "-addext", "keyUsage=critical,keyCertSign")
    openssl("req", "-new", *curve, "-keyout", folder / "tsa.key", "-out", folder / "tsa.csr", "-subj", f"/CN={name} stamps")
    (folder / "extensions").write_text(EXTENSIONS)
    signed = ("-CA", folder / "ca.pem", "-CAkey", folder / "ca.key", "-extfile", folder / "extensions", "-days", "30")
    openssl("x509", "-req", "-in", folder / "tsa.csr", *signed, "-out", folder / "tsa.pem")
    (folder / "serial").write_text("01\n")
    (folder / "tsa.cnf").write_text(CONFIGURATION.format(folder=folder))


Answer = Callable[[bytes], tuple[int, bytes] | None]
"""A query → status and body; null closes the connection, a negative status answers something that is no HTTP."""


def _serve(answers: dict[str, Answer]) -> socketserver.TCPServer:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            found = answers[self.path](asked)
            if found is None:
                return
            status, body = found
            if status < 0:
                self.wfile.write(body)
                return
            with suppress(OSError):  # whoever asked has heard enough
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    return http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of an authority and its folder, with `ca.pem`. Other paths answer in other ways."""
    folder = tmp_path_factory.mktemp("authority")
    _authority(folder, "Good")

    def stamp(asked: bytes) -> tuple[int, bytes]:
        query = folder / f"query{threading.get_ident()}"
        query.write_bytes(asked)
        return 200, openssl("ts", "-reply", "-config", folder / "tsa.cnf", "-queryfile", query)

    kept: list[bytes] = []

    def again(asked: bytes) -> tuple[int, bytes]:
        kept.append(stamp(asked)[1])
        return 200, kept[0]

    answers: dict[str, Answer] = {
        "/": stamp,
        "/again": again,
        "/refuses": lambda asked: (200, stamp(b"no query")[1]),
        "/nonsense": lambda asked: (200, b"<html>Sign in</html>"),
        "/empty": lambda asked: (200, b""),
        "/half": lambda asked: (200, stamp(asked)[1][:-200]),
        "/error": lambda asked: (500, b"no"),
        "/moved": lambda asked: (302, b""),
        "/no-http": lambda asked: (-1, b"SSH-2.0-OpenSSH\r\n\r\n"),
        "/hangs-up": lambda asked: None,
        "/huge": lambda asked: (200, b"\x30" * (3 << 20)),
    }
    os.environ["no_proxy"] = "127.0.0.1"
    server = _serve(answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", folder
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def stamped(authority: tuple[str, Path], home: Path, signed: Path) -> Path:
    """A signed and stamped snapshot."""
    assert signed.exists()
    url = ("--timestamp", f"{authority[0]}/")
    return snapshot(home / "stamped.zip", str(home / "plan.json"), "--sign-key", str(home / "key"), *url)


def _verify(home: Path, path: Path, *arguments: str | Path) -> tuple[str, ...]:
    return ("verify", str(path), "--key", str(home / "key.pub"), *map(str, arguments))


def test_a_timestamp_is_confirmed(stamped: Path, home: Path, authority: tuple[str, Path]) -> None:
    assert "timestamps/1.tsr" in read_files(stamped)
    ran = hipaacheck(*_verify(home, stamped, "--tsa-certificates", authority[1] / "ca.pem"))
    assert (ran.code, ran.err) == (0, "")
    assert "confirmed by its authority" in ran.out


def test_without_certificates_it_is_only_told(stamped: Path, home: Path) -> None:
    ran = hipaacheck(*_verify(home, stamped))
    assert ran.code == 0
    assert "not checked: name the authority's certificates" in " ".join(ran.out.split())


def test_openssl_confirms_it_as_verify_md_says(stamped: Path, authority: tuple[str, Path], tools: Path, tmp_path: Path) -> None:
    files = read_files(stamped)
    folder = pack(tmp_path / "snapshot", files, statement_of(stamped))
    ran = shell(blocks(files)[1], folder, tools, TSA=str(authority[1] / "ca.pem"))
    assert ran.returncode == 0, ran.stderr
    assert "Time stamp:" in ran.stdout


def test_another_authority_is_refused(stamped: Path, home: Path, tools: Path, tmp_path: Path) -> None:
    _authority(tmp_path, "Other")
    ran = hipaacheck(*_verify(home, stamped, "--tsa-certificates", tmp_path / "ca.pem"))
    refused(ran, str(stamped), "timestamps/1.tsr: the timestamp does not hold")
    folder = pack(tmp_path / "snapshot", read_files(stamped), statement_of(stamped))
    assert shell(blocks(read_files(stamped))[1], folder, tools, TSA=str(tmp_path / "ca.pem")).returncode != 0


def test_a_stamp_of_something_else_is_refused(
    stamped: Path, few: Files, home: Path, authority: tuple[str, Path], tools: Path, tmp_path: Path
) -> None:
    taken = {**few, "timestamps/1.tsr": read_files(stamped)["timestamps/1.tsr"], "VERIFY.md": read_files(stamped)["VERIFY.md"]}
    path = reseal(tmp_path / "x.zip", taken)
    certificates = authority[1] / "ca.pem"
    refused(hipaacheck(*_verify(home, path, "--tsa-certificates", certificates)), str(path), "timestamps/1.tsr")
    folder = reseal(tmp_path / "x", taken)
    assert shell(blocks(taken)[1], folder, tools, TSA=str(certificates)).returncode != 0


@pytest.mark.parametrize("data", [b"", b"\x30\x03\x02\x01\x00", b"\x30\x80", b"x" * 500, b"\x30\x84\xff\xff\xff\xff"])
def test_a_stamp_that_is_none_is_refused(
    few: Files, home: Path, authority: tuple[str, Path], tmp_path: Path, data: bytes
) -> None:
    path = reseal(tmp_path / "x.zip", {**few, "timestamps/1.tsr": data})
    ran = hipaacheck(*_verify(home, path, "--tsa-certificates", authority[1] / "ca.pem"))
    refused(ran, str(path), "timestamps/1.tsr: the timestamp does not hold")
    assert hipaacheck(*_verify(home, path)).code == 0, "nobody asked about the stamp"


def test_a_stamp_that_is_not_there_is_missed(signed: Path, home: Path, authority: tuple[str, Path]) -> None:
    ran = hipaacheck(*_verify(home, signed, "--tsa-certificates", authority[1] / "ca.pem"))
    refused(ran, str(signed), "it has no timestamp")


def test_certificates_that_are_none(stamped: Path, home: Path, tmp_path: Path) -> None:
    for name, data in (("a", b""), ("b", b"garbage"), ("c", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")):
        (tmp_path / name).write_bytes(data)
        ran = hipaacheck(*_verify(home, stamped, "--tsa-certificates", tmp_path / name))
        assert (ran.code, ran.out) == (2, ""), ran
        assert f"{tmp_path / name}: no certificates in PEM" in ran.err
    assert "cannot be read" in hipaacheck(*_verify(home, stamped, "--tsa-certificates", tmp_path / "nowhere")).err


REFUSALS = {
    "/refuses": "the authority refused",
    "/nonsense": "the answer is no timestamp",
    "/empty": "the answer is no timestamp",
    "/half": "the answer is no timestamp",
    "/error": "no answer",
    "/moved": "no answer",
    "/no-http": "no answer",
    "/hangs-up": "no answer",
    "/huge": "the answer is no timestamp",
}


def _refused_stamp(home: Path, url: str, target: Path, why: str) -> None:
    arguments = ("--sign-key", str(home / "key"), "--timestamp", url, "-o", str(target), "--no-progress")
    ran = hipaacheck("snapshot", "plan", str(home / "plan.json"), *arguments)
    refused(ran, url, why, "No snapshot was written")
    assert list(target.parent.iterdir()) == []


@pytest.mark.parametrize("path", REFUSALS)
def test_without_a_stamp_nothing_is_written(
    home: Path, signed: Path, authority: tuple[str, Path], tmp_path: Path, path: str
) -> None:
    assert signed.exists()
    _refused_stamp(home, authority[0] + path, tmp_path / "x.zip", REFUSALS[path])


def test_nor_when_nobody_is_there(home: Path, signed: Path, tmp_path: Path) -> None:
    assert signed.exists()
    _refused_stamp(home, "http://127.0.0.1:9/", tmp_path / "x.zip", "no answer")


def test_an_answer_to_another_question_is_refused(home: Path, signed: Path, authority: tuple[str, Path], tmp_path: Path) -> None:
    url = f"{authority[0]}/again"
    snapshot(home / "again.zip", str(home / "plan.json"), "--sign-key", str(home / "key"), "--timestamp", url)
    (tmp_path / "y").mkdir()
    _refused_stamp(home, url, tmp_path / "y" / "x.zip", "the answer is about something else")
    assert signed.exists()


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://127.0.0.1/", "127.0.0.1", ""])
def test_other_addresses_are_refused(home: Path, signed: Path, tmp_path: Path, url: str) -> None:
    assert signed.exists()
    ran = hipaacheck("snapshot", "plan", str(home / "plan.json"), "--timestamp", url, "-o", str(tmp_path / "x.zip"))
    assert (ran.code, ran.out) == (2, "")
    assert "not the address" in ran.err
