"""What macOS is told of the program: the values of Info.plist. Linted here, never run here."""

from __future__ import annotations

from typing import Any, Final

from installers.about import MAKER, MIME, NAME, SUFFIX, About, moment

OLDEST_MACOS: Final = "14.0"  # the oldest that MLX's wheels are built for
SKILL_TYPE: Final = "io.github.ingrain.skill"


def info(about: About) -> dict[str, Any]:  # Any: a property list nests what it likes
    """PyInstaller adds the names of program and icon."""
    return {
        "CFBundleDisplayName": NAME,
        "CFBundleShortVersionString": about.version,
        "CFBundleVersion": about.version,
        "LSApplicationCategoryType": "public.app-category.productivity",
        "LSBackgroundOnly": False,
        "LSMinimumSystemVersion": OLDEST_MACOS,
        "NSHighResolutionCapable": True,
        "NSRequiresAquaSystemAppearance": False,
        "NSHumanReadableCopyright": f"© {moment().year} {MAKER}. {about.licence}",
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": "Ingrain skill",
                "CFBundleTypeRole": "Viewer",
                "LSHandlerRank": "Owner",
                "LSItemContentTypes": [SKILL_TYPE],
            }
        ],
        "UTExportedTypeDeclarations": [
            {
                "UTTypeIdentifier": SKILL_TYPE,
                "UTTypeDescription": "Ingrain skill",
                "UTTypeConformsTo": ["public.data", "public.zip-archive"],
                "UTTypeTagSpecification": {"public.filename-extension": [SUFFIX], "public.mime-type": [MIME]},
            }
        ],
    }
