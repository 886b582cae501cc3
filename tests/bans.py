"""What our code must not call or import, found in the syntax tree. Knows the list, not who breaks it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.source import dotted

# Each of these runs code hidden in data, or pickles behind our back.
MODULES = frozenset({"pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "diskcache", "picklescan"})
CALLS = frozenset({"torch.load", "torch.save", "numpy.load", "np.load", "os.system", "eval", "exec", "os._exit"})
QUEUES = frozenset({"Queue", "SimpleQueue", "JoinableQueue", "Manager"})
_CONNECTION = re.compile(r"(^|_|\.)(conn|connection|pipe|reader|writer|theirs|ours|end)$", re.IGNORECASE)


def found(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        yield from (f"line {getattr(node, 'lineno', 0)}: {what}" for what in _wrong(node))


def _wrong(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            yield from (alias.name for alias in names if alias.name.partition(".")[0] in MODULES)
        case ast.ImportFrom(module=str(module), names=names):
            yield from _wrong_from(module, names)
        case ast.Call():
            yield from _wrong_call(node)
        case ast.Global():
            yield "global " + ", ".join(node.names)


def _wrong_from(module: str, names: list[ast.alias]) -> Iterator[str]:
    if module.partition(".")[0] in MODULES:
        yield module
    for alias in names:
        if f"{module}.{alias.name}" in CALLS or (module.startswith("multiprocessing") and alias.name in QUEUES):
            yield f"{module}.{alias.name}"


def _wrong_call(call: ast.Call) -> Iterator[str]:
    name = dotted(call.func)
    owner, _, method = name.rpartition(".")
    if name in CALLS or (owner == "multiprocessing" and method in QUEUES):
        yield name
    if method in ("send", "recv") and _CONNECTION.search(owner):
        yield f"{name} (pickles; use {method}_bytes)"
    for keyword in call.keywords:
        if keyword.arg in ("shell", "trust_remote_code") and not _is_false(keyword.value):
            yield f"{keyword.arg}="


def _is_false(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is False
