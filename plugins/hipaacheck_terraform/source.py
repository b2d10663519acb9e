"""Terraform source: a root module and all modules that it calls → Inventory.

The same mappers as for plans: what is left out is filled in as a plan of a new resource has it (`schema/`), what cannot be
evaluated is unknown. Nothing is downloaded, and no cloud is asked.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from shlex import quote
from typing import Any

import msgspec

from hipaacheck import Gap, InputError, Inventory, Recorder, Request, Unknown, UsageError
from hipaacheck_terraform.blocks import Resource
from hipaacheck_terraform.changes import top_of
from hipaacheck_terraform.estate import Estate
from hipaacheck_terraform.hcl.records import Answer, Question
from hipaacheck_terraform.hcl.records import Resource as Declared
from hipaacheck_terraform.links import Links
from hipaacheck_terraform.mapping import map_assets, recording_of, unmapped_types
from hipaacheck_terraform.places import Source
from hipaacheck_terraform.worker import shared

TIME_LIMIT = 60.0
"""Seconds for one root module."""
SCHEMA = Path(__file__).with_name("schema")


def read(target: str, request: Request) -> Inventory:
    """The inventory of one root module. Raises InputError when it cannot be read."""
    name = target.replace("\n", "\\n")
    return inventory(shared(time_limit(request.options)).ask(question(target, request.options), name), target, request.recorder)


def time_limit(options: Any) -> float:
    """`--time-limit` in seconds."""
    text = options.get("time_limit")
    return TIME_LIMIT if text is None else float(text)


def question(folder: str, options: Any, *, evaluate: bool = True) -> Question:
    """What to ask about a folder."""
    return Question(
        folder=folder,
        within=str(_within(Path(folder))),
        schema=str(SCHEMA),
        evaluate=evaluate,
        variable_files=tuple(options.get("var_file", ())),
        variables=dict(text.split("=", 1) for text in options.get("var", ())),
        workspace=options.get("workspace"),
    )


def _within(folder: Path) -> Path:
    """The folder outside of which no file is read: the repository, else the folder itself."""
    return top_of(folder) or folder.resolve()


def inventory(answer: Answer, target: str, recorder: Recorder | None = None) -> Inventory:
    """The inventory that an answer holds. Its resources are told to the recorder. Raises InputError for one that is an error."""
    if answer.error is not None and answer.setting:
        raise UsageError(answer.error)
    if answer.error is not None:
        name = target.replace("\n", "\\n")
        command = "terraform validate" if target == "." else f"terraform -chdir={quote(name)} validate"
        raise InputError(f"{answer.error}. Nothing of {name} was judged; check it with: {command}")
    gaps = tuple(Gap(state="partial", reason=reason) for reason in answer.gaps)
    source = Source(answer, tuple(f"not understood: {text}" for text in answer.odd))
    managed, data, doubts = _split(answer)
    certain = [resource for resource in managed if resource.address not in doubts]
    doubtful = [
        (resource, Unknown(doubts[resource.address], resource.address)) for resource in managed if resource.address in doubts
    ]

    def estate(resources: list[Resource], doubtful: list[tuple[Resource, Unknown]]) -> Estate:
        return Estate(
            resources,
            links,
            regions=answer.regions,
            default_tags=frozenset(answer.default_tags),
            incomplete=Unknown(answer.gaps[0]) if answer.gaps else None,
            locate=source.of,
            doubtful=doubtful,
            shows_dynamic=True,
        )

    known = Links(managed, data)
    recording = recording_of(recorder, "source:resource", target, known)
    links, made = (known, None) if recording is None else (recording.followed, recording.made)
    assets = map_assets(estate(certain, doubtful), made)
    if doubtful:
        everything = map_assets(estate(managed, []), made)
        assets += [_doubtful(asset, doubts[asset.id]) for asset in everything if asset.id in doubts]
    unmapped = unmapped_types(managed)
    return Inventory(
        source="terraform",
        target=target,
        assets=tuple(assets),
        gaps=gaps,
        unmapped=unmapped,
        mapped=len(managed) - sum(unmapped.values()),
        digest=sha256("".join(f"{digest}  {name}\n" for name, digest in answer.files.items()).encode()).hexdigest(),
        declared=source.declared,
        waivers=source.waivers,
        notes=source.notes,
        doubtful={asset.id: doubts[asset.id] for asset in assets if asset.id in doubts},
        redaction="" if recording is None else recording.redaction,
        evidence={} if recording is None else recording.evidence(assets, managed, data),
    )


def _split(answer: Answer) -> tuple[list[Resource], list[Resource], dict[str, str]]:
    """Managed resources, data sources, and the addresses of resources that may not be there, with the reason."""
    found: dict[str, list[Resource]] = {"managed": [], "data": []}
    for item in answer.resources:
        found[item.mode].append(_resource(item))
    return found["managed"], found["data"], {item.address: item.doubt for item in answer.resources if item.doubt is not None}


def _resource(item: Declared) -> Resource:
    return Resource(
        address=item.address,
        module=item.module,
        type=item.type,
        name=item.name,
        key=item.key,
        values=item.values,
        unknown=item.unknown,
        sensitive=item.sensitive,
        expressions=item.expressions,
        provider=item.provider,
    )


_KEPT = frozenset({"id", "name", "location", "origins", "account", "region"})


def _doubtful(asset: Any, reason: str) -> Any:
    """An asset that may not be there: nothing is known of it."""
    fields = (name for name in asset.__struct_fields__ if name not in _KEPT)
    return msgspec.structs.replace(asset, **{name: Unknown(reason, f"{asset.id}.{name}") for name in fields})
