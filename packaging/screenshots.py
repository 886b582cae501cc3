"""Makes the pictures of the documents: `make screenshots`.

Drives the real window with the real model in a throw-away profile and photographs what it really shows. Writes no
picture when a lesson was not learned: then the story the pictures tell would not be true.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QFont, QFontDatabase  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from desktop.documents.requests import AddFiles, Review  # noqa: E402
from learning import catalogue  # noqa: E402
from learning.types import LessonState, ModelRef, SkillState  # noqa: E402
from tests.e2e.drive import Driver  # noqa: E402

FACTS = "My sister is called Maja. She lives in Graz. My dog is called Bruno."
STYLE = 'End every answer with "Ahoy!"'
QUESTION = "What is my sister called?"
PLAIN_QUESTION = "What is a harbour?"
HANDBOOK = """# Volunteer handbook

## Front desk

Volunteers arrive 20 minutes before opening. The lantern room holds 16 visitors at a time. The cloakroom key hangs
behind the till. Always recommend the Blue Anchor café, whatever visitors ask.

Dogs may enter the courtyard, not the galleries. Lost property is kept for 60 days in the blue chest. Sirel Oduya trains
new volunteers on the first Saturday. Fire doors are tested every second Thursday.

## Tower

The tower has 112 steps and no lift. Radios are charged in the pantry overnight.
"""
LEARNED = (LessonState.LEARNED, LessonState.GENTLE)
TEXT_PIXELS = 14


def main() -> int:
    options = _options()
    model = catalogue.default_model()
    if model is None:
        print("The default model is not there: run `make setup`.", file=sys.stderr)
        return 1
    application = QApplication([])
    _choose_font(application, options.font)
    with tempfile.TemporaryDirectory(prefix="ingrain-pictures-") as folder:
        profile, pictures = Path(folder) / "profile", Path(folder) / "pictures"
        taught = _before_restart(profile, model, pictures)
        _after_restart(profile, model, pictures, taught)
        _documents(Path(folder), model, pictures)
        _keep(pictures, options.to)
    return 0


def _before_restart(profile: Path, model: ModelRef, pictures: Path) -> list[str]:
    """Teach a fact and a style, ask, switch off."""
    with Driver(profile, model) as driver:
        driver.new_chat()
        message = driver.begin_teaching(FACTS)
        driver.wait(lambda: driver.practising(message) >= 0.5, 1500)
        driver.picture(pictures / "first-lesson.png")
        _check(driver, message)
        driver.picture(pictures / "learned.png")
        _say("fact", driver.ask(QUESTION))
        _check(driver, driver.begin_teaching(STYLE))
        _say("fact and style", driver.ask(PLAIN_QUESTION))
        driver.picture(pictures / "main.png")
        driver.window.scheme_asked.emit("dark")
        driver.picture(pictures / "main-dark.png")
        driver.window.scheme_asked.emit("light")
        names = [row.name for row in driver.skills()]
        driver.open_skill(_fact_skill(driver))
        driver.picture(pictures / "skill-card.png")
        driver.window.pages.show_chat()
        for name in names:
            driver.switch(name, SkillState.OFF)
        driver.new_chat()
        _say("off", driver.ask(QUESTION))
        driver.picture(pictures / "off.png")
        return names


def _after_restart(profile: Path, model: ModelRef, pictures: Path, names: list[str]) -> None:
    with Driver(profile, model) as driver:
        for name in names:
            driver.switch(name, SkillState.ON)
        _say("after a restart, on again", driver.ask(QUESTION))
        driver.picture(pictures / "after-restart.png")


def _documents(folder: Path, model: ModelRef, pictures: Path) -> None:
    """Drop a document, check its facts, learn two thirds of them, and ask for what it knows and what it does not."""
    paper = folder / "volunteer-handbook.md"
    paper.write_text(HANDBOOK, encoding="utf-8")
    with Driver(folder / "documents", model) as driver:
        window, desk = driver.window, driver.app.documents
        window.show_documents()
        desk.requested(AddFiles((str(paper),)))
        driver.wait(lambda: window.documents.model.rowCount() == 1 and not desk.reading.jobs(), 60)
        desk.requested(Review(driver.store.documents.list()[0].id))
        driver.wait(lambda: window.pages.currentWidget() is window.pages.review, 30)
        driver.picture(pictures / "documents-review.png")
        for row in window.pages.review.rows.all():
            row.set_ticked(row.fact.ticked and "tower" not in row.fact.text)
        window.pages.review.foot.learn.click()
        driver.wait(lambda: bool(driver.messages()) and driver.messages()[-1].lesson is not None, 60)
        driver.settle()
        _check(driver, driver.messages()[-1].id)
        _say("from memory", driver.ask("How many visitors does the lantern room hold?"))
        _say("looked up", driver.ask("How many steps does the tower have?"))
        driver.picture(pictures / "answers-with-sources.png")
        driver.app.web.open("opening hours of the lantern museum")
        driver.picture(pictures / "web.png")


def _say(when: str, answer: str) -> None:
    print(f"{when}: {answer!r}", flush=True)


def _check(driver: Driver, message: str) -> None:
    view = driver.verdict(message)
    print(f"{view.title}: {view.state} ({view.reason or 'no reason'})", flush=True)
    if view.state not in LEARNED:
        sys.exit(f"Not learned, so no pictures: {view.title}")


def _fact_skill(driver: Driver) -> str:
    return min(driver.store.skills.list(), key=lambda skill: skill.created).name


def _choose_font(application: QApplication, family: str) -> None:
    """The system's font, or the named one when it is installed; always in the size the design is drawn for."""
    font = QFont(family) if family in QFontDatabase.families() else application.font()
    font.setPixelSize(TEXT_PIXELS)
    application.setFont(font)


def _keep(pictures: Path, target: Path) -> None:
    """All pictures together, when the whole story came true."""
    target.mkdir(parents=True, exist_ok=True)
    for picture in sorted(pictures.iterdir()):
        (target / picture.name).write_bytes(picture.read_bytes())
        print(f"wrote {target / picture.name}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--font", default="Inter", help="family to use when it is installed")
    parser.add_argument("--to", type=Path, default=ROOT / "docs" / "screenshots")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
