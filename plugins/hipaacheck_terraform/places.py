"""Where assets are declared: from addresses to files and lines, and the waivers that stand there."""

from __future__ import annotations

import re

from hipaacheck import Location, WaiverComment
from hipaacheck_terraform.hcl.records import Answer

_KEYS = re.compile(r'\[(?:"(?:[^"\\]|\\.)*"|\d+)\]')


def without_keys(address: str) -> str:
    """`module.a["x"].aws_b.c[0]` → `module.a.aws_b.c`: as it is written down. Keys may hold dots and brackets."""
    return _KEYS.sub("", address) if "[" in address else address


class Places:
    """Declarations by address."""

    def __init__(self, answer: Answer) -> None:
        blocks = [
            Location(block.file, block.start, end=block.end, fields=block.lines, text=block.text) for block in answer.blocks
        ]
        self.declared = {address: blocks[number] for address, number in answer.declared.items()}
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
        )

    def of(self, address: str) -> Location | None:
        """Where the resource of an address is declared; null when that is not known."""
        return self.declared.get(without_keys(address))
