"""What goes into the program folder and what stays out. Pure lists and rules; PyInstaller's spec asks for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

PRODUCT: Final = ("desktop", "learning", "backends")
# Engines and readers are named by strings ("module:function"), so every module of ours goes in. These only make
# what ships (readers, writers, answers) and need tools that people do not have.
WORKSHOP: Final = frozenset({"backends.teach_reader", "backends.teach_writer", "backends.write_answers"})
MLX: Final = "backends.mlx_"
# Found by name at run time.
ALSO: Final = ("psutil", "tokenizers", "gguf", "jinja2", "llama_cpp")
# Packages with files beside their code, and packages whose version is asked for.
DATA: Final = ("trafilatura", "justext", "py3langid", "courlan", "tld", "ddgs", "certifi", "mlx")
SUBMODULES: Final = ("ddgs", "mlx_lm.models")
METADATA: Final = (
    "ingrain", "PySide6-Essentials", "torch", "tokenizers", "gguf", "numpy", "jinja2", "tqdm", "pyyaml", "packaging",
    "llama-cpp-python", "mlx", "mlx-lm", "huggingface_hub",
)  # fmt: skip
# What our libraries can use and we do not; each was left out and the self-test passed.
LEFT_OUT: Final = (
    "tkinter", "idlelib", "lib2to3", "test", "pip", "setuptools", "wheel", "pytest",
    "_pytest", "IPython", "matplotlib", "scipy", "pandas", "PIL", "tensorboard", "torchvision", "torchaudio",
    "transformers", "accelerate", "peft", "safetensors", "hf_xet", "datasets", "triton", "numba",
    "PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtQuickWidgets", "PySide6.QtDesigner", "PySide6.QtSql",
    "PySide6.QtTest", "PySide6.QtHelp", "PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets", "PySide6.QtUiTools",
    "PySide6.QtXml", "PySide6.QtConcurrent", "PySide6.QtPrintSupport",
    "typer", "rich", "cv2", "readline",
)  # fmt: skip
# mlx-lm is transformers' guest: where MLX is packed, these have to come along.
NEEDED_BY_MLX: Final = frozenset({"transformers", "safetensors"})
# Files by their place in the program folder.
_PRUNED: Final = tuple(re.compile(rule) for rule in (
    r"^torch/(include|test|share|utils/benchmark)/",
    r"^torch/bin/(?!torch_shm_manager)",
    r"^torch/lib/(libtorchbind_test|libaoti_custom_ops|libbackend_with_compiler|libjitbackend_test)\.",
    r"^torch/lib/.*\.(a|lib|pdb)$",
    r"\.(h|hpp|cuh|cpp|cu|cc|pyi|pxd|cmake|jinja)$",
    r"(^|/)(tests?|testing_data)/.*\.(py|pyc|json|npy|npz|txt|csv|pkl)$",
    r"^PySide6/Qt/translations/(?!qtbase_)",
    r"^PySide6/Qt/(qml|metatypes|libexec|resources)/",
    r"^PySide6/Qt/plugins/(qmltooling|designer|sqldrivers|assetimporters|egldeviceintegrations|generic|"
    r"networkinformation|webview|tls)/",
    r"^PySide6/Qt/plugins/platformthemes/libqgtk3",
    r"^PySide6/Qt/plugins/platforms/libq(vnc|eglfs|linuxfb|vkkhrdisplay|minimalegl)",
    r"^PySide6/Qt/plugins/imageformats/libq(pdf|tga|tiff|wbmp|icns)",
    r"libQt6(Qml|Quick|Designer|Labs|EglF[sS]|VirtualKeyboard|WaylandCompositor|Pdf|3D|Sql|Test|Help|Lottie)\w*\.so",
    r"^(PySide6/)?Qt6(Qml|Quick|Designer|Labs|VirtualKeyboard|Pdf|Sql|Test|Help|Lottie)\w*\.dll$",
    r"^PySide6/opengl32sw\.dll$",
    r"\.dist-info/(direct_url\.json|RECORD|INSTALLER|REQUESTED|uv_cache\.json)$",
    r"^ingrain-.*\.dist-info/(?!METADATA|licenses)",
))  # fmt: skip
# Every desktop has these, and graphics drivers want the system's own: they are needed, not brought. What Python needs,
# and what few systems have (xcb-util), comes along.
_SYSTEMS: Final = re.compile(
    r"^lib(X11|X11-xcb|xcb|Xau|Xdmcp|Xext|Xrender|Xi|Xfixes|GL|EGL|GLX|GLdispatch|OpenGL|drm|gbm|wayland-\w+|"
    r"fontconfig|freetype|harfbuzz|graphite2|fribidi|thai|datrie|expat|png16|jpeg|brotli\w+|"
    r"glib-2|gio-2|gobject-2|gmodule-2|gthread-2|dbus-1|systemd|stdc\+\+|gcc_s|z|"
    r"atk-1|cairo|cairo-gobject|pango-1|pangocairo-1|pangoft2-1|pixman-1|gdk_pixbuf-2|"
    r"krb5|krb5support|gssapi_krb5|k5crypto|com_err|keyutils|mount|blkid|selinux|pcre2-8|cap|gcrypt|gpg-error|"
    r"lz4|zstd|bsd|md)(\.0)?\.so"
)


def modules(root: Path, mlx: bool) -> tuple[str, ...]:
    """Every module of ours that ships. `mlx`: whether that engine is packed."""
    found = (name for package in PRODUCT for name in _modules(root, package))
    return tuple(name for name in found if name not in WORKSHOP and (mlx or not name.startswith(MLX)))


def resources(root: Path) -> tuple[tuple[str, str], ...]:
    """(file, folder in the program folder) of all we ship beside code, the licence of Ingrain too."""
    files = sorted(path for path in (root / "resources").rglob("*") if path.is_file() and _ships(path))
    return tuple((str(path), path.parent.relative_to(root).as_posix()) for path in files)


def left_out(mlx: bool) -> tuple[str, ...]:
    return tuple(name for name in LEFT_OUT if not (mlx and name in NEEDED_BY_MLX))


def pruned(place: str) -> bool:
    """Whether a file at this place in the program folder is of no use to anyone there."""
    return any(rule.search(place.replace("\\", "/")) for rule in _PRUNED)


def of_system(place: str) -> bool:
    """Whether Linux itself has this library, so that ours stays out."""
    return bool(_SYSTEMS.match(place))


def _modules(root: Path, package: str) -> Iterator[str]:
    for path in sorted((root / package).rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _ships(path: Path) -> bool:
    return "__pycache__" not in path.parts and path.suffix not in (".pyc", ".part")
