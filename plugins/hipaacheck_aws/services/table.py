"""Asset type → `module:attribute` of its collector. The one place to edit when a collector is added."""

COLLECTORS: dict[str, str] = {
    "aws.s3.bucket": "s3:BUCKETS",
}
