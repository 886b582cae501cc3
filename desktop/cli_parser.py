"""The options of every command. Knows argparse; runs nothing."""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from desktop.cli_output import bad_input
from desktop.cli_words import Cli

COMMANDS = ("chat", "teach", "skills", "documents", "models", "data", "doctor")


class _Parser(argparse.ArgumentParser):
    """Complains with our error instead of leaving the program."""

    def error(self, message: str) -> NoReturn:
        command = self.prog.removeprefix("ingrain ").strip()
        problem = f"{message[:1].upper()}{message[1:]}."
        raise bad_input("usage", Cli.BAD_VALUE, problem=problem, command=command)


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The options in `argv`. Raises CliError for anything not understood; `--help` prints and leaves."""
    return _parser().parse_args(argv)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="ingrain", description=Cli.ABOUT, allow_abbrev=False)
    _shared(parser, top=True)
    commands = parser.add_subparsers(dest="command", required=True, metavar="command", parser_class=_Parser)
    _chat(commands)
    _teach(commands)
    _skills(commands)
    _documents(commands)
    _models(commands)
    _data(commands)
    _doctor(commands)
    return parser


def _shared(parser: argparse.ArgumentParser, top: bool = False) -> None:
    """Options that stand before or after the command. Only those before have defaults: neither hides the other."""

    def default(value: object) -> object:
        return value if top else argparse.SUPPRESS

    parser.add_argument("--profile", metavar="DIR", type=Path, default=default(None), help="folder to keep things in")
    parser.add_argument("--model", metavar="PATH|ID", default=default(""), help="model file, folder or id")
    parser.add_argument("--backend", metavar="NAME", default=default(""), help="engine to use")
    parser.add_argument("--json", action="store_true", default=default(False), help="one JSON object on the last line")


def _command(commands: argparse._SubParsersAction[_Parser], name: str, about: str) -> _Parser:
    parser = commands.add_parser(name, help=about, description=about, allow_abbrev=False)
    _shared(parser)
    return parser


def _chat(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = _command(commands, "chat", "ask one question, or many from a file")
    parser.add_argument("question", nargs="?", default=None)
    parser.add_argument("--batch", metavar="FILE.jsonl", type=Path, help='one {"prompt": "…"} a line')
    parser.add_argument("--look-up", action="store_true", help="read in the documents first, and say where it stands")
    wear = parser.add_mutually_exclusive_group()
    wear.add_argument("--skills", metavar="A,B", default=None, help="answer with exactly these skills")
    wear.add_argument("--no-skills", action="store_true", help="answer as the untouched model")
    parser.add_argument("--max-tokens", metavar="N", type=_whole(1, 100_000), default=512)
    parser.add_argument("--seed", metavar="N", type=_whole(0, 2**31 - 1), default=None)
    parser.add_argument("--temperature", metavar="T", type=_between(0, 2), default=0.0)


def _teach(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = _command(commands, "teach", "teach a fact, a rule, a corrected answer or a tool; it becomes a skill")
    parser.add_argument("text", nargs="?", default="")
    parser.add_argument("--correct", metavar="QUESTION", default="", help="the text is the right answer to this")
    parser.add_argument("--was", metavar="ANSWER", default="", help="with --correct: the wrong answer")
    parser.add_argument("--tool", metavar="FILE.json", type=Path, help="name, description, schema and some requests")
    parser.add_argument(
        "--document", metavar="FILE", type=Path, action="append", default=[], help="a file to learn the facts of"
    )
    parser.add_argument("--web", metavar="QUERY", default="", help="search the web for this and learn from its pages")
    parser.add_argument("--searxng", metavar="URL", default="", help="with --web: ask this SearXNG")
    parser.add_argument("--url", metavar="URL", action="append", default=[], help="learn from this page of the web")
    named = parser.add_mutually_exclusive_group()
    named.add_argument("--name", default="", help="name of the skill")
    named.add_argument("--into", metavar="SKILL", default="", help="add it to a skill there is")
    parser.add_argument("--yes", action="store_true", help="do not ask before teaching")


def _skills(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = _command(commands, "skills", "list and change what was learned")
    actions = parser.add_subparsers(dest="action", metavar="action", parser_class=_Parser)
    _command(actions, "list", "all skills")
    for name, about in (
        ("show", "what it knows and how the quiz went"),
        ("on", "answer with it"),
        ("auto", "answer with it when the question is about it"),
        ("off", "answer without it"),
        ("delete", "move it to the trash"),
        ("restore", "bring a deleted or undone skill back"),
        ("undo", "return to the version before its last lesson"),
        ("reteach", "learn it anew for the model in use, from what it was told"),
    ):
        _command(actions, name, about).add_argument("skill")
    strength = _command(actions, "strength", "how much it counts")
    strength.add_argument("skill")
    strength.add_argument("value", type=_between(0, 2), help="0 = no effect, 1 = as learned")
    forget = _command(actions, "forget", "learn it again without one statement or document")
    forget.add_argument("skill")
    forget.add_argument("statement", help="its words, its number as “skills show” counts, or a document's title")
    save = _command(actions, "export", "save it as one file, to hand on")
    save.add_argument("skill")
    save.add_argument("file", type=Path)
    save.add_argument("--with-lesson", action="store_true", help="what it was told goes along, with its quiz")
    save.add_argument("--force", action="store_true", help="replace a file of that name")
    add = _command(actions, "import", "look at a skill in a file, or at a LoRA adapter in a folder, and add it")
    add.add_argument("file", type=Path)
    add.add_argument("--yes", action="store_true", help="do not ask before adding it")
    rename = _command(actions, "rename", "give it another name")
    rename.add_argument("skill")
    rename.add_argument("name")


def _documents(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = _command(commands, "documents", "the texts that can be looked things up in")
    actions = parser.add_subparsers(dest="action", metavar="action", parser_class=_Parser)
    _command(actions, "list", "all documents")
    _command(actions, "add", "read files without learning them").add_argument("files", type=Path, nargs="+")
    _command(actions, "show", "its text, as it would be learned").add_argument("document", help="id, title or file")
    _command(actions, "search", "where something stands").add_argument("words")
    _command(actions, "remove", "take it out; skills keep what they learned").add_argument("document")


def _models(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = _command(commands, "models", "models on this computer")
    actions = parser.add_subparsers(dest="action", metavar="action", parser_class=_Parser)
    _command(actions, "list", "known models, which are here, and whether they fit this computer")
    _command(actions, "show", "what is known of one").add_argument("name", help="id, name or path")
    _command(actions, "add", "remember a model file or folder of your own").add_argument("path", type=Path)
    search = _command(actions, "search", "ask the hub huggingface.co for models")
    search.add_argument("words", help="words, or OWNER/NAME for the files in one collection")
    get = _command(actions, "get", "download one, or go on downloading it")
    get.add_argument("name", help="id, or OWNER/NAME/FILE on the hub")
    _command(actions, "remove", "delete what was downloaded, or forget a file of your own").add_argument("name")
    _command(actions, "use", "answer and learn with it from now on").add_argument("name", help="id, name or path")


def _data(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = _command(commands, "data", "what is kept for you: where, how much; and deleting it")
    actions = parser.add_subparsers(dest="action", metavar="action", parser_class=_Parser)
    _command(actions, "where", "the folder it lies in")
    _command(actions, "size", "how much there is of what")
    delete = _command(actions, "delete", "delete all of it for good")
    delete.add_argument("--yes", action="store_true", help="do not ask before deleting")


def _doctor(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = _command(commands, "doctor", "check this installation")
    parser.add_argument("--selftest", action="store_true", help="teach a tiny model something and forget it again")


class _Range:
    """A number between two others, ends included."""

    def __init__(self, kind: type[int] | type[float], low: float, high: float) -> None:
        self._kind, self._low, self._high = kind, low, high
        self.__name__ = "number"  # argparse shows it

    def __call__(self, text: str) -> float:
        try:
            value = self._kind(text)
        except ValueError:
            value = math.nan
        if not self._low <= value <= self._high:
            raise argparse.ArgumentTypeError(f"“{text}” is not a number from {self._low:g} to {self._high:g}")
        return value


def _whole(low: int, high: int) -> _Range:
    return _Range(int, low, high)


def _between(low: float, high: float) -> _Range:
    return _Range(float, low, high)
