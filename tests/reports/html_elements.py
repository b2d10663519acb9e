"""A page of HTML as elements, read strictly: tags nest, and no attribute is there twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "input", "br", "img", "link"}


@dataclass
class Element:
    """An element of a page."""

    tag: str
    attributes: dict[str, str | None]
    children: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its text, blanks as one."""
        return " ".join("".join(child if isinstance(child, str) else f" {child.text} " for child in self.children).split())

    def all(self, tag: str | None = None, **attributes: str) -> list[Element]:
        """Elements inside it with this tag, and words among those of their attributes."""
        wanted = {name.rstrip("_"): value for name, value in attributes.items()}
        out = []
        for child in self.children:
            if isinstance(child, Element):
                fits = all(value in (child.attributes.get(name) or "").split() for name, value in wanted.items())
                out += [child] if fits and tag in (None, child.tag) else []
                out += child.all(tag, **attributes)
        return out


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), f"an attribute of {tag} twice"
        element = Element(tag, dict(attrs))
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def elements(text: str) -> Element:
    """What holds the elements of a page. Refuses one whose tags do not nest."""
    builder = _Builder()
    builder.feed(text)
    assert builder.open == [builder.root]
    return builder.root
