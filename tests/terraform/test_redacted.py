"""What is recorded of a resource holds no secrets, wherever they stand, and still what an auditor needs."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from hipaacheck_terraform.secret_arguments import named
from tests.support.plan_records import recorded
from tests.support.plans import resource

SCHEMA = Path(__file__).parents[2] / "plugins/hipaacheck_terraform/schema"
SECRET = "hunter2correcthorse"  # noqa: S105 - looks like nothing: only its place or its mark tells
PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow"
KEY_ID = "AKIA" + "Q7WERTYUIOPASDFG"
AWS_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzB4rQ2W8Lk"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTYifQ.c2lnbmF0dXJl"
SAS = "https://a.blob.core.windows.net/c?sv=2021&sig=Zm9vYmFyYmF6cXV4%2Bquux"

LAMBDA = "aws_lambda_function.a"
PLACES: dict[str, tuple[str, dict[str, Any]]] = {
    "an argument by its name": ("aws_db_instance", {"password": SECRET}),
    "a misspelt or new argument": ("aws_thing", {"newApiKey": SECRET, "auth_token_wo": SECRET, "PreSharedKey": SECRET}),
    "a number": ("aws_thing", {"pin": 4711424242, "x": [{"secret": 4711424242}]}),
    "a list": ("aws_thing", {"secrets": [SECRET, [SECRET]]}),
    "environment of a function": (LAMBDA, {"environment": [{"variables": {"ANYTHING": SECRET, "N": "1"}}]}),
    "environment of a model": ("aws_sagemaker_model", {"container": [{"environment": {"A": SECRET}}]}),
    "environment of a build": (
        "aws_codebuild_project",
        {"environment": [{"image": "i", "environment_variable": [{"name": "A", "value": SECRET}]}]},
    ),
    "container definitions": (
        "aws_ecs_task_definition",
        {
            "container_definitions": json.dumps(
                [{"name": "web", "command": ["-p", SECRET], "environment": [{"name": "A", "value": SECRET}]}]
            )
        },
    ),
    "container definitions that are cut": (
        "aws_ecs_task_definition",
        {"container_definitions": json.dumps([{"environment": [{"name": "A", "value": SECRET}]}])[:-2]},
    ),
    "a member that is written twice": ("aws_thing", {"doc": f'{{"api_key": "{SECRET}", "api_key": "x"}}'}),
    "JSON within JSON": ("aws_thing", {"doc": json.dumps({"a": json.dumps([{"clientSecret": SECRET}])})}),
    "user data": ("aws_instance", {"user_data": f"#!/bin/sh\nexport A={SECRET}"}),
    "user data, encoded": ("aws_instance", {"user_data_base64": base64.b64encode(SECRET.encode()).decode()}),
    "custom data": ("azurerm_linux_virtual_machine", {"custom_data": SECRET, "admin_password": SECRET}),
    "app settings": ("azurerm_linux_web_app", {"app_settings": {"A": SECRET}, "connection_string": [{"value": SECRET}]}),
    "settings of an extension": ("azurerm_virtual_machine_extension", {"settings": json.dumps({"x": SECRET})}),
    "secrets of a container": ("azurerm_container_app", {"secret": [{"name": "a", "value": SECRET}]}),
    "environment of a container": (
        "azurerm_container_app",
        {"template": [{"container": [{"env": [{"name": "A", "value": SECRET}]}]}]},
    ),
    "a parameter": ("aws_ssm_parameter", {"value": SECRET, "insecure_value": SECRET}),
    "a secret": ("aws_secretsmanager_secret_version", {"secret_string": SECRET}),
    "stack parameters": ("aws_cloudformation_stack", {"parameters": {"A": SECRET}, "template_body": SECRET}),
    "a state machine": ("aws_sfn_state_machine", {"definition": json.dumps({"Parameters": {"x": SECRET}})}),
    "options of an application": (
        "aws_elastic_beanstalk_environment",
        {"setting": [{"namespace": "aws:elasticbeanstalk:application:environment", "name": "A", "value": SECRET}]},
    ),
    "a file": ("aws_s3_object", {"content": SECRET, "content_base64": SECRET}),
    "a resource of another provider": ("kubernetes_secret", {"data": {"a": SECRET}, "any": SECRET, "tags": {"a": SECRET}}),
    "a tag by its name": ("aws_thing", {"tags": {"DB_PASSWORD": SECRET}, "tags_all": {"DB_PASSWORD": SECRET}}),
    "what the provider marks": ("azurerm_kubernetes_cluster", {"kube_config": [{"host": SECRET, "username": SECRET}]}),
    "a large text": ("aws_thing", {"notes": SECRET + "x y " * 5000}),
    "a deep value": ("aws_thing", {"a": json.loads('[{"a":' * 60 + f'"{SECRET}"' + "}]" * 60)}),
}


@pytest.mark.parametrize("place", PLACES)
def test_secrets_by_their_place(place: str) -> None:
    type_, values = PLACES[place]
    out = recorded(resource(type_ if "." in type_ else f"{type_}.a", values))
    text = out.everything()
    assert "$redacted" in text
    for secret in (SECRET, base64.b64encode(SECRET.encode()).decode(), "4711424242"):
        assert secret not in text


@pytest.mark.parametrize("secret", [PEM, KEY_ID, AWS_KEY, JWT, SAS, "password=hunter2xyz", "mysql://root:hunter2xyz@db/app"])
@pytest.mark.parametrize(
    "values",
    [
        {"description": "{}"},
        {"description": "before {} after"},
        {"tags": {"note": "{}"}},
        {"tags": {"{}": "note"}},
        {"x": [{"y": [["{}"]]}]},
        {"x": [{"{}": 1}]},
        {"doc": {"$json": {"a": ["{}"]}}},
        {"policy": {"$json": {"Statement": [{"Effect": "Allow", "Resource": "{}"}]}}},
        {"access_arn": "arn:aws:iam::123456789012:x/{}"},
    ],
    ids=json.dumps,
)
def test_values_that_look_like_a_secret(secret: str, values: dict[str, Any]) -> None:
    out = recorded(resource("aws_thing.a", _put(values, secret)))
    assert "redacted" in out.everything()
    for text in (secret, json.dumps(secret)[1:-1], json.dumps(json.dumps(secret))[3:-3]):
        assert text not in out.everything()


def _put(value: Any, secret: str) -> Any:
    """The value with a secret in the place of `{}`, and JSON text in that of `{"$json": ...}`."""
    if isinstance(value, dict):
        filled = {name.replace("{}", secret): _put(item, secret) for name, item in value.items()}
        return json.dumps(filled["$json"]) if "$json" in filled else filled
    if isinstance(value, list):
        return [_put(item, secret) for item in value]
    return value.replace("{}", secret) if isinstance(value, str) else value


SENSITIVE = [
    ({"a": SECRET}, {"a": True}),
    ({"a": {"b": SECRET, "c": 4711424242}}, {"a": True}),
    ({"a": [{"b": SECRET}, {"b": "open"}]}, {"a": [{"b": True}, {}]}),
    ({"a": [{"b": [SECRET]}]}, {"a": [{"b": [True]}]}),
    ({"tags": {"a": SECRET}}, {"tags": {"a": True}}),
    ({"tags": {SECRET: "x"}}, {"tags": True}),
    ({"a": {SECRET: "x"}}, {"a": True}),
    ({"a": 4711424242}, {"a": True}),
    ({"a": json.dumps({"x": SECRET})}, {"a": True}),
    ({"policy": json.dumps({"Statement": [SECRET]})}, {"policy": True}),
    ({"a": SECRET, "b": {SECRET: 1}}, True),
]


@pytest.mark.parametrize(("values", "marks"), SENSITIVE, ids=lambda value: json.dumps(value)[:60])
@pytest.mark.parametrize("mode", ["", "data."])
def test_what_a_plan_marks_as_sensitive(values: dict[str, Any], marks: Any, mode: str) -> None:
    item = resource(
        f"{mode}aws_thing.a", values, unknown={"id": True, "a": {SECRET: True}}, actions=["create" if not mode else "read"]
    )
    item["change"]["change"]["after_sensitive"] = marks if isinstance(marks, bool) else {"a": True, **marks}
    out = recorded(item)
    assert SECRET not in out.everything()
    assert "4711424242" not in out.everything()
    assert "marked sensitive" in out.everything()


@pytest.mark.parametrize("value", [True, False, None])
def test_not_even_whether_is_told_of_a_sensitive_switch(value: bool | None) -> None:
    item = resource("aws_thing.a", {"a": value})
    item["change"]["change"]["after_sensitive"] = {"a": True}
    mark = recorded(item).values("aws_thing.a")["a"]["$redacted"]
    assert (mark["why"], mark["len"]) == ("marked sensitive: value", len("(sensitive)"))


def test_keys_of_instances_and_references_are_redacted() -> None:
    policy = resource("aws_s3_bucket_policy.p", {}, refs={"bucket": f'aws_s3_bucket.a["{KEY_ID}"].id'})
    policy["config"]["expressions"]["policy"] = {"constant_value": SECRET}
    out = recorded(resource(f'aws_s3_bucket.a["{KEY_ID}"]', {"bucket": "a"}), policy)
    assert KEY_ID not in out.everything()
    assert SECRET not in out.everything()


def test_what_an_auditor_needs_stays() -> None:
    policy = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*"}], "Id": "x y " * 5_000})
    key = "arn:aws:kms:us-east-1:123456789012:key/0d8c5ed0-0000-4000-8000-000000000000"
    instance = {"metadata_options": [{"http_tokens": "required"}], "user_data_replace_on_change": False, "user_data": ""}
    out = recorded(
        resource("aws_instance.a", instance),
        resource("aws_s3_bucket_policy.a", {"policy": policy}),
        resource("aws_db_parameter_group.a", {"parameter": [{"name": "rds.force_ssl", "value": "1"}]}),
        resource("aws_iam_account_password_policy.a", {"minimum_password_length": 14, "password_reuse_prevention": 24}),
        resource("aws_thing.a", {"tags": {"DataClassification": "PHI"}, "storage_key": key, "ratio": 0.5, "none": None}),
        resource("aws_ecs_task_definition.a", {"container_definitions": json.dumps([{"name": "web", "privileged": True}])}),
    )
    assert out.values("aws_instance.a") == instance
    assert out.values("aws_s3_bucket_policy.a") == {"policy": policy}
    assert out.values("aws_db_parameter_group.a")["parameter"][0]["value"] == "1"
    assert out.values("aws_iam_account_password_policy.a") == {"minimum_password_length": 14, "password_reuse_prevention": 24}
    assert out.values("aws_thing.a") == {
        "tags": {"DataClassification": "PHI"},
        "storage_key": key,
        "ratio": 0.5,
        "none": None,
    }
    assert out.values("aws_ecs_task_definition.a")["container_definitions"] == {"$json": [{"name": "web", "privileged": True}]}


def test_equal_secrets_have_equal_marks_in_one_run_only() -> None:
    def marks() -> list[Any]:
        out = recorded(resource("aws_db_instance.a", {"password": SECRET}), resource("aws_db_instance.b", {"password": SECRET}))
        return [out.values(f"aws_db_instance.{name}")["password"]["$redacted"] for name in "ab"]

    first, second = marks(), marks()
    assert first[0] == first[1]
    assert first[0]["len"] == len(SECRET)
    assert first[0]["hmac"] != second[0]["hmac"]


def _sensitive_names() -> set[str]:
    """The names of all arguments that providers mark as sensitive."""
    out: set[str] = set()

    def walk(facts: Mapping[str, Any]) -> None:
        for name, fact in facts.items():
            out.update({name} if "s" in fact else ())
            walk(fact.get("n", {}))

    for file in SCHEMA.glob("*.json"):
        for facts in json.loads(file.read_text()).values():
            walk(facts)
    return out


def test_old_plans_mark_nothing_so_names_tell() -> None:
    names = {"cluster_ca_certificate", "client_certificate", "host", "key", "name", "username", "principal_id", "tenant_id"}
    ids = {"custom_domain_verification_id", "storage_account_subscription_id", "storage_account_url"}
    assert {name for name in _sensitive_names() if named(name) is None} == names | ids
