"""Markdown of an answer as HTML that Qt can lay out: a safe subset, nothing that loads anything.

Knows CommonMark with tables (markdown-it-py) and colours of code (pygments). Tags in the text stay text; pictures
become their description; only web and mail addresses stay links.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.lexers.special import TextLexer
from pygments.util import ClassNotFound

from desktop.theme import Theme

_CONTROL: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)
_SCHEMES: Final = frozenset({"http", "https", "mailto"})
_MOST_NESTING: Final = 20
_LONG_LINE: Final = 20_000  # letters; longer ones are broken, or layout takes seconds


def clean(text: str) -> str:
    """Without control, invisible and direction-changing characters (safety.md S9, S10)."""
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "\n".join(_broken(line) for line in text.split("\n"))


def _broken(line: str) -> str:
    if len(line) <= _LONG_LINE:
        return line
    return "\n".join(line[i : i + _LONG_LINE] for i in range(0, len(line), _LONG_LINE))


def is_safe_link(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme.lower() in _SCHEMES and "@" not in parts.netloc


def to_html(text: str, theme: Theme) -> str:
    """HTML for QTextDocument. Never raises: what is not markdown is text."""
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": _MOST_NESTING, "breaks": True}).enable("table")
    tokens = parser.parse(clean(text))
    body = _Writer(parser, theme).render(tokens)
    return f"<style>{_style(theme)}</style>{body}"


def plain_html(text: str) -> str:
    """A person's own words, as they are."""
    return html.escape(clean(text)).replace("\n", "<br>")


class _Writer:
    """Renders tokens with our own rules for code, pictures and links."""

    def __init__(self, parser: MarkdownIt, theme: Theme) -> None:
        self._parser = parser
        self._theme = theme

    def render(self, tokens: Sequence[Token]) -> str:
        for token in tokens:
            for child in token.children or ():
                self._tame(child)
        rules: dict[str, Any] = self._parser.renderer.rules  # type: ignore[attr-defined]  # Any: the library's
        rules["fence"] = rules["code_block"] = self._code
        return str(self._parser.renderer.render(tokens, self._parser.options, {}))

    def _tame(self, token: Token) -> None:
        """A picture becomes its description, an unsafe link its words."""
        if token.type == "image":
            token.type, token.tag = "text", ""
            token.content = f"[{token.content or 'picture'}]"
            token.children = None
        if token.type == "link_open" and not is_safe_link(str(token.attrs.get("href", ""))):
            token.attrs = {}

    def _code(self, tokens: Sequence[Token], index: int, _options: object, _env: object) -> str:
        token = tokens[index]
        language = token.info.split()[0] if token.info.strip() else ""
        try:
            lexer = get_lexer_by_name(language)
        except ClassNotFound:
            lexer = TextLexer()
        style = "github-dark" if self._theme.dark else "friendly"
        formatter = HtmlFormatter(noclasses=True, nowrap=True, style=style)
        coloured = highlight(token.content.rstrip("\n"), lexer, formatter).rstrip("\n")
        return (
            f'<table width="100%" cellpadding="10" cellspacing="0" bgcolor="{self._theme.raised}"><tr><td>'
            f"<pre>{coloured}</pre></td></tr></table><p></p>"
        )


def _style(theme: Theme) -> str:
    return (
        f"a {{ color: {theme.accent}; }} h1, h2, h3, h4 {{ font-weight: 600; }} code {{ font-family: monospace; }}"
        f" pre {{ font-family: monospace; white-space: pre-wrap; }} blockquote {{ color: {theme.muted}; }}"
        f" th, td {{ padding: 4px 10px; }}"
    )
