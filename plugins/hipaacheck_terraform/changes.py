"""Which files differ from a git revision. https://git-scm.com/docs/git-diff"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from hipaacheck import UsageError

_REPOSITORY = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")
"""What git tells its hooks: where their own repository is."""


def top_of(folder: Path) -> Path | None:
    """The working tree that a folder is in; null outside of any."""
    place = folder.resolve()
    return next((above for above in (place, *place.parents) if (above / ".git").exists()), None)


def differing(top: Path, revision: str) -> list[Path]:
    """Files of a working tree that were changed, added, renamed or deleted since it left a revision, those not yet added
    included. Raises UsageError."""
    if revision.startswith("-") or not revision.strip():
        raise UsageError(f"--changed-since {revision}: not a revision. Name a branch, tag or commit, such as origin/main.")
    _git(top, revision, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}", "--")
    base = _git(top, revision, "merge-base", revision, "HEAD").strip()
    changed = _git(top, revision, "diff", "--name-only", "--no-renames", "--no-relative", "-z", base, "--")
    new = _git(top, revision, "ls-files", "--others", "--exclude-standard", "-z")
    return [top / name for name in dict.fromkeys((changed + new).split("\0")) if name]


def _git(top: Path, revision: str, *arguments: str) -> str:
    own = {name: value for name, value in os.environ.items() if name not in _REPOSITORY}
    try:
        ran = subprocess.run(["git", "-C", str(top), *arguments], capture_output=True, check=True, env=own)  # noqa: S603, S607
    except FileNotFoundError:
        raise UsageError("--changed-since needs git, which is not installed.") from None
    except subprocess.CalledProcessError as error:
        raise UsageError(f"--changed-since {revision}: {_why(arguments[0], os.fsdecode(error.stderr), top)}") from None
    return os.fsdecode(ran.stdout)


def _why(command: str, said: str, top: Path) -> str:
    """What is wrong, and what to do."""
    lines = [line.removeprefix("fatal: ") for line in said.strip().splitlines()]
    if lines:
        return f"git {command} failed in {top}: {' '.join(lines)}"
    what = "there is no such revision" if command == "rev-parse" else "no commit that both have is"
    return f"{what} in {top}. Check its name; in CI, check out with enough history (fetch-depth: 0)."
