"""Policy documents in Terraform: JSON strings, and data sources that are read only during apply."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from hipaacheck import Unknown
from hipaacheck_assets.aws.policy import Policy, make_policy, parse_policy
from hipaacheck_assets.aws.statement import Condition, Statement, Texts, distinct, lower, lower_booleans, principal
from hipaacheck_terraform.blocks import AFTER_APPLY, Block, Resource
from hipaacheck_terraform.estate import Estate, Family
from hipaacheck_terraform.references import references_in, tokens

_SOURCES = ("source_json", "source_policy_documents")
_OVERRIDES = ("override_policy_documents", "override_json")
_TEXT = (("json", None), ("minified_json", None))
_PRINCIPALS = (
    "aws_iam_role",
    "aws_iam_user",
    "aws_iam_openid_connect_provider",
    "aws_iam_saml_provider",
    "aws_cloudfront_origin_access_identity",
)
"""Resources that principals name. What they are called is known only after apply, but it is never everyone."""


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
    expression = resource.expressions.get(attribute) if isinstance(resource.expressions, dict) else None
    if isinstance(expression, dict) and "json" in expression:
        return parse_policy(_decoded(expression["json"], f"{resource.address}.{attribute}"), f"{resource.address}.{attribute}")
    if text.reason == AFTER_APPLY and expression is not None:
        document = estate.data(resource, expression, "aws_iam_policy_document")
        if document is not None and all(_is_text_of(document, reference) for reference in references_in(expression)):
            return _from_document(estate, document)
    return text


def document(resource: Resource, attribute: str) -> Any:
    """What an attribute that holds JSON gives: its text, null, or `Unknown`. Source knows the structure of a document of which
    only parts are unknown: then the decoded document, with `Unknown` in the place of these."""
    text = resource.get(attribute)
    expression = resource.expressions.get(attribute) if isinstance(resource.expressions, dict) else None
    if isinstance(text, Unknown) and isinstance(expression, dict) and "json" in expression:
        return _decoded(expression["json"], f"{resource.address}.{attribute}")
    return text


def _decoded(value: Any, where: str) -> Any:
    """A document of source that is not wholly known, with `Unknown` where it is not. One that will be the name of a resource
    of the configuration is that of no one else."""
    if isinstance(value, dict):
        if "$unknown" in value:
            return Unknown(value["$unknown"], where, value["refers"])
        return {name: _decoded(item, where) for name, item in value.items()}
    return [_decoded(item, where) for item in value] if isinstance(value, list) else value


def of_family(estate: Estate, family: Family, companion: str, attribute: str = "policy") -> Policy | Unknown | None:
    """The policy that a companion of this type declares, else the resource's own. Computed but not declared means that no
    companion set it: null, for none or the default one."""
    found = family.one(companion)
    if isinstance(found, Unknown):
        return found
    own = family.resource
    if found is None and not own.stub and not own.declares(attribute) and isinstance(own.text(attribute), Unknown):
        return None
    return policy(estate, own if found is None else found, attribute)


def _is_text_of(document: Resource, reference: str) -> bool:
    """Whether a reference is to the JSON text of this very document, not to its arguments or to another instance of it."""
    if reference.startswith(f"{document.address}."):
        return (reference.removeprefix(f"{document.address}."), None) in _TEXT
    path = tokens(reference)
    return len(path) == 4 and path[3] in _TEXT and path[2][1] in (None, document.key)


_Entry = tuple[str | Unknown | None, Statement | Unknown]
"""The Sid of a statement, null without one, and the statement. Of documents that are put together, statements with the Sid of
an earlier one replace that."""


def _from_document(estate: Estate, document: Resource) -> Policy | Unknown:
    entries = _entries(estate, document, ())
    return entries if isinstance(entries, Unknown) else make_policy([statement for _, statement in entries])


def _entries(estate: Estate, document: Resource, above: tuple[str, ...]) -> list[_Entry] | Unknown:
    """The statements of a document: of its sources, its own, and of what overrides them. `above` are those it is part of."""
    if document.address in above:
        return Unknown("composed of itself", document.address)
    statements = document.blocks("statement")
    if isinstance(statements, Unknown):
        return statements
    own: list[_Entry] = [
        (item, item) if isinstance(item, Unknown) else (item.text("sid"), _statement(estate, document, item))
        for item in statements
    ]
    found: list[_Entry] | Unknown = []
    for layer in (_SOURCES, None, _OVERRIDES):
        added = own if layer is None else _composed(estate, document, layer, above)
        found = _put_over(found, added, f"{document.address}.statement")
    return found


def _composed(estate: Estate, document: Resource, names: Sequence[str], above: tuple[str, ...]) -> list[_Entry] | Unknown:
    """The statements of all documents that some arguments hold. In which order is not told, so no Sid may come twice."""
    out: list[_Entry] = []
    for name in names:
        for part in _parts(estate, document, name):
            entries = _entries(estate, part, (*above, document.address)) if isinstance(part, Resource) else part
            joined = _put_over(out, entries, f"{document.address}.{name}")
            if isinstance(joined, Unknown) or isinstance(entries, Unknown):
                return joined
            if len(joined) < len(out) + len(entries):
                return Unknown(
                    "composed from policy documents that replace each other's statements", f"{document.address}.{name}"
                )
            out = joined
    return out


def _parts(estate: Estate, document: Resource, name: str) -> list[Resource | list[_Entry] | Unknown]:
    """What an argument composes: documents that are read only during apply, and the statements of those that are text."""
    value, where = document.get(name), f"{document.address}.{name}"
    if value is None or value == []:
        return []
    values = value if isinstance(value, list) else [value]
    missing = sum(isinstance(item, Unknown) for item in values)
    texts = [_of_text(item, where) for item in values if not isinstance(item, Unknown)]
    if not missing:
        return [*texts]
    expression = document.expressions.get(name) if isinstance(document.expressions, dict) else None
    found = estate.all_data(document, expression, "aws_iam_policy_document")
    references = references_in(expression)
    if len(found) != missing or not all(any(_is_text_of(item, reference) for item in found) for reference in references):
        return [Unknown("composed from other policy documents", where)]
    return [*texts, *found]


def _of_text(text: Any, where: str) -> list[_Entry] | Unknown:
    read = parse_policy(text, where)
    if isinstance(read, Unknown):
        return read
    raw = json.loads(text)["Statement"]
    sids = [item.get("Sid") or None if isinstance(item, dict) else None for item in (raw if isinstance(raw, list) else [raw])]
    return [
        (sid if sid is None or isinstance(sid, str) else Unknown("a Sid that is no text", where), statement)
        for sid, statement in zip(sids, read.statements, strict=True)
    ]


def _put_over(below: list[_Entry] | Unknown, above: list[_Entry] | Unknown, where: str) -> list[_Entry] | Unknown:
    """Statements together, those of `above` in the place of the ones with the same Sid."""
    if isinstance(below, Unknown) or isinstance(above, Unknown):
        return below if isinstance(below, Unknown) else above
    for ours, theirs in ((below, above), (above, below)):
        if any(isinstance(sid, Unknown) for sid, _ in ours) and any(sid is not None for sid, _ in theirs):
            return Unknown("composed of statements of which some may replace others", where)
    places = {sid: number for number, (sid, _) in enumerate(below) if sid is not None}
    out = list(below)
    for sid, statement in above:
        if sid is not None and sid in places:
            out[places[sid]] = sid, statement
        else:
            out.append((sid, statement))
    return out


def _statement(estate: Estate, document: Resource, block: Block) -> Statement | Unknown:
    effect = block.text("effect")
    if not isinstance(effect, Unknown) and effect not in (None, "Allow", "Deny"):
        return Unknown("a statement without a valid effect", f"{block.path}.effect")
    return Statement(
        effect="Allow" if effect is None else effect,
        principals=_principals(estate, document, block, "principals"),
        not_principals=_principals(estate, document, block, "not_principals"),
        actions=_each(block.texts("actions"), lower),
        not_actions=_each(block.texts("not_actions"), lower),
        resources=_each(block.texts("resources"), _variables),
        not_resources=_each(block.texts("not_resources"), _variables),
        conditions=_conditions(block),
    )


def _each(items: Texts | Unknown, change: Callable[[Texts], Texts]) -> Texts | Unknown:
    return items if isinstance(items, Unknown) else change(items)


def _variables(items: Texts) -> Texts:
    """With `&{aws:username}`, as these documents write policy variables, in the form of policies."""
    return [item.replace("&{", "${") if isinstance(item, str) else item for item in items]


def _principals(estate: Estate, document: Resource, block: Block, name: str) -> Texts | Unknown:
    found = block.blocks(name)
    if isinstance(found, Unknown):
        return found
    out: Texts = []
    for item in found:
        if isinstance(item, Unknown):
            out.append(item)
            continue
        kind, identifiers = item.text("type"), estate.links(item, "identifiers", _PRINCIPALS, document)
        if isinstance(identifiers, Unknown):
            out.append(identifiers)
        else:
            out += [kind if isinstance(kind, Unknown) else principal(kind or "", value) for value in _variables(identifiers)]
    return out


def _conditions(block: Block) -> list[Condition | Unknown] | Unknown:
    """Conditions. Values of two that test the same in the same way are put together, so that one whose test is not known
    leaves the others unknown too."""
    found = block.blocks("condition")
    if isinstance(found, Unknown):
        return found
    out: list[Condition | Unknown] = []
    for item in found:
        if isinstance(item, Unknown):
            return item
        test, variable = item.text("test"), item.text("variable")
        if isinstance(test, Unknown):
            return test
        if isinstance(variable, Unknown):
            return variable
        values = _each(_each(item.texts("values"), _variables), lower_booleans)
        out.append(Condition(operator=(test or "").lower(), key=(variable or "").lower(), values=values))
    return distinct(out)
