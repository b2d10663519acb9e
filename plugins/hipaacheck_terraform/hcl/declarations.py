"""Where resources are declared: files, lines and comments, by address without keys. Nothing is evaluated for this."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from hipaacheck_terraform.hcl.configuration import Configuration, Declared, File
from hipaacheck_terraform.hcl.masking import Facts, Spans, shown, spans
from hipaacheck_terraform.hcl.parser import Block, Body
from hipaacheck_terraform.hcl.records import Declaration, Waiver
from hipaacheck_terraform.hcl.tree import Tree

_OURS = re.compile(r"^[^\w\n]*hipaacheck\s*:|\bhipaacheck\s*:\s*waive\b", re.IGNORECASE | re.MULTILINE)
"""Comments that speak to us: by what they, or one of their lines, begin with; waivers anywhere."""
_NO_ARGUMENTS = frozenset({"lifecycle", "provisioner", "connection", "timeouts"})
"""Nested blocks that speak to Terraform, not to the provider."""


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
        self._comments_in: dict[str, Spans] = {}

    def add(self, place: Place) -> None:
        """Take in one module."""
        configuration = place.configuration
        overrides = _overrides(configuration)
        for name, declared in configuration.resources.items():
            self.declared[f"{place.address}.{name}".lstrip(".")] = self.number(declared, overrides)
        for file in configuration.files:
            if file.path not in self.files:
                self.files[file.path] = file
                self.waivers += self._comments(file, configuration)

    def number(self, declared: Declared, overrides: Collection[int] = ()) -> int:
        """The number of a block's declaration; `overrides` tells the items that other files put into it."""
        key = id(declared.block)
        if key not in self._numbers:
            self._numbers[key] = len(self.blocks)
            block = declared.block
            name = ("data." if block.type == "data" else "") + block.labels[0]
            if declared.file.path not in self._comments_in:
                self._comments_in[declared.file.path] = spans(declared.file)
            comments = self._comments_in[declared.file.path]
            self.blocks.append(_declaration(declared, _without(block.body, overrides), self._tree.schema(name), comments))
        return self._numbers[key]

    def _comments(self, file: File, configuration: Configuration) -> Iterator[Waiver]:
        ours = [comment for comment in file.comments if _OURS.search(comment.text)]
        if not ours:
            return
        blocks = [block for block in file.body.blocks if block.type == "resource"]
        starts = [block.start for block in blocks]
        bare = _bare(file)
        for comment in dict.fromkeys(ours):
            block = _block_of(file, comment.position, blocks, starts) or _below(file, bare, comment.position, blocks, starts)
            number = self.number(configuration.resources[".".join(block.labels)]) if block is not None else None
            yield Waiver(text=comment.text, file=file.path, line=file.lines.of(comment.position), block=number)


def _overrides(configuration: Configuration) -> set[int]:
    """The arguments and blocks that stand in another file than the block that they were merged into."""
    first = {id(item.block) for item in configuration.resources.values()}
    bodies = [block.body for file in configuration.files for block in file.body.blocks if id(block) not in first]
    return {id(item) for body in bodies for item in (*body.attributes.values(), *body.blocks)}


def _without(body: Body, left_out: Collection[int]) -> Body:
    return Body(
        {name: item for name, item in body.attributes.items() if id(item) not in left_out},
        [item for item in body.blocks if id(item) not in left_out],
    )


def _block_of(file: File, position: int, blocks: list[Block], starts: list[int]) -> Block | None:
    """The block that a place is in, or that ends on its line."""
    number = bisect_left(starts, position) - 1
    inside = number >= 0 and (position < blocks[number].end or file.lines.of(blocks[number].end - 1) == file.lines.of(position))
    return blocks[number] if inside else None


def _bare(file: File) -> str:
    """The text of a file, with `#` in the place of every character of a comment."""
    out = list(file.text)
    for comment in file.comments:
        out[comment.position : comment.position + len(comment.text)] = "#" * len(comment.text)
    return "".join(out)


def _below(file: File, bare: str, position: int, blocks: list[Block], starts: list[int]) -> Block | None:
    """The block that begins directly below a comment that has its line to itself, further comments between them aside."""
    number = bisect_left(starts, position)
    if number == len(blocks):
        return None
    first = file.lines.span(file.lines.of(position))[0]
    *whole, indent = bare[first : blocks[number].start].split("\n")
    comments = all(line.strip() and not line.strip(" \t\r\ufeff#") for line in whole)
    return blocks[number] if comments and not indent.strip(" \t\ufeff#") else None


def _declaration(declared: Declared, body: Body, facts: Facts, comments: Spans) -> Declaration:
    """`facts` are what the tables tell of this type; if nothing is asked of it, its lines are not needed."""
    file, block = declared.file, declared.block
    start = file.lines.of(block.start)
    lines = dict(_lines(file, body, "")) if facts else {}
    text = shown(file, block, body, set(lines.values()), facts, comments) if facts else {}
    return Declaration(file=file.path, start=start, end=file.lines.of(max(block.end - 1, block.start)), lines=lines, text=text)


def _lines(file: File, body: Body, prefix: str) -> Iterator[tuple[str, int]]:
    """Lines of arguments and nested blocks by dotted path. Blocks of a type that occurs several times have none: a path does
    not tell which of them it means."""
    if file.json:
        return
    for name, argument in body.attributes.items():
        yield prefix + name, file.lines.of(argument.start)
    names = [block.labels[0] if block.type == "dynamic" and block.labels else block.type for block in body.blocks]
    times = Counter(names)
    for name, block in zip(names, body.blocks, strict=True):
        if times[name] > 1 or name in _NO_ARGUMENTS:
            continue
        yield prefix + name, file.lines.of(block.start)
        inner = next((item.body for item in block.body.blocks if item.type == "content"), block.body)
        yield from _lines(file, inner if block.type == "dynamic" else block.body, f"{prefix}{name}.")
