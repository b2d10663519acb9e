"""Fingerprints over several targets: what tells a finding from every other of its run, and finds it again in the next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from hashlib import sha256

import msgspec

from hipaacheck.model.assets import Asset
from hipaacheck.model.findings import Finding, Run


def tell_apart(runs: Sequence[Run], places: Sequence[str]) -> list[Run]:
    """The runs, with the place of the target in the fingerprint of each finding whose asset (type and id) several runs hold.

    All other findings keep the fingerprint that they have when their target is scanned alone. `places` are in the order of
    the runs, and the same however the command line spells them.
    """
    holders = Counter(key for run in runs for key in {_key(asset) for asset in run.inventory.assets})
    shared = {key for key, number in holders.items() if number > 1}
    return [
        msgspec.structs.replace(
            run, findings=tuple(_of(place, item) if _key(item.asset) in shared else item for item in run.findings)
        )
        for run, place in zip(runs, places, strict=True)
    ]


def _key(asset: Asset) -> tuple[str, str]:
    return asset.type, asset.id


def _of(place: str, finding: Finding) -> Finding:
    salted = f"{finding.fingerprint}\0{place}".encode(errors="surrogatepass")
    return msgspec.structs.replace(finding, fingerprint=sha256(salted).hexdigest()[:32])
