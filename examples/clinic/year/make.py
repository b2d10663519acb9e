"""Writes a year of the clinic's evidence: `python examples/clinic/year/make.py OUT`.

On the first of each month a scan of the estate is sealed, signed, and tied to the one before it. Neither accounts nor a network
are needed: the estate is Terraform source, and the days are those of the calendar below. The key is made anew each time; what is
found is the same each time. OUT, which must not exist yet, has at the end:

    auditor, auditor.pub       the key that signed, and the public one to verify with
    compliance/                the register as it is in the last month
    estate/                    the Terraform source
    snapshots/2025-11.zip …    one snapshot for each month
"""

from __future__ import annotations

import shutil
import sys
from contextlib import chdir
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from hipaacheck.choice import ScanOptions
from hipaacheck.config import Config
from hipaacheck.errors import HipaacheckError
from hipaacheck.evidence.keys import new_pair
from hipaacheck.pluginhost import PluginHost
from hipaacheck.snapshots import SealOptions, take_snapshot

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Month:
    """A month: what the estate is like on its first day, and the files that are in the register."""

    name: str
    story: str
    trail: bool = True
    documents_protected: bool = True
    appointments: str = "encrypted"
    register: str = "attestations scans"


WITH_WAIVER = "attestations scans appointments"
TRAINED = "attestations scans training-2026"

MONTHS = (
    Month("2025-11", "The first snapshot.", trail=False, appointments="none"),
    Month("2025-12", "Nothing happened.", trail=False, appointments="none"),
    Month("2026-01", "A trail records who does what.", appointments="none"),
    Month("2026-02", "There is a database of appointments, and it is not encrypted.", appointments="plain"),
    Month("2026-03", "Its risk is accepted up to the end of May.", appointments="plain", register=WITH_WAIVER),
    Month("2026-04", "Documents are open.", documents_protected=False, appointments="plain", register=WITH_WAIVER),
    Month("2026-05", "They are protected again.", appointments="plain", register=WITH_WAIVER),
    Month("2026-06", "The waiver has run out.", appointments="plain", register=WITH_WAIVER),
    Month("2026-07", "The database is encrypted, and the waiver is gone."),
    Month("2026-08", "The training of last year has run out."),
    Month("2026-09", "Everybody was trained again.", register=TRAINED),
    Month("2026-10", "Risks were analysed again, in time.", register=f"{TRAINED} risk-analysis-2026"),
    Month("2026-11", "Nothing happened.", register=f"{TRAINED} risk-analysis-2026"),
)


def make(out: Path) -> None:
    """Write the year to a new folder. Raises FileExistsError, and what a snapshot raises."""
    out.mkdir(parents=True)
    shutil.copytree(HERE / "estate", out / "estate")
    host = PluginHost(third_party=False)
    with chdir(out):  # so that snapshots name what they read as it stands there
        new_pair(Path("auditor"))
        Path("snapshots").mkdir()
        previous: Path | None = None
        for month in MONTHS:
            previous = seal(host, month, previous)
            sys.stdout.write(f"{previous}  {month.story}\n")


def seal(host: PluginHost, month: Month, previous: Path | None) -> Path:
    """Take the snapshot of a month, in the current folder."""
    write_register(Path("compliance"), month.register.split())
    values = {
        "trail": str(month.trail).lower(),
        "documents_protected": str(month.documents_protected).lower(),
        "appointments": month.appointments,
    }
    options = ScanOptions(
        source="terraform",
        targets=("estate",),
        register="compliance",
        source_options={"var": tuple(f"{name}={value}" for name, value in values.items())},
    )
    first = datetime.fromisoformat(f"{month.name}-01").replace(tzinfo=UTC)
    into = SealOptions(Path("snapshots", f"{month.name}.zip"), sign_key=Path("auditor"), previous=previous)
    take_snapshot(host, options, Config(), into, clock=lambda: first, stdin=bytes)
    return into.target


def write_register(folder: Path, names: list[str]) -> None:
    """Have exactly these files in the register's folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name in names:
        shutil.copyfile(HERE / "compliance" / f"{name}.yaml", folder / f"{name}.yaml")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python examples/clinic/year/make.py OUT")
    try:
        make(Path(sys.argv[1]))
    except (FileExistsError, HipaacheckError) as error:
        sys.exit(str(error))
