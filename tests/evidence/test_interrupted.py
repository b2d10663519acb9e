"""A snapshot is whole or not there, however the run ends, and secrets are in no file at any moment."""

from __future__ import annotations

import base64
import os
import resource as limits
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any, NoReturn

import pytest

from hipaacheck.errors import EvidenceError, OutputError
from hipaacheck.evidence.staging import Staging
from hipaacheck.evidence.verifying import verify
from hipaacheck.model.evidence import ApiCall
from tests.support.cli import builtin_pack, hipaacheck
from tests.support.evidence import ONE, SIGNER, bucket, read_files, write_keys, write_plan
from tests.support.plans import resource

KILLS = 15
_KEY = b"-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEAsecretsecretsecretsecret\n-----END RSA PRIVATE KEY-----\n"
SECRETS = {
    "password": "correct-horse-battery-staple-1",
    "master_password": "correct-horse-battery-staple-2",
    "sensitive": "marked-as-sensitive-in-the-plan-3",
    "key id": "AKIAIOSFODNN7EXAMPLQ",
    "secret key": "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",
    "private key": "MIIEowIBAAKCAQEAsecretsecretsecretsecret",
    "connection": "hunter2-in-a-connection-string",
    "secret": "a-secret-version-in-secrets-manager-4",
}

CODES = {
    name: [text.encode(), *(base64.b64encode(b" " * shift + text.encode())[4:-4] for shift in range(3))]
    for name, text in SECRETS.items()
}


def _resources() -> Iterator[dict[str, Any]]:
    yield resource("aws_db_instance.a", {"identifier": "a", "password": SECRETS["password"]})
    yield resource("aws_rds_cluster.a", {"cluster_identifier": "a", "master_password": SECRETS["master_password"]})
    yield resource("aws_ssm_parameter.a", {"name": "a", "value": SECRETS["sensitive"]}, sensitive=("value",))
    environment = {"AWS_ACCESS_KEY_ID": SECRETS["key id"], "AWS_SECRET_ACCESS_KEY": SECRETS["secret key"]}
    url = f"postgresql://admin:{SECRETS['connection']}@db/clinic"
    yield resource("aws_lambda_function.a", {"function_name": "a", "environment": [{"variables": {**environment, "URL": url}}]})
    data = base64.b64encode(b"#!/bin/sh\n" + _KEY).decode()
    yield resource("aws_instance.a", {"instance_type": "t3.micro", "user_data": _KEY.decode(), "user_data_base64": data})
    yield resource("aws_secretsmanager_secret_version.a", {"secret_string": SECRETS["secret"]})
    yield resource("aws_iam_access_key.a", {"user": "a", "id": SECRETS["key id"], "secret": SECRETS["secret key"]})


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan with secrets where plans have them, and enough buckets that sealing takes a while; keys beside it."""
    folder = tmp_path_factory.mktemp("plan")
    write_keys(folder)
    builtin_pack()
    buckets = [item for number in range(40) for item in bucket(f"b{number}")]
    return Path(write_plan(folder / "plan.json", *_resources(), *buckets))


class Forked:
    """Work in a process of its own, with everything imported already. `said` is what it gave besides its exit code."""

    def __init__(self, work: Callable[[], tuple[int, str]], size: int | None = None) -> None:
        self._reader, writer = os.pipe()
        self.said = ""
        self.pid = os.fork()
        if not self.pid:
            _run(work, writer, size)
        os.close(writer)

    def ended(self) -> bool:
        """Whether it has ended; it still has to be waited for."""
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def wait(self) -> int:
        """The exit code, negative for a signal."""
        with os.fdopen(self._reader, encoding="utf-8") as reader:
            self.said = reader.read()
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def _run(work: Callable[[], tuple[int, str]], writer: int, size: int | None) -> NoReturn:
    """In the new process: work, and end without what the test process would do at its end. No file grows beyond `size`."""
    code = 99
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        if size is not None:
            limits.setrlimit(limits.RLIMIT_FSIZE, (size, size))
        code, said = work()
        os.write(writer, said.encode())
    finally:
        os._exit(code)


def taking(plan: Path, target: Path, size: int | None = None) -> Forked:
    """A run of `hipaacheck snapshot`."""
    key = ("--sign-key", str(plan.parent / "key"))

    def work() -> tuple[int, str]:
        ran = hipaacheck("snapshot", "plan", str(plan), "-o", str(target), *ONE, *key, "--no-progress")
        return ran.code, ran.err

    return Forked(work, size)


def _leaks(folder: Path) -> list[tuple[str, str]]:
    """(File, secret) for each secret that is in a file below a folder, plain or in base64."""
    found = []
    for place, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):  # gone in the meantime
                data = Path(place, name).read_bytes()
                found += [(name, secret) for secret, codes in CODES.items() if any(code in data for code in codes)]
    return found


def _left(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def test_killed_at_any_moment_it_leaves_nothing_that_counts(plan: Path, tmp_path: Path) -> None:
    folder = tmp_path / "whole"
    folder.mkdir()
    started = time.monotonic()
    process = taking(plan, folder / "x.zip")
    while not process.ended():
        assert _leaks(folder) == []
        time.sleep(0.002)
    whole = time.monotonic() - started
    assert process.wait() == 0, process.said
    assert [path.name for path in _left(folder)] == ["x.zip"]
    random = Random(7)  # noqa: S311 - the same moments each time
    left = []
    for number, share in enumerate(random.uniform(0.0, 1.0) for _ in range(KILLS)):
        folder = tmp_path / str(number)
        folder.mkdir()
        process = taking(plan, folder / "x.zip")
        time.sleep(whole * share)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        left.append(_check_left(folder))
    assert taking(plan, folder / "next.zip").wait() == 0, "what is left is in nobody's way"
    assert verify(folder / "next.zip", SIGNER.public_key()).files > 40
    assert any(left), "none was killed while it had something"


def _check_left(folder: Path) -> bool:
    """What a killed run left does not verify, holds no secret, and is its owner's; tells whether there was something."""
    assert _leaks(folder) == []
    for path in _left(folder):
        if path.name == "x.zip":  # it was sealed before it was killed
            assert verify(path, SIGNER.public_key()).files > 40
            continue
        assert path.name.startswith(".x.zip.")
        assert path.name.endswith(".partial")
        assert path.stat().st_mode & 0o777 == 0o700
        for inner in (path, *path.rglob("*")):
            with pytest.raises(EvidenceError):
                verify(inner, SIGNER.public_key())
        return True
    return False


