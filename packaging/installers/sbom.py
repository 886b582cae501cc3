"""The bill of materials: every part of the program folder as CycloneDX 1.6 JSON. The same parts give the same bytes."""

from __future__ import annotations

import tomllib
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import DisjunctiveLicense, License, LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from license_expression import ExpressionError, get_spdx_licensing
from packageurl import PackageURL

from installers.about import PROGRAM, ROOT, About, moment
from installers.bundled import Part

FILE: Final = "sbom.cdx.json"
_SPACE: Final = uuid.UUID("8e1f4f1e-3c1b-5a57-9d0c-6d3b6b0f4f5e")  # of our serial numbers


def text(about: About, parts: Iterable[Part], root: Path = ROOT) -> str:
    """The whole file, components sorted."""
    listed = sorted(parts, key=lambda part: (part.kind, part.name.lower()))
    bom = Bom(serial_number=uuid.uuid5(_SPACE, repr((about, [(part.name, part.version) for part in listed]))))
    bom.metadata.timestamp = moment()
    root_component = Component(
        name=PROGRAM, version=about.version, type=ComponentType.APPLICATION, description=about.summary,
        licenses=[_licence(about.licence)], bom_ref=PROGRAM,
    )  # fmt: skip
    bom.metadata.component = root_component
    found = [*map(_component, listed), *_models(root)]
    for component in found:
        bom.components.add(component)
    bom.register_dependency(root_component, found)
    written: str = JsonV1Dot6(bom).output_as_string(indent=1)
    return written + "\n"


def _component(part: Part) -> Component:
    kind = "pypi" if part.kind == "python" and part.name != "Python" else "generic" if part.kind == "python" else "deb"
    space = "debian" if kind == "deb" else None
    purl = PackageURL(kind, space, part.name.lower(), part.version)
    licences = [_licence(part.licence)] if part.licence and part.kind == "python" else []
    return Component(
        name=part.name,
        version=part.version,
        type=ComponentType.LIBRARY,
        purl=purl,
        bom_ref=str(purl),
        licenses=licences,
    )


def _licence(words: str) -> License:
    """An SPDX expression where it is one, else the words as they are."""
    try:
        get_spdx_licensing().parse(words, validate=True)
    except ExpressionError:
        return DisjunctiveLicense(name=words)
    return LicenseExpression(words)


def _models(root: Path) -> Iterator[Component]:
    with (root / "resources" / "models.toml").open("rb") as file:
        for entry in tomllib.load(file)["models"]:
            if entry.get("default"):
                yield Component(
                    name=entry["name"], type=ComponentType.MACHINE_LEARNING_MODEL, bom_ref=entry["id"],
                    licenses=[_licence(entry["licence"])],
                    hashes=[HashType(alg=HashAlgorithm.SHA_256, content=entry["sha256"])],
                )  # fmt: skip
