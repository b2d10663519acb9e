"""Policy documents in Terraform: JSON strings, and data sources that are read only during apply."""

from __future__ import annotations

from typing import Any

from hipaacheck import Unknown
from hipaacheck_assets.aws.policy import Policy, make_policy, parse_policy
from hipaacheck_assets.aws.statement import Condition, Statement, lower, lower_booleans
from hipaacheck_terraform.blocks import AFTER_APPLY, Block, Resource
from hipaacheck_terraform.estate import Estate

_COMPOSED = ("source_json", "override_json", "source_policy_documents", "override_policy_documents")


def policy(estate: Estate, resource: Resource, attribute: str = "policy") -> Policy | Unknown | None:
    """The policy that an attribute holds; null when it is not set.

    When the text is known only after apply because it comes from one `aws_iam_policy_document`, that document's own
    arguments are read: what they leave open stays unknown, item by item.
    """
    text = resource.text(attribute)
    if text is None:
        return None
    if not isinstance(text, Unknown):
        return parse_policy(text, f"{resource.address}.{attribute}")
    if text.reason == AFTER_APPLY and isinstance(resource.expressions, dict):
        document = estate.data(resource, resource.expressions.get(attribute), "aws_iam_policy_document")
        if document is not None:
            return _from_document(document)
    return text


def _from_document(document: Resource) -> Policy | Unknown:
    for name in _COMPOSED:
        value = document.get(name)
        if isinstance(value, Unknown) or value:
            return Unknown("composed from other policy documents", f"{document.address}.{name}")
    statements = document.blocks("statement")
    if isinstance(statements, Unknown):
        return statements
    return make_policy([item if isinstance(item, Unknown) else _statement(item) for item in statements])


def _statement(block: Block) -> Statement:
    effect = block.text("effect")
    return Statement(
        effect="Allow" if effect is None else effect,
        principals=_principals(block, "principals"),
        not_principals=_principals(block, "not_principals"),
        actions=_lower(block.texts("actions")),
        not_actions=_lower(block.texts("not_actions")),
        resources=block.texts("resources"),
        not_resources=block.texts("not_resources"),
        conditions=_conditions(block),
    )


def _lower(items: list[str | Unknown] | Unknown) -> list[str | Unknown] | Unknown:
    return items if isinstance(items, Unknown) else lower(items)


def _principals(block: Block, name: str) -> list[str | Unknown] | Unknown:
    found = block.blocks(name)
    if isinstance(found, Unknown):
        return found
    out: list[str | Unknown] = []
    for item in found:
        if isinstance(item, Unknown):
            out.append(item)
            continue
        kind, identifiers = item.text("type"), item.texts("identifiers")
        if isinstance(identifiers, Unknown) or isinstance(kind, Unknown):
            out.append(kind if isinstance(kind, Unknown) else _unknown(identifiers))
            continue
        out += [value if isinstance(value, Unknown) or kind in ("AWS", "*") else f"{kind}:{value}" for value in identifiers]
    return out


def _conditions(block: Block) -> list[Condition | Unknown] | Unknown:
    found = block.blocks("condition")
    if isinstance(found, Unknown):
        return found
    out: list[Condition | Unknown] = []
    for item in found:
        if isinstance(item, Unknown):
            out.append(item)
            continue
        test, variable = item.text("test"), item.text("variable")
        if isinstance(test, Unknown) or isinstance(variable, Unknown):
            out.append(_unknown(test, variable))
        else:
            values = item.texts("values")
            shown = values if isinstance(values, Unknown) else lower_booleans(values)
            out.append(Condition(operator=(test or "").lower(), key=(variable or "").lower(), values=shown))
    return out


def _unknown(*values: Any) -> Unknown:
    return next(value for value in values if isinstance(value, Unknown))
