"""The composition root: builds store, link, window and desks, and connects them. The only file that knows everyone."""

from __future__ import annotations

import argparse
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSettings, Qt, QTimer, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication, QMessageBox

from desktop import leaving, log_file
from desktop.appearance import Appearance
from desktop.background import OnDisk
from desktop.chats_desk import ChatsDesk
from desktop.conversation import Conversation
from desktop.engine_desk import EngineDesk
from desktop.engines_desk import EnginesDesk
from desktop.first_model import DEMO, DEMO_BACKEND, Chosen, choose
from desktop.foreign_text import ForeignText
from desktop.gate import Gate
from desktop.lessons_desk import LessonsDesk
from desktop.link import EngineLink, InlineLink
from desktop.models_desk import ModelsDesk
from desktop.news_desk import NewsSource
from desktop.notices import Notice
from desktop.opened import Opened
from desktop.settings_desk import SettingsDesk
from desktop.sharing_desk import SharingDesk
from desktop.single import Doorman
from desktop.skills_desk import SkillsDesk
from desktop.watchdog import Watchdog
from desktop.window import MainWindow
from desktop.words import PROFILE, AppWords, NoticeWords
from learning.shelf.messages import Hub
from learning.shelf.process import THE_HUB
from learning.shelf.shelf import CHOSEN
from learning.store.errors import DiskFull, ProfileInUse, StoreCode, StoreError
from learning.store.profile import Profile
from learning.store.store import Store
from learning.store.sweep import SweepReport
from learning.types import ModelRef

AnyLink = EngineLink | InlineLink
IDENTITY: Final = (
    "io.github.ingrain.Ingrain"  # the name of the .desktop file, which packaging/installers/about.py says too
)
ICON: Final = Path(__file__).resolve().parent.parent / "resources" / "ingrain.svg"


