"""Module instances: what names mean in them, which instances their blocks have, and what their resources hold.

Everything is evaluated when it is first asked for, and kept. What cannot be told is `Unresolved`, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hipaacheck_terraform.hcl.builtins import call
from hipaacheck_terraform.hcl.configuration import Configuration, Declared
from hipaacheck_terraform.hcl.expressions import Expression
from hipaacheck_terraform.hcl.nested import Nested, of_type
from hipaacheck_terraform.hcl.operators import present
from hipaacheck_terraform.hcl.parser import Body
from hipaacheck_terraform.hcl.parts import Lazy, Whole
from hipaacheck_terraform.hcl.repetition import Key, Repeated, repeated, repeated_form, with_key
from hipaacheck_terraform.hcl.tree import Tree
from hipaacheck_terraform.hcl.types import conversion
from hipaacheck_terraform.hcl.values import (
    AFTER_APPLY,
    SENSITIVE,
    EvaluationError,
    NotEvaluated,
    Unresolved,
    Value,
    bounded,
    merged,
    unresolved_in,
    unresolved_parts,
)
from hipaacheck_terraform.identities import repeated as repeated_argument

_DOCUMENTS = frozenset({"aws_iam_policy_document"})
"""Data sources that are made of their own arguments alone, without asking a cloud."""
_BUSY = Unresolved("it refers to itself")


class Scope:
    """Names at one place of a module instance: those of a `for`, of `each` and `count` first."""

    __slots__ = ("module", "names")

    def __init__(self, module: Module, names: Mapping[str, Value]) -> None:
        self.module = module
        self.names = names

    def root(self, name: str) -> Value:
        """What a name means that begins an expression. Raises EvaluationError."""
        return self.names[name] if name in self.names else self.module.root(name)

    def with_names(self, names: dict[str, Value]) -> Scope:
        """The same with these names in front."""
        return Scope(self.module, {**self.names, **names})

    def call(self, name: str, arguments: Sequence[Expression], *, spread: bool) -> Value:
        """The value of a function. Raises EvaluationError."""
        return call(name, arguments, self, self.module.tree, spread=spread)

    def value(self, expression: Expression) -> Value:
        """The value of an expression; one that is wrong is unresolved."""
        try:
            return expression.evaluate(self)
        except (EvaluationError, NotEvaluated) as error:
            return Unresolved(str(error))


class Instance(Unresolved, Lazy):
    """An instance of a resource or data source, as expressions see it: unknown as a whole, its arguments as they are
    declared, everything else as a plan of a new resource has it."""

    __slots__ = ("_known", "address", "declared", "doubt", "key", "module", "name", "scope", "type")
    whole = True

    def __init__(self, module: Module, name: str, declared: Declared, key: Key, scope: Scope, doubt: Unresolved | None) -> None:
        self.address = with_key(f"{module.address}.{name}" if module.address else name, key)
        super().__init__(AFTER_APPLY, frozenset(((self.address, ()),)), (self.address, ()))
        self.module = module
        self.name = name
        self.declared = declared
        self.type, self.key, self.scope, self.doubt = declared.block.labels[0], key, scope, doubt
        self._known: dict[str, Value] = {}

    def member(self, name: str) -> Value:
        """An argument as declared, or what a plan of a new resource holds."""
        if name not in self._known:
            self._known[name] = _BUSY
            self._known[name] = self._evaluated(name)
        return self._known[name]

    def _evaluated(self, name: str) -> Value:
        body = self.declared.block.body
        if self.type == "terraform_data" and name == "output":
            name = "input"
        argument = body.attributes.get(name)
        if argument is not None and name not in ("count", "for_each"):
            value = self.scope.value(argument.value)
            if value is not None:
                return value
        blocks = of_type(body, name)
        if blocks:
            return Nested(self.address, name, blocks, self.scope)
        return self._left_out(name)

    def _left_out(self, name: str) -> Value:
        target = (self.address, (name,))
        if self.type == "terraform_data" and name in ("input", "triggers_replace"):
            return None
        if self.declared.block.type == "data":
            known = self.type in _DOCUMENTS
            reason = AFTER_APPLY if known else f"read by {self.name} from what exists"
            return Unresolved(reason, frozenset((target,)), target)
        argument = repeated_argument(self.type, name, self.declared.block.body.attributes)
        if argument is not None:
            return self.member(argument)
        facts = self.module.tree.schema(self.type).get(name)
        if facts is not None and "d" in facts:
            return facts["d"]
        if facts is not None and not facts.keys() - {"s", "n"}:
            return [] if "n" in facts else None
        if facts is not None and "v" in facts:
            return Unresolved("left out; the default differs between versions of the provider", frozenset((target,)), target)
        return Unresolved(AFTER_APPLY, frozenset((target,)), target)


class Call(Unresolved, Whole):
    """An instance of a module, as expressions see it: its outputs. It is surely one object."""

    __slots__ = ("called",)
    whole = True

    def __init__(self, called: Module) -> None:
        super().__init__(AFTER_APPLY)
        self.called = called

    def member(self, name: str) -> Value:
        """An output."""
        return self.called.output(name)


class Uncounted(Unresolved, Lazy):
    """Instances of a module whose number is not known: what any of them may give."""

    __slots__ = ("called",)
    whole = True

    def __init__(self, called: Module, reason: str) -> None:
        super().__init__(reason)
        self.called = called

    def member(self, name: str) -> Value:
        """An output of any of them, whatever key it is asked for by; never exact."""
        if name not in self.called.configuration.outputs:
            return Uncounted(self.called, self.reason)
        value = self.called.output(name)
        doubt = unresolved_in(value)
        return Unresolved(self.reason, frozenset() if doubt is None else doubt.refers)


class _Names(Unresolved, Lazy):
    """A name space such as `var` or `data`: what stands behind the dot is found by a function."""

    __slots__ = ("_find",)

    def __init__(self, find: Any) -> None:
        super().__init__("a name without anything behind it")
        self._find = find

    def member(self, name: str) -> Value:
        return self._find(name)


class Module:
    """One instance of a module. `doubt` tells why it may not be there, or be there several times."""

    def __init__(
        self,
        tree: Tree,
        configuration: Configuration,
        *,
        address: str = "",
        path: tuple[str, ...] = (),
        arguments: Mapping[str, Expression] | None = None,
        caller: Scope | None = None,
        call: Declared | None = None,
        doubt: Unresolved | None = None,
    ) -> None:
        self.tree = tree
        self.configuration = configuration
        self.address = address
        self.path = path
        self.caller = caller
        self.call = call
        self.doubt = doubt
        self._arguments = arguments or {}
        self._known: dict[tuple[str, str], Value] = {}
        self._resources: dict[str, list[Instance]] = {}
        self._calls: dict[str, Repeated] = {}
        self._modules: dict[str, list[Module]] = {}
        self.plain = Scope(self, {})

    # -- names -------------------------------------------------------------------------------------------------------

    def root(self, name: str) -> Value:
        """What a name means that begins an expression. Raises EvaluationError."""
        match name:
            case "var":
                return _Names(self.variable)
            case "local":
                return _Names(self.local)
            case "module":
                return _Names(self.called)
            case "data":
                return _Names(lambda type_: _Names(lambda label: self.resource(f"data.{type_}.{label}")))
            case "path":
                return {"module": self._folder(), "root": ".", "cwd": Unresolved("the working folder")}
            case "terraform" | "tofu":
                workspace = self.tree.workspace
                return {"workspace": Unresolved("the workspace is not told") if workspace is None else workspace}
            case "each" | "count" | "self" | "ephemeral":
                return Unresolved(f"'{name}' has no meaning here")
            case _:
                return _Names(lambda label: self.resource(f"{name}.{label}"))

    def _folder(self) -> str:
        return self.tree.relative(self.configuration.folder)

    def _once(self, group: str, name: str, find: Any) -> Value:
        key = (group, name)
        if key not in self._known:
            self._known[key] = Unresolved(f"{group}.{name} refers to itself")
            self._known[key] = bounded(find())
        return self._known[key]

    def local(self, name: str) -> Value:
        """The value of a local."""
        found = self.configuration.locals.get(name)
        if found is None:
            return Unresolved(f"local.{name} is not declared")
        return self._once("local", name, lambda: self.plain.value(found[0].value))

    def variable(self, name: str) -> Value:
        """The value of a variable: as given by the caller, or for the root by variable files; else its default."""
        declared = self.configuration.variables.get(name)
        if declared is None:
            return Unresolved(f"var.{name} is not declared")
        return self._once("var", name, lambda: self._variable(name, declared.block.body))

    def _variable(self, name: str, body: Body) -> Value:
        value = self._given(name)
        default = body.attributes.get("default")
        nullable = body.attributes.get("nullable")
        if default is not None and nullable is not None and self.plain.value(nullable.value) is False:
            value = _unless_null(value, self.plain.value(default.value))
        if value is _MISSING:
            value = self.plain.value(default.value) if default is not None else Unresolved(f"var.{name} has no value")
        for mark in ("sensitive", "ephemeral"):
            flag = body.attributes.get(mark)
            if flag is not None and self.plain.value(flag.value) is not False:
                doubt = unresolved_in(value)
                return Unresolved(SENSITIVE, frozenset() if doubt is None else doubt.refers)
        constraint = body.attributes.get("type")
        try:
            return conversion(constraint.value if constraint else None, self.plain.value)(value)
        except (EvaluationError, NotEvaluated) as error:
            return Unresolved(f"var.{name}: {error}")

    def _given(self, name: str) -> Value:
        if self.caller is None:
            return self.tree.variables.get(name, _MISSING)
        return self.caller.value(self._arguments[name]) if name in self._arguments else _MISSING

    def output(self, name: str) -> Value:
        """The value of an output."""
        declared = self.configuration.outputs.get(name)
        argument = declared.block.body.attributes.get("value") if declared is not None else None
        if declared is None or argument is None:
            return Unresolved(f"{self.address} has no output '{name}'")

        def find() -> Value:
            value = self.plain.value(argument.value)
            flag = declared.block.body.attributes.get("sensitive")
            if flag is not None and self.plain.value(flag.value) is not False:
                doubt = unresolved_in(value)
                return Unresolved(SENSITIVE, frozenset() if doubt is None else doubt.refers)
            return value

        return self._once("output", name, find)

    # -- instances ---------------------------------------------------------------------------------------------------

    def resource(self, name: str) -> Value:
        """All instances of a resource or data source, as expressions see them: one, a list, or a map by key."""
        declared = self.configuration.resources.get(name)
        if declared is None:
            return Unresolved(f"{name} is not declared")
        instances = self.instances(name)
        form = repeated_form(declared.block)
        if instances and instances[0].doubt is not None and instances[0].doubt is not self.doubt:
            return Unresolved(instances[0].doubt.reason, frozenset(((instances[0].address, ()),)))
        return _gathered(form, [(instance.key, instance) for instance in instances])

    def instances(self, name: str) -> list[Instance]:
        """The instances of a resource or data source."""
        if name not in self._resources:
            declared = self.configuration.resources[name]
            self._resources[name] = []  # what refers to its own number finds none
            found = repeated(declared.block.body, self.plain)
            self.tree.tell(found, declared, f"{self.address}.{name}".lstrip("."))
            doubt = found.doubt or self.doubt
            self._resources[name] = [
                Instance(self, name, declared, key, Scope(self, names), doubt) for key, names in found.instances
            ]
        return self._resources[name]

    def called(self, name: str) -> Value:
        """A module that this one calls, as expressions see it: one, a list, or a map by key."""
        declared = self.configuration.calls.get(name)
        if declared is None:
            return Unresolved(f"module.{name} is not declared")
        modules = self.modules(name)
        if modules is None:
            return Unresolved(f"module.{name} is not downloaded")
        found = self._calls[name]
        if found.doubt is not None:
            return Uncounted(modules[0], found.doubt.reason)
        return _gathered(found.form, [(key, Call(module)) for (key, _), module in zip(found.instances, modules, strict=True)])

    def modules(self, name: str) -> list[Module] | None:
        """The instances of a module that this one calls; null when its files are not there."""
        if name in self._calls:
            return self._modules.get(name)
        declared = self.configuration.calls[name]
        path = (*self.path, name)
        configuration = self.tree.configuration(path, declared, self)
        self._calls[name] = Repeated("one", ())
        found = repeated(declared.block.body, self.plain)
        self._calls[name] = found
        if configuration is None:
            return None
        address = f"{self.address}.module.{name}".lstrip(".")
        self.tree.tell(found, declared, address)
        arguments = {key: item.value for key, item in declared.block.body.attributes.items() if key not in _CALL_META}
        self._modules[name] = [
            Module(
                self.tree,
                configuration,
                address=with_key(address, key),
                path=path,
                arguments=arguments,
                caller=Scope(self, names),
                call=declared,
                doubt=found.doubt or self.doubt,
            )
            for key, names in found.instances
        ]
        return self._modules[name]

    def everything(self) -> Iterator[Module]:
        """This instance and all below it, callers first. Raises SourceError."""
        yield self
        for name in self.configuration.calls:
            for module in self.modules(name) or ():
                self.tree.count_module()
                yield from module.everything()


def _unless_null(value: Value, default: Value) -> Value:
    """A value, or the default in the place of null; of one that may turn out to be null, it is not known which."""
    if value is None:
        return default
    return value if not isinstance(value, Unresolved) or present(value) else merged((value, *unresolved_parts(default)))


_CALL_META = frozenset({"source", "version", "count", "for_each", "providers", "depends_on"})
_MISSING: Any = object()


def _gathered(form: str, rows: list[tuple[Key, Value]]) -> Value:
    if form == "one":
        return rows[0][1] if rows else Unresolved("it refers to its own number")
    return [item for _, item in rows] if form == "count" else {str(key): item for key, item in rows}
