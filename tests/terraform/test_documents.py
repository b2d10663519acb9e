"""Policy documents that are read only during apply: what their arguments tell, and that nothing unknown becomes an answer."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hipaacheck import Unknown
from hipaacheck_assets.aws.policy import Policy, parse_policy
from tests.support.plans import assets, resource
from tests.support.policies import contradictions

U = "unknown until apply"
"""Stands for an unknown value in the arguments below."""
TEXT = "data.aws_iam_policy_document.d.json"
PROVIDER = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
ANYONE = {"type": "AWS", "identifiers": ["*"]}
PLAIN = {"test": "Bool", "variable": "aws:SecureTransport", "values": ["false"]}


# -- plans -----------------------------------------------------------------------------------------------------------


def _split(value: Any) -> tuple[Any, Any]:
    """Arguments → their known values, and marks of what is unknown, as a plan has them."""
    if value == U:
        return None, True
    if isinstance(value, list):
        pairs = [_split(item) for item in value]
        return [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    if isinstance(value, dict):
        split = {name: _split(item) for name, item in value.items()}
        return {name: pair[0] for name, pair in split.items() if pair[1] is not True}, {
            name: pair[1] for name, pair in split.items() if pair[1] is not False
        }
    return value, False


def document(statements: Any, address: str = "data.aws_iam_policy_document.d", **more: Any) -> dict[str, Any]:
    """A data source that is read during apply."""
    values, marks = _split({"statement": statements, **more})
    return resource(address, values, unknown={"json": True, "id": True, **marks}, actions=["read"])


def read(*documents: Mapping[str, Any], refs: str | list[str] = TEXT) -> Policy | Unknown:
    """The policy of a resource that refers to a document."""
    found: Any = assets(resource("aws_iam_policy.p", {"name": "p"}, refs={"policy": refs}), *documents)
    policy: Policy | Unknown = found["aws_iam_policy.p"].policy
    return policy


def judged(statement: Mapping[str, Any], fact: str, **more: Any) -> Any:
    """A fact of a document of one statement; null for one that is unknown."""
    policy = read(document([dict(statement)], **more))
    value = policy if isinstance(policy, Unknown) else getattr(policy, fact)
    return None if isinstance(value, Unknown) else value


def public(**more: Any) -> dict[str, Any]:
    """A statement that allows something to everyone."""
    return {"actions": ["s3:GetObject"], "resources": ["*"], "principals": [ANYONE], **more}


def when(*conditions: Any) -> dict[str, Any]:
    """A statement that allows something to everyone, under conditions of (test, variable, values)."""
    return public(condition=[dict(zip(("test", "variable", "values"), item, strict=True)) for item in conditions])


# -- tables ----------------------------------------------------------------------------------------------------------

NARROW = ("StringLike", "aws:SourceVpce", ["vpce-1"])
WIDE = ("StringLike", "aws:SourceVpce", ["*"])
PUBLIC: list[tuple[str, dict[str, Any], bool | None]] = [
    ("everyone", public(), True),
    ("effect unknown", public(effect=U), None),
    ("effect that is none", public(effect="allow"), None),
    ("denied", public(effect="Deny", condition=U), False),
    ("principals unknown", public(principals=U), None),
    ("one of the principals unknown", public(principals=[U, ANYONE]), True),
    ("identifiers unknown", public(principals=[{"type": "AWS", "identifiers": U}]), None),
    ("kind unknown", public(principals=[{"type": U, "identifiers": ["*"]}]), None),
    ("a kind that is none", public(principals=[{"type": "Aws", "identifiers": ["*"]}]), None),
    ("everyone of the kind *", public(principals=[{"type": "*", "identifiers": ["*"]}]), True),
    ("a service", public(principals=[{"type": "Service", "identifiers": ["s3.amazonaws.com"]}]), False),
    ("everyone but an unknown one", public(principals=[], not_principals=[{"type": "AWS", "identifiers": U}]), None),
    ("from one endpoint", when(NARROW), False),
    ("from every endpoint", when(WIDE), True),
    ("one test twice, which puts the values together", when(NARROW, WIDE), None),
    ("one test in two spellings", when(NARROW, ("stringlike", "aws:sourcevpce", ["*"])), None),
    ("a second test that may be the same", when(NARROW, ("StringLike", U, ["*"])), None),
    ("a second test of unknown kind", when(NARROW, (U, "aws:SourceVpce", ["*"])), None),
    ("a second condition unknown", public(condition=[when(NARROW)["condition"][0], U]), None),
    ("values unknown", when(("StringLike", "aws:SourceVpce", U)), None),
    ("one value unknown", when(("StringLike", "aws:SourceVpce", ["vpce-1", U])), None),
    ("one value unknown, another wide", when(("StringLike", "aws:SourceVpce", ["*", U])), True),
    ("a variable in the other notation", when(("StringEquals", "aws:PrincipalAccount", ["&{aws:PrincipalAccount}"])), True),
    ("conditions unknown", public(condition=U), None),
]


@pytest.mark.parametrize(("name", "statement", "expected"), PUBLIC, ids=[row[0] for row in PUBLIC])
def test_what_is_public(name: str, statement: dict[str, Any], expected: bool | None) -> None:
    assert judged(statement, "allows_public") is expected


@pytest.mark.parametrize("argument", ["source_policy_documents", "override_policy_documents", "source_json", "override_json"])
def test_composed_documents_are_not_known(argument: str) -> None:
    assert judged(public(), "allows_public", **{argument: U}) is None
    assert judged(public(), "allows_public", **{argument: []}) is True


def test_statements_that_are_not_known() -> None:
    assert isinstance(read(document(U)), Unknown)
    found = read(document([U, {"actions": ["*"], "resources": ["*"]}]))
    assert isinstance(found, Policy)
    assert found.full_admin is True
    assert isinstance(found.allows_public, Unknown)


def test_a_role_of_the_same_plan_is_not_everyone() -> None:
    trusting = document([public(principals=[{"type": "AWS", "identifiers": [U]}])])
    identifiers = {"references": ["aws_iam_role.r.arn", "aws_iam_role.r"]}
    trusting["config"]["expressions"]["statement"][0]["principals"][0]["identifiers"] = identifiers
    found = read(trusting, resource("aws_iam_role.r", {"name": "r"}))
    assert isinstance(found, Policy)
    assert found.allows_public is False
    identifiers["references"] = ["local.principal"]
    found = read(trusting, resource("aws_iam_role.r", {"name": "r"}))
    assert isinstance(found, Policy)
    assert isinstance(found.allows_public, Unknown)


def test_only_the_text_of_a_document_is_its_policy() -> None:
    narrow = document([{"actions": ["s3:GetObject"], "resources": ["*"]}])
    assert isinstance(read(narrow), Policy)
    assert isinstance(read(narrow, refs="data.aws_iam_policy_document.d.minified_json"), Policy)
    assert isinstance(read(narrow, refs="data.aws_iam_policy_document.d.statement"), Unknown)
    assert isinstance(read(narrow, refs=[TEXT, "local.suffix"]), Unknown)


def test_another_instance_of_a_document_is_another_policy() -> None:
    statements = [{"actions": ["s3:GetObject"], "resources": ["*"]}]
    documents = [document(statements, f'data.aws_iam_policy_document.d["{key}"]') for key in "ab"]
    references = {"references": ['data.aws_iam_policy_document.d["b"].json', 'data.aws_iam_policy_document.d["b"]']}
    policy = resource('aws_iam_policy.p["a"]', {"name": "p"}, refs={"policy": references["references"]})
    found: Any = assets(policy, *documents)
    assert isinstance(found['aws_iam_policy.p["a"]'].policy, Unknown)


# -- the property: no unknown argument becomes an answer ---------------------------------------------------------------

DOMAINS: dict[str, tuple[Any, ...]] = {
    "effect": ("Allow", "Deny"),
    "actions": (["*"], ["s3:*"], ["kms:Decrypt", "sts:AssumeRoleWithWebIdentity"]),
    "not_actions": ([], ["iam:*"]),
    "resources": (["*"], ["arn:aws:s3:::phi"], ["arn:aws:s3:::phi", "arn:aws:s3:::phi/*"], ["arn:aws:kms:*:1:key/*"]),
    "not_resources": ([], ["arn:aws:s3:::phi"]),
    "principals": ([ANYONE], [{"type": "Federated", "identifiers": [PROVIDER]}], [{"type": "AWS", "identifiers": ["1"]}]),
    "not_principals": ([], [{"type": "AWS", "identifiers": ["1"]}]),
    "condition": ([], [PLAIN], [dict(zip(PLAIN, NARROW, strict=True))], [PLAIN, dict(zip(PLAIN, WIDE, strict=True))]),
    "test": ("Bool", "StringLike"),
    "variable": ("aws:SecureTransport", "aws:SourceVpce"),
    "values": (["false"], ["vpce-1"], ["*"]),
    "type": ("AWS", "Service", "Federated"),
    "identifiers": (["*"], ["1"], [PROVIDER]),
}
"""Values of the arguments, which unknown ones are replaced by. Single items of a list are replaced by those of these lists."""


@st.composite
def _statement(draw: st.DrawFn) -> dict[str, Any]:
    out = {name: json.loads(json.dumps(draw(st.sampled_from(DOMAINS[name])))) for name in list(DOMAINS)[:8]}
    for _ in range(draw(st.integers(1, 3))):
        places = list(_places(out))
        holder, key = draw(st.sampled_from(places))
        if key in holder if isinstance(holder, dict) else key < len(holder):
            holder[key] = U
    return out


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in nested arguments, as what holds it and the key there."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield value, key
        yield from _places(item)


def _completions(value: Any, name: str = "") -> Iterator[Any]:
    """Every value that arguments with unknown ones among them may turn out to have."""
    if value == U:
        yield from DOMAINS[name]
    elif isinstance(value, dict):
        for values in product(*(list(_completions(item, key)) for key, item in value.items())):
            yield dict(zip(value, values, strict=True))
    elif isinstance(value, list):
        single = [item for found in DOMAINS[name] for item in found] if name in DOMAINS else []
        options = [[*single, None] if item == U else list(_completions(item)) for item in value]
        for items in product(*options):
            yield [item for item in items if item is not None]
    else:
        yield value


def _rendered(statement: Mapping[str, Any]) -> dict[str, Any]:
    """A statement as the provider writes it: values of equal tests are put together."""
    out: dict[str, Any] = {"Effect": statement["effect"]}
    for name, key in (
        ("actions", "Action"),
        ("not_actions", "NotAction"),
        ("resources", "Resource"),
        ("not_resources", "NotResource"),
    ):
        if statement[name]:
            out[key] = statement[name]
    for name, key in (("principals", "Principal"), ("not_principals", "NotPrincipal")):
        for item in statement[name]:
            out.setdefault(key, {}).setdefault(item["type"], []).extend(item["identifiers"])
    for item in statement["condition"]:
        tests = out.setdefault("Condition", {}).setdefault(item["test"], {})
        tests.setdefault(item["variable"], []).extend(item["values"])
    return out


@settings(max_examples=150, deadline=None)
@example(
    when(NARROW, ("StringLike", U, ["*"])) | {"effect": "Allow", "not_actions": [], "not_resources": [], "not_principals": []}
)
@given(_statement())
def test_no_unknown_argument_becomes_an_answer(statement: dict[str, Any]) -> None:
    completions = (parse_policy({"Statement": [_rendered(item)]}, "test") for item in _completions(statement))
    assert contradictions(read(document([statement])), completions) == []
