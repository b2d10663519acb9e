"""The lists of eligible services are read once, whatever number of threads asks for them first."""

from __future__ import annotations

import threading
from pathlib import Path
from types import ModuleType

import pytest

from hipaacheck_aws import eligible as aws
from hipaacheck_azure import eligible as azure

THREADS = 16


@pytest.mark.parametrize("module", [aws, azure], ids=["aws", "azure"])
def test_threads_that_ask_at_once_share_one_reading(module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Path] = []
    original = Path.read_text

    def counted(path: Path, *arguments: str) -> str:
        read.append(path)
        return original(path, *arguments)

    monkeypatch.setattr(Path, "read_text", counted)
    module._services.cache_clear()
    together, found = threading.Barrier(THREADS), []

    def ask() -> None:
        together.wait()
        found.append(module.services())

    threads = [threading.Thread(target=ask) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(read) == 1
    assert len(found) == THREADS
    assert all(item is found[0] for item in found)
