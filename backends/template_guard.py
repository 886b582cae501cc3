"""Chat templates as what they are: programs of strangers. Rendered in a sandbox, with a budget.

Jinja's immutable sandbox keeps a template away from Python's insides, but not from looping for ever or from making a
string of gigabytes. So loops and macros count their turns, and whatever can make something long measures it first.
Knows Jinja; knows no tokens.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final, cast

from jinja2 import TemplateError, nodes
from jinja2.ext import Extension, loopcontrols
from jinja2.parser import Parser
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

_MOST_TURNS: Final = 100_000  # of all loops and macros of one rendering
_MOST_TEXT: Final = 4 << 20  # characters
_MOST_SOURCE: Final = 1 << 16  # characters
_MOST_BITS: Final = 256  # of a whole number
_MOST_INDENT: Final = 8
_COUNTED: Final = "ingrain_counted"
_JOINED: Final = "ingrain_joined"
_FILTERS: Final = (
    *("abs", "bool", "capitalize", "count", "d", "default", "dictsort", "e", "escape", "first", "float", "int"),
    *("items", "last", "length", "list", "lower", "map", "max", "min", "reject", "rejectattr", "reverse", "safe"),
    *("select", "selectattr", "sort", "string", "title", "trim", "unique", "upper", "wordcount"),
)
# Methods of strings. Those that pad or format are not among them; join and replace are our own.
_METHODS: Final = (
    *("capitalize", "count", "endswith", "find", "index", "isalnum", "isalpha", "isdigit", "islower", "isspace"),
    *("isupper", "lower", "lstrip", "partition", "removeprefix", "removesuffix", "rfind", "rindex", "rpartition"),
    *("rsplit", "rstrip", "split", "splitlines", "startswith", "strip", "title", "upper"),
)


class Unrenderable(Exception):
    """The template is broken, asks for too much, or refuses these messages."""


class ChatTemplate:
    """One compiled template. Raises Unrenderable."""

    def __init__(self, source: str) -> None:
        if len(source) > _MOST_SOURCE:
            raise Unrenderable(f"template of {len(source)} characters")
        self._environment = _Environment()
        try:
            tree = self._environment.parse(source)
            _put_on_a_budget(tree)
            self._template = self._environment.from_string(tree)
        except (TemplateError, RecursionError) as error:
            raise Unrenderable(str(error)[:200]) from error

    def render(self, messages: list[dict[str, str]], ask: bool, names: Mapping[str, str]) -> str:
        """`ask`: end with the beginning of the assistant's turn. `names`: bos_token and the like."""
        self._environment.turns = 0
        try:
            return self._template.render(messages=messages, add_generation_prompt=ask, **names)
        except (
            TemplateError,
            ArithmeticError,
            AttributeError,
            LookupError,
            RecursionError,
            TypeError,
            ValueError,
        ) as error:
            raise Unrenderable(f"{type(error).__name__}: {error}"[:200]) from error


class _Environment(ImmutableSandboxedEnvironment):
    intercepted_binops = frozenset(("*", "**", "+", "%"))

    def __init__(self) -> None:
        super().__init__(trim_blocks=True, lstrip_blocks=True, extensions=[loopcontrols, _Generation])
        self.turns = 0
        self.filters = {name: self.filters[name] for name in _FILTERS if name in self.filters}
        self.filters |= {"join": _join_filter, "replace": _replace, "tojson": _to_json}
        kept = {name: self.globals[name] for name in ("range", "dict", "namespace")}
        self.globals.clear()
        self.globals |= {**kept, "raise_exception": _refuse, _COUNTED: self.counted, _JOINED: _joined}
        self.concat = _concat  # type: ignore[method-assign]  # Jinja reads it from the instance

    def counted(self, items: Iterable[Any] = ((),)) -> list[Any]:  # Any: a template's values
        """What a loop goes over, paid for in advance."""
        found = list(items)
        self.turns += len(found)
        if self.turns > _MOST_TURNS:
            raise TemplateError("too many turns")
        return found

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # Any: as in Jinja
        _afford(operator, left, right)
        return super().call_binop(context, operator, left, right)

    def getattr(self, obj: Any, attribute: str) -> Any:  # Any: as in Jinja
        return _method(obj, attribute) or super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:  # Any: as in Jinja
        return _method(obj, argument) or super().getitem(obj, argument)


