"""What a viewer makes of Markdown, and texts that try to be more than text."""

from __future__ import annotations

from html.parser import HTMLParser

from markdown_it import MarkdownIt

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "</details></summary><script>alert(1)</script>",
    "@everyone",
    "me@evil.example",
    "](http://evil.example)",
    "[click](http://evil.example)",
    "![i](http://evil.example/i.png)",
    "http://evil.example www.evil.example",
    "<http://evil.example>",
    "`code` ``more` ```",
    "`",
    "a | b | c",
    "|---|",
    "line\n\n# heading\n- item\n/close\n| x |",
    "**bold** _em_ ~~gone~~ &lt;b&gt; &copy;",
    "#1 !1 $1 %1 ~label org/repo#1 [[link]] :smile:",
    "\\` \\",
    " ",
    "",
    "x\u202e\u2028\x00\ud800",
    "$`a`$",
    "a##vso[task.setvariable variable=a]b",
]


class _Page(HTMLParser):
    """Tags of a page, and its text by whether it is in code."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.code: list[str] = []
        self.plain = ""
        self.inside = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "code":
            self.inside += 1
            self.code.append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside -= tag == "code"

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.code[-1] += data
        else:
            self.plain += data


def page(text: str) -> _Page:
    """What a viewer makes of Markdown, with tables and raw HTML."""
    found = _Page()
    found.feed(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text))
    return found
