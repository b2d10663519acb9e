"""Assets and the inventory that a source yields."""

from __future__ import annotations

from typing import Literal

import msgspec

from hipaacheck.model.values import Record, Tags, Unknown


class Phi(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What marks an asset as holding ePHI: a tag with one of these values (case aside), or what is above it."""

    tags: dict[str, tuple[str, ...]] = msgspec.field(default_factory=lambda: {"DataClassification": ("PHI", "ePHI")})
    """Tag key → values that mean ePHI. Any value of such a key is a classification."""
    accounts: tuple[str, ...] = ()
    """Accounts whose assets all hold ePHI unless their own tags say otherwise."""
    organizational_units: tuple[str, ...] = ()
    """Organizational units (`ou-…`, `r-…`) whose accounts do, and names of management groups whose subscriptions do."""


class Location(msgspec.Struct, frozen=True):
    """Where a person finds the asset's declaration. `line` counts from 1; null when only the file is known.

    `end` is its last line. `start` is set where `line` is that of an argument: then it is the first line of the block. `fields`
    maps arguments, by dotted path, to their lines. `text` holds the first line and those of the arguments, secrets masked.
    """

    file: str
    line: int | None = None
    end: int | None = None
    start: int | None = None
    fields: dict[str, int] = {}
    text: dict[int, str] = {}


class WaiverComment(msgspec.Struct, frozen=True, kw_only=True):
    """A comment in source that speaks to hipaacheck, as it was written. `addresses` are the resources that it stands in or
    above, as they are written down: with module names, without keys. None when it stands at none."""

    text: str
    file: str
    line: int
    addresses: tuple[str, ...] = ()


NOT_CLASSIFIED = Unknown("not classified: no selected control asks")


class Asset(Record, frozen=True, kw_only=True):
    """What every asset has. Subclasses add the fields of their type; their struct tag is the asset type's name.

    `id` is the full resource address in a plan, the ARN or ARM id live. `origins` tells, for a field that came from
    somewhere else than the asset's own resource or call, where it came from (an address or an operation).
    """

    id: str
    """Full resource address in a plan, ARN or ARM id live."""
    name: str | Unknown | None
    """The name people know it by; null where the type has none."""
    account: str | Unknown | None
    """AWS account or Azure subscription id; null where the source cannot tell (a plan)."""
    region: str | Unknown | None
    """Region, `global` for global services, null where the source does not say."""
    tags: Tags | Unknown
    """Tags, with the provider's default tags."""
    classification: str | Unknown | None = NOT_CLASSIFIED
    """What the data in it are: the value of its classification tag, else what it inherits from its account (`ePHI`); null when
    nothing says. Which tags count is a setting (`phi`)."""
    location: Location | None = None
    """File and line of the declaration, when there is one."""
    origins: dict[str, str] = {}
    """Field → address or operation it was read from, when that is not the asset's own."""

    @property
    def type(self) -> str:
        """The asset type's name."""
        return str(self.__struct_config__.tag)


GapState = Literal[
    "partial", "denied", "throttled", "failed", "unreadable", "region_disabled", "unsupported", "out_of_scope", "not_attempted"
]


CHOSEN: frozenset[GapState] = frozenset({"region_disabled", "unsupported", "out_of_scope"})
"""States of what was left out on purpose, or cannot be there: the run is complete in spite of them."""


class Gap(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something selected that was not read completely, and why. `asset_type` is null when it concerns the whole target.

    `fields` names what is unknown of the assets concerned, `assets` says how many those are. Without fields it is the
    listing itself that is incomplete: there may be more assets of that type.
    """

    state: GapState
    reason: str
    asset_type: str | None = None
    account: str | None = None
    region: str | None = None
    operation: str | None = None
    code: str | None = None
    fields: tuple[str, ...] = ()
    assets: int = 0


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """One listing: assets of one type in one account and region, and how it went. `complete`, or the state of its gap."""

    asset_type: str
    account: str
    region: str
    state: Literal["complete"] | GapState
    assets: int


class Inventory(msgspec.Struct, frozen=True, kw_only=True):
    """What one source read from one target.

    `unmapped` counts resources of types that have no asset type (`{"aws_foo": 2}`). `gaps` lists what was not read;
    an asset type that a gap without fields names was not completely listed, a gap without a type concerns every type.
    `cells` are the listings of a source that reads accounts and regions, `calls` its calls by how they ended (`answered`,
    or the state of a gap).
    `digest` is the sha256 of what was read, in hexadecimal, where there is one file to speak of. `declared` tells where
    resources stand in source, by address without keys; `waivers` are the comments there. `notes` are for people.
    `doubtful` maps the ids of assets that may not be there, or be there several times, to the reason.
    `place` tells the target from others: for a file, its path from the working directory of the run that read it.
    `evidence` maps assets, by type and id, to the digests of the recorded answers that they were built from, sorted; it is empty
    when nothing was recorded. `collector` tells who read it, as the cloud names them: `{"arn": …}`, `{"oid": …, "tid": …}`.
    `redaction` is the digest of the code that redacted what was recorded.
    """

    source: str
    target: str
    assets: tuple[Asset, ...]
    gaps: tuple[Gap, ...] = ()
    cells: tuple[Cell, ...] = ()
    calls: dict[str, int] = {}
    unmapped: dict[str, int] = {}
    mapped: int = 0
    file: str | None = None
    digest: str | None = None
    declared: dict[str, Location] = {}
    waivers: tuple[WaiverComment, ...] = ()
    notes: tuple[str, ...] = ()
    doubtful: dict[str, str] = {}
    place: str = ""
    evidence: dict[tuple[str, str], tuple[str, ...]] = {}
    collector: dict[str, str] = {}
    redaction: str = ""
