"""What collectors of AWS are written with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hipaacheck_aws.reader import Reader
from hipaacheck_live.answers import Answer
from hipaacheck_live.collect import NOT_READ, Collector, Detail, Got, collect_one

__all__ = ["NOT_READ", "Collector", "Detail", "Got", "collect_one", "detail"]


def detail(
    operation: str,
    *fields: str,
    arguments: Callable[[Answer], dict[str, Any]],
    absent: tuple[str, ...] = (),
    pages: str | None = None,
    names: str | None = None,
    when: Callable[[Answer], bool] | None = None,
) -> Detail:
    """One call for each item. Error codes in `absent` mean that nothing is configured. `pages` and `names` give the key of a
    list of structures or of strings. An item for which `when` is false is not asked, and has none."""

    def read(reader: Reader, item: Answer, got: Got) -> Any:
        if when is not None and not when(item):
            return None
        if pages is not None:
            return reader.pages(operation, pages, absent, **arguments(item))
        if names is not None:
            return reader.names(operation, names, absent, **arguments(item))
        return reader.call(operation, absent, **arguments(item))

    return Detail(name=operation, operations=(operation,), fields=fields, read=read)
