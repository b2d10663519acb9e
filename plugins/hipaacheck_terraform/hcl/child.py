"""The process that reads and evaluates configurations: one question per line on standard input, one answer per line.

Configurations are written by others: a count of a million, a regular expression that never ends or a text that doubles itself
costs this process its life, and nothing else.
"""

from __future__ import annotations

import gc
import signal
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from hipaacheck_terraform.hcl.configuration import SettingError, SourceError, shown
from hipaacheck_terraform.hcl.declarations import Declarations, places
from hipaacheck_terraform.hcl.modules import Instance, Module
from hipaacheck_terraform.hcl.providers import Providers
from hipaacheck_terraform.hcl.records import Answer, Question, Resource
from hipaacheck_terraform.hcl.resources import Serials, fill, of_instance
from hipaacheck_terraform.hcl.tree import Tree
from hipaacheck_terraform.hcl.values import Unresolved, Value, unresolved_in
from hipaacheck_terraform.hcl.variables import root_variables

MAX_RESOURCES = 200_000
"""Resource instances of one root module that are read."""
_MEMORY = 2 << 30
"""Bytes of address space that the process may take."""
_OBJECTS = 100_000
"""Objects of earlier configurations that are kept before memory is tidied up."""
_schemas: dict[str, dict[str, Any]] = {}


def main() -> None:
    """Answer questions until there are no more."""
    _limit_memory()
    gc.disable()
    sys.setrecursionlimit(6_000)
    for line in sys.stdin.buffer:
        _end_after(float(sys.argv[1]) if len(sys.argv) > 1 else 0)
        sys.stdout.buffer.write(msgspec.json.encode(answered(msgspec.json.decode(line, type=Question))) + b"\n")
        sys.stdout.buffer.flush()
        _end_after(0)
        if gc.get_count()[0] > _OBJECTS:
            gc.collect()


def _end_after(seconds: float) -> None:
    """Let the system end this process after a while, never for 0: nobody else does when whoever asked was killed."""
    if hasattr(signal, "setitimer"):  # not on Windows
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = _MEMORY if hard == resource.RLIM_INFINITY else min(_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit if soft == resource.RLIM_INFINITY else min(limit, soft), hard))


def answered(question: Question) -> Answer:
    """The answer to a question; what cannot be read at all is an error in it."""
    try:
        return _answer(question)
    except SourceError as error:
        return Answer(error=str(error), setting=isinstance(error, SettingError))
    except RecursionError:
        return Answer(error=f"{shown(Path(question.folder))}: expressions that are nested, or refer to each other, too deeply")
    except MemoryError:
        return Answer(error=f"{shown(Path(question.folder))}: needs more than {_MEMORY >> 30} GiB of memory")


def _schema(folder: str) -> dict[str, Any]:
    if folder not in _schemas:
        merged: dict[str, Any] = {}
        for path in sorted(Path(folder).glob("*.json")):
            merged |= msgspec.json.decode(path.read_bytes())
        _schemas[folder] = merged
    return _schemas[folder]


def _answer(question: Question) -> Answer:
    root = Path(question.folder)
    tree = Tree(root, schema=_schema(question.schema), variables={}, workspace=question.workspace, within=Path(question.within))
    configuration = tree.folder(root)
    declarations = Declarations(tree)
    for place in places(tree, configuration):
        declarations.add(place)
    files = {name: sha256(file.text.encode()).hexdigest() for name, file in declarations.files.items()}
    if not question.evaluate:
        return Answer(
            blocks=declarations.blocks,
            declared=declarations.declared,
            waivers=declarations.waivers,
            files=files,
            gaps=tree.gaps,
            odd=tree.odd,
        )
    read: list[Any] = []
    given = [Path(file) for file in question.variable_files]
    tree.variables = root_variables(configuration, given, question.variables, read)
    files |= {file.path: sha256(file.text.encode()).hexdigest() for file in read}
    providers = Providers()
    resources = list(_resources(Module(tree, configuration), declarations, providers, tree))
    return Answer(
        resources=resources,
        blocks=declarations.blocks,
        declared=declarations.declared,
        regions=providers.regions,
        default_tags=providers.with_default_tags,
        waivers=declarations.waivers,
        gaps=tree.gaps,
        odd=tree.odd,
        files=dict(sorted(files.items())),
    )


def _resources(root: Module, declarations: Declarations, providers: Providers, tree: Tree) -> Any:
    serials, number = Serials(), 0
    for module in root.everything():
        for name in module.configuration.resources:
            for instance in module.instances(name):
                number += 1
                if number > MAX_RESOURCES:
                    raise SourceError(f"{shown(tree.root)}: more than {MAX_RESOURCES:,} resource instances")
                yield _resource(instance, declarations, providers, serials, tree)


def _resource(instance: Instance, declarations: Declarations, providers: Providers, serials: Serials, tree: Tree) -> Resource:
    data = instance.declared.block.type == "data"
    provider = providers.key(instance)
    facts = tree.schema(f"data.{instance.type}" if data else instance.type)
    found = of_instance(instance, serials)
    if "tags_all" in facts and providers.tags(provider) is not None:
        found.put("tags_all", _all_tags(providers.tags(provider), instance.member("tags")), serials)
        found.links.pop("tags_all")
    fill(found.values, found.unknown, found.sensitive, facts)
    return Resource(
        address=instance.address,
        module=instance.module.address,
        type=instance.type,
        name=instance.declared.block.labels[1],
        mode="data" if data else "managed",
        block=declarations.number(instance.declared),
        key=instance.key,
        values=found.values,
        unknown=found.unknown or None,
        sensitive=found.sensitive or None,
        expressions=found.links,
        provider=provider,
        doubt=None if instance.doubt is None else instance.doubt.reason,
    )


def _all_tags(defaults: Value, own: Value) -> Value:
    """Tags with the provider's: a resource's own go first."""
    for tags in (defaults, own):
        if isinstance(tags, Unresolved):
            return unresolved_in(defaults, own)
    return {**(defaults if isinstance(defaults, dict) else {}), **(own if isinstance(own, dict) else {})}


if __name__ == "__main__":
    main()
