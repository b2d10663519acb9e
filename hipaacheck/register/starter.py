"""A record to start from: complete, with `<what to write>` wherever a person has to decide. Unfilled, it does not load."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

from hipaacheck.errors import UsageError, nearest
from hipaacheck.model.controls import Control, Safeguard
from hipaacheck.register.rules import LONGEST, LONGEST_REQUIRED

Kind = Literal["waiver", "decision", "attestation"]


def starter(
    kind: Kind, name: str | None, controls: Sequence[Control], safeguard: Safeguard | None, today: date, required: frozenset[str]
) -> str:
    """The text of a file with one record. `controls` are those that it names, `safeguard` the line that it is about, `required`
    the citations of the lines that are required. Raises UsageError for what does not go with the kind."""
    if kind == "waiver" and safeguard is not None:
        raise UsageError("a waiver is of controls, not of a safeguard. Name them with --control.")
    if kind == "attestation" and controls:
        raise UsageError("an attestation is about a safeguard, not about controls. Name it with --safeguard.")
    if kind == "decision" and safeguard is not None and safeguard.required:
        raise UsageError(f"{safeguard.citation} is required; only addressable specifications can be decided (45 CFR 164.306(d)).")
    ids = [control.id for control in controls] or ['"<id of a control; hipaacheck controls list shows them>"']
    wanted = "addressable specification" if kind == "decision" else "safeguard"
    return _TEMPLATES[kind].format(
        id=name or '"<lower-case words joined with dashes>"',
        controls="".join(f"\n{_INDENTS[kind]}- {id_}" for id_ in ids),
        safeguard=f'"{safeguard.citation}"' if safeguard else f'"<citation of the {wanted}; hipaacheck safeguards shows them>"',
        line=f"  # {safeguard.specification or safeguard.standard}" if safeguard is not None else "",
        today=today.isoformat(),
        limit=_limit(controls, today, required),
    )


def _limit(controls: Sequence[Control], today: date, required: frozenset[str]) -> str:
    """How long a waiver may last."""
    bound = [line for control in controls for line in control.safeguards if line in required]
    if not controls:
        return f"at most {LONGEST} days after effective, {LONGEST_REQUIRED} where a control supports a required safeguard"
    days = LONGEST_REQUIRED if bound else LONGEST
    why = f" because {bound[0]} is required" if bound else ""
    return f"at most {days} days after effective{why}, so {today + timedelta(days)} at the latest"


def check_safeguard(citation: str, safeguards: Sequence[Safeguard]) -> Safeguard:
    """The line of that citation. Raises UsageError with the nearest."""
    found = {line.citation: line for line in safeguards}
    if citation not in found:
        raise UsageError(f"no safeguard '{citation}'{nearest(citation, found) or '.'} See: hipaacheck safeguards")
    return found[citation]


_INDENTS = {"waiver": " " * 6, "decision": " " * 10, "attestation": ""}

_WAIVER = """\
# A waiver: failures that are known, and accepted up to a day. They stay failures, marked as waived, and count no more;
# no safeguard becomes satisfied. Fill in every <…>, then: hipaacheck register check
waivers:
  - id: {id}
    controls:{controls}
    # Which assets: those that every list here names. Lists: accounts, regions, assets; and tags (name: value).
    scope:
      assets:
        - "<id of an asset, as findings show it>"
    reason:
      code: "<accepted_risk, compensating_control, false_positive, migration or vendor_limit>"
      text: "<why the risk is acceptable for so long, so that a stranger understands>"
    owner: "<who answers for it>"
    approved_by: "<who approved it>"
    created: {today}
    effective: {today}
    expires: "<YYYY-MM-DD, {limit}>"
    # ticket: where it is followed up
    # compensating_controls: [what lowers the risk meanwhile]
    # allow_glob: true  # * and ? in controls and scope stand for other characters
"""

_DECISION = """\
# A decision about an addressable implementation specification (45 CFR 164.306(d)(3)).
# Fill in every <…>, then: hipaacheck register check
decisions:
  - id: {id}
    safeguard: {safeguard}{line}
    # Where it holds: for the assets that every list here names. Lists: accounts, regions, assets; and tags (name: value).
    scope:
      accounts:
        - "<AWS account or Azure subscription id>"
    assessment:
      date: "<YYYY-MM-DD, the day of the assessment>"
      by: "<who assessed it>"
      factors: # 45 CFR 164.306(b)(2)
        size: "<size, complexity and capabilities of the organisation>"
        infrastructure: "<its technical infrastructure, hardware and software>"
        cost: "<what the measure would cost>"
        risk: "<how probable and how critical the risks to ePHI are>"
    # implement: reasonable and appropriate, so it is done. alternative: something equivalent is done instead.
    # not_reasonable: neither is reasonable and appropriate, and the standard is met all the same.
    outcome: "<implement, alternative or not_reasonable>"
    # With implement, remove what follows up to expires. With not_reasonable, remove alternative.
    why_not_reasonable: "<why the specification is not reasonable and appropriate here>"
    alternative:
      text: "<what is done instead, and why it is equivalent>"
      evidence: # what shows that it is in place; a control, an attestation or several of them
        controls:{controls}
        # attestations: [id of an attestation of this register]
    expires: "<YYYY-MM-DD, when it has to be assessed again>"
    # allow_glob: true  # * and ? in scope stand for other characters
"""

_ATTESTATION = """\
# An attestation: what no interface can show, in the organisation's own words.
# Fill in every <…>, then: hipaacheck register check
attestations:
  - id: {id}
    safeguard: {safeguard}{line}
    type: "<policy, procedure, risk_analysis, training, contract, test, review, inherited or other>"
    statement: "<what was done, by whom and with what result, so that a stranger understands>"
    subject: "<what it is about: systems, sites, a contractor>"
    performed_on: "<YYYY-MM-DD, when it was done>"
    valid_until: "<YYYY-MM-DD, when it has to be done again>"
    attested_by: "<who attests it>"
    # population: how many people or systems, of how many
    documents: # none is fine; sha256sum FILE tells the digest
      - title: "<title and version>"
        sha256: "<64 hexadecimal digits>"
        location: "<where people find it>"
"""

_TEMPLATES = {"waiver": _WAIVER, "decision": _DECISION, "attestation": _ATTESTATION}
