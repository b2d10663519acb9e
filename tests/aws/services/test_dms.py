"""DMS answers that no simulator gives."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_aws.collect import NOT_READ, Got
from hipaacheck_aws.reader import Place
from hipaacheck_aws.services import dms
from hipaacheck_live.answers import Answer, Malformed

PLACE = Place(account="123456789012", region="us-east-1", partition="aws")
GOT = Got({"dms:ListTagsForResource": NOT_READ})
INSTANCE: dict[str, Any] = {
    "ReplicationInstanceIdentifier": "private",
    "ReplicationInstanceArn": "arn:aws:dms:us-east-1:123456789012:rep:ABC",
}
ENDPOINT: dict[str, Any] = {
    "EndpointIdentifier": "records",
    "EndpointArn": "arn:aws:dms:us-east-1:123456789012:endpoint:ABC",
}


def test_what_is_missing_is_unknown() -> None:
    got = dms.build_instance(PLACE, Answer(INSTANCE, "dms:DescribeReplicationInstances"), GOT)
    assert isinstance(got.publicly_accessible, Unknown)
    assert got.tags == NOT_READ
    endpoint = dms.build_endpoint(PLACE, Answer(ENDPOINT, "dms:DescribeEndpoints"), GOT)
    assert isinstance(endpoint.engine, Unknown)
    assert isinstance(endpoint.ssl_mode, Unknown)


def test_an_endpoint_without_an_arn_is_none() -> None:
    with pytest.raises(Malformed):
        dms.build_endpoint(PLACE, Answer({"EndpointIdentifier": "records"}, "dms:DescribeEndpoints"), GOT)