class App(QObject):
    """One open profile and its window. `close` ends everything that was begun."""

    def __init__(
        self,
        application: QApplication,
        profile: Profile,
        store: Store,
        link: AnyLink,
        allowed: tuple[str, ...] = (),
        hub: Hub = THE_HUB,
        news: NewsSource | None = None,
    ) -> None:
        """`allowed` ("host:port") may be read beside the public web. Only tests fill it and name a `hub` and `news`."""
        super().__init__(application)
        self._application, self._profile, self._store, self._link = application, profile, store, link
        self._closed = False
        self._backend = ""  # the engine that was asked for
        self.appearance = Appearance(application, store.settings)
        settings = QSettings(str(profile.root / "window.ini"), QSettings.Format.IniFormat)
        self.window = MainWindow(self.appearance.apply(), settings)
        page = self.window.chat
        self.chats = ChatsDesk(store, page, self.window.chats)
        gate = Gate(link)
        self.talk = Conversation(store, gate, page, self.chats)
        self.lessons = LessonsDesk(store, gate, page, self.chats, self.talk)
        self.skills = SkillsDesk(store, gate, self.window.skills, self.window.card, page.notices)
        self.engines = EnginesDesk(store.settings, self.window.pages.engines, self.window.status, page.notices)
        self.engine = EngineDesk(gate, self.window, self.talk, self.lessons, self.skills, self.engines)
        self.foreign = ForeignText(store, self.window, self.chats, self.talk, self.lessons, self.skills, allowed)
        self.documents, self.review, self.web = self.foreign.documents, self.foreign.review, self.foreign.web
        self.sharing = SharingDesk(store, gate, self.window.pages.offer, page.notices)
        self.models = ModelsDesk(store, self.window.pages.models, page.notices, hub)
        self.settings = SettingsDesk(store, self.window, self.appearance, news or NewsSource.own())
        self.watchdog = Watchdog(self)
        self._connect()
        self.chats.start()
        self.skills.refresh()
        self.documents.refresh()

    def start(self, model: ModelRef, backend: str) -> None:
        """Like `begin`, with a model that is known."""
        self.begin(lambda _profile, _wanted: Chosen(model, backend))

    def begin(self, choose: Callable[[Profile, str], Chosen]) -> None:
        """After the window is painted: the engine's process; beside the window the sweep and the model's file."""
        self.watchdog.start()
        self._link.start()
        self._beside(lambda mine: mine.sweep(), self._swept)
        self._beside(lambda mine: choose(mine.profile, mine.settings.get(CHOSEN, "")), self._chosen)
        self.settings.news.start()

    def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        self.window.chat.composer.flush_draft()
        self.talk.leave()
        self._link.received.disconnect(self.engine.hear)
        self._link.close()
        self.lessons.asking.wait()
        self.lessons.publishing.wait()
        self.lessons.remaking.wait()
        self.foreign.close()
        self.sharing.close()
        self.models.close()
        self.settings.close()
        for work in self.findChildren(OnDisk):
            work.wait()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.MetaCall.value)  # their results, while there is a store
        self.watchdog.stop()
        self._store.close()

    # -------------------------------------------------------------------------------------- private

    def _connect(self) -> None:
        window = self.window
        self._link.received.connect(self.engine.hear, Qt.ConnectionType.QueuedConnection)
        for desk in (self.chats, self.talk, self.lessons, self.skills, self.documents, self.review, self.web,
                     self.sharing, self.models, self.engines, self.settings):  # fmt: skip
            desk.disk_trouble.connect(self._disk_trouble)
        self.engines.load_asked.connect(self.engine.load_again)
        self.engines.page_asked.connect(window.pages.show_engines)
        window.pages.engines.left.connect(window.pages.show_chat)
        self.engine.model_chosen.connect(self.foreign.use)
        self.foreign.link_asked.connect(self._ask_link)
        self._connect_sharing()
        self._connect_models()
        self.lessons.skills_changed.connect(self.skills.refresh)
        self.lessons.publishing.published.connect(self.skills.learned)
        self.lessons.skill_asked.connect(self.skills.open)
        self.lessons.remaking.emptied.connect(self.skills.emptied)
        self.skills.page_asked.connect(window.pages.show_card)
        self.skills.chat_asked.connect(window.pages.show_chat)
        self.skills.stop_asked.connect(self.lessons.stop)
        self.skills.teach_asked.connect(window.begin_teaching)
        self.skills.forget_asked.connect(self.lessons.remaking.forget)
        window.card.requested.connect(self.lessons.remaking.requested)
        self.skills.add_asked.connect(self._add_to)
        self.skills.lesson_changed.connect(self.lessons.refresh)
        self.chats.opened.connect(window.pages.show_chat)
        window.new_chat_asked.connect(self.chats.new)
        window.delete_chat_asked.connect(self.chats.delete_current)
        window.restart_asked.connect(self._link.restart)
        window.undo_asked.connect(self.lessons.undo_newest)
        window.folder_asked.connect(self._show_folder)
        window.scheme_asked.connect(self.appearance.set_scheme)
        window.text_asked.connect(self.appearance.set_text_size)
        window.about_asked.connect(self._about)
        window.closing.connect(self.close)
        window.chat.transcript.link_asked.connect(self._ask_link)
        self.appearance.changed.connect(window.set_theme)

    def _connect_sharing(self) -> None:
        window, sharing = self.window, self.sharing
        self.engine.model_chosen.connect(sharing.use)
        self.engine.fits.connect(sharing.hear)
        for asking in (window.skills, window.card):
            asking.requested.connect(sharing.requested)
        self.documents.skill_file.connect(sharing.look)
        sharing.page_asked.connect(window.pages.show_offer)
        sharing.left.connect(window.pages.show_chat)
        sharing.added.connect(self._added)

    def _connect_models(self) -> None:
        window, models = self.window, self.models
        window.models_asked.connect(models.open)
        models.page_asked.connect(window.pages.show_models)
        models.left.connect(window.pages.show_chat)
        models.online.connect(window.status.show_web)
        models.use_asked.connect(self._use_model)
        self.engine.loaded.connect(models.loaded)
        self.engine.not_loaded.connect(models.not_loaded)

    def _use_model(self, model: ModelRef) -> None:
        """Another model for the engine that runs: it closes the old one first."""
        asked = "" if self._backend == DEMO_BACKEND else self._backend
        backend = DEMO_BACKEND if model.sha256 == DEMO.sha256 else asked
        self.engine.load(model, backend, self._profile.cache)

    def _added(self, skill: str) -> None:
        """A skill from a file: its page, with the switch that is off."""
        self.skills.refresh()
        self.skills.open(skill)

    def _beside(self, work: Callable[[Store], object], done: Callable[..., None]) -> None:
        task = OnDisk(self._store, work, self)
        task.done.connect(done)
        task.failed.connect(self._disk_trouble)
        task.finished.connect(task.deleteLater)
        task.start()

    def _chosen(self, chosen: Chosen) -> None:
        if chosen.trouble:
            self.window.chat.notices.say(Notice(chosen.trouble, trouble=True))
        self._backend = chosen.backend
        self.engine.load(chosen.model, chosen.backend, self._profile.cache)

    def _swept(self, report: SweepReport) -> None:
        if report.restored:
            self.window.chat.notices.say(Notice(NoticeWords.RESTORED, trouble=True))
        if report.damaged:
            self.window.chat.notices.say(Notice(NoticeWords.damaged(len(report.damaged)), trouble=True))
        if report.stopped or report.interrupted or report.adopted:
            self.lessons.show_chat(self.chats.chat)
        self.skills.refresh()
        self.documents.refresh()
        self.skills.wear()

    def _disk_trouble(self, error: Exception) -> None:
        words = PROFILE.get(error.code) if isinstance(error, StoreError) else None
        text = words.replace("\n", " ") if words else AppWords.SOMETHING_WRONG
        self.window.chat.notices.say(Notice(text, trouble=True, details=f"{type(error).__name__}: {error}"))

    def _add_to(self, skill: str) -> None:
        """The composer, with a chip that names the skill."""
        self.window.begin_teaching()
        self.lessons.asking.aiming.add_to(skill)

    def _show_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._profile.root)))

    def _about(self) -> None:
        self.window.chat.notices.say(Notice(f"{AppWords.NAME}. {AppWords.ONLY_HERE}"))

    def _ask_link(self, address: str) -> None:
        """A page is opened only after the person has seen where it leads."""
        url = QUrl(address)
        words = NoticeWords.open_link(url.host() or address)
        self.window.chat.notices.say(Notice(words, NoticeWords.OPEN, partial(_open, url)))

    @Slot(str)
    def say_broken(self, details: str) -> None:
        """An error in the window itself (from the exception hook)."""
        self.window.chat.notices.say(Notice(AppWords.SOMETHING_WRONG, trouble=True, details=details))


