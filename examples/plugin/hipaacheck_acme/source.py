"""Reads the appliance's list of shares."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hipaacheck import InputError, Inventory, Location, Request, Tags, Unknown
from hipaacheck_acme.shares import Share


def read(target: str, request: Request) -> Inventory:
    """The shares of one file. What the list leaves out is unknown."""
    try:
        raw = json.loads(Path(target).read_text("utf-8"))
        shares = raw["shares"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{target}: not a share list: {error}. Export it with: acme shares --json") from None
    return Inventory(
        source="acme", target=target, assets=tuple(_share(item, target) for item in shares), mapped=len(shares), file=target
    )


def _share(item: dict[str, Any], target: str) -> Share:
    missing = Unknown("not in the list", target)
    return Share(
        id=str(item["name"]),
        name=str(item["name"]),
        account=None,
        region=None,
        tags=Tags(items={}),
        location=Location(target),
        encrypted=item.get("encrypted", missing),
        guests=item.get("guests", missing),
    )
