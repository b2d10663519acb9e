"""The process that evaluates: its death, its limits, and that nothing of it is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hipaacheck import InputError
from hipaacheck_terraform.hcl.records import Question
from hipaacheck_terraform.worker import Worker, shared
from tests.support.source_trees import RULES, blocked, bucket, call, lay, said, scan_source, verdicts

ENDLESS = 'locals {\n  a = regexall("(a+)+$", "%sb")\n}\nresource "aws_s3_bucket" "slow" {\n  bucket = local.a[0]\n}\n' % (
    "a" * 50
)
TREE = {"1/main.tf": bucket("first"), "2/main.tf": ENDLESS, "3/main.tf": bucket("third")}
OTHERS = {"aws_s3_bucket.first": "fail", "aws_s3_bucket.third": "fail"}


def until(happened: Callable[[], Any], seconds: float = 60) -> Any:
    """What a function gives, as soon as it gives anything."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = happened()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError("did not happen")


def busy(pid: int | None) -> int | None:
    """The process, when it computes for a while already."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return pid if int(fields[11]) / os.sysconf("SC_CLK_TCK") > 1 else None


def children(pid: int) -> list[int]:
    """The processes that a process has started and not waited for, those that have ended included."""
    return [int(text) for text in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@linux
def test_a_death_costs_one_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(lay(tmp_path, TREE))
    killed: list[int] = []

    def kill() -> None:
        pid = until(lambda: busy(shared(59.0).pid))
        killed.append(pid)
        os.kill(pid, signal.SIGKILL)

    thread = threading.Thread(target=kill)
    thread.start()
    ran = scan_source(".", "--time-limit", "59", "--exit-zero")
    thread.join()
    assert (ran.code, verdicts(ran)) == (3, OTHERS)
    assert ran.err == (
        "hipaacheck: 2: not read: the process that evaluates it was killed (signal 9). Other folders are not affected.\n"
    )
    assert shared(59.0).pid not in (None, *killed)


def test_time_is_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(lay(tmp_path, TREE))
    ran = scan_source(".", "--time-limit", "1.5")
    assert (ran.code, verdicts(ran)) == (1, OTHERS)
    assert ran.err == (
        "hipaacheck: 2: not evaluated within 1.5 seconds. Look for a loop over very many items, or give it more time with "
        "--time-limit.\n"
    )
    assert shared(1.5).pid is not None


LOOPS = {
    "ranges": "length([for i in range(1000) : [for j in range(1000) : [for k in range(1000) : i * j * k]]])",
    "a product": "length(setproduct(range(1000), range(1000), range(1000)))",
    "texts": 'length(join("", [for i in range(1000) : join("", [for j in range(1000) : format("%01000d", j)])]))',
}


@pytest.mark.parametrize("name", LOOPS)
def test_loops_end(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the time limit, by the memory limit, or as unknown: another root is judged in any case."""
    text = f'resource "aws_s3_bucket" "b" {{\n  bucket = "x${{{LOOPS[name]}}}"\n}}\n'
    lay(tmp_path, {"1/main.tf": text, "2/main.tf": bucket("b") + blocked("b")})
    monkeypatch.chdir(tmp_path)
    ran = scan_source(".", "--time-limit", "2", "--exit-zero")
    assert verdicts(ran)["aws_s3_bucket.b"] == "pass"
    assert ran.code in (0, 3)


@linux
def test_memory_is_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit is lowered, so that the test is fast."""
    import resource

    worker = shared(58.0)
    lay(tmp_path, {"main.tf": bucket("b")})
    monkeypatch.chdir(tmp_path)
    assert verdicts(scan_source(".", "--time-limit", "58")) == {"aws_s3_bucket.b": "fail"}
    assert worker.pid is not None
    assert resource.prlimit(worker.pid, resource.RLIMIT_AS)[0] == 2 << 30
    pages = int(Path(f"/proc/{worker.pid}/statm").read_text().split()[0])
    resource.prlimit(worker.pid, resource.RLIMIT_AS, (pages * resource.getpagesize() + (20 << 20), 2 << 30))
    loop = "[for i in range(1000) : [for j in range(1000) : [for k in range(1000) : [i, j, k]]]]"
    lay(tmp_path, {"main.tf": bucket("b") + f"locals {{\n  a = {loop}\n}}\n" + bucket("c").replace('"c"\n', "local.a\n")})
    ran = scan_source(".", "--time-limit", "58")
    assert ran.code == 3
    assert ".: needs more than 2 GiB of memory. Nothing of . was judged" in ran.err
    worker.stop()


MALICE = 'import pathlib\npathlib.Path(__file__ + ".ran").touch()\nraise SystemExit("taken")\n'
NAMES = ("msgspec", "hipaacheck", "hipaacheck_terraform", "json", "re", "sitecustomize", "usercustomize")


@pytest.mark.parametrize("where", [".", ".."])
def test_nothing_is_imported_from_the_folder_that_is_scanned(where: str, tmp_path: Path) -> None:
    lay(tmp_path, {f"{name}.py": MALICE for name in NAMES} | {"in/main.tf": bucket("b"), "main.tf": bucket("b")})
    lay(tmp_path / "in", {f"{name}.py": MALICE for name in NAMES})
    command = [str(Path(sys.executable).with_name("hipaacheck")), "scan", "terraform", where, *RULES]
    ran = subprocess.run(command, cwd=tmp_path / "in", capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (1, "")
    assert not list(tmp_path.rglob("*.ran"))


def test_large_answers_arrive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer and a question of more than a pipe holds."""
    text = "".join(f"  a{number} = 1\n" for number in range(20_000))
    lay(tmp_path, {"main.tf": f'resource "aws_s3_bucket" "b" {{\n{text}}}\n', "m/main.tf": bucket("m")})
    monkeypatch.chdir(tmp_path)
    ran = scan_source(".")
    assert verdicts(ran) == {"aws_s3_bucket.b": "fail"}, ran.err
    question = Question(folder="m", within=".", schema=str(tmp_path), variables={"x": "y" * 1_000_000})
    assert "variable" in str(shared(60.0).ask(question, "m").error)


