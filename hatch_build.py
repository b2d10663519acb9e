"""Build hook: puts the built-in controls into the wheel as one JSON file, checked and typed, so that no YAML is read at start."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledPack(BuildHookInterface[Any]):
    """Compiles `rules/` for standard wheels. Editable installs read the YAML files."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the compiled pack beside the build and have it included. A control with a mistake stops the build."""
        if version != "standard":
            return
        root = Path(self.root)
        sys.path[:0] = [str(root), str(root / "plugins")]
        from hipaacheck.app import builtin_pack
        from hipaacheck.language.pack import COMPILED, encode
        from hipaacheck.pluginhost import PluginHost

        self._folder = tempfile.TemporaryDirectory()
        target = Path(self._folder.name) / COMPILED
        target.write_bytes(encode(builtin_pack(PluginHost(third_party=False))))
        build_data["force_include"][str(target)] = f"hipaacheck/rules/{COMPILED}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the temporary file."""
        folder = getattr(self, "_folder", None)
        if folder is not None:
            folder.cleanup()
