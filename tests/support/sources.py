"""Terraform source for tests: the infrastructure of a plan as `main.tf.json`, one per module.

What the plan holds as a value is written as that value, where the configuration sets the argument; what is known only after apply
as the one reference that the configuration has there, else as a variable without a value.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from hipaacheck import Inventory
from hipaacheck_terraform.hcl.child import answered
from hipaacheck_terraform.source import inventory, question
from tests.support.plan_tree import Item, Key, Module, add
from tests.support.written import FACTS, Code, hcl, json_form

_META = frozenset(
    {"count", "for_each", "provider", "depends_on", "lifecycle", "connection", "provisioner", "timeouts", "dynamic"}
)
_INSTANCE = "instance_of_module"
"""The variable that tells a module which instance it is: its keys with slashes."""
_OWN_KEY = ("each.key", "count.index")
UNSET, SECRET = Code("var.unset"), Code("var.secret")


def read(folder: Path, options: Mapping[str, Any] = {}) -> Inventory:
    """The inventory of a folder, in this process."""
    return inventory(answered(question(str(folder), options)), str(folder))


def write(document: Mapping[str, Any], folder: Path) -> Counter[str]:
    """Write what a plan says as source. Gives what was left out, by reason."""
    root, left_out = Module((document.get("configuration") or {}).get("root_module")), Counter[str]()
    for change in document.get("resource_changes") or ():
        add(root, change)
    providers = (document.get("configuration") or {}).get("provider_config") or {}
    given = {name: item["value"] for name, item in (document.get("variables") or {}).items() if "value" in item}
    _write(root, folder, providers, "", given, left_out)
    return left_out


# -- files -------------------------------------------------------------------------------------------------------


def _write(
    module: Module, folder: Path, providers: Mapping[str, Any], path: str, given: Mapping[str, Any], left_out: Counter[str]
) -> None:
    variables = module.raw.get("variables") or {}
    out: dict[str, Any] = {
        "variable": {"unset": {}, "secret": {"sensitive": True, "default": "x"}, _INSTANCE: {"default": ""}},
        "provider": _providers(providers, path),
        "resource": {},
        "data": {},
        "module": {},
        "output": {},
    }
    for name in variables:
        out["variable"].setdefault(name, {"default": given[name]} if name in given else {})
    for name in {**module.blocks, **module.items}:
        body = _block(module, name, path, left_out)
        if body is not None:
            mode, kind, label = ("data", *name.split(".")[1:]) if name.startswith("data.") else ("resource", *name.split("."))
            out[mode].setdefault(kind, {})[label] = body
    for name, called in module.calls.items():
        call = (module.raw.get("module_calls") or {}).get(name) or {}
        keys = module.keys.get(name, set())
        arguments = {
            key: value for key, value in (call.get("expressions") or {}).items() if key in called.raw.get("variables", {})
        }
        body = _repeated(module, [(item[:-1], item[-1]) for item in keys], name, left_out)
        if body is None:
            continue
        body |= {key: json_form(_constant(module, value)) for key, value in arguments.items()}
        place = f"{path}.module.{name}".lstrip(".")
        body[_INSTANCE] = _instance(body)
        body |= {"source": f"./modules/{name}"} | _passed(called, place, left_out)
        out["module"][name] = body
        _write(called, folder / "modules" / name, providers, place, {}, left_out)
    for name, output in (module.raw.get("outputs") or {}).items():
        out["output"][name] = {"value": json_form(_constant(module, output.get("expression") or {}))}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "main.tf.json").write_text(json.dumps({name: part for name, part in out.items() if part}), "utf-8")


def _instance(body: Mapping[str, Any]) -> str:
    """What a module instance, or the block of one, is called: the keys with slashes."""
    own = "each.key" if "for_each" in body else "count.index" if "count" in body else '""'
    return f'${{"${{var.{_INSTANCE}}}/${{{own}}}"}}'


def _providers(providers: Mapping[str, Any], path: str) -> list[Any]:
    out = []
    for raw in providers.values():
        if raw.get("module_address", "") != path or not isinstance(raw.get("expressions", {}), dict):
            continue
        body = {name: _provider_argument(value) for name, value in raw.get("expressions", {}).items()}
        out.append({raw["name"]: body | ({"alias": raw["alias"]} if "alias" in raw else {})})
    return out


def _provider_argument(value: Any) -> Any:
    if isinstance(value, list):
        return [{name: _provider_argument(inner) for name, inner in item.items()} for item in value]
    if isinstance(value, dict) and "constant_value" in value:
        return json_form(value["constant_value"])
    names = value.get("references") if isinstance(value, dict) else None
    return f"${{{names[0]}}}" if names and len(names) == 1 and names[0].startswith("var.") else json_form(UNSET)


def _passed(called: Module, place: str, left_out: Counter[str]) -> dict[str, Any]:
    """The providers that a call gives to its module, where its blocks are said to have the root's."""
    out: dict[str, str] = {}
    for name, block in called.blocks.items():
        key = block.get("provider_config_key") or ""
        plain = name.removeprefix("data.").partition("_")[0]
        passed = ":" not in key and key not in ("", plain)
        if passed and (place.count("module.") > 1 or out.setdefault(plain, key) != key):
            left_out["a provider that is passed on"] += 1
    return {"providers": out} if out else {}


