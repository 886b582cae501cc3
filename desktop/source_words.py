"""What the window says about where something comes from: the web page, cited answers, sources on a skill's card.

Plain words. Titles, sites and reasons come in as they are; what moderation found has its words in its own table.
"""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QDate, QLocale

from desktop.counting_words import count, quoted

MOST_PAGES = 5


class WebWords:
    """The page that searches the web and reads pages."""

    TITLE = "Learn from the web"
    BACK = "Back to chat"
    QUERY = "What to search for"
    SEARCH = "Search"
    SEARCH_AGAIN = "Search again"
    UNTIL_SEARCH = "Nothing leaves this computer until you press Search."
    UNTIL_READ = "Nothing leaves this computer until you press Read."
    WHO = "Who is asked"
    DUCKDUCKGO = "DuckDuckGo"
    SEARXNG = "Your SearXNG"
    NOBODY = "Nobody, I paste addresses"
    SEARXNG_ADDRESS = "Address of your SearXNG"
    SEARXNG_HINT = "https://search.example.org"
    DUCKDUCKGO_GETS = "DuckDuckGo gets these words, and sees your internet address. Nothing else is sent."
    SEARXNG_GETS = "Your SearXNG gets these words. Nothing else is sent."
    NO_SEARXNG = "Write the address of your SearXNG first."
    NOBODY_GETS = "No search is asked. Only the pages you name are opened."
    NO_QUERY = "Write what to search for."
    ADDRESSES = "Addresses of pages, one on each line"
    ADDRESSES_HINT = "https://"
    ADD = "Add to the list"
    ADD_ONE = "Add the address of a page"
    STOP = "Stop"
    RETRY = "Try again"
    NOT_NOW = "Not now"
    PAGES = "Pages"
    TICK_SOME = "Tick the pages to read"
    MOST = f"{MOST_PAGES} pages at most. Untick one to choose another."
    FACTS_FIRST = "Nothing is learned yet. You see every fact first."
    WAITING = "Waiting"
    READING = "Reading"
    READ = "Read"
    FAILED = "Could not be read"
    NOTHING = "No page was found. Try other words, or paste the address of a page."

    @staticmethod
    def asking(who: str, query: str) -> str:
        return f"Asking {who} for {quoted(query)}"

    @staticmethod
    def read_pages(number: int) -> str:
        return f"Read {count(number, 'page', 'pages')}" if number else "Read pages"

    @staticmethod
    def ticked(number: int) -> str:
        return f"{count(number, 'page', 'pages')} ticked" if number else WebWords.TICK_SOME

    @staticmethod
    def reading(done: int, total: int) -> str:
        return f"Reading page {done} of {total}"

    @staticmethod
    def state(state: str, note: str) -> str:
        return f"{state}: {note}" if note else state

    @staticmethod
    def found(number: int) -> str:
        return f"{count(number, 'page', 'pages')} found"

    @staticmethod
    def reads_as(host: str) -> str:
        return f"Its letters read {host}. Foreign letters can imitate another site."

    @staticmethod
    def tick(title: str, host: str) -> str:
        return f"{title}, {host}"


class CiteWords:
    """What stands under an answer that came from a document."""

    LOOK_UP = "Look it up in your documents"
    OPEN = "Open"
    SHOW = "Show the passage"
    HIDE = "Hide the passage"
    PASSAGE = "The passage"

    @staticmethod
    def from_memory(skills: tuple[str, ...]) -> str:
        listed = skills[0] if len(skills) == 1 else ", ".join(skills[:-1]) + " and " + skills[-1]
        return f"From memory: {listed}"

    @staticmethod
    def looked_up(title: str, page: int) -> str:
        return f"Looked up in {title}, page {page}" if page else f"Looked up in {title}"

    @staticmethod
    def open(title: str, page: int) -> str:
        return f"{CiteWords.OPEN} {title}, page {page}" if page else f"{CiteWords.OPEN} {title}"

    @staticmethod
    def passage(shown: bool, title: str) -> str:
        return f"{CiteWords.HIDE if shown else CiteWords.SHOW}: {title}"


class OriginWords:
    """Documents and web pages on a skill's card."""

    REFRESH = "Refresh"
    FORGET = "Forget this source"
    SHOW = "Show its facts"
    HIDE = "Hide its facts"
    GOING = "being forgotten"
    TODAY = "today"
    YESTERDAY = "yesterday"

    @staticmethod
    def refresh(title: str) -> str:
        return f"{OriginWords.REFRESH}: {title}"

    @staticmethod
    def forget(title: str) -> str:
        return f"{OriginWords.FORGET}: {title}"

    @staticmethod
    def show(shown: bool, title: str) -> str:
        return f"{OriginWords.HIDE if shown else OriginWords.SHOW}: {title}"

    @staticmethod
    def facts(number: int) -> str:
        return count(number, "fact", "facts")

    @staticmethod
    def pages(first: int, last: int) -> str:
        if not first:
            return ""
        return f"page {first}" if first == last else f"pages {first} to {last}"

    @staticmethod
    def site(name: str) -> str:
        return f"From {name}" if name else ""

    @staticmethod
    def fetched(site: str, date: str, ago: str) -> str:
        """“From example.org, 12 November 2026, 11 days ago”"""
        return f"From {site}, {date}, {ago}"

    @staticmethod
    def read(date: str, ago: str) -> str:
        return f"Read {date}, {ago}"

    @staticmethod
    def left_out(number: int) -> str:
        return f"{count(number, 'flagged fact was', 'flagged facts were')} left out"

    @staticmethod
    def ticked(number: int) -> str:
        return f"{count(number, 'flagged fact was', 'flagged facts were')} ticked by you"

    @staticmethod
    def age(age: str) -> str:
        return f"What it knows from the web is {age}."

    @staticmethod
    def date(when: datetime) -> str:
        return QLocale().toString(QDate(when.year, when.month, when.day), "d MMMM yyyy")

    @staticmethod
    def ago(days: int) -> str:
        if days < 1:
            return OriginWords.TODAY
        return OriginWords.YESTERDAY if days == 1 else f"{OriginWords.span(days)} ago"

    @staticmethod
    def old(days: int) -> str:
        return "from today" if days < 1 else f"{OriginWords.span(days)} old"

    @staticmethod
    def span(days: int) -> str:
        """Days up to two weeks, weeks up to two months, then months and years."""
        if days < 14:
            return count(days, "day", "days")
        if days < 60:
            return count(days // 7, "week", "weeks")
        if days < 730:
            return count(days // 30, "month", "months")
        return count(days // 365, "year", "years")