def main(argv: Sequence[str]) -> int:
    """Open the window on a profile. Exit code 2: the profile cannot be used."""
    options = _options(argv)
    application = QApplication.instance() or QApplication(["ingrain"])
    assert isinstance(application, QApplication)
    application.setApplicationName(AppWords.NAME)
    application.setDesktopFileName(IDENTITY)
    application.setWindowIcon(QIcon(str(ICON)))
    profile = Profile(options.profile.expanduser().absolute()) if options.profile else Profile.default()
    doorman = Doorman(profile)
    try:
        store = Store.open(profile)
    except ProfileInUse:
        doorman.call(_skill_file(options))
        print(AppWords.IN_USE, file=sys.stderr)
        return 2
    except StoreError as error:
        return _refuse(error)
    if not store.writer:  # a newer version's profile opens for reading only
        store.close()
        return _refuse_text(PROFILE[StoreCode.NEWER])
    return _run(application, options, profile, store, doorman)


def _run(
    application: QApplication, options: argparse.Namespace, profile: Profile, store: Store, doorman: Doorman
) -> int:
    link = EngineLink(log=str(profile.logs / "engine-stacks.txt"))
    app = App(application, profile, store, link)
    sys.excepthook = _hook(app)
    doorman.listen(app.window)
    doorman.asked.connect(app.sharing.look)
    opened = Opened(application, _skill_file(options))
    opened.asked.connect(app.sharing.look)
    app.window.show()
    QTimer.singleShot(0, opened, opened.begin)
    QTimer.singleShot(0, app, lambda: app.begin(partial(choose, options.model, options.backend)))
    _let_ctrl_c_through(app)
    with log_file.kept(profile.logs):
        code = application.exec()
        app.close()
    doorman.close()
    return leaving.erase(profile, _refuse_text) if app.settings.erasing else code


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="ingrain")
    parser.add_argument("file", nargs="?", type=Path, help="a skill to look at")
    parser.add_argument("--profile", type=Path)
    parser.add_argument("--model", default="")
    parser.add_argument("--backend", default="")
    return parser.parse_args(argv)


def _skill_file(options: argparse.Namespace) -> str:
    return str(options.file.expanduser().absolute()) if options.file else ""


def _open(url: QUrl) -> None:
    QDesktopServices.openUrl(url)


def _let_ctrl_c_through(app: App) -> None:
    """Python sees a signal only when it runs; the watchdog's timer makes it run."""
    signal.signal(signal.SIGINT, lambda *_: app.window.close())
    signal.signal(signal.SIGTERM, lambda *_: app.window.close())


def _hook(app: App) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    """Exceptions in slots end here: written down, and said in the window. Stacks only, no content."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        sys.__excepthook__(kind, error, trace)
        app.say_broken(stack(error))

    return hook


def stack(error: BaseException) -> str:
    """Where an error happened, for Copy details: its type and frames, not its words, which may be private."""
    return type(error).__name__ + "\n" + "".join(traceback.format_tb(error.__traceback__)[-8:])


def _refuse(error: StoreError) -> int:
    text = PROFILE.get(error.code, AppWords.SOMETHING_WRONG)
    if isinstance(error, DiskFull) and error.needed:
        text += f"\n{error.needed / 1e6:.0f} MB needed, {error.free / 1e6:.0f} MB free."
    return _refuse_text(text)


def _refuse_text(text: str) -> int:
    """In the terminal, and in a window of its own where there is a screen."""
    print(text.replace("\n", " "), file=sys.stderr)
    if QGuiApplication.platformName() not in ("offscreen", "minimal"):
        QMessageBox.critical(None, AppWords.NAME, text)
    return 2