# -- blocks ------------------------------------------------------------------------------------------------------


def _block(module: Module, name: str, path: str, left_out: Counter[str]) -> dict[str, Any] | None:
    items, configured = module.items.get(name, []), module.blocks.get(name)
    if not items and name.startswith("data."):
        expressions = (configured or {}).get("expressions") or {}
        return {key: json_form(_constant(module, value)) for key, value in expressions.items() if key not in _META}
    out = _repeated(module, [(item.keys, item.key) for item in items], name, left_out)
    if out is None:
        return None
    key = (configured or {}).get("provider_config_key") or ""
    if "." in key and ":" not in key and not path:
        out["provider"] = key
    form = "count" if "count" in out else "each" if "for_each" in out else "one"
    bodies = {_place((*item.keys, item.key)): _Arguments(module, name, form, item).body() for item in items}
    for argument in sorted({argument for body in bodies.values() for argument in body}):
        if argument in _META:
            left_out[f"argument {argument}"] += argument != "timeouts"
        else:
            out[argument] = _chosen({place: body.get(argument) for place, body in bodies.items()}, _instance(out)[2:-1])
    return out


def _place(keys: Iterable[Key]) -> str:
    return "".join(f"/{'' if key is None else key}" for key in keys)


def _repeated(
    module: Module, instances: Iterable[tuple[tuple[Key, ...], Key]], name: str, left_out: Counter[str]
) -> dict[str, Any] | None:
    """`count` or `for_each` of a block with these instances; null when there is no way to say it."""
    by_module: dict[str, list[Key]] = {_place(keys): [] for keys in module.places}
    for keys, key in instances:
        by_module[_place(keys)].append(key)
    kinds = {type(key) for keys in by_module.values() for key in keys}
    if not kinds:
        return {"count": 0}
    if kinds == {type(None)} and all(by_module.values()):
        return {}
    if kinds == {int} and all(sorted(map(str, keys)) == sorted(map(str, range(len(keys)))) for keys in by_module.values()):
        return {"count": _chosen({place: len(keys) for place, keys in by_module.items()}, f"var.{_INSTANCE}")}
    if kinds == {str}:
        rows = {place: {str(key): str(key) for key in keys} for place, keys in by_module.items()}
        return {"for_each": _chosen(rows, f"var.{_INSTANCE}")}
    left_out[f"instances of {name}"] += 1
    return None


