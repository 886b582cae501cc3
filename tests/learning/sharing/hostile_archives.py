"""Archives that no skill should come in, each built here: names, links, lies about sizes, what does not belong."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from learning.sharing.refusals import Refusal
from learning.store import manifest
from tests.learning.sharing.skill_files import config, good, lora, safetensors, saved, zipped

MARKER = "marker-of-code-that-ran"
Make = Callable[[Path], Path]


def beside(name: str) -> Make:
    """A good skill, and one more entry under that name: zipfile itself would not write every name."""

    def make(folder: Path) -> Path:
        letters = name.encode()
        path = zipped(folder / "bad.ingrain", {**good(), "P" * len(letters): b"x"})
        path.write_bytes(path.read_bytes().replace(b"P" * len(letters), letters))
        return path

    return make


def twice(first: str, second: str) -> Make:
    def make(folder: Path) -> Path:
        path = zipped(folder / "bad.ingrain", {**good(), "Q" * len(first): b"1", "R" * len(second): b"2"})
        data = path.read_bytes().replace(b"Q" * len(first), first.encode())
        path.write_bytes(data.replace(b"R" * len(second), second.encode()))
        return path

    return make


def readme_is(mode: int) -> Make:
    """The README is no ordinary file, as Unix archives can say."""

    def make(folder: Path) -> Path:
        with zipfile.ZipFile(folder / "bad.ingrain", "w") as made:
            for name, content in good().items():
                info = zipfile.ZipInfo(name)
                if name == "README.md":
                    info.create_system, info.external_attr = 3, mode << 16
                made.writestr(info, b"/etc/passwd" if name == "README.md" else content)
        return folder / "bad.ingrain"

    return make


def listed(name: str, at: int, *sizes: int) -> Make:
    """The list of contents says other sizes of a part: `at` 20 packed, 24 unpacked."""

    def make(folder: Path) -> Path:
        path = zipped(folder / "bad.ingrain", good())
        data = bytearray(path.read_bytes())
        entry = data.rindex(b"PK\x01\x02", 0, data.rindex(name.encode()))
        struct.pack_into(f"<{len(sizes)}L", data, entry + at, *sizes)
        path.write_bytes(data)
        return path

    return make


def _locked(folder: Path) -> Path:
    path = zipped(folder / "bad.ingrain", good())
    data = bytearray(path.read_bytes())
    struct.pack_into("<H", data, 6, 1)
    struct.pack_into("<H", data, data.index(b"PK\x01\x02") + 8, 1)
    path.write_bytes(data)
    return path


def of(parts: Callable[[], Mapping[str, bytes]], how: int = zipfile.ZIP_DEFLATED) -> Make:
    return lambda folder: zipped(folder / "bad.ingrain", parts(), how)


def whole(data: Callable[[], bytes]) -> Make:
    def make(folder: Path) -> Path:
        (folder / "bad.ingrain").write_bytes(data())
        return folder / "bad.ingrain"

    return make


def _bytes(parts: Mapping[str, bytes] | None = None) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in (good() if parts is None else parts).items():
            archive.writestr(name, data)
    return made.getvalue()


def _bit_turned() -> bytes:
    data = bytearray(_bytes())
    data[data.index(b"# Sister") + 2] ^= 4
    return bytes(data)


def code(marker: Path) -> bytes:
    return f"open({str(marker)!r}, 'w').close()\n".encode()


def pickled(marker: Path) -> bytes:
    """Makes the marker when it is loaded."""
    return f"cbuiltins\nexec\n(S{code(marker).decode()!r}\ntR.".encode()


def running(name: str, payload: Callable[[Path], bytes]) -> Make:
    return lambda folder: zipped(folder / "bad.ingrain", {**good(), name: payload(folder / MARKER)})


def _only_pickled(folder: Path) -> Path:
    """PEFT would fall back to this file, and load what is pickled in it."""
    return saved(folder / "lora", {"adapter_config.json": config(), "adapter_model.bin": pickled(folder / MARKER)})


def _without(name: str) -> Make:
    return of(lambda: {key: data for key, data in good().items() if key != name})


ARCHIVES: dict[str, tuple[Make, Refusal]] = {
    "up": (beside("../escaped.md"), Refusal.UNSAFE_NAME),
    "up in the middle": (beside("a/../../escaped.md"), Refusal.UNSAFE_NAME),
    "a prefix that is none": (beside("skill/../README.md"), Refusal.UNSAFE_NAME),
    "absolute": (beside("/tmp/README.md"), Refusal.UNSAFE_NAME),
    "drive letter": (beside("C:/README.md"), Refusal.UNSAFE_NAME),
    "stream of a file": (beside("README.md:evil"), Refusal.UNSAFE_NAME),
    "backslash": (beside("..\\README.md"), Refusal.UNSAFE_NAME),
    "share": (beside("//host/share/README.md"), Refusal.UNSAFE_NAME),
    "dot": (beside("./README.md"), Refusal.UNSAFE_NAME),
    "trailing dot": (beside("README.md."), Refusal.UNSAFE_NAME),
    "NUL": (beside("README.md\0.py"), Refusal.UNSAFE_NAME),
    "new line": (beside("READ\nME.md"), Refusal.UNSAFE_NAME),
    "deep folders": (beside("a/b/README.md"), Refusal.EXTRA),
    "another folder": (beside("a/README.md"), Refusal.EXTRA),
    "link": (readme_is(0o120777), Refusal.LINK),
    "device": (readme_is(0o020666), Refusal.LINK),
    "same name twice": (twice("notes.md", "notes.md"), Refusal.TWICE),
    "capital letters": (twice("notes.md", "Notes.MD"), Refusal.TWICE),
    "capital letters of a part": (beside("MANIFEST.json"), Refusal.TWICE),
    "wide letters": (of(lambda: {**good(), "\uff2dANIFEST.json": b""}), Refusal.TWICE),
    "script": (running("hook.py", code), Refusal.CODE),
    "pickle": (running("optimizer.pkl", pickled), Refusal.CODE),
    "torch file": (running("adapter_model.bin", pickled), Refusal.CODE),
    "code behind a harmless ending": (running("notes.py.txt", code), Refusal.CODE),
    "folder with a torch file only": (_only_pickled, Refusal.CODE),
    "archive in it": (of(lambda: {**good(), "more.zip": _bytes({"x": b""})}), Refusal.NESTED),
    "archive as the adapter": (of(lambda: {**good(), manifest.ADAPTER: _bytes()}), Refusal.HEADER_LARGE),
    "other file": (of(lambda: {**good(), "notes.txt": b"hello"}), Refusal.EXTRA),
    "ten thousand entries": (of(lambda: {**good(), **{f"{n}.md": b"" for n in range(10_000)}}), Refusal.TOO_MANY),
    "bomb": (of(lambda: {**good(), manifest.ADAPTER: b"\0" * 40_000_000}), Refusal.BOMB),
    "bomb as README": (of(lambda: {**good(), "README.md": b"a" * 40_000_000}), Refusal.TOO_LARGE),
    "manifest of 100 MB": (of(lambda: {**good(), manifest.NAME: b" " * 100_000_000}), Refusal.MANIFEST_LARGE),
    "says it is smaller": (listed(manifest.ADAPTER, 24, 100), Refusal.PART_DAMAGED),
    "says it is larger": (listed("README.md", 24, 5_000), Refusal.PART_DAMAGED),
    "says it is enormous": (listed(manifest.ADAPTER, 24, 0xFFFFFFF0), Refusal.TOO_LARGE),
    "parts over one another": (listed("README.md", 20, 200_000, 200_000), Refusal.DAMAGED),
    "locked": (_locked, Refusal.ENCRYPTED),
    "packed in another way": (of(good, zipfile.ZIP_BZIP2), Refusal.PART_DAMAGED),
    "comment": (whole(lambda: _bytes()[:-2] + b"\x05\0hello"), Refusal.DAMAGED),
    "something in front": (whole(lambda: b"#!/bin/sh\n" + _bytes()), Refusal.NOT_A_SKILL),
    "something behind": (whole(lambda: _bytes() + b"more"), Refusal.DAMAGED),
    "two archives": (whole(lambda: _bytes() + _bytes()), Refusal.DAMAGED),
    "cut short": (whole(lambda: _bytes()[:-400]), Refusal.DAMAGED),
    "a bit turned": (whole(_bit_turned), Refusal.PART_DAMAGED),
    "tar": (whole(lambda: b"README.md".ljust(257, b"\0") + b"ustar\0" + b"\0" * 800), Refusal.NOT_A_SKILL),
    "text": (whole(lambda: b"Hello."), Refusal.NOT_A_SKILL),
    "empty": (whole(lambda: b""), Refusal.EMPTY),
    "not there": (lambda folder: folder / "nowhere.ingrain", Refusal.MISSING),
    "empty folder": (lambda folder: saved(folder / "lora", {}), Refusal.NOT_A_SKILL),
    "no adapter": (_without(manifest.ADAPTER), Refusal.INCOMPLETE),
    "no config": (of(lambda: {manifest.ADAPTER: safetensors(lora())}), Refusal.INCOMPLETE),
}
