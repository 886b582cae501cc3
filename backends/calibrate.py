"""`python -m backends.calibrate`: make the reader that ships for a model. For whoever builds Ingrain."""

from __future__ import annotations

import argparse
from pathlib import Path

from backends import gate
from backends.reader import SHIPPED, Reader, calibrated
from backends.torch_lora import TorchLora
from learning.catalogue import default_model, find
from learning.reading import groups


def main() -> None:
    """Calibrate the reader of a model and write it to where it ships."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--model", default="", help="an id or a path; the default model without it")
    parser.add_argument("--cache", type=Path, required=True, help="where converted models are kept")
    options = parser.parse_args()
    model = find(options.model) if options.model else default_model()
    if model is None:
        raise SystemExit("there is no default model on this machine: run `make setup`")
    backend = TorchLora()
    for _ in backend.load(model, options.cache):
        pass
    work = calibrated(backend.states(), gate.looks(backend.capabilities().blocks, told=True), len(groups()))
    while True:
        try:
            next(work)
        except StopIteration as end:
            reader: Reader = end.value
            break
    path = SHIPPED / f"{model.sha256[:16]}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(reader.text() + "\n", encoding="utf-8")
    print(f"{path.name}: {len(groups())} groups")


if __name__ == "__main__":
    main()