def _chosen(rows: Mapping[str, Any], key: str) -> Any:
    """What all instances have, or what each has by its key."""
    nodes = list(rows.values())
    return json_form(nodes[0]) if all(node == nodes[0] for node in nodes) else f"${{{hcl(rows)}[{key}]}}"


class _Arguments:
    """The arguments of one instance of a block."""

    def __init__(self, module: Module, name: str, form: str, item: Item) -> None:
        self._module, self._form, self._item = module, form, item
        self._facts = FACTS.get(name.rpartition(".")[0], {})
        block = module.blocks.get(name)
        self._expressions = (block.get("expressions") or {}) if block is not None else None

    def body(self) -> dict[str, Any]:
        """Name → value, with code in the place of what is not known."""
        change = self._item.change
        marks = change.after_unknown if change.after_unknown is not None else {}
        if marks is True or (change.after is None and not marks):
            marks = dict.fromkeys(self._expressions or {}, True)
        created = change.actions == ["create"]
        return self._body(change.after or {}, marks, change.after_sensitive, self._expressions, self._facts, created)

    def _body(self, values: Any, marks: Any, secrets: Any, expressions: Any, facts: Any, created: bool) -> dict[str, Any]:
        out = {}
        given = [part for part in (values, marks, secrets) if isinstance(part, dict)]
        for name in dict.fromkeys(name for part in given for name in part):
            value, mark, secret = values.get(name), _at(marks, name), _at(secrets, name)
            fact = facts.get(name) or {}
            if value is None and not mark and not secret:
                continue
            if expressions is None:
                declared = mark is not True or "c" not in fact
            else:
                declared = name in expressions or _unseen(value, mark, fact, created)
            if declared:
                expression = expressions.get(name) if expressions is not None else None
                out[name] = self._node(value, mark, secret, expression, fact.get("n") or {}, created)
        return out

    def _node(self, value: Any, mark: Any, secret: Any, expression: Any, facts: Any, created: bool) -> Any:
        if mark is True:
            return self._references(expression, 1)[0]
        if secret is True:
            return SECRET
        if isinstance(value, list) or (value is None and isinstance(mark, list)):
            items = value if isinstance(value, list) else [None] * len(mark)
            found = _paired(expression, items)
            unknown = sum(_at(mark, number) is True for number in range(len(items)))
            links = self._references(expression, unknown)
            rows = [(item, _at(mark, number), _at(secret, number), found[number]) for number, item in enumerate(items)]
            return [links.pop(0) if row[1] is True else self._item_node(*row, facts, created) for row in rows]
        if isinstance(value, dict):
            plain = isinstance(expression, dict) and not {"references", "constant_value"} & set(expression)
            return self._body(value, mark, secret, expression if plain and expression else None, facts, created)
        return self._told(value, expression)

    def _item_node(self, item: Any, mark: Any, secret: Any, expressions: Any, facts: Any, created: bool) -> Any:
        """An item of a list: a block with its own configuration, or a plain value."""
        if isinstance(item, dict) and secret is not True:
            return self._body(item, mark, secret, expressions, facts, created)
        return self._node(item, mark, secret, None, facts, created)

    def _told(self, value: Any, expression: Any) -> Any:
        """A known value; the reference that gives it, where it is known only because the other resource is there already."""
        names = longest([name for name in _names(expression) if name not in _OWN_KEY])
        kind, _, rest = names[0].partition(".") if len(names) == 1 else ("", "", "")
        label, _, attribute = rest.partition(".")
        if value is None or not label or attribute not in ("", "id", "name", "bucket", "arn"):
            return value
        there = self._module.items.get(f"{kind}.{label}", ())
        mine = [item for item in there if item.keys == self._item.keys and item.key in (None, self._item.key)]
        told = (mine[0].change.after or {}) if len(mine) == 1 else {}
        found = next(
            (name for name in ((attribute,) if attribute else ("id", "name", "bucket")) if told.get(name) == value), None
        )
        key = "" if not mine or mine[0].key is None else "[each.key]" if self._form == "each" else "[count.index]"
        return value if found is None else Code(f"{kind}.{label}{key}.{found}")

    def _references(self, expression: Any, count: int) -> list[Code]:
        """What the unknown values of an argument are: as many references as there are, else variables without a value."""
        names = _names(expression)
        keyed = [name for name in names if name in _OWN_KEY]
        own = [name for name in names if not name.startswith(("each.", "count.", "path.", "terraform."))]
        found = longest(own)
        if len(found) != count or (len(own) + len(keyed) != len(names)):
            return [UNSET] * count
        return [_code(self._module, name, self._form if keyed else "one") for name in found]


