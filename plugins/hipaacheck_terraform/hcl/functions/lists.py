"""Functions of lists and maps. Unresolved members are carried along, and only what is sure in every case is given."""

from __future__ import annotations

from fractions import Fraction

from hipaacheck_terraform.hcl.functions.arguments import (
    Bodies,
    bounded,
    exact,
    flag,
    graphemes,
    items,
    mapping,
    sequence,
    text,
    whole,
)
from hipaacheck_terraform.hcl.functions.unifying import equal, known_or, unify
from hipaacheck_terraform.hcl.values import SURE, EvaluationError, Unresolved, Value, plain, unresolved_in

MOST_NUMBERS = 1024


def length(value: Value) -> int:
    if isinstance(value, list | dict):
        return len(value)
    if isinstance(value, str):
        return len(graphemes(text(value)))
    raise EvaluationError("a string or collection was expected")


def concat(first: Value, *others: Value) -> list[Value]:
    found = [item for values in (first, *others) for item in sequence(values)]
    bounded(len(found), 1_000_000)
    return found


def flatten(values: Value) -> Value:
    found: list[Value] = []
    _flatten(items(values), found)
    doubt = unresolved_in([item for item in found if isinstance(item, Unresolved)])
    return doubt if doubt is not None else found


def _flatten(values: list[Value], into: list[Value]) -> None:
    for value in values:
        if isinstance(value, list):
            _flatten(value, into)
        else:
            into.append(value)


def element(values: Value, index: Value) -> Value:
    found, place = sequence(values), whole(index)
    if not found:
        raise EvaluationError("an empty list has no element")
    if place < 0:
        raise EvaluationError("the index is negative")
    return found[place % len(found)]


def part(values: Value, start: Value, end: Value) -> list[Value]:
    found, first, last = sequence(values), whole(start), whole(end)
    if not 0 <= first <= last <= len(found):
        raise EvaluationError("the indexes are not within the list")
    return found[first:last]


def backwards(values: Value) -> list[Value]:
    return items(values)[::-1]


def one(values: Value) -> Value:
    found = items(values)
    if len(found) > 1:
        raise EvaluationError("there is more than one element")
    return found[0] if found else None


def index(values: Value, wanted: Value) -> Value:
    found = sequence(values)
    for place, item in enumerate(found):
        same = equal(item, wanted)
        if same is None:
            return unresolved_in(found, wanted)
        if same:
            return place
    raise EvaluationError("the list has no such item")


def contains(values: Value, wanted: Value) -> Value:
    if isinstance(values, Unresolved):
        return unresolved_in(values, wanted)
    answers = [equal(item, wanted) for item in items(values)]
    if True in answers:
        return True
    return unresolved_in(values, wanted) if None in answers else False


def distinct(values: Value) -> Value:
    found = unify(items(values))
    if len(found) < 2:
        return found
    return known_or(found, lambda: _distinct(found))


def _distinct(values: list[Value]) -> list[Value]:
    kept: dict[str, Value] = {}
    for value in values:
        kept.setdefault(repr(value), value)
    return list(kept.values())


def chunklist(values: Value, size: Value) -> list[Value]:
    found, most = unify(items(values)), whole(size)
    if most < 0:
        raise EvaluationError("the size is negative")
    step = most or max(len(found), 1)
    return [found[start : start + step] for start in range(0, len(found), step)]


def compact(values: Value) -> Value:
    kept: list[Value] = []
    for value in items(values):
        if isinstance(value, Unresolved):
            if not _present(value):
                return unresolved_in(values)
            kept.append(value)
        elif value is not None and text(value):
            kept.append(text(value))
    return kept


def _present(value: Unresolved) -> bool:
    """Whether it is neither null nor empty, whatever it turns out to be."""
    return value.text is not None or (value.exact is not None and value.exact[1] in SURE)


def coalesce(*values: Value) -> Value:
    candidates = unify(list(values))
    textual = any(isinstance(value, str) for value in candidates)
    for place, value in enumerate(candidates):
        if isinstance(value, Unresolved):
            return values[place] if _present(value) else unresolved_in(candidates[place:])
        if value is not None and not (textual and value == ""):
            return value
    raise EvaluationError("no argument is present")


