"""Why a file is not installed as a skill. Codes only: the window has the words."""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    """The first ones are also values of `learning.parse.reasons.Reason`."""

    MISSING = "missing"
    NOT_A_FILE = "not_a_file"
    NEEDS_PERMISSION = "needs_permission"
    EMPTY = "empty"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOO_LARGE = "too_large"
    TOO_LONG = "too_long"
    # of the archive
    NOT_A_SKILL = "not_a_skill"
    TOO_MANY = "too_many_parts"
    UNSAFE_NAME = "unsafe_name"
    LINK = "link"
    TWICE = "same_name_twice"
    CODE = "code_inside"
    NESTED = "archive_inside"
    EXTRA = "other_files"
    INCOMPLETE = "incomplete"
    BOMB = "unfolds_too_far"
    PART_DAMAGED = "part_damaged"
    # of its papers
    MANIFEST_LARGE = "manifest_large"
    MANIFEST_DEEP = "manifest_deep"
    MANIFEST_BROKEN = "manifest_broken"
    NEWER = "newer_format"
    CHECKSUM = "checksum"
    LESSON = "lesson_broken"
    README = "readme_broken"
    # of the adapter
    HEADER_LARGE = "header_large"
    HEADER = "header_broken"
    TENSORS = "too_many_tensors"
    NUMBER_FORMAT = "number_format"
    OFFSETS = "offsets"
    TENSOR_NAME = "tensor_name"
    TARGETS = "cannot_wear"
    SHAPES = "shapes"
    NUMBERS = "bad_numbers"
    CONFIG = "config_broken"
    PEFT_TYPE = "adapter_kind"
    DORA = "dora"
    AUTO_MAPPING = "auto_mapping"
    REMOTE_BASE = "remote_base"
    RANK = "rank"
    SETTING = "unknown_setting"
    # of this computer
    NO_MODEL = "no_model"
    OTHER_MODEL = "other_model"


class Refused(Exception):
    """The only exception that looking at a file raises. `detail` is for Copy details."""

    def __init__(self, reason: Refusal, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail[:200]
