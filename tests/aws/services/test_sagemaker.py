"""SageMaker, from answers."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_aws.collect import NOT_READ, Got
from hipaacheck_aws.reader import Place
from hipaacheck_aws.services import sagemaker
from hipaacheck_live.answers import Answer

PLACE = Place(account="123456789012", region="us-east-1", partition="aws")
DENIED = Unknown("access denied")


def got(operation: str, answer: Any, tags: Any = ()) -> Got:
    """Details that answered so."""
    given = Answer(answer, operation) if isinstance(answer, dict) else answer
    if not isinstance(tags, Unknown):
        tags = [row if isinstance(row, Unknown) else Answer(row, "sagemaker:ListTags") for row in tags]
    return Got({operation: given, "sagemaker:ListTags": tags})


def notebook(answer: Any, tags: Any = ()) -> Any:
    """The asset of a notebook instance that was described so."""
    item = Answer({"NotebookInstanceName": "triage", "NotebookInstanceArn": "arn:notebook"}, "sagemaker:ListNotebookInstances")
    return sagemaker.build_notebook(PLACE, item, got("sagemaker:DescribeNotebookInstance", answer, tags))


def endpoint_config(answer: Any) -> Any:
    """The asset of an endpoint configuration that was described so."""
    item = Answer({"EndpointConfigName": "triage", "EndpointConfigArn": "arn:config"}, "sagemaker:ListEndpointConfigs")
    return sagemaker.build_endpoint_config(PLACE, item, got("sagemaker:DescribeEndpointConfig", answer))


def domain(answer: Any) -> Any:
    """The asset of a domain that was described so."""
    item = Answer({"DomainId": "d-1", "DomainName": "triage", "DomainArn": "arn:domain"}, "sagemaker:ListDomains")
    return sagemaker.build_domain(PLACE, item, got("sagemaker:DescribeDomain", answer))


def model(answer: Any) -> Any:
    """The asset of a model that was described so."""
    item = Answer({"ModelName": "triage", "ModelArn": "arn:model"}, "sagemaker:ListModels")
    return sagemaker.build_model(PLACE, item, got("sagemaker:DescribeModel", answer))


def test_notebook() -> None:
    found = notebook({"DirectInternetAccess": "Enabled", "RootAccess": "Disabled"}, [{"Key": "Team", "Value": "records"}])
    assert (found.id, found.arn, found.name, found.region) == ("arn:notebook", "arn:notebook", "triage", "us-east-1")
    assert (found.direct_internet_access, found.root_access, found.kms_key, found.subnet) == (True, False, None, None)
    assert found.tags.items == {"Team": "records"}


@pytest.mark.parametrize("answer", [DENIED, NOT_READ])
def test_what_was_not_read_is_unknown(answer: Unknown) -> None:
    found = notebook(answer, answer)
    fields = (found.direct_internet_access, found.root_access, found.kms_key, found.subnet, found.tags)
    assert fields == (answer,) * 5
    assert (endpoint_config(answer).serverless, endpoint_config(answer).local_storage) == (answer, answer)
    assert (domain(answer).network_access, model(answer).network_isolation) == (answer, answer)


def test_a_notebook_answer_without_switches_says_nothing() -> None:
    found = notebook({})
    assert isinstance(found.direct_internet_access, Unknown)
    assert isinstance(found.root_access, Unknown)


def test_some_tags_missing_make_all_unknown() -> None:
    assert notebook({}, [{"Key": "Team", "Value": "records"}, DENIED]).tags == DENIED


@pytest.mark.parametrize(
    ("variants", "serverless", "local"),
    [
        ([{"InstanceType": "ml.m5.large"}], False, False),
        ([{"InstanceType": "ml.m5.large"}, {"InstanceType": "ml.g5.xlarge"}], False, True),
        ([{"ServerlessConfig": {"MemorySizeInMB": 2048}}], True, False),
        ([{"InstancePools": [{"InstanceType": "ml.m5.large"}, {"InstanceType": "ml.m5d.large"}]}], False, True),
        ([{"InstancePools": [{"InstanceType": "ml.m5.large"}, {}]}], False, None),
        ([{}], False, None),
        ([], None, None),
        (None, None, None),
    ],
)
def test_variants(variants: Any, serverless: bool | None, local: bool | None) -> None:
    found = endpoint_config({"ProductionVariants": variants})
    assert (known(found.serverless), known(found.local_storage)) == (serverless, local)


def known(value: Any) -> Any:
    """Null for what is unknown."""
    return None if isinstance(value, Unknown) else value


def test_shadow_variants_count() -> None:
    shadow = {"ShadowProductionVariants": [{"InstanceType": "ml.g5.xlarge"}]}
    assert endpoint_config({"ProductionVariants": [{"InstanceType": "ml.m5.large"}], **shadow}).local_storage is True


def test_domain() -> None:
    assert (domain({}).kms_key, domain({}).network_access) == (None, "PublicInternetOnly")
    assert domain({"HomeEfsFileSystemKmsKeyId": "key"}).kms_key == "key"
    assert domain({"KmsKeyId": "new", "AppNetworkAccessType": "VpcOnly"}).network_access == "VpcOnly"
    assert isinstance(domain({"AppNetworkAccessType": ["odd"]}).network_access, Unknown)


def test_model() -> None:
    assert model({"EnableNetworkIsolation": True}).network_isolation is True
    assert isinstance(model({}).network_isolation, Unknown)
