"""Asset type → `module:attribute` below this package. The one place to edit when a type is added."""

TYPES: dict[str, str] = {
    "aws.s3.bucket": "aws.s3:BUCKET",
}
