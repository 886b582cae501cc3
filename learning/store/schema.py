"""The tables, and how an older database becomes a newer one. Knows SQL, not what is stored by whom."""

from __future__ import annotations

from collections.abc import Callable

from learning.store import files
from learning.store.database import Database
from learning.store.errors import ProfileNewer

_FIRST = (
    """CREATE TABLE chats (
        n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL,
        pinned INTEGER NOT NULL DEFAULT 0, draft TEXT NOT NULL DEFAULT '', created TEXT NOT NULL,
        touched INTEGER NOT NULL DEFAULT 0, deleted TEXT NOT NULL DEFAULT '')""",
    """CREATE TABLE messages (
        n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
        chat TEXT NOT NULL REFERENCES chats(id) ON DELETE CASCADE, parent TEXT, role TEXT NOT NULL,
        text TEXT NOT NULL, at TEXT NOT NULL, status TEXT NOT NULL, skills TEXT NOT NULL DEFAULT '[]', lesson TEXT)""",
    "CREATE INDEX messages_chat ON messages(chat, n)",
    """CREATE TABLE lessons (
        n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, lesson TEXT NOT NULL, intent TEXT NOT NULL,
        chat TEXT REFERENCES chats(id) ON DELETE SET NULL, message TEXT, state TEXT NOT NULL,
        reason TEXT NOT NULL DEFAULT '', score TEXT, created TEXT NOT NULL)""",
    """CREATE TABLE skills (
        n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, summary TEXT NOT NULL,
        current INTEGER, state TEXT NOT NULL, strength REAL NOT NULL, created TEXT NOT NULL,
        deleted TEXT NOT NULL DEFAULT '')""",
    """CREATE TABLE versions (
        skill TEXT NOT NULL REFERENCES skills(id) ON DELETE CASCADE, version INTEGER NOT NULL, lesson TEXT NOT NULL,
        base_sha256 TEXT NOT NULL, base_name TEXT NOT NULL, adapter_sha256 TEXT NOT NULL, score TEXT NOT NULL,
        created TEXT NOT NULL, damaged TEXT NOT NULL DEFAULT '', undone INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (skill, version)) WITHOUT ROWID""",
    "CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
)


def _search(table: str, column: str) -> tuple[str, ...]:
    """A full-text index over one column, kept by triggers."""
    index = f"{table}_search"
    drop = f"INSERT INTO {index}({index}, rowid, {column}) VALUES ('delete', old.n, old.{column});"
    put = f"INSERT INTO {index}(rowid, {column}) VALUES (new.n, new.{column});"
    return (
        f"CREATE VIRTUAL TABLE {index} USING fts5({column}, content='{table}', content_rowid='n', "
        "tokenize='unicode61 remove_diacritics 2')",
        f"CREATE TRIGGER {index}_add AFTER INSERT ON {table} BEGIN {put} END",
        f"CREATE TRIGGER {index}_drop AFTER DELETE ON {table} BEGIN {drop} END",
        f"CREATE TRIGGER {index}_change AFTER UPDATE OF {column} ON {table} BEGIN {drop} {put} END",
    )


_SECOND = (
    """CREATE TABLE documents (
        n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL, title TEXT NOT NULL,
        name TEXT NOT NULL, format TEXT NOT NULL, pages INTEGER NOT NULL, words INTEGER NOT NULL,
        language TEXT NOT NULL, date TEXT NOT NULL, origin TEXT NOT NULL, fetched TEXT NOT NULL, added TEXT NOT NULL,
        state TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '', removed INTEGER NOT NULL DEFAULT 0,
        notices TEXT NOT NULL DEFAULT '[]', size INTEGER NOT NULL DEFAULT 0, changed INTEGER NOT NULL DEFAULT 0)""",
    "CREATE INDEX documents_sha256 ON documents(sha256)",
    """CREATE TABLE passages (
        n INTEGER PRIMARY KEY AUTOINCREMENT, document TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
        place INTEGER NOT NULL, part TEXT NOT NULL, text TEXT NOT NULL, page INTEGER NOT NULL, level INTEGER NOT NULL,
        hidden TEXT NOT NULL)""",
    "CREATE UNIQUE INDEX passages_document ON passages(document, place)",
    """CREATE TABLE decisions (
        document TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE, place INTEGER NOT NULL,
        fact TEXT NOT NULL, text TEXT NOT NULL, ticked INTEGER NOT NULL, flags TEXT NOT NULL, at TEXT NOT NULL,
        PRIMARY KEY (document, place, fact)) WITHOUT ROWID""",
    "ALTER TABLE messages ADD COLUMN sources TEXT NOT NULL DEFAULT '[]'",
)

_THIRD = ("ALTER TABLE documents ADD COLUMN former TEXT NOT NULL DEFAULT '[]'",)

_FOURTH = ("ALTER TABLE skills ADD COLUMN maker TEXT NOT NULL DEFAULT ''",)

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (*_FIRST, *_search("chats", "title"), *_search("messages", "text")),
    (*_SECOND, *_search("passages", "text")),
    _THIRD,
    _FOURTH,
)
VERSION = len(MIGRATIONS)


def version(db: Database) -> int:
    row = db.one("PRAGMA user_version")
    return int(row[0]) if row else 0


def migrate(db: Database, before: Callable[[int], None]) -> None:
    """Bring the database to VERSION in one transaction: whatever breaks off half way leaves it as it was.

    `before(version)` backs an older one up first. Raises ProfileNewer when a newer Ingrain wrote it.
    """
    have = version(db)
    if have > VERSION:
        raise ProfileNewer(f"schema {have}, this program knows {VERSION}")
    if have == VERSION:
        return
    if have:
        before(have)
    with db.transaction():
        for step in MIGRATIONS[have:VERSION]:
            files.strike()
            for statement in step:
                db.write(statement)
        db.write(f"PRAGMA user_version={VERSION}")
