"""What the window and the terminal say when the web does not answer: what is the matter, and what to do next.

Knows the troubles of `learning.web`. Nothing was learned or changed in any of these cases.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from desktop.counting_words import count
from learning.web.results import Trouble

TROUBLES: Final = MappingProxyType(
    {
        Trouble.OFFLINE: "Nobody answered. Check that this computer is online, then try again.",
        Trouble.RATE_LIMIT: "It was asked too often. Wait a few minutes, then try again.",
        Trouble.NO_RESULTS: "Nothing was found. Try other words, or paste the address of a page.",
        Trouble.BAD_ADDRESS: "This is no address of a web page. It begins with https:// or http://.",
        Trouble.PRIVATE: "This address lies inside your own network. Only pages of the public web are read. "
        "Save the page as a file, then drop it here.",
        Trouble.NOT_FOUND: "The page is not there. Check its address, or look for it anew.",
        Trouble.REFUSED: "The site does not give this page to everybody. Open it in your browser, save it as a file, "
        "then drop it here.",
        Trouble.ROBOTS: "The site asks programs not to read this page, so it was left alone. Choose another page.",
        Trouble.CERTIFICATE: "The site could not prove who it is, so it was not read. Choose another page.",
        Trouble.TOO_LARGE: "The page is too large. Choose another one, or save the part you need as a file.",
        Trouble.TOO_SLOW: "It took too long. Try again later, or choose another page.",
        Trouble.NOT_TEXT: "There is no text in it that can be read. Choose another page.",
        Trouble.REDIRECTS: "The address sends from place to place. Open it in your browser, and paste where it ends.",
        Trouble.BROKEN: "What came back makes no sense. Try again later, or choose another page.",
        Trouble.SERVER: "The site has trouble of its own. Try again later.",
    }
)


def facts_found(number: int) -> str:
    return count(number, "fact", "facts") if number else "no fact that can be taught"
