"""CloudTrail: trails, with the buckets and the log group that they deliver to."""

from __future__ import annotations

from tests.support.aws import Case, Client
from tests.support.plans import resource

KEY = "arn:aws:kms:us-east-1:123456789012:key/22222222-2222-3333-4444-555555555555"
ROLE = "arn:aws:iam::123456789012:role/trail"
GROUP = "arn:aws:logs:us-east-1:123456789012:log-group:audit-trail"
SELECTORS = [
    {
        "ReadWriteType": "All",
        "IncludeManagementEvents": True,
        "ExcludeManagementEventSources": [],
        "DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}],
    }
]
WRITES = [{"Field": "eventCategory", "Equals": ["Management"]}, {"Field": "readOnly", "Equals": ["false"]}]


def seed(client: Client) -> None:
    """`audit` has everything, `second` keeps its record in the log group only, `basic` was only created and is off."""
    s3, trails = client("s3"), client("cloudtrail")
    client("logs").create_log_group(logGroupName="audit-trail")
    for name in ("audit-files", "audit-access", "basic-files"):
        s3.create_bucket(Bucket=name, ObjectLockEnabledForBucket=name == "audit-files")
    grants = [
        {"Grantee": {"Type": "Group", "URI": "http://acs.amazonaws.com/groups/s3/LogDelivery"}, "Permission": permission}
        for permission in ("WRITE", "READ_ACP")
    ]
    owner = s3.get_bucket_acl(Bucket="audit-access")["Owner"]
    s3.put_bucket_acl(Bucket="audit-access", AccessControlPolicy={"Owner": owner, "Grants": grants})
    s3.put_bucket_logging(
        Bucket="audit-files", BucketLoggingStatus={"LoggingEnabled": {"TargetBucket": "audit-access", "TargetPrefix": ""}}
    )
    for name, days in (("audit-files", 2192), ("basic-files", 90)):
        s3.put_bucket_lifecycle_configuration(
            Bucket=name,
            LifecycleConfiguration={
                "Rules": [{"ID": "old", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": days}}]
            },
        )
    trails.create_trail(
        Name="audit",
        S3BucketName="audit-files",
        IsMultiRegionTrail=True,
        EnableLogFileValidation=True,
        KmsKeyId=KEY,
        CloudWatchLogsLogGroupArn=f"{GROUP}:*",
        CloudWatchLogsRoleArn=ROLE,
        TagsList=[{"Key": "Owner", "Value": "security"}],
    )
    trails.put_event_selectors(TrailName="audit", EventSelectors=SELECTORS)
    trails.start_logging(Name="audit")
    trails.create_trail(
        Name="second", S3BucketName="basic-files", CloudWatchLogsLogGroupArn=f"{GROUP}:*", CloudWatchLogsRoleArn=ROLE
    )
    trails.put_event_selectors(TrailName="second", AdvancedEventSelectors=[{"Name": "writes", "FieldSelectors": WRITES}])
    trails.start_logging(Name="second")
    trails.create_trail(Name="basic", S3BucketName="basic-files", IncludeGlobalServiceEvents=False)


CASE = Case(
    types=("aws.cloudtrail.trail",),
    seed=seed,
    expected={
        "aws-cloudtrail-trail-bucket-access-logged": {"audit": "pass", "basic": "fail"},
        "aws-cloudtrail-trail-bucket-tamper-proof": {"audit": "pass", "basic": "fail"},
        "aws-cloudtrail-trail-kept-six-years": {"audit": "pass", "second": "pass", "basic": "fail"},
        "aws-cloudtrail-trail-kms-encrypted": {"audit": "pass", "basic": "fail"},
        "aws-cloudtrail-trail-log-validation": {"audit": "pass", "basic": "fail"},
        "aws-cloudtrail-trail-logging": {"audit": "pass", "basic": "fail"},
        "aws-cloudtrail-trail-to-cloudwatch-logs": {"audit": "pass", "basic": "fail"},
    },
    plan=(
        resource(
            "aws_cloudtrail.audit",
            {
                "name": "audit",
                "id": "arn:aws:cloudtrail:us-east-1:123456789012:trail/audit",
                "arn": "arn:aws:cloudtrail:us-east-1:123456789012:trail/audit",
                "s3_bucket_name": "audit-files",
                "is_multi_region_trail": True,
                "enable_log_file_validation": True,
                "kms_key_id": KEY,
                "cloud_watch_logs_group_arn": f"{GROUP}:*",
                "event_selector": [
                    {
                        "read_write_type": "All",
                        "include_management_events": True,
                        "data_resource": [{"type": "AWS::S3::Object", "values": ["arn:aws:s3"]}],
                    }
                ],
                "tags_all": {"Owner": "security"},
            },
        ),
        resource(
            "aws_cloudtrail.second",
            {
                "name": "second",
                "id": "arn:aws:cloudtrail:us-east-1:123456789012:trail/second",
                "arn": "arn:aws:cloudtrail:us-east-1:123456789012:trail/second",
                "s3_bucket_name": "basic-files",
                "cloud_watch_logs_group_arn": f"{GROUP}:*",
                "advanced_event_selector": [
                    {
                        "field_selector": [
                            {"field": "eventCategory", "equals": ["Management"]},
                            {"field": "readOnly", "equals": ["false"]},
                        ]
                    }
                ],
                "tags_all": {},
            },
        ),
    ),
    differences={
        (f"aws-cloudtrail-trail-{control}", name): "the bucket is not in the plan"
        for control in ("bucket-access-logged", "bucket-tamper-proof", "kept-six-years")
        for name in ("audit", "second")
    },
)