def test_a_late_answer_is_not_that_of_the_next_question(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(lay(tmp_path, TREE))
    worker = Worker(seconds=30)

    def question(folder: str) -> Question:
        return Question(folder=folder, within=".", schema=str(tmp_path))

    def interrupted(timeout: float) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(worker._lines.__class__, "get", lambda self, timeout: interrupted(timeout))
    with pytest.raises(KeyboardInterrupt):
        worker.ask(question("1"), "1")
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    assert worker.pid is None
    assert [item.address for item in worker.ask(question("3"), "3").resources] == ["aws_s3_bucket.third"]
    worker.stop()


@linux
def test_a_process_that_died_between_questions_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(lay(tmp_path, TREE))
    worker = Worker(seconds=30)
    question = Question(folder="1", within=".", schema=str(tmp_path))
    worker.ask(question, "1")
    first = worker.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    until(lambda: Path(f"/proc/{first}/stat").read_text().rpartition(")")[2].split()[0] == "Z")
    assert worker.ask(question, "1").error is None
    assert worker.pid != first
    worker.stop()
    assert worker.pid is None


def test_a_process_that_cannot_start_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(lay(tmp_path, TREE))
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(InputError, match=r"^1: not read: the process that evaluates it ended by itself \(code 1\)"):
        Worker(seconds=30).ask(Question(folder="1", within=".", schema="."), "1")


@linux
@pytest.mark.parametrize("sign", [signal.SIGINT, None], ids=["interrupted", "to the end"])
def test_no_process_is_left(sign: int | None, tmp_path: Path) -> None:
    lay(tmp_path, TREE if sign else {"1/main.tf": bucket("b")})
    command = [str(Path(sys.executable).with_name("hipaacheck")), "scan", "terraform", ".", *RULES]
    started = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    found = []
    if sign is not None:
        found = [until(lambda: next(filter(busy, children(started.pid)), None))]
        started.send_signal(sign)
    out, err = started.communicate(timeout=60)
    assert started.returncode == (130 if sign else 1)
    assert err.strip() == ("hipaacheck: interrupted; no report was written" if sign else "")
    assert "Traceback" not in out
    assert not any(Path(f"/proc/{pid}").exists() for pid in found)


def test_modules_of_many_roots_share_a_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, {f"r{number}/main.tf": call("m", "../m") for number in range(30)} | {"m/main.tf": bucket("b")})
    monkeypatch.chdir(tmp_path)
    ran = scan_source(".")
    assert (ran.code, said(ran)) == (1, "")
    assert len(ran.json()["findings"]) == 30


@linux
def test_a_process_ends_when_nobody_is_left_to_stop_it(tmp_path: Path) -> None:
    lay(tmp_path, {"1/main.tf": ENDLESS})
    command = [str(Path(sys.executable).with_name("hipaacheck")), "scan", "terraform", ".", *RULES, "--time-limit", "0.5"]
    started = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    pid = until(lambda: next(iter(children(started.pid)), None))
    started.kill()
    started.wait()
    until(lambda: not Path(f"/proc/{pid}").exists() or _state(pid) == "Z", 20)


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"


@linux
def test_memory_of_earlier_roots_is_given_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many = "".join(f'resource "aws_s3_bucket" "b{number}" {{\n  bucket = "b"\n}}\n' for number in range(2_000))
    monkeypatch.chdir(lay(tmp_path, {"main.tf": many}))
    worker = Worker(seconds=30)
    sizes = []
    for _ in range(12):
        worker.ask(Question(folder=".", within=".", schema=str(tmp_path)), ".")
        sizes.append(int(Path(f"/proc/{worker.pid}/statm").read_text().split()[1]))
    worker.stop()
    assert max(sizes[6:]) < max(sizes[:6]) * 1.2, sizes
