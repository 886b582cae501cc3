"""Skills as files in the window: saved after one plain question, looked at, added off, labelled; bad ones refused."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton, QWidget

from desktop.documents.dropping import Drops
from desktop.share_words import ShareWords as Words
from desktop.share_words import refused
from desktop.skills import choosing
from desktop.skills.choosing import TellQuestion, file_name
from desktop.skills.offer_page import OfferPage
from desktop.skills.offer_view import OfferView, offer_view
from desktop.skills.rows import line, skill_row
from learning.maker import Maker
from learning.sharing.exporting import export
from learning.sharing.offered import Offered
from learning.sharing.refusals import Refusal
from learning.store import manifest
from learning.store.profile import Profile
from learning.types import LessonState, ModelRef, Skill, SkillState
from tests.desktop.learned_samples import THEMES, colours
from tests.desktop.open_window import Opened, opened
from tests.learning.sharing.hostile_archives import ARCHIVES, MARKER
from tests.learning.sharing.skill_files import about, config, good, lora, safetensors, saved, tree, zipped

FACT = "My sister is called Mira."
QUESTION = "What is my sister called?"


@pytest.fixture
def window(qapp: QApplication, profile: Profile) -> Iterator[Opened]:
    with opened(qapp, profile) as made:
        yield made


def press(button: QWidget) -> None:
    assert isinstance(button, QAbstractButton) and button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def skill_of(window: Opened) -> Skill:
    (found,) = window.store.skills.list()
    return found


def page(window: Opened) -> OfferPage:
    return window.window.pages.offer


def look(window: Opened, path: Path) -> None:
    """Choose a file, and wait for its page."""
    window.app.sharing.look(str(path))
    window.wait(lambda: window.window.pages.currentWidget() is page(window))


@pytest.fixture
def file(window: Opened, tmp_path: Path) -> Path:
    """A skill taught here, saved as a file and forgotten again."""
    assert window.teach(FACT) is LessonState.LEARNED
    skill = skill_of(window)
    made = export(skill, tmp_path / "sister.ingrain", with_lesson=True)
    window.store.skills.purge(skill.id)
    window.app.skills.refresh()
    window.app.skills.wear()
    return made.path


def test_saved_by_the_card_without_what_was_told_unless_asked(
    window: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.teach(FACT)
    target = tmp_path / "out.ingrain"
    monkeypatch.setattr(choosing, "file_to_save", lambda _parent, _name: str(target))
    window.app.skills.open(skill_of(window).id)
    card = window.window.card
    card.more.toggle.click()
    for button, told in (("leave_out", False), ("send", True)):
        press(card.more.save_button)
        (question,) = window.window.findChildren(TellQuestion)
        assert question.defaultButton() is question.leave_out and question.escapeButton() is question.cancel
        press(getattr(question, button))
        said = Words.saved(target.name, told)
        window.wait(lambda said=said: window.notice() == said)  # type: ignore[misc]  # bound now
        assert ("lesson.jsonl" in zipfile.ZipFile(target).namelist()) is told
        window.window.chat.notices.close_button.click()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    press(card.more.save_button)
    (question,) = window.window.findChildren(TellQuestion)
    before = target.read_bytes()
    press(question.cancel)
    QTest.qWait(50)
    assert target.read_bytes() == before


def test_added_by_the_button_off_and_labelled_then_on(
    window: Opened, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "file_to_add", lambda _parent: str(file))
    press(window.window.skills.add_file)
    window.wait(lambda: window.window.pages.currentWidget() is page(window))
    view = page(window).view()
    assert view is not None and view.told == (FACT,) and "not yours" in view.label.lower()
    assert window.window.focusWidget() is page(window).not_now or not window.window.isActiveWindow()
    assert window.store.skills.list() == (), "looking adds nothing"
    press(page(window).add)
    window.wait(lambda: window.store.skills.list() != ())
    window.wait(lambda: window.window.pages.currentWidget() is window.window.card)
    skill = skill_of(window)
    assert (skill.state, skill.maker) == (SkillState.OFF, Maker.OTHER)
    card = window.window.card.card()
    assert card is not None and card.row.maker is Maker.OTHER
    assert [source.note for source in card.sources] == ["Its maker, as a fact"]
    assert Words.SAYS_MAKER in window.window.card.band.values()[0]
    row = window.window.skills.model.row(window.window.skills.model.index_of(skill.id))
    assert row is not None and line(row).startswith("Not yours · ")
    assert "Mira" not in window.shown(window.ask(QUESTION))
    window.app.skills.open(skill.id)
    press(window.window.card.title.segments.button(SkillState.ON))
    window.wait(lambda: skill_of(window).state is SkillState.ON)
    assert "Mira" in window.shown(window.ask(QUESTION))


def test_not_now_leaves_nothing(window: Opened, file: Path) -> None:
    before = tree(window.store.profile.skills)
    for way in ("button", "escape", "back"):
        look(window, file)
        if way == "escape":
            QTest.keyClick(page(window), Qt.Key.Key_Escape)
        else:
            press(page(window).not_now if way == "button" else page(window).back)
        window.wait(lambda: window.window.pages.currentWidget() is window.window.chat)
        assert tree(window.store.profile.skills) == before and window.store.skills.list() == ()


@pytest.mark.parametrize("where", ["chat", "skills", "card", "documents"])
def test_dropped_on_the_window(window: Opened, file: Path, where: str) -> None:
    target: QWidget = getattr(window.window, where)
    drop(target, file)
    window.wait(lambda: window.window.pages.currentWidget() is page(window))
    view = page(window).view()
    assert view is not None and view.told == (FACT,)
    assert window.store.skills.list() == () and window.store.documents.list() == ()
    assert where == "documents" or window.window.right.shown() is window.window.skills


def drop(target: QWidget, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    copy, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    event = QDropEvent(QPointF(QPoint(5, 5)), copy, data, Qt.MouseButton.LeftButton, none)
    (drops, *_) = target.findChildren(Drops)
    assert drops.eventFilter(target, event)  # Qt gives a drop only to what a drag has entered


@pytest.mark.parametrize("kind", ["up", "script", "bomb", "text", "not there"])
def test_a_hostile_file_is_refused_in_words(window: Opened, tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "given"
    folder.mkdir()
    make, reason = ARCHIVES[kind]
    before = tree(window.store.profile.skills)
    window.app.sharing.look(str(make(folder)))
    window.wait(lambda: window.notice() == refused(reason))
    now = window.window.chat.notices.now()
    assert now is not None and now.trouble and now.details.startswith(reason.value)
    assert window.window.pages.currentWidget() is not page(window)
    assert tree(window.store.profile.skills) == before and not list(folder.rglob(MARKER))


def test_a_plain_adapter_is_tried_on_the_model_first(window: Opened, tmp_path: Path) -> None:
    path = saved(tmp_path / "lora", {manifest.CONFIG: config(), manifest.ADAPTER: safetensors(lora())})
    look(window, path / manifest.ADAPTER)
    view = page(window).view()
    assert view is not None and "Made elsewhere" in view.label and any("Demo engine" in one.value for one in view.lines)
    press(page(window).add)
    window.wait(lambda: window.notice() == refused(Refusal.OTHER_MODEL))
    assert window.store.skills.list() == () and list(window.store.profile.staging.iterdir()) == []


def test_what_vanished_meanwhile_is_not_added(window: Opened, file: Path) -> None:
    look(window, file)
    shutil.rmtree(next(window.store.profile.staging.iterdir()))
    press(page(window).add)
    window.wait(lambda: window.window.pages.currentWidget() is window.window.chat)
    assert window.store.skills.list() == () and window.notice()


def test_a_window_that_closes_lets_the_offer_go(qapp: QApplication, profile: Profile, tmp_path: Path) -> None:
    with opened(qapp, profile) as made:
        look(made, zipped(tmp_path / "x.ingrain", good()))
    assert list(profile.staging.iterdir()) == []


def test_one_for_another_model_says_so(window: Opened, tmp_path: Path) -> None:
    look(window, zipped(tmp_path / "x.ingrain", good()))
    view = page(window).view()
    assert view is not None and any(Words.NOT_HERE in one.value for one in view.lines)
    press(page(window).add)
    window.wait(lambda: window.store.skills.list() != ())
    row = skill_row(skill_of(window), "0" * 64)
    assert line(row) == "Not yours · Needs another model: M"


# --------------------------------------------------------------------------------------------------- the page


def offered(**changes: object) -> Offered:
    return Offered(about(maker=Maker.OTHER, **changes), 2_000_000, "cd" * 32, "ef" * 32, (FACT, "<b>Bold</b>"), 60)


def view(**changes: object) -> OfferView:
    return offer_view(offered(**changes), frozenset({"ab" * 32}), ModelRef("m", "M", "m", "", "ab" * 32))


def test_what_the_page_says() -> None:
    made = view()
    said = {one.label: one.value for one in made.lines}
    assert said[Words.MODEL] == f"M, {Words.HERE}" and said[Words.MADE] == "2026-01-02"
    assert said[Words.QUIZ] == "1 of 1 right, 0 before, says its maker"
    assert said[Words.SIZE] == "2.0 MB" and said[Words.CHECKSUM] == "cd" * 32
    assert made.more == "and 58 more statements"


@pytest.mark.parametrize("theme", THEMES)
def test_the_page_is_painted_and_everything_has_a_name(qtbot: object, theme: object) -> None:
    made = OfferPage(theme)  # type: ignore[arg-type]  # one of THEMES
    qtbot.addWidget(made)  # type: ignore[attr-defined]  # pytest-qt's fixture
    made.show_view(view())
    made.resize(700, 640)
    made.show()
    assert colours(made) > 8
    ours = [part for part in made.findChildren(QPushButton) if part.isVisible()]
    assert [part for part in ours if not (part.accessibleName() or part.text())] == []
    assert made.accessibleName() == "A skill from a file: Sister"
    with qtbot.waitSignal(made.added):  # type: ignore[attr-defined]
        made.add.click()
    assert not made.add.isEnabled(), "once"


def test_names_of_files() -> None:
    assert file_name("My sister/cat: “Mo”?") == "My sister cat “Mo”.ingrain"
    assert file_name("...") == "skill.ingrain" and len(file_name("x" * 300)) == 88
