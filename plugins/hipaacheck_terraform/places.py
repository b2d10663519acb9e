"""Where resources are declared: from addresses to files and lines, and the comments that stand there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hipaacheck import InputError, Location, UsageError, WaiverComment, without_keys
from hipaacheck_terraform.calls import has_configuration
from hipaacheck_terraform.hcl.records import Answer

_DOWNLOADED = "/.terraform/"


class Source:
    """Declarations by address without keys. Empty where no source is at hand."""

    def __init__(self, answer: Answer, notes: tuple[str, ...] = ()) -> None:
        blocks = [
            Location(block.file, block.start, end=block.end, fields=block.lines, text=block.text) for block in answer.blocks
        ]
        self.declared = {address: blocks[number] for address, number in answer.declared.items()}
        foreign = [item for item in answer.waivers if _DOWNLOADED in f"/{item.file}"]
        self.notes = (*notes, *(f"{item.file}:{item.line}: a waiver in a downloaded module does not count" for item in foreign))
        addresses: dict[int, list[str]] = {}
        for address, number in answer.declared.items():
            addresses.setdefault(number, []).append(address)
        self.waivers = tuple(
            WaiverComment(
                text=item.text,
                file=item.file,
                line=item.line,
                addresses=() if item.block is None else tuple(addresses.get(item.block, ())),
            )
            for item in answer.waivers
            if item not in foreign
        )

    def of(self, address: str) -> Location | None:
        """Where the resource of an address is declared; null when that is not known."""
        return self.declared.get(without_keys(address)) if self.declared else None


def source_of(plan: str, options: Mapping[str, Any]) -> Source:
    """The source of a plan: `--source-dir`, else the plan's own folder when it holds `.tf` files. Raises UsageError when the one
    that was named cannot be read; another one is only noted."""
    named = options.get("source_dir")
    folder = named if named is not None else _beside(plan)
    if folder is None:
        return Source(Answer())
    from hipaacheck_terraform.source import TIME_LIMIT, question
    from hipaacheck_terraform.worker import shared

    if not Path(folder).is_dir():
        raise UsageError(f"--source-dir {folder}: there is no such folder. Name the folder of the plan's root module.")
    if not has_configuration(Path(folder)):
        raise UsageError(f"--source-dir {folder}: no *.tf or *.tf.json files in it. Name the folder of the plan's root module.")
    try:
        answer = shared(TIME_LIMIT).ask(question(folder, {}, evaluate=False), folder)
        problem = answer.error
    except InputError as error:
        answer, problem = Answer(), str(error)
    if problem is None:
        return Source(answer)
    if named is not None:
        raise UsageError(f"--source-dir {folder}: {problem}")
    return Source(Answer(), (f"the source beside the plan was not used, so findings have no lines: {problem}",))


def _beside(plan: str) -> str | None:
    folder = Path(plan).parent
    return str(folder) if plan != "-" and has_configuration(folder) else None
