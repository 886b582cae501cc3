"""The command line: the actions of the window without a window. Imports no Qt.

Knows the commands and how each ends; the work is in the cli_* files.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from desktop import cli_chat, cli_data, cli_doctor, cli_documents, cli_models, cli_parser, cli_skills, cli_teach
from desktop.cli_output import CliError, Console, Exit
from desktop.cli_words import Cli
from learning.sharing.bounds import SUFFIX

_WITH_VALUE = ("--profile", "--model", "--backend")


def has_command(argv: Sequence[str]) -> bool:
    """Whether `argv` names a command (or asks for help). Without one the window opens; it takes --profile and a
    skill's file too.
    """
    rest = list(argv)
    while rest:
        word = rest.pop(0)
        if word in ("-h", "--help") or not word.startswith("-"):
            return not word.lower().endswith(SUFFIX)
        if word in _WITH_VALUE and rest:
            rest.pop(0)
    return False


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit code: 0 done, 2 bad input, 3 not learned, 4 engine failure."""
    words = list(sys.argv[1:] if argv is None else argv)
    console = Console("--json" in words)
    try:
        options = cli_parser.parse(words)
        commands = {
            "chat": cli_chat.chat,
            "teach": cli_teach.teach,
            "skills": cli_skills.skills,
            "documents": cli_documents.documents,
            "models": cli_models.models,
            "data": cli_data.data,
            "doctor": cli_doctor.doctor,
        }
        return commands[options.command](options, console)
    except CliError as error:
        console.error(error)
        return error.exit_code
    except KeyboardInterrupt:
        console.error(CliError(Exit.INTERRUPTED, "stopped", Cli.STOPPED))
        return Exit.INTERRUPTED
    except BrokenPipeError:  # the reader of our output has gone, and needs no explanation
        return Exit.DONE


if __name__ == "__main__":
    sys.exit(main())
