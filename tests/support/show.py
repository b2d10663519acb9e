"""`python -m tests.support.show s3`: what a case's account gives, for writing its expectations."""

from __future__ import annotations

import json
import sys

from moto import mock_aws

from tests.support import aws, live, plans


def main(name: str) -> None:
    """Print verdicts as a Python literal, gaps, and the fields in which plan and account differ."""
    case = aws.cases()[name]
    with mock_aws():
        case.seed(aws.boto)
        inventory = aws.scan(aws.reads(case.types))
    print(json.dumps(live.verdicts(inventory, case.types), indent=4))  # noqa: T201
    for gap in inventory.gaps:
        if gap.asset_type in case.types:
            print(gap)  # noqa: T201
    there = {asset.name or asset.id: asset for asset in inventory.assets}
    for asset in plans.inventory(plans.plan(*case.plan)).assets:
        twin = there.get(asset.name or asset.id)
        print(asset.type, asset.name, "" if twin else "is not in the account")  # noqa: T201
        for field in asset.__struct_fields__ if twin else ():
            if getattr(asset, field) != getattr(twin, field) and field not in ("id", "account", "region", "location", "origins"):
                print(f"  {field}\n    plan    {getattr(asset, field)}\n    account {getattr(twin, field)}")  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1])
