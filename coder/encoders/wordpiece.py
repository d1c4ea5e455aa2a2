"""text -> the ids of its word pieces, as BERT's uncased tokenizer gives them.

The steps are those of Devlin et al. 2019 (`BertNormalizer`, `BertPreTokenizer`, `WordPiece`): control characters go, accents and
capitals go, every punctuation mark and every Chinese character stands alone, and a word is cut greedily into the longest pieces
that the vocabulary knows. A word that cannot be cut, or of more than `LONGEST` characters, gives no id.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

LONGEST = 100
"""Characters above which a word is not looked at."""

KNOWN = 50_000
"""Words that are remembered with their pieces."""

SPECIAL = re.compile(r"\[PAD\]|\[UNK\]")
"""What the original reads as a token of its own, wherever it stands."""

_CHINESE = (
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F),
    (0x2B920, 0x2CEAF),
    (0xF900, 0xFAFF),
    (0x2F800, 0x2FA1F),
)


class Characters(dict[int, str]):
    """Code point -> what stands for it in the normalised text, worked out when first asked for; for `str.translate`.

    Parameters
    ----------
    known
        What stands for the code points on which the original's Unicode tables are older than Python's.
    """

    def __init__(self, known: Mapping[int, str]) -> None:
        super().__init__(known)

    def __missing__(self, point: int) -> str:
        """Normalise one character: nothing, a space, its small letters, or itself between spaces."""
        found = self[point] = normalised(chr(point))
        return found


def normalised(character: str) -> str:
    """Return what stands for one character, by this Python's Unicode tables."""
    if character in "\t\n\r":
        return " "
    if unicodedata.category(character) in ("Cc", "Cf", "Co", "Cs") or character == "\ufffd":
        return ""
    if character.isspace():
        return " "
    bare = "".join(c for c in unicodedata.normalize("NFD", character) if unicodedata.category(c) != "Mn")
    small = "".join(c.lower() for c in bare)
    return "".join(f" {c} " if _alone(c) else c for c in small)


def _alone(character: str) -> bool:
    point = ord(character)
    if point < 128:
        return character.isprintable() and not character.isalnum() and character != " "
    return unicodedata.category(character)[0] == "P" or any(low <= point <= high for low, high in _CHINESE)


class WordPiece:
    """A vocabulary of pieces; `words(text)` splits, `pieces(word)` gives ids.

    Parameters
    ----------
    vocabulary
        The pieces in the order of their ids; a piece that continues a word begins with `##`.
    known
        Code point -> normalised text, where this Python's Unicode tables would say something else (see `Characters`).
    """

    def __init__(self, vocabulary: Iterable[str], known: Mapping[int, str] | None = None) -> None:
        self.vocabulary: Mapping[str, int] = {piece: number for number, piece in enumerate(vocabulary)}
        self._characters = Characters(known or {})
        self._cut: dict[str, list[int]] = {}

    def words(self, text: str) -> list[str]:
        """Split text into normalised words and single marks."""
        if "[PAD]" in text or "[UNK]" in text:
            text = SPECIAL.sub(" ", text)
        if not text.isascii():
            text = unicodedata.normalize("NFD", text)
        return text.translate(self._characters).split()

    def pieces(self, word: str) -> list[int]:
        """Cut one word of `words` into the ids of its longest known pieces; [] where it cannot be cut."""
        if word not in self._cut:
            if len(self._cut) >= KNOWN:
                self._cut.clear()
            self._cut[word] = self._pieces(word)
        return self._cut[word]

    def _pieces(self, word: str) -> list[int]:
        if len(word) > LONGEST:
            return []
        found = []
        start = 0
        while start < len(word):
            prefix = "##" if start else ""
            for end in range(len(word), start, -1):
                number = self.vocabulary.get(prefix + word[start:end])
                if number is not None:
                    break
            else:
                return []
            found.append(number)
            start = end
        return found

    def ids(self, text: str) -> list[int]:
        """Give the ids of a text's pieces, in order."""
        return [number for word in self.words(text) for number in self.pieces(word)]
