"""The script that makes a note of a new version: key, address, note; what would not be believed is not made."""

from __future__ import annotations

import stat
import sys
import tomllib
from pathlib import Path

import pytest
import sign_notice

from learning.updates import signed
from learning.updates.pinned import TABLE, pinned

PAGE = "https://ingrain.example/new"


@pytest.fixture
def key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[Path, str]:
    """A key file, and its public half as it was printed."""
    path = tmp_path / "key.pem"
    assert sign_notice.main(["key", str(path), "--no-passphrase"]) == 0
    return path, capsys.readouterr().out.strip()


def sign(path: Path, out: Path, *more: str) -> int:
    given = ["--version", "0.2.0", "--page", PAGE, "--note", "Skills travel as files.", "--out", str(out)]
    return sign_notice.main(["sign", str(path), *given, *more])


def test_from_key_to_note(key: tuple[Path, str], tmp_path: Path) -> None:
    path, public = key
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sign_notice.main(["pin", "https://ingrain.example/news.json", public, "--into", str(tmp_path / "t")]) == 0
    found = pinned(tmp_path / "t")
    assert (found.address, found.keys) == ("https://ingrain.example/news.json", (public,))
    assert sign(path, tmp_path / "news.json", "--note", "Answers begin sooner.") == 0
    told = signed.opened((tmp_path / "news.json").read_bytes(), found.keys)
    assert (told.version, told.page, len(told.notes)) == ("0.2.0", PAGE, 2)


def test_a_key_is_never_written_over(key: tuple[Path, str]) -> None:
    path, _public = key
    before = path.read_bytes()
    assert sign_notice.main(["key", str(path), "--no-passphrase"]) == 2
    assert path.read_bytes() == before


def test_a_key_behind_a_passphrase(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sign_notice.getpass, "getpass", lambda _prompt: "open sesame")
    path = tmp_path / "key.pem"
    assert sign_notice.main(["key", str(path)]) == 0
    public = capsys.readouterr().out.strip()
    assert sign(path, tmp_path / "news.json") == 0
    assert signed.opened((tmp_path / "news.json").read_bytes(), [public]).version == "0.2.0"
    monkeypatch.setattr(sign_notice.getpass, "getpass", lambda _prompt: "wrong")
    assert sign(path, tmp_path / "other.json") == 2
    assert "another passphrase" in capsys.readouterr().err
    monkeypatch.setattr(sign_notice.getpass, "getpass", lambda _prompt: "")
    assert sign_notice.main(["key", str(tmp_path / "none.pem")]) == 2
    assert not (tmp_path / "none.pem").exists() and not (tmp_path / "other.json").exists()


@pytest.mark.parametrize("more", [("--version", "two"), ("--page", "http://a.example/"), ("--note", "x" * 201),
                                  ("--date", "yesterday")])  # fmt: skip
def test_what_would_not_be_believed_is_not_made(key: tuple[Path, str], tmp_path: Path, more: tuple[str, str]) -> None:
    assert sign(key[0], tmp_path / "news.json", *more) == 2
    assert not (tmp_path / "news.json").exists()


@pytest.mark.parametrize("address", ["http://ingrain.example/", "https://user@ingrain.example/", "nonsense"])
def test_only_an_https_address_is_pinned(key: tuple[Path, str], tmp_path: Path, address: str) -> None:
    assert sign_notice.main(["pin", address, key[1], "--into", str(tmp_path / "t")]) == 2
    assert sign_notice.main(["pin", PAGE, "no key", "--into", str(tmp_path / "t")]) == 2
    assert not (tmp_path / "t").exists()


def test_the_tree_holds_no_private_key() -> None:
    text = TABLE.read_text(encoding="utf-8")
    assert set(tomllib.loads(text)) == {"address", "keys"} and "PRIVATE" not in text
