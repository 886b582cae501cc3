"""llama.cpp as a voice: answers of one GGUF model, wearing adapters that it reads from converted copies.

Knows files, contexts and outfits. Does not know which skills a message is for, and teaches nothing: that is the work of
whoever it is paired with.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from backends import adapters, machine, model_cache
from backends.fitting import fitting_prompt
from backends.gguf_adapter import Kept
from backends.gguf_header import Header
from backends.llama_chatting import LlamaChatter, SideBySide
from backends.llama_session import Handle, LlamaContext, LlamaModel
from backends.model_shape import ModelShape
from backends.prompting import Prompter
from backends.wardrobe import Outfit, outfit_of
from learning.backend import Answered
from learning.types import ModelRef, Sampling, SkillUse, Turn

_REPLY: Final = 64  # tokens that must be left for an answer


class LlamaVoice:
    """One loaded model. Errors are `BackendError`."""

    def __init__(self, model: ModelRef, header: Header, shape: ModelShape, cache: Path) -> None:
        """Raises BackendError("model_damaged" | "model_unknown")."""
        folder = model_cache.folder_of(cache, model.sha256)
        model_cache.keep_vocabulary(header, shape, folder)
        self.prompter = Prompter(folder)
        self.file = model.file
        # WORKAROUND llama.cpp lets every token of a Phi see all before it: https://github.com/ggml-org/llama.cpp/pull/13676
        self._longest = min(shape.context, *shape.windows) if shape.fused and shape.windows else shape.context
        token = 2 * shape.blocks * shape.kv_heads * shape.head_size
        self._model = LlamaModel(Path(model.file), machine.threads(), token)
        self._kept = Kept(cache, shape)
        self._adapters: dict[tuple[str, str], Handle] = {}
        self._chatter = LlamaChatter(self._open, self.prompter, self._longest)

    def check(self, skill: SkillUse) -> None:
        """Hold it ready. Raises BackendError("skill_damaged" | "skill_other_model")."""
        self._adapter((skill.path, skill.sha256))

    def chat(self, turns: Sequence[Turn], sampling: Sampling, skills: Sequence[SkillUse]) -> Iterator[str]:
        """Pieces of the answer that wears exactly these."""
        prompt = fitting_prompt(self.prompter, turns, self._longest - min(sampling.max_tokens, _REPLY))
        yield from self._chatter.write(prompt, sampling, outfit_of(skills))

    def answers(
        self, prompts: Sequence[Sequence[Turn]], max_tokens: int, skills: Sequence[SkillUse]
    ) -> Iterator[Answered | None]:
        """Greedy answers that wear exactly these."""
        encoded = [fitting_prompt(self.prompter, turns, self._longest - max_tokens) for turns in prompts]
        yield from SideBySide(self._open, self.prompter, outfit_of(skills)).answers(encoded, max_tokens)

    def close(self) -> None:
        self._chatter.close()
        self._adapters.clear()
        self._model.close()

    def _open(self, outfit: Outfit, tokens: int, sequences: int) -> LlamaContext:
        strengths: dict[tuple[str, str], float] = {}  # of one that is named twice, llama.cpp would forget the first
        for path, sha256, strength in outfit:
            strengths[path, sha256] = strengths.get((path, sha256), 0.0) + strength
        worn = [(self._adapter(key), strength) for key, strength in strengths.items()]
        context = LlamaContext(self._model, tokens, sequences)
        context.wear(worn)
        return context

    def _adapter(self, key: tuple[str, str]) -> Handle:
        if key not in self._adapters:
            file = self._kept.file(adapters.read(Path(key[0]), key[1]), key[1])
            self._adapters[key] = self._model.adapter(file)
        return self._adapters[key]
