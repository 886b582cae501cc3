"""The VERSIONINFO of the Windows programs: what Explorer shows under Details. Built by PyInstaller's classes."""

from __future__ import annotations

from typing import Any

from installers.about import MAKER, NAME, PROGRAM, About, moment


def numbers(version: str) -> tuple[int, int, int, int]:
    """Windows wants four: 1.2.3 is 1.2.3.0; what follows a letter does not count."""
    found = [int(part) for part in version.split(".") if part.isdigit()][:4]
    first, second, third, fourth = found + [0] * (4 - len(found))
    return first, second, third, fourth


def words(about: About) -> dict[str, str]:
    return {
        "CompanyName": MAKER,
        "FileDescription": NAME,
        "FileVersion": about.version,
        "InternalName": PROGRAM,
        "LegalCopyright": f"© {moment().year} {MAKER}. {about.licence}",
        "OriginalFilename": f"{PROGRAM}.exe",
        "ProductName": NAME,
        "ProductVersion": about.version,
    }


def resource(about: About) -> Any:  # Any: a class of PyInstaller's, which is there on Windows only
    from PyInstaller.utils.win32 import versioninfo as info  # noqa: PLC0415

    four = numbers(about.version)
    table = info.StringTable("040904B0", [info.StringStruct(name, said) for name, said in words(about).items()])
    return info.VSVersionInfo(
        ffi=info.FixedFileInfo(filevers=four, prodvers=four, mask=0x3F, OS=0x40004, fileType=0x1),
        kids=[info.StringFileInfo([table]), info.VarFileInfo([info.VarStruct("Translation", [1033, 1200])])],
    )
