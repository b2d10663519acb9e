"""A loopback server that answers as S3, EC2 and STS do, with canned bytes and a fixed latency.

`python -m benchmarks.stub BUCKETS VOLUMES` prints its port, then serves until it is killed. HTTP/1.1 with connections that stay
open, one process, no threads.
"""

from __future__ import annotations

import asyncio
import sys
from urllib.parse import parse_qs, urlsplit

LATENCY = 0.030
PAGE = 500
BLOCKED = "".join(
    f"<{name}>true</{name}>" for name in ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
)
OWNER = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"'
DEFAULT = "<ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault>"
GRANT = f"<Grant><Grantee {OWNER}><ID>a1</ID></Grantee><Permission>FULL_CONTROL</Permission></Grant>"
COPY = "<Rule><Status>Enabled</Status><Destination><Bucket>arn:aws:s3:::b</Bucket></Destination></Rule>"
POLICY = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*",'
    '"Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}'
)
OWNED = "<Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule>"
S3 = {
    "location": "<LocationConstraint/>",
    "publicAccessBlock": f"<PublicAccessBlockConfiguration>{BLOCKED}</PublicAccessBlockConfiguration>",
    "encryption": f"<ServerSideEncryptionConfiguration><Rule>{DEFAULT}</Rule></ServerSideEncryptionConfiguration>",
    "versioning": "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>",
    "logging": "<BucketLoggingStatus/>",
    "policy": POLICY,
    "acl": f"<AccessControlPolicy><AccessControlList>{GRANT}</AccessControlList></AccessControlPolicy>",
    "object-lock": "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>",
    "replication": f"<ReplicationConfiguration><Role>r</Role>{COPY}</ReplicationConfiguration>",
    "lifecycle": "<LifecycleConfiguration><Rule><ID>old</ID><Status>Enabled</Status></Rule></LifecycleConfiguration>",
    "ownershipControls": f"<OwnershipControls>{OWNED}</OwnershipControls>",
    "tagging": "<Tagging><TagSet><Tag><Key>DataClassification</Key><Value>PHI</Value></Tag></TagSet></Tagging>",
}
OPERATIONS = (
    "get_bucket_location",
    "get_public_access_block",
    "get_bucket_encryption",
    "get_bucket_versioning",
    "get_bucket_logging",
    "get_bucket_policy",
    "get_bucket_acl",
    "get_object_lock_configuration",
    "get_bucket_replication",
    "get_bucket_lifecycle_configuration",
    "get_bucket_ownership_controls",
    "get_bucket_tagging",
)
"""The calls that `S3` answers, as botocore names them."""


def bodies(buckets: int, volumes: int) -> dict[str, bytes]:
    """Operation → body."""
    listed = "".join(f"<Bucket><Name>records-{number:05}</Name></Bucket>" for number in range(buckets))
    out = {"ListBuckets": f"<ListAllMyBucketsResult><Buckets>{listed}</Buckets></ListAllMyBucketsResult>"}
    out["GetCallerIdentity"] = (
        "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/a</Arn><UserId>A</UserId>"
        "<Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"
    )
    out["DescribeRegions"] = (
        "<DescribeRegionsResponse><regionInfo><item><regionName>us-east-1</regionName><optInStatus>opt-in-not-required</optInStatus>"
        "</item></regionInfo></DescribeRegionsResponse>"
    )
    for start in range(0, max(volumes, 1), PAGE):
        found = "".join(_volume(number) for number in range(start, min(start + PAGE, volumes)))
        token = f"<nextToken>{start + PAGE}</nextToken>" if start + PAGE < volumes else ""
        out[f"DescribeVolumes{start or ''}"] = (
            f"<DescribeVolumesResponse><volumeSet>{found}</volumeSet>{token}</DescribeVolumesResponse>"
        )
    return {name: body.encode() for name, body in out.items()} | {name: body.encode() for name, body in S3.items()}


def _volume(number: int) -> str:
    return (
        f"<item><volumeId>vol-{number:017x}</volumeId><size>100</size><snapshotId/><availabilityZone>us-east-1a</availabilityZone>"
        f"<status>in-use</status><createTime>2026-10-01T12:00:00.000Z</createTime><attachmentSet><item><volumeId>vol-{number:017x}"
        f"</volumeId><instanceId>i-{number:017x}</instanceId><device>/dev/sdf</device><status>attached</status></item></attachmentSet>"
        f"<tagSet><item><key>Name</key><value>data-{number}</value></item><item><key>DataClassification</key><value>PHI</value></item>"
        f"</tagSet><volumeType>gp3</volumeType><encrypted>{'true' if number % 2 else 'false'}</encrypted></item>"
    )


async def serve(buckets: int, volumes: int) -> None:
    """Answer for ever."""
    found = bodies(buckets, volumes)

    async def connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                lines = head.decode().split("\r\n")
                length = next((int(line[15:]) for line in lines if line.lower().startswith("content-length:")), 0)
                body = await reader.readexactly(length) if length else b""
                await asyncio.sleep(LATENCY)
                answer = found[_operation(lines[0].split(" ")[1], body.decode())]
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n\r\n%s" % (len(answer), answer))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(connection, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def _operation(target: str, body: str) -> str:
    """The key of the body that answers a request."""
    if body:
        asked = parse_qs(body)
        return asked["Action"][0] + asked.get("NextToken", [""])[0]
    query = urlsplit(target).query
    return next((name for name in S3 if query.startswith(name)), "ListBuckets")


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2])))
