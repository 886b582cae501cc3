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

from desktop.skills import ink
from desktop.theme import Theme
from desktop.words import ChatWords

_CONTROL: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)
_TERMINAL: Final = re.compile("\x1b\\[[0-?]*[ -/]*[@-~]")  # colours and cursor moves of a terminal
_SCHEMES: Final = frozenset({"http", "https", "mailto"})
_MOST_NESTING: Final = 20
_LONG_LINE: Final = 20_000  # letters; longer ones are broken, or layout takes seconds


COPY_CODE: Final = "copy-code:"  # a link of ours to the code block of that number; none can be written in an answer


def clean(text: str) -> str:
    """Without control, invisible and direction-changing characters (safety.md S9, S10)."""
    text = _CONTROL.sub("", _TERMINAL.sub("", text).replace("\r\n", "\n").replace("\r", "\n"))
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
    body = _Writer(parser, theme).render(tokens).strip()  # a last line end would become a blank
    return f"<style>{_style(theme)}</style>{body}"


def code_blocks(text: str) -> tuple[str, ...]:
    """The code of an answer, in order, as it is copied."""
    tokens = MarkdownIt("commonmark", {"html": False, "maxNesting": _MOST_NESTING}).enable("table").parse(clean(text))
    return tuple(token.content.rstrip("\n") for token in tokens if token.type in ("fence", "code_block"))


def plain_html(text: str) -> str:
    """A person's own words, as they are."""
    return html.escape(clean(text)).replace("\n", "<br>")


class _Writer:
    """Renders tokens with our own rules for code, pictures and links."""

    def __init__(self, parser: MarkdownIt, theme: Theme) -> None:
        self._parser = parser
        self._theme = theme
        self._codes = 0

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
        style = "zenburn" if self._theme.dark else "xcode"
        formatter = HtmlFormatter(noclasses=True, nowrap=True, style=style)
        coloured = highlight(token.content.rstrip("\n"), lexer, formatter).rstrip("\n")
        place, self._codes = self._codes, self._codes + 1
        named = html.escape(language) if language else "&nbsp;"
        return (
            f'<table class="code" width="100%" cellspacing="0" bgcolor="{self._theme.raised}">'
            f'<tr><td class="name">{named}</td>'
            f'<td class="name" align="right"><a href="{COPY_CODE}{place}">{ChatWords.COPY_CODE}</a></td></tr>'
            f'<tr><td class="lines" colspan="2"><pre>{coloured}</pre></td></tr></table>'
        )


def _style(theme: Theme) -> str:
    """Qt's own subset of CSS. Sizes are steps of visual.md 2, so that a heading never shouts."""
    big, small = round(ink.em(ink.HEADING)), round(ink.em(ink.CAPTION))
    cell = f"padding: 4px 12px; border-bottom: 1px solid {theme.line};"
    return (
        f"a {{ color: {theme.accent}; }} blockquote {{ color: {theme.muted}; margin-left: 12px; }}"
        f" h1, h2 {{ font-size: {round(big * 1.15)}px; font-weight: 600; margin-top: 14px; margin-bottom: 6px; }}"
        f" h3, h4, h5, h6 {{ font-size: {big}px; font-weight: 600; margin-top: 12px; margin-bottom: 4px; }}"
        f" p {{ margin-top: 0; margin-bottom: 8px; }}"
        f" ul, ol {{ margin-top: 0; margin-bottom: 8px; }} li {{ margin-bottom: 2px; }}"
        f" code {{ font-family: monospace; background-color: {theme.raised}; }}"
        f" pre {{ font-family: monospace; white-space: pre-wrap; margin: 0; }}"
        f" th {{ {cell} text-align: left; color: {theme.muted}; font-weight: 600; }} td {{ {cell} }}"
        f" table {{ border-collapse: collapse; margin-top: 4px; margin-bottom: 10px; }}"
        f" td.name {{ color: {theme.muted}; font-size: {small}px; padding: 6px 12px 0 12px;"
        f" border: none; background-color: {theme.raised}; }}"
        f" td.lines {{ padding: 4px 12px 10px 12px; border: none; background-color: {theme.raised}; }}"
    )