def _at(marks: Any, place: str | int) -> Any:
    if isinstance(marks, dict):
        return marks.get(place)
    if isinstance(marks, list) and isinstance(place, int):
        return marks[place] if place < len(marks) else None
    return marks


def _unseen(value: Any, mark: Any, fact: Mapping[str, Any], created: bool) -> bool:
    """Whether an argument that the configuration does not show is declared all the same: dynamic blocks, and blocks that the
    provider keeps as attributes."""
    if "n" not in fact:
        return False
    if "c" in fact:
        return created and mark is not True and isinstance(value, list)
    return mark is True or (isinstance(value, list) and bool(value)) or isinstance(mark, list)


def _paired(expressions: Any, values: list[Any]) -> list[Any]:
    """The configurations of blocks, in their order; null for all where they are not as many, or some do not fit."""
    if isinstance(expressions, list) and len(expressions) == len(values) and all(map(_fits, expressions, values)):
        return expressions
    return [None] * len(values)


def _fits(expressions: Any, value: Any) -> bool:
    return (
        isinstance(expressions, dict)
        and isinstance(value, dict)
        and all(
            str(value.get(name)).lower() == str(item["constant_value"]).lower()
            for name, item in expressions.items()
            if isinstance(item, dict) and "constant_value" in item
        )
    )


# -- expressions -------------------------------------------------------------------------------------------------


def _names(expression: Any) -> list[str]:
    return list(expression.get("references") or ()) if isinstance(expression, dict) else []


def longest(references: list[str]) -> list[str]:
    """References without those that only repeat the beginning of another."""
    return [
        name
        for name in dict.fromkeys(references)
        if not any(other != name and other.startswith((f"{name}.", f"{name}[")) for other in references)
    ]


def _code(module: Module, reference: str, form: str) -> Code:
    steps = reference.replace("[", ".").split(".")
    if steps[0] in ("var", "module", "local", "each", "self"):
        known = (steps[0] == "module" and steps[1] in module.calls) or (
            steps[0] == "var" and steps[1] in (module.raw.get("variables") or {})
        )
        return Code(reference) if known else UNSET
    name = ".".join(steps[: 3 if steps[0] == "data" else 2])
    if name not in module.blocks and name not in module.items:
        return UNSET
    keys = [item.key for item in module.items.get(name, ())]
    if form != "one":
        if reference != name or any(key is None for key in keys):
            return UNSET
        return Code(f"{name}[{'each.key' if form == 'each' else 'count.index'}].id")
    if reference == name and any(key is not None for key in keys):
        return UNSET
    return Code(reference if reference != name else f"{name}.id")


def _constant(module: Module, expression: Any) -> Any:
    """The value of an expression of which no plan tells the outcome: a constant, or one reference."""
    if isinstance(expression, list):
        return [{name: _constant(module, inner) for name, inner in item.items()} for item in expression]
    if not isinstance(expression, dict):
        return UNSET
    if "constant_value" in expression:
        return expression["constant_value"]
    if "references" not in expression:
        return {name: _constant(module, inner) for name, inner in expression.items()} if expression else UNSET
    found = longest(expression["references"])
    return _code(module, found[0], "one") if len(found) == 1 else UNSET
