"""`format` and `formatlist`: the verbs of Go's fmt, as far as Terraform knows them."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction
from typing import NamedTuple

from hipaacheck_terraform.hcl.functions.arguments import Bodies, bounded, flag, graphemes, number, text
from hipaacheck_terraform.hcl.functions.jsons import encode
from hipaacheck_terraform.hcl.parts import begun
from hipaacheck_terraform.hcl.values import EvaluationError, NotEvaluated, Unresolved, Value, digits, unresolved_in

VERB = re.compile(r"%(?:(%)|([0#+ -]*)([1-9][0-9]*)?(?:\.([0-9]*))?(?:\[([1-9][0-9]*)\])?([a-zA-Z]))")
BITS = 512
MOST_PLACES = 4000
BASES = {"b": ("b", "0b"), "d": ("d", ""), "o": ("o", "0"), "x": ("x", "0x"), "X": ("X", "0X")}


class Verb(NamedTuple):
    """One `%` sequence: its flags, the least width, the precision (null: not given) and the letter."""

    flags: str
    width: int
    precision: int | None
    letter: str


def formatted(template: Value, *arguments: Value) -> Value:
    doubt = unresolved_in(template, *arguments)
    if doubt is None:
        return _format(text(template), list(arguments))
    if template == "%s" and len(arguments) == 1 and isinstance(arguments[0], Unresolved):
        return arguments[0]
    known = unresolved_in(template, *arguments[1:]) is None
    if known and isinstance(template, str) and template.startswith("%s") and "%[" not in template and arguments:
        return begun([arguments[0], _format(template[2:], list(arguments[1:]))], doubt)
    return doubt


def formatlist(template: Value, *arguments: Value) -> Value:
    pattern = text(template)
    lengths = {len(argument) for argument in arguments if isinstance(argument, list)}
    if len(lengths) > 1:
        raise EvaluationError("the lists are of different lengths")
    rows = lengths.pop() if lengths else 1
    bounded(rows * len(pattern))
    return [formatted(pattern, *(item[row] if isinstance(item, list) else item for item in arguments)) for row in range(rows)]


def _format(template: str, arguments: list[Value]) -> str:
    if any(argument is None for argument in arguments):
        raise NotEvaluated("a null in a format is not evaluated")
    parts: list[str] = []
    at = size = highest = 0
    following = 1
    for found in VERB.finditer(template):
        parts.append(_literal(template[at : found.start()]))
        at = found.end()
        if found[1]:
            parts.append("%")
            continue
        place = int(found[5]) if found[5] else following
        if place > len(arguments):
            raise EvaluationError(f"{found[0]} has no argument")
        width, precision = int(found[3] or 0), None if found[4] is None else int(found[4] or 0)
        bounded(max(width, precision or 0))
        parts.append(_one(Verb(found[2], width, precision, found[6]), arguments[place - 1]))
        size += len(parts[-1])
        bounded(size)
        highest, following = max(highest, place), place + 1
    parts.append(_literal(template[at:]))
    if highest < len(arguments):
        raise EvaluationError("there are more arguments than the format uses")
    return "".join(parts)


def _literal(part: str) -> str:
    if "%" in part:
        raise EvaluationError("the format is not valid")
    return part


def _one(verb: Verb, value: Value) -> str:
    if verb.letter == "v":
        return _pad(verb, _plain(verb, value))
    if verb.letter == "t":
        return "true" if flag(value) else "false"
    if verb.letter in BASES:
        return _integer(verb, number(value))
    if verb.letter in "eEfgG":
        return _decimal(verb, number(value))
    if verb.letter in "sq":
        found = text(value)
        if verb.precision:
            found = "".join(graphemes(found)[: verb.precision])
        return _pad(verb, encode(found) if verb.letter == "q" else found)
    raise EvaluationError(f"%{verb.letter} is no verb of a format")


def _plain(verb: Verb, value: Value) -> str:
    if "#" not in verb.flags:
        if isinstance(value, str):
            return text(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return _general(value, None, "g")
    return encode(value)


def _pad(verb: Verb, found: str) -> str:
    missing = verb.width - len(graphemes(found))
    if missing <= 0:
        return found
    padding = ("0" if "0" in verb.flags else " ") * missing
    return found + padding if "-" in verb.flags else padding + found


def _integer(verb: Verb, value: float) -> str:
    if not isinstance(value, int):
        raise EvaluationError("a whole number was expected")
    base, prefix = BASES[verb.letter]
    figures = format(abs(value), base)
    if verb.precision is not None:
        figures = "" if verb.precision == 0 and value == 0 else figures.rjust(verb.precision, "0")
    return _signed(verb, value < 0, figures, prefix if "#" in verb.flags else "", zeros=verb.precision is None)


def _decimal(verb: Verb, value: float) -> str:
    if verb.letter in "gG":
        figures = _general(abs(value), verb.precision, verb.letter)
    else:
        figures = _rounded(abs(value), 6 if verb.precision is None else verb.precision, verb.letter)
    return _signed(verb, value < 0, figures, "", zeros=True)


def _signed(verb: Verb, negative: bool, figures: str, prefix: str, zeros: bool) -> str:
    sign = "-" if negative else "+" if "+" in verb.flags else " " if " " in verb.flags else ""
    missing = verb.width - len(sign) - len(prefix) - len(figures)
    if "-" in verb.flags:
        return sign + prefix + figures + " " * missing
    if "0" in verb.flags and zeros:
        return sign + prefix + "0" * missing + figures
    return " " * missing + sign + prefix + figures


def _rounded(value: float, precision: int, letter: str) -> str:
    bounded(precision, MOST_PLACES)
    if letter == "f" and value:
        return _fixed(Fraction(digits(value)), precision)
    with localcontext() as context:
        context.rounding = ROUND_HALF_EVEN
        found = format(Decimal(digits(value)) if value else 0.0, f".{precision}{letter}")
    return re.sub(r"([eE][+-])([0-9])$", r"\g<1>0\2", found)


def _fixed(value: Fraction, precision: int) -> str:
    """The number with so many decimals, rounded from the binary fraction that Terraform holds."""
    shift = BITS - value.numerator.bit_length() + value.denominator.bit_length()
    if value * Fraction(2) ** shift >= 2**BITS:
        shift -= 1
    held = round(value * Fraction(2) ** shift) / Fraction(2) ** shift
    figures = str(round(held * 10**precision)).rjust(precision + 1, "0")
    return f"{figures[:-precision]}.{figures[-precision:]}" if precision else figures


def _general(value: float, precision: int | None, letter: str) -> str:
    """%g: with an exponent where that is below -4, or not below the precision (6 when the shortest form is wanted)."""
    sign, magnitude = "-" if value < 0 else "", Decimal(digits(abs(value)))
    if precision is not None and magnitude:
        with localcontext() as context:
            context.prec, context.rounding = max(precision, 1), ROUND_HALF_EVEN
            magnitude = +magnitude
    figures = "".join(map(str, magnitude.as_tuple().digits)).rstrip("0") or "0"
    exponent = magnitude.adjusted() if magnitude else 0
    least = 6 if precision is None else max(precision, 1)
    if precision is not None and least > len(figures) > exponent:
        least = len(figures)
    if exponent < -4 or exponent >= least:
        mantissa = figures[0] + ("." + figures[1:] if len(figures) > 1 else "")
        power = "E" if letter == "G" else "e"
        return f"{sign}{mantissa}{power}{'-' if exponent < 0 else '+'}{abs(exponent):02d}"
    return sign + (format(magnitude.normalize(), "f") if magnitude else "0")


PARTIAL: Bodies = {"formatlist": formatlist}
WHOLE: Bodies = {"format": formatted}
