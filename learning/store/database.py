"""One SQLite connection with the settings every profile uses. Knows no table.

A connection belongs to the thread that opened it. All errors come out as StoreError.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.request import pathname2url

from learning.store import files
from learning.store.errors import ProfileReadOnly, from_os, from_sqlite

BUSY_SECONDS = 10.0
Value = str | int | float | bytes | None


class Database:
    """`read` asks; every change happens inside `transaction`."""

    def __init__(self, path: Path, writer: bool) -> None:
        self.path = path
        self.writer = writer
        try:
            self._connection = _writer(path) if writer else _reader(path)
        except sqlite3.Error as error:
            raise from_sqlite(error) from error

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Turn into a copy in memory, which may be changed inside the block; the file is not touched any more.

        For looking at a database of an older schema without changing it.
        """
        memory = sqlite3.connect(":memory:", isolation_level=None)
        memory.row_factory = sqlite3.Row
        try:
            self._connection.backup(memory)
            self._connection.close()
        except sqlite3.Error as error:
            memory.close()
            raise from_sqlite(error) from error
        self._connection, self.writer = memory, True
        try:
            yield
        finally:
            self.writer = False
            self.read("PRAGMA query_only=ON")

    def read(self, sql: str, *values: Value) -> list[sqlite3.Row]:
        try:
            return self._connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise from_sqlite(error) from error

    def one(self, sql: str, *values: Value) -> sqlite3.Row | None:
        rows = self.read(sql, *values)
        return rows[0] if rows else None

    def write(self, sql: str, *values: Value) -> int:
        """One statement inside a transaction. Returns how many rows changed."""
        try:
            return self._connection.execute(sql, values).rowcount
        except sqlite3.Error as error:
            raise from_sqlite(error) from error

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing. Takes the write lock at once, so it also keeps other threads out of the skill folders."""
        if not self.writer:
            raise ProfileReadOnly("opened for reading")
        self.write("BEGIN IMMEDIATE")
        try:
            yield
            files.strike()
            self.write("COMMIT")
        except BaseException as error:
            with suppress(sqlite3.Error):  # SQLite may have rolled back by itself; the first error is the one to tell
                self._connection.execute("ROLLBACK")
            if isinstance(error, OSError):
                raise from_os(error) from error
            raise

    def change(self, sql: str, *values: Value) -> int:
        """One statement as a transaction of its own."""
        with self.transaction():
            return self.write(sql, *values)

    def run(self, sql: str, *values: Value) -> None:
        """A statement that cannot be inside a transaction (VACUUM INTO, some PRAGMAs)."""
        self.write(sql, *values)

    def close(self) -> None:
        self._connection.close()


def _writer(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    connection.row_factory = sqlite3.Row
    try:
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "fullfsync=1",  # only macOS listens
            "foreign_keys=ON",
            "secure_delete=ON",
        ):
            connection.execute(f"PRAGMA {pragma}").fetchall()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _reader(path: Path) -> sqlite3.Connection:
    """Read-only. Where not even the WAL index can be made (a read-only medium), the file is read as it lies."""
    address = f"file:{pathname2url(str(path.absolute()))}?mode=ro"
    last: sqlite3.Error | None = None
    for extra in ("", "&immutable=1"):
        connection = sqlite3.connect(address + extra, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
        connection.row_factory = sqlite3.Row
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
            connection.execute("PRAGMA query_only=ON")
            return connection
        except sqlite3.Error as error:
            connection.close()
            last = error
    assert last is not None
    raise last
