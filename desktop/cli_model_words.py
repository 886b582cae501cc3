"""What `ingrain models` says besides the words of the window's page of models. Decides nothing."""

from __future__ import annotations

from typing import Final

from desktop.cli_words import Trouble

NOTHING_CHANGED: Final = "Nothing was changed."


class ModelCli:
    """Single sentences of the command."""

    NO_SUCH_MODEL = Trouble(
        "There is no model called {name}.",
        NOTHING_CHANGED,
        "Try: ingrain models list, or ingrain models search WORDS",
    )
    NOTHING_TO_GET = Trouble("There is nothing to download for {name}.", NOTHING_CHANGED, "Try: ingrain models list")
    NOT_OURS = Trouble(
        "{name} was not downloaded or added by you, so there is nothing to remove.",
        NOTHING_CHANGED,
        "Try: ingrain models list",
    )
    MODEL_IN_USE = Trouble(
        "{name} is in use.", NOTHING_CHANGED, "Choose another with “ingrain models use”, then remove it."
    )
    NOT_HERE = Trouble(
        "{name} is not on this computer, or its file is not what it was.", NOTHING_CHANGED, "Try: ingrain models get"
    )
    FORGOTTEN = "{name} is not listed any more. The file is yours and was left where it is."
