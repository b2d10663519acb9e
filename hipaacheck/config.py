"""hipaacheck.yaml → Config. An unknown key is an error with the nearest name."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import msgspec

from hipaacheck.errors import ConfigError
from hipaacheck.model.assets import Phi
from hipaacheck.model.controls import Severity

DEFAULT_FILE = "hipaacheck.yaml"


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an organisation sets once. Command-line options add to lists and override single values."""

    rules: tuple[str, ...] = ()
    """Folders of further controls, relative to the file."""
    select: tuple[str, ...] = ()
    """Only these controls: ids, safeguards, asset types, services or tags."""
    ignore: tuple[str, ...] = ()
    """Not these controls."""
    phi: Phi = Phi()
    """What marks ePHI: tags, accounts, organizational units."""
    params: dict[str, dict[str, Any]] = {}
    """Control id → parameter → value."""
    profile: str | None = None
    """`hipaa`, `hipaa-nprm-2025`, or a file, relative to this one."""
    register: str | None = None
    """The folder of the register, relative to the file."""
    fail_on: Severity = "low"
    """Mildest severity whose failures make the exit code 1."""
    on_unknown: Literal["fail", "report"] | None = None
    """Whether unknown findings make the run incomplete (exit code 3). Null: for live sources yes, for plans no."""


def read_config(path: str | None) -> Config:
    """The configuration of a file; of ./hipaacheck.yaml when it exists; else the defaults. Raises ConfigError."""
    file = Path(path or DEFAULT_FILE)
    if path is None and not file.is_file():
        return Config()
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: cannot be read: {error}. Name an existing file with --config.") from None
    return parse_config(text, str(file))


def parse_config(text: str, file: str) -> Config:
    """The configuration in a YAML text. Raises ConfigError."""
    from hipaacheck.errors import ControlError, nearest
    from hipaacheck.language.nodes import compose

    try:
        nodes = compose(text, file)
    except ControlError as error:
        raise ConfigError(str(error)) from None
    if not nodes:
        return Config()
    node = nodes[0]
    if len(nodes) > 1 or not node.is_map:
        raise ConfigError(f"{file}:1:1: expected one mapping of settings")
    for key, _ in node.entries():
        if key.value not in Config.__struct_fields__:
            raise ConfigError(str(key.problem(f"unknown setting '{key.value}'{nearest(key.value, Config.__struct_fields__)}")))
    try:
        config = msgspec.convert(node.plain(), Config)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{file}: {error}") from None
    base = Path(file).parent
    own = config.profile is not None and config.profile.endswith((".yaml", ".yml"))
    return msgspec.structs.replace(
        config,
        rules=tuple(str(base / rule) for rule in config.rules),
        profile=str(base / str(config.profile)) if own else config.profile,
        register=None if config.register is None else str(base / config.register),
    )
