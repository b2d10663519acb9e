"""What the process that evaluates is asked, and what it answers. Plain data: it crosses a pipe as JSON."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

Marks = dict[str, Any] | str | bool | None
"""What is unknown in a value, in the value's own form: true for what is known only after apply, else the reason."""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """The folder of a root module, and where the values of its variables come from: files and values win in this order.

    `within` is the folder outside of which functions read no file; `evaluate` false asks for declarations only.
    """

    folder: str
    within: str
    schema: str
    evaluate: bool = True
    variable_files: tuple[str, ...] = ()
    variables: dict[str, str] = {}
    workspace: str | None = None


class Declaration(msgspec.Struct, frozen=True, kw_only=True):
    """A resource block: its file, its first and last line, the lines of its arguments by dotted path, and the text of those
    lines and of the first, with everything masked that must not be shown."""

    file: str
    start: int
    end: int
    lines: dict[str, int] = {}
    text: dict[int, str] = {}


class Waiver(msgspec.Struct, frozen=True, kw_only=True):
    """A comment `hipaacheck:waive …` as it was written, and the block that it is in or above; null when there is none."""

    text: str
    file: str
    line: int
    block: int | None


class Resource(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One instance of a resource or data source. `block` is the number of its declaration. `doubt` tells why it may not be
    there, or be there several times."""

    address: str
    module: str
    type: str
    name: str
    mode: Literal["managed", "data"]
    block: int
    key: str | int | None = None
    values: dict[str, Any] = {}
    unknown: Marks = None
    sensitive: Marks = None
    expressions: dict[str, Any] = {}
    provider: str = ""
    doubt: str | None = None


class Answer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a root module declares, its modules included.

    `declared` maps addresses without keys to declarations. `regions` and `default_tags` speak of providers. `gaps` is what was
    not read, `odd` what is not understood. `error` tells why nothing could be read; `setting`, that values from the command line
    are why.
    """

    error: str | None = None
    setting: bool = False
    resources: list[Resource] = []
    blocks: list[Declaration] = []
    declared: dict[str, int] = {}
    regions: dict[str, str | None] = {}
    default_tags: list[str] = []
    waivers: list[Waiver] = []
    gaps: list[str] = []
    odd: list[str] = []
    files: dict[str, str] = {}
    """Path of each file that was read, and its sha256 in hexadecimal."""
