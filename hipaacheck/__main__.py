"""Entry point of the command line."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and exit. `--version` alone answers without loading anything."""
    if sys.argv[1:] == ["--version"]:
        from hipaacheck._version import __version__

        sys.stdout.write(f"hipaacheck {__version__}\n")
        return
    from hipaacheck.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
