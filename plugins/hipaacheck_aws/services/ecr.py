"""Amazon ECR: private repositories. https://docs.aws.amazon.com/AmazonECR/latest/APIReference/"""

from __future__ import annotations

from typing import Any

from hipaacheck import Unknown
from hipaacheck_assets.aws.ecr import Repository
from hipaacheck_assets.aws.policy import parse_policy
from hipaacheck_assets.truth import Truth
from hipaacheck_aws.collect import Collector, Got, detail
from hipaacheck_aws.reader import Place
from hipaacheck_live.answers import Answer, tags


def build(place: Place, item: Answer, got: Got) -> Repository:
    """One asset per repository."""
    arn = item.known("repositoryArn")
    own = _scan_on_push(item)
    encryption = item.sure("encryptionConfiguration", item.block("encryptionConfiguration"))
    return Repository(
        **place.common(
            arn, item.known("repositoryName"), got.read("ecr:ListTagsForResource", lambda answer: tags(answer, "tags"))
        ),
        arn=arn,
        policy=got.read("ecr:GetRepositoryPolicy", _policy),
        scan_on_push=own,
        scanned=got.read("ecr:BatchGetRepositoryScanningConfiguration", lambda answer: _scanned(answer, own)),
        tag_mutability=item.required("imageTagMutability"),
        encryption_type=encryption.required("encryptionType") if isinstance(encryption, Answer) else encryption,
        kms_key=encryption.text("kmsKey") if isinstance(encryption, Answer) else encryption,
    )


def _policy(answer: Answer) -> Any:
    text = answer.required("policyText")
    return text if isinstance(text, Unknown) else parse_policy(text, answer.where)


def _scan_on_push(item: Answer) -> bool | Unknown:
    block = item.sure("imageScanningConfiguration", item.block("imageScanningConfiguration"))
    return block.sure("scanOnPush", block.flag("scanOnPush")) if isinstance(block, Answer) else block


def _scanned(answer: Answer, own: Truth) -> bool | Unknown:
    """How often the repository is scanned, after the registry's rules. Whether AWS scans by the repository's own setting where
    the registry says manual is not documented."""
    found = answer.blocks("scanningConfigurations")
    block = found if isinstance(found, Unknown) else next(iter(found), Unknown("the answer has no configuration", answer.where))
    frequency = block if isinstance(block, Unknown) else block.required("scanFrequency")
    if isinstance(frequency, Unknown) or frequency != "MANUAL":
        return frequency if isinstance(frequency, Unknown) else True
    return own if own is False else Unknown("the registry's scanning rules do not name this repository", answer.where)


def _name(item: Answer) -> dict[str, Any]:
    return {"repositoryName": item.known("repositoryName")}


REPOSITORIES = Collector(
    asset_type="aws.ecr.repository",
    operations=("ecr:DescribeRepositories",),
    find=lambda reader: reader.pages("ecr:DescribeRepositories", "repositories"),
    details=(
        detail("ecr:GetRepositoryPolicy", "policy", arguments=_name, absent=("RepositoryPolicyNotFoundException",)),
        detail(
            "ecr:BatchGetRepositoryScanningConfiguration",
            "scanned",
            arguments=lambda item: {"repositoryNames": [item.known("repositoryName")]},
        ),
        detail("ecr:ListTagsForResource", "tags", arguments=lambda item: {"resourceArn": item.known("repositoryArn")}),
    ),
    build=build,
)
