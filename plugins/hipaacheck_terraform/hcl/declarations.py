"""Where resources are declared: files, lines and comments, by address without keys. Nothing is evaluated for this."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from hipaacheck_terraform.hcl.configuration import Configuration, Declared, File
from hipaacheck_terraform.hcl.masking import masked
from hipaacheck_terraform.hcl.parser import Block, Body
from hipaacheck_terraform.hcl.records import Declaration, Waiver
from hipaacheck_terraform.hcl.tree import Tree

_OURS = re.compile(r"\bhipaacheck\s*:", re.IGNORECASE)
_WIDTH = 200
"""Characters of a line that are kept."""


@dataclass(frozen=True, slots=True)
class Place:
    """A module by its names, as it is written down: without keys."""

    configuration: Configuration
    address: str
    path: tuple[str, ...]


def places(tree: Tree, root: Configuration) -> Iterator[Place]:
    """The root and all modules below it, callers first, each once. Raises SourceError."""
    waiting = [Place(root, "", ())]
    while waiting:
        place = waiting.pop(0)
        tree.count_module()
        yield place
        for name, call in place.configuration.calls.items():
            path = (*place.path, name)
            found = tree.configuration(path, call, place)
            if found is not None:
                waiting.append(Place(found, f"{place.address}.module.{name}".lstrip("."), path))


class Declarations:
    """Declarations, each once although its module may be called several times, and the comments that are ours."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self.blocks: list[Declaration] = []
        self.declared: dict[str, int] = {}
        self.waivers: list[Waiver] = []
        self.files: dict[str, File] = {}
        self._numbers: dict[int, int] = {}

    def add(self, place: Place) -> None:
        """Take in one module."""
        for name, declared in place.configuration.resources.items():
            self.declared[f"{place.address}.{name}".lstrip(".")] = self.number(declared)
        for file in place.configuration.files:
            if file.path not in self.files:
                self.files[file.path] = file
                self.waivers += self._comments(file, place.configuration)

    def number(self, declared: Declared) -> int:
        """The number of a block's declaration."""
        key = id(declared.block)
        if key not in self._numbers:
            self._numbers[key] = len(self.blocks)
            self.blocks.append(_declaration(declared, known=bool(self._tree.schema(declared.block.labels[0]))))
        return self._numbers[key]

    def _comments(self, file: File, configuration: Configuration) -> Iterator[Waiver]:
        ours = [comment for comment in file.comments if _OURS.search(comment.text)]
        if not ours:
            return
        resources = {id(item.block): item for item in configuration.resources.values()}
        blocks = [block for block in file.body.blocks if id(block) in resources]
        starts = [block.start for block in blocks]
        for comment in ours:
            block = _block_of(comment.position, blocks, starts) or _below(file, comment.position, blocks, starts)
            line = file.lines.of(comment.position)
            number = self.number(resources[id(block)]) if block is not None else None
            yield Waiver(text=comment.text, file=file.path, line=line, block=number)


def _block_of(position: int, blocks: list[Block], starts: list[int]) -> Block | None:
    """The block that a place is in."""
    number = bisect_left(starts, position) - 1
    return blocks[number] if number >= 0 and position < blocks[number].end else None


def _below(file: File, position: int, blocks: list[Block], starts: list[int]) -> Block | None:
    """The block that begins directly below a comment, further comments between them aside."""
    number = bisect_left(starts, position)
    if number == len(blocks):
        return None
    between = file.text[position : blocks[number].start]
    lines = [line.strip() for line in between.splitlines()]
    comments = all(line.startswith(("#", "//", "/*", "*")) or line.endswith("*/") for line in lines)
    return blocks[number] if comments and between.endswith("\n") else None


def _declaration(declared: Declared, *, known: bool) -> Declaration:
    """`known` tells whether anything is asked of resources of this type; if not, its lines are not needed."""
    file, block = declared.file, declared.block
    start = file.lines.of(block.start)
    lines = dict(_lines(file, block.body, "")) if known else {}
    text = {line: masked(file.line(line))[:_WIDTH] for line in {start, *lines.values()}} if known else {}
    return Declaration(file=file.path, start=start, end=file.lines.of(max(block.end - 1, block.start)), lines=lines, text=text)


def _lines(file: File, body: Body, prefix: str) -> Iterator[tuple[str, int]]:
    """Lines of arguments and nested blocks by dotted path; of blocks of one type the first."""
    if file.json:
        return
    for name, argument in body.attributes.items():
        yield prefix + name, file.lines.of(argument.start)
    for block in reversed(body.blocks):
        dynamic = block.type == "dynamic" and bool(block.labels)
        name = block.labels[0] if dynamic else block.type
        yield prefix + name, file.lines.of(block.start)
        inner = next((item.body for item in block.body.blocks if item.type == "content"), block.body) if dynamic else block.body
        yield from _lines(file, inner, f"{prefix}{name}.")
