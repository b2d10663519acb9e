"""Resources of any service that are tagged as holding ePHI."""

from __future__ import annotations

from tests.support.aws import Case, Client


def seed(client: Client) -> None:
    """Buckets and a contact centre with ePHI, however the tag is written, a bucket without, and one without a tag.

    moto lists resources of no service that AWS leaves out.
    """
    s3 = client("s3")
    for name, value in (("records", "PHI"), ("scans", "ephi"), ("site", "public"), ("drafts", None)):
        s3.create_bucket(Bucket=name)
        if value is not None:
            s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": [{"Key": "DataClassification", "Value": value}]})
    client("connect").create_instance(
        IdentityManagementType="CONNECT_MANAGED",
        InboundCallsEnabled=True,
        OutboundCallsEnabled=True,
        Tags={"DataClassification": "PHI"},
    )
    topic = client("sns").create_topic(Name="alerts")["TopicArn"]
    client("sns").tag_resource(ResourceArn=topic, Tags=[{"Key": "Team", "Value": "PHI"}])


CASE = Case(
    types=("aws.resource",),
    seed=seed,
    expected={"aws-resource-hipaa-eligible": {"records": "pass", "scans": "pass"}},
)
