"""Amazon EKS: clusters and managed node groups. https://docs.aws.amazon.com/eks/latest/APIReference/"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.eks import Cluster, NodeGroup
from hipaacheck_aws.collect import Collector, Got
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_live.answers import Answer, Malformed, tags


def _clusters(reader: Reader) -> Iterator[Answer]:
    """Clusters of EKS; those elsewhere that are only connected to it are not listed."""
    for name in reader.names("eks:ListClusters", "clusters"):
        answer = reader.call("eks:DescribeCluster", name=name) if isinstance(name, str) else name
        if isinstance(answer, Answer):
            yield answer


def _inner(item: Answer, name: str) -> Answer:
    block = item.block(name)
    if not isinstance(block, Answer):
        raise Malformed(f"{item.where} has no {name}")
    return block


def build_cluster(place: Place, item: Answer, got: Got) -> Cluster:
    """One asset per cluster."""
    cluster = _inner(item, "cluster")
    arn = cluster.known("arn")
    network = cluster.sure("resourcesVpcConfig", cluster.block("resourcesVpcConfig"))
    return Cluster(
        **place.common(arn, cluster.known("name"), tags(cluster, "tags")),
        arn=arn,
        version=cluster.required("version"),
        secrets_kms_key=_key(cluster),
        public_endpoint=_access(network, "endpointPublicAccess"),
        private_endpoint=_access(network, "endpointPrivateAccess"),
        public_cidrs=_cidrs(network),
        log_types=_log_types(cluster),
    )


def _access(network: Answer | Unknown, name: str) -> bool | Unknown:
    return network if isinstance(network, Unknown) else network.sure(name, network.flag(name))


def _cidrs(network: Answer | Unknown) -> list[str | Unknown] | Unknown:
    """Blocks that may reach the public endpoint. EKS documents `0.0.0.0/0` where none is named."""
    if isinstance(network, Unknown):
        return network
    if "publicAccessCidrs" not in network.values:
        return Unknown("the answer has no publicAccessCidrs", network.where)
    found = network.texts("publicAccessCidrs")
    return ["0.0.0.0/0"] if found == [] else found


def _key(cluster: Answer) -> str | Unknown | None:
    """The key of the configuration that names secrets; EKS knows no other resource."""
    found = cluster.blocks("encryptionConfig")
    doubt: Unknown | None = None
    for block in [found] if isinstance(found, Unknown) else found:
        kinds = block if isinstance(block, Unknown) else block.texts("resources")
        if isinstance(block, Answer) and isinstance(kinds, list) and "secrets" in kinds:
            provider = block.sure("provider", block.block("provider"))
            return provider.required("keyArn") if isinstance(provider, Answer) else provider
        doubts = [kinds] if isinstance(kinds, Unknown) else [kind for kind in kinds if isinstance(kind, Unknown)]
        doubt = next(iter(doubts), doubt)
    return doubt


def _log_types(cluster: Answer) -> list[str | Unknown] | Unknown:
    """Types of logs in the groups that are on. EKS tells of the others in a group that is off."""
    logging = cluster.sure("logging", cluster.block("logging"))
    groups = logging.blocks("clusterLogging") if isinstance(logging, Answer) else logging
    if isinstance(groups, Unknown):
        return groups
    out: list[str | Unknown] = []
    for group in groups:
        enabled = group if isinstance(group, Unknown) else group.sure("enabled", group.flag("enabled"))
        types = group.texts("types") if isinstance(group, Answer) and enabled is True else []
        out += [enabled] if isinstance(enabled, Unknown) else [types] if isinstance(types, Unknown) else types
    return out


CLUSTERS = Collector(
    asset_type="aws.eks.cluster",
    operations=("eks:ListClusters", "eks:DescribeCluster"),
    find=_clusters,
    build=build_cluster,
)


def _node_groups(reader: Reader) -> Iterator[Answer]:
    for cluster in reader.names("eks:ListClusters", "clusters"):
        if isinstance(cluster, Unknown):
            continue
        for name in reader.names("eks:ListNodegroups", "nodegroups", clusterName=cluster):
            if isinstance(name, Unknown):
                continue
            answer = reader.call("eks:DescribeNodegroup", clusterName=cluster, nodegroupName=name)
            if isinstance(answer, Answer):
                yield answer


def build_node_group(place: Place, item: Answer, got: Got) -> NodeGroup:
    """One asset per managed node group. One without remote access opens no SSH by itself; its launch template may."""
    group = _inner(item, "nodegroup")
    arn = group.known("nodegroupArn")
    access = group.block("remoteAccess")
    return NodeGroup(
        **place.common(arn, group.known("nodegroupName"), tags(group, "tags")),
        arn=arn,
        ssh_key=access.text("ec2SshKey") if isinstance(access, Answer) else access,
        ssh_security_groups=(
            access.texts("sourceSecurityGroups") if isinstance(access, Answer) else [] if access is None else access
        ),
    )


NODE_GROUPS = Collector(
    asset_type="aws.eks.node_group",
    operations=("eks:ListClusters", "eks:ListNodegroups", "eks:DescribeNodegroup"),
    find=_node_groups,
    build=build_node_group,
)
