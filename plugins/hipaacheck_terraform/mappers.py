"""Mapper → the Terraform types it reads. The one place to edit when a mapper is added.

A mapper is a function from the estate to assets, named `module:function` below this package. It is imported only when the
plan holds one of its types. Types that no mapper reads are counted and named in every report.
"""

MAPPERS: dict[str, tuple[str, ...]] = {
    "aws.opensearch:domains": (
        "aws_elasticsearch_domain",
        "aws_elasticsearch_domain_policy",
        "aws_opensearch_domain",
        "aws_opensearch_domain_policy",
    ),
    "aws.s3:buckets": (
        "aws_s3_bucket",
        "aws_s3_bucket_acl",
        "aws_s3_bucket_lifecycle_configuration",
        "aws_s3_bucket_logging",
        "aws_s3_bucket_object_lock_configuration",
        "aws_s3_bucket_ownership_controls",
        "aws_s3_bucket_policy",
        "aws_s3_bucket_public_access_block",
        "aws_s3_bucket_replication_configuration",
        "aws_s3_bucket_server_side_encryption_configuration",
        "aws_s3_bucket_versioning",
    ),
}
