"""Terraform's functions over values that may not be wholly known.

Functions that need the outside world, or give something new each time, are not here: a call gives an unresolved value.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import cache
from typing import NamedTuple

from hipaacheck_terraform.hcl.functions.arguments import Bodies
from hipaacheck_terraform.hcl.values import EvaluationError, NotEvaluated, Unresolved, Value, unresolved_in

from . import conversion, dates, encoding, formats, hashes, jsons, lists, network, numeric, patterns, sets, strings


class Function(NamedTuple):
    """A function of Terraform.

    `partial`: it takes collections with unresolved members. `whole`: it takes arguments that are unresolved themselves, too.
    """

    call: Callable[..., Value]
    partial: bool = False
    whole: bool = False


def _yamldecode(document: Value) -> Value:
    from .yamls import yamldecode  # slow to import, and seldom called

    return yamldecode(document)


def _yamlencode(value: Value) -> Value:
    from .yamls import yamlencode

    return yamlencode(value)


PLAIN: tuple[Bodies, ...] = (
    lists.FUNCTIONS,
    dates.FUNCTIONS,
    encoding.FUNCTIONS,
    hashes.FUNCTIONS,
    network.FUNCTIONS,
    numeric.FUNCTIONS,
    patterns.FUNCTIONS,
    sets.FUNCTIONS,
    strings.FUNCTIONS,
    {"yamldecode": _yamldecode, "yamlencode": _yamlencode},
)
PARTIAL: tuple[Bodies, ...] = (
    lists.PARTIAL,
    formats.PARTIAL,
    sets.PARTIAL,
    strings.PARTIAL,
)
WHOLE: tuple[Bodies, ...] = (lists.WHOLE, conversion.WHOLE, formats.WHOLE, jsons.WHOLE)

FUNCTIONS: Mapping[str, Function] = {
    **{name: Function(body) for table in PLAIN for name, body in table.items()},
    **{name: Function(body, partial=True) for table in PARTIAL for name, body in table.items()},
    **{name: Function(body, partial=True, whole=True) for table in WHOLE for name, body in table.items()},
}


@cache
def _signature(name: str) -> inspect.Signature:
    return inspect.signature(FUNCTIONS[name].call)


def call(name: str, arguments: list[Value]) -> Value:
    """What the function gives for the arguments; unresolved when that hangs on unresolved parts or is not worked out here.

    Raises EvaluationError when the arguments are wrong whatever their unresolved parts are, and nothing else.
    """
    name = name.removeprefix("core::")
    function = FUNCTIONS.get(name)
    if function is None:
        return Unresolved(f"the function {name} is not evaluated")
    try:
        _signature(name).bind(*arguments)
    except TypeError:
        raise EvaluationError(f"{name}: wrong number of arguments") from None
    try:
        if not function.partial or (not function.whole and any(isinstance(argument, Unresolved) for argument in arguments)):
            doubt = unresolved_in(*arguments)
            if doubt is not None:
                return doubt
        return function.call(*arguments)
    except NotEvaluated as error:
        doubt = unresolved_in(*arguments)
        return doubt if doubt is not None else Unresolved(str(error))
    except RecursionError:
        return Unresolved(f"an argument of {name} is nested too deeply")
    except EvaluationError as error:
        raise EvaluationError(f"{name}: {error}") from None
    except (TypeError, ValueError, ArithmeticError, LookupError) as error:
        raise EvaluationError(f"{name}: wrong arguments ({error})") from None
