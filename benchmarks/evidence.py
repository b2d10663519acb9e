"""`make bench-evidence`: a snapshot of 50,000 recorded answers, and its verification, beside JSON and SHA-256 alone.

What is read comes from a source of the benchmark's own, so that no cloud's SDK counts: 25,000 volumes, two answers each, judged
by all built-in controls. Each step is a process.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from benchmarks.measure import RUNS, costs

ANSWERS = 50_000
SNAPSHOT_SECONDS, VERIFY_SECONDS, MEMORY = 30.0, 12.0, 300e6


def answers(number: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Volumes and their attributes, as EC2 describes them: two answers for each volume."""
    for position in range(number // 2):
        name = f"vol-{position:017x}"
        zone = "us-east-1" + "abc"[position % 3]
        tags = [{"Key": key, "Value": f"{key} {position % 97}"} for key in ("Name", "Owner", "Environment", "CostCenter")]
        attachment = {"Device": "/dev/sdf", "InstanceId": f"i-{position:017x}", "State": "attached", "DeleteOnTermination": True}
        volume = {
            "VolumeId": name,
            "Encrypted": position % 10 != 0,
            "KmsKeyId": f"arn:aws:kms:us-east-1:123456789012:key/{position % 50:08d}-0000-4000-8000-000000000000",
            "Size": 8 + position % 1000,
            "AvailabilityZone": zone,
            "CreateTime": "2026-01-01T00:00:00.000Z",
            "Iops": 3000,
            "State": "in-use",
            "VolumeType": "gp3",
            "Attachments": [attachment],
            "Tags": tags,
        }
        yield "ec2:DescribeVolumes", {"Volumes": [volume]}
        modes = {"AutoEnableIO": {"Value": False}, "ProductCodes": [], "VolumeId": name, "Tags": tags, "Zone": zone}
        yield "ec2:DescribeVolumeAttribute", modes


def read(_: str, request: Any) -> Any:
    """The source: records the answers and builds the volumes."""
    from hipaacheck import ApiCall, Inventory, Tags
    from hipaacheck_assets.aws.ebs import Volume

    def record(operation: str, body: dict[str, Any], name: str) -> str:
        call = ApiCall(
            service="ec2",
            operation=operation,
            account="123456789012",
            region="us-east-1",
            parameters={"VolumeId": name},
            status=200,
            request_id=sha256(name.encode()).hexdigest()[:36],
            date="Sun, 22 Nov 2026 10:00:00 GMT",
        )
        digest: str = request.recorder.answered(call, body)
        return digest

    assets, evidence = [], {}
    found = answers(ANSWERS)
    for (first, listed), (second, detail) in zip(found, found, strict=True):
        body = listed["Volumes"][0]
        name = body["VolumeId"]
        asset = Volume(
            id=f"arn:aws:ec2:us-east-1:123456789012:volume/{name}",
            name=name,
            account="123456789012",
            region="us-east-1",
            tags=Tags(items={tag["Key"]: tag["Value"] for tag in body["Tags"]}),
            arn=f"arn:aws:ec2:us-east-1:123456789012:volume/{name}",
            volume_id=name,
            encrypted=body["Encrypted"],
            kms_key=body["KmsKeyId"],
            snapshot_id=None,
            attached=True,
            created=datetime(2026, 1, 1, tzinfo=UTC),
        )
        assets.append(asset)
        evidence[asset.type, asset.id] = tuple(sorted((record(first, listed, name), record(second, detail, name))))
    return Inventory(source="bench", target="bench", assets=tuple(assets), evidence=evidence)


def take(target: str, key: str) -> None:
    """Take the snapshot, as `hipaacheck snapshot` does."""
    import gc

    from hipaacheck.choice import ScanOptions
    from hipaacheck.config import Config
    from hipaacheck.hookspecs import SourceSpec
    from hipaacheck.pluginhost import PluginHost
    from hipaacheck.snapshots import SealOptions, take_snapshot

    host = PluginHost(third_party=False)
    host.sources["bench"] = SourceSpec(name="bench", summary="", load="benchmarks.evidence:read", assets="aws.", runtime=True)
    gc.set_threshold(50_000)
    options = ScanOptions(source="bench", targets=("",))
    take_snapshot(host, options, Config(), SealOptions(Path(target), Path(key)), stdin=bytes)


def floor() -> None:
    """JSON and SHA-256 of the same answers, and nothing else."""
    for _, body in answers(ANSWERS):
        sha256(json.dumps(body, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def empty() -> None:
    """What making the answers costs."""
    for _ in answers(ANSWERS):
        pass


def main() -> int:
    """Measure, print a table, and return 1 when a figure is over its limit."""
    with tempfile.TemporaryDirectory(prefix="hipaacheck-bench-") as name:
        folder = Path(name)
        python, root = sys.executable, str(Path(__file__).parent.parent)
        cli = [python, "-m", "hipaacheck"]
        run = [python, "-c", f"import sys; sys.path.insert(0, {root!r}); import benchmarks.evidence as it; "]
        _once([*cli, "keys", "new", "-o", "key"], folder)
        again = "import os; os.path.exists('s.zip') and os.remove('s.zip'); it.take('s.zip', 'key')"
        commands = [[*run[:2], run[2] + "it.empty()"], [*run[:2], run[2] + "it.floor()"], [*run[:2], run[2] + again]]
        nothing, least, snapshot = costs(commands, folder)
        verified = costs([[*cli, "verify", "s.zip", "--key", "key.pub", "--quiet"]], folder)[0]
        bare = max(least.cpu - nothing.cpu, 0.01)
        size = (folder / "s.zip").stat().st_size
        rows: list[tuple[str, float, float | None]] = [
            (f"{ANSWERS:,} answers, JSON and SHA-256 alone: CPU seconds", bare, None),
            ("snapshot: CPU seconds", snapshot.cpu, SNAPSHOT_SECONDS),
            ("snapshot: CPU / JSON and SHA-256 alone", snapshot.cpu / bare, None),
            ("snapshot: peak memory, MB", snapshot.memory / 1e6, MEMORY / 1e6),
            ("snapshot: size, MB", size / 1e6, None),
            ("verify: CPU seconds", verified.cpu, VERIFY_SECONDS),
            ("verify: CPU / JSON and SHA-256 alone", verified.cpu / bare, None),
            ("verify: peak memory, MB", verified.memory / 1e6, MEMORY / 1e6),
        ]
    print(f"medians of {RUNS} runs, CPU time (user and system) of whole processes\n")
    print(f"{'':<62}{'figure':>8}{'limit':>8}")
    over = 0
    for what, figure, limit in rows:
        late = limit is not None and figure > limit
        over += late
        print(f"{what:<62}{figure:>8.1f}{'' if limit is None else format(limit, '.0f'):>8}{'  over' if late else ''}")
    return 1 if over else 0


def _once(command: list[str], folder: Path) -> None:
    import subprocess

    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    raise SystemExit(main())