class _Generation(Extension):
    """{% generation %} marks the assistant's words for training libraries; rendering ignores it."""

    tags = {"generation"}  # noqa: RUF012  # as Jinja declares it

    def parse(self, parser: Parser) -> list[nodes.Node]:
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


def _put_on_a_budget(tree: nodes.Template) -> None:
    """Rewrite loops, macros and `~`, so that they go through our functions."""
    if any(loop.recursive for loop in tree.find_all(nodes.For)):
        raise TemplateError("a recursive loop")
    for loop in tree.find_all(nodes.For):
        loop.iter = _call(_COUNTED, [cast(nodes.Expr, loop.iter)])
    for macro in tree.find_all(nodes.Macro):
        macro.body.insert(0, nodes.ExprStmt(_call(_COUNTED, []), lineno=1))
    _rewrite_concat(tree)


def _rewrite_concat(node: nodes.Node) -> None:
    for name, value in node.iter_fields():
        if isinstance(value, list):
            setattr(node, name, [_checked(item) for item in value])
        else:
            setattr(node, name, _checked(value))


def _checked(value: Any) -> Any:  # Any: nodes and plain values, as in Jinja
    if not isinstance(value, nodes.Node):
        return value
    _rewrite_concat(value)
    return _call(_JOINED, value.nodes) if isinstance(value, nodes.Concat) else value


def _call(name: str, arguments: list[nodes.Expr]) -> nodes.Call:
    target = nodes.Name(name, "load", lineno=1)
    return nodes.Call(target, arguments, [], None, None, lineno=1)


def _afford(operator: str, left: Any, right: Any) -> None:  # Any: a template's values
    """Raises TemplateError when the result would be too large."""
    if isinstance(left, str) and operator == "%":
        raise TemplateError("formatting")
    sizes = [len(value) if isinstance(value, (str, list, tuple)) else None for value in (left, right)]
    if operator == "+" and None not in sizes:
        _room(sum(size or 0 for size in sizes))
    elif operator == "*" and any(size is not None for size in sizes):
        numbers = [value if size is None else size for value, size in zip((left, right), sizes, strict=True)]
        _room(int(numbers[0]) * int(numbers[1]))
    elif isinstance(left, int) and isinstance(right, int):
        bits = left.bit_length() * right if operator == "**" else left.bit_length() + right.bit_length()
        if bits > _MOST_BITS:
            raise TemplateError("a large number")


def _room(characters: int) -> None:
    if characters > _MOST_TEXT:
        raise TemplateError("a long text")


def _concat(parts: Iterable[str]) -> str:
    """Output, and the bodies of set blocks and macros. Gives up while it collects, not after."""
    found: list[str] = []
    length = 0
    for part in parts:
        length += len(part)
        _room(length)
        found.append(part)
    return "".join(found)


def _joined(*parts: Any) -> str:  # Any: a template's values
    return _concat(str(part) for part in parts)


def _join_filter(values: Iterable[Any], between: str = "", attribute: str | None = None) -> str:  # Any: as above
    if attribute is not None:
        raise TemplateError("join by attribute")
    return _concat(part for value in values for part in (str(between), str(value)))[len(str(between)) :]


def _replace(text: Any, old: str, new: str, count: int = -1) -> str:  # Any: as above
    text = str(text)
    _room(len(text) + text.count(old) * len(new))
    return str(text.replace(old, new, count))


def _method(obj: Any, name: Any) -> Any:  # Any: as above
    """Our own join and replace of a string; None leaves it to Jinja. Raises TemplateError for the unbounded ones."""
    if not isinstance(obj, str) or not isinstance(name, str):
        return None
    if name == "join":
        return lambda values: _join_filter(values, obj)
    if name == "replace":
        return lambda old, new, count=-1: _replace(obj, old, new, count)
    if name not in _METHODS:
        raise TemplateError(f"text has no {name[:20]}")
    return None


def _to_json(value: Any, indent: int | None = None, **_options: Any) -> str:  # Any: as above
    """Unlike Jinja's own, without escapes for web pages: models were trained on plain JSON."""
    if indent is not None and not 0 <= indent <= _MOST_INDENT:
        raise TemplateError("indent")
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    _room(len(text))
    return text


def _refuse(message: object = "") -> None:
    raise TemplateError(str(message)[:200])