def coalescelist(first: Value, *others: Value) -> Value:
    for place, value in enumerate((first, *others)):
        if isinstance(value, Unresolved):
            return value if _present(value) else unresolved_in([first, *others][place:])
        if value is not None and sequence(value):
            return value
    raise EvaluationError("no argument is present")


def alltrue(values: Value) -> Value:
    answers = [item if item is None or isinstance(item, Unresolved) else flag(item) for item in items(values)]
    if False in answers or None in answers:
        return False
    doubt = unresolved_in(answers)
    return doubt if doubt is not None else True


def anytrue(values: Value) -> Value:
    answers = [item if item is None or isinstance(item, Unresolved) else flag(item) for item in items(values)]
    if True in answers:
        return True
    doubt = unresolved_in(answers)
    return doubt if doubt is not None else False


def sort(values: Value) -> list[Value]:
    return sorted(text(value) for value in items(values))


def numbers(first: Value, second: Value = None, third: Value = None) -> list[Value]:
    start, end = (Fraction(0), exact(first)) if second is None else (exact(first), exact(second))
    step = exact(third) if third is not None else Fraction(1 if start <= end else -1)
    if step == 0 or (end - start) * step < 0:
        raise EvaluationError("the step does not lead to the end")
    count = -((start - end) // step)
    if count > MOST_NUMBERS:
        raise EvaluationError(f"more than {MOST_NUMBERS} numbers")
    return [plain(start + step * place) for place in range(count)]


def matchkeys(values: Value, keys: Value, wanted: Value) -> Value:
    found, names = unify(items(values)), unify(items(keys))
    if len(found) != len(names):
        raise EvaluationError("there must be as many keys as values")

    def matches() -> list[Value]:
        together = unify(names + items(wanted))
        ours, theirs = together[: len(names)], together[len(names) :]
        return [value for value, name in zip(found, ours, strict=True) if any(equal(name, other) for other in theirs)]

    return known_or([names, wanted], matches)


def keys_of(values: Value) -> list[Value]:
    return sorted(mapping(values))


def values_of(values: Value) -> list[Value]:
    found = mapping(values)
    return [found[key] for key in sorted(found)]


def lookup(values: Value, key: Value, *default: Value) -> Value:
    if isinstance(values, Unresolved) or isinstance(key, Unresolved):
        return unresolved_in(values, key, *default)
    found, wanted = mapping(values), text(key)
    if len(default) > 1:
        raise EvaluationError("two or three arguments were expected")
    if wanted in found:
        return found[wanted]
    if not default:
        raise EvaluationError("there is no such item")
    return default[0]


def merge(*maps: Value) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for entries in maps:
        if entries is not None:
            found.update(mapping(entries))
    return found


def zipmap(keys: Value, values: Value) -> Value:
    names, found = items(keys), sequence(values)
    if len(names) != len(found):
        raise EvaluationError("there must be as many keys as values")
    return known_or(names, lambda: {text(name): value for name, value in zip(names, found, strict=True)})


def transpose(values: Value) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for key in sorted(mapping(values)):
        for item in items(values[key]):
            found.setdefault(text(item), []).append(key)
    return found


def to_list(values: Value) -> Value:
    return None if values is None else unify(items(values))


def to_map(values: Value) -> Value:
    return None if values is None else dict(zip(mapping(values), unify(list(values.values())), strict=True))


FUNCTIONS: Bodies = {"sort": sort, "range": numbers, "transpose": transpose}
PARTIAL: Bodies = {
    "alltrue": alltrue,
    "anytrue": anytrue,
    "chunklist": chunklist,
    "compact": compact,
    "concat": concat,
    "distinct": distinct,
    "element": element,
    "flatten": flatten,
    "index": index,
    "keys": keys_of,
    "length": length,
    "matchkeys": matchkeys,
    "merge": merge,
    "one": one,
    "reverse": backwards,
    "slice": part,
    "values": values_of,
    "zipmap": zipmap,
}
WHOLE: Bodies = {"coalesce": coalesce, "coalescelist": coalescelist, "contains": contains, "lookup": lookup}