@pytest.mark.parametrize(("number", "code", "left"), [(signal.SIGINT, 130, 0), (signal.SIGTERM, 130, 0)])
def test_signals_end_it_without_a_snapshot(plan: Path, tmp_path: Path, number: signal.Signals, code: int, left: int) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    process = taking(plan, folder / "x.zip")
    while not process.ended() and not list(folder.glob(".x.zip.*/part0")):
        time.sleep(0.001)
    os.kill(process.pid, number)
    assert process.wait() == code, process.said
    assert "Traceback" not in process.said
    assert len(_left(folder)) == left
    _check_left(folder)


@pytest.mark.parametrize("name", ["x.zip", "x"])
@pytest.mark.parametrize("size", [0, 1, 2_000, 20_000, 60_000, 120_000])
def test_a_full_disk_leaves_nothing(plan: Path, tmp_path: Path, size: int, name: str) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    process = taking(plan, folder / name, size)
    code = process.wait()
    if name == "x" and code == 0:  # none of its files is that large
        assert max(len(data) for data in read_files(folder / name).values()) <= size
        return
    assert code == 2, process.said
    assert process.said.count("\n") == 1, process.said
    assert str(folder) in process.said
    assert "cannot be written: File too large" in process.said
    assert _left(folder) == []


def test_answers_fill_the_disk_when_they_are_written_out(tmp_path: Path) -> None:
    """What is still in memory when everything is recorded."""

    def work() -> tuple[int, str]:
        call = ApiCall(service="s3", operation="s3:ListBuckets", account=None, region=None)
        try:
            with Staging(tmp_path / "x.zip") as staging:
                staging.answered(call, "x" * 400_000)
                staging.parts()
        except OutputError as error:
            return 7, str(error)
        return 0, ""

    process = Forked(work, 300_000)
    assert process.wait() == 7
    assert "evidence cannot be written: File too large. Make room." in process.said
    assert _left(tmp_path) == []


@pytest.mark.parametrize("there", ["file", "folder", "link"])
def test_nothing_is_ever_replaced(plan: Path, tmp_path: Path, there: str) -> None:
    target = tmp_path / "x.zip"
    if there == "file":
        target.write_text("precious")
    elif there == "folder":
        target.mkdir()
    else:
        target.symlink_to(tmp_path / "nowhere")
    ran = hipaacheck("snapshot", "plan", str(plan), "-o", str(target), *ONE)
    assert (ran.code, ran.out) == (2, "")
    assert f"{target} exists, and evidence is never replaced" in ran.err
    assert _left(tmp_path) == [target]


def test_a_folder_that_is_not_there(plan: Path, tmp_path: Path) -> None:
    ran = hipaacheck("snapshot", "plan", str(plan), "-o", str(tmp_path / "nowhere" / "x.zip"), *ONE)
    assert (ran.code, ran.out) == (2, "")
    assert f"there is no folder {tmp_path / 'nowhere'}" in ran.err


@pytest.mark.parametrize("name", ["x.zip", "x"])
def test_no_secret_is_in_what_is_sealed(plan: Path, tmp_path: Path, name: str) -> None:
    target = tmp_path / name
    assert hipaacheck("snapshot", "plan", str(plan), "-o", str(target), "--no-progress").code == 0
    assert _leaks(tmp_path) == []
    joined = b"\n".join(read_files(target).values())
    assert [secret for secret, text in SECRETS.items() if text.encode() in joined] == []
    assert b"aws_db_instance.a" in joined
