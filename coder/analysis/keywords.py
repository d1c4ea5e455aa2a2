"""Groups of texts -> the words that mark each: class-based tf-idf (Grootendorst 2022, arXiv:2203.05794, equation 2).

A word counts by how often it stands in the group's texts, and the more the rarer it is in all of them together.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_SPOKEN = """
um uh er erm ah oh mm hmm mhm yeah yes yep no nope okay ok well like know mean sort kind thing things really just actually
basically gonna wanna got get gets getting go goes going went gone come came say says said think thought lot bit quite maybe
suppose guess right sure sorry did does doing used use ask asked tell told put look looked way one two laughs pause name
hospital town place don't didn't it's i'm i've i'd i'll that's there's you're you've you'd we're we've they're they'd he's
he'd she's she'd wasn't weren't isn't aren't can't couldn't wouldn't won't haven't hadn't doesn't what's
"""
SPOKEN = frozenset(_SPOKEN.split())
"""Words of talk, and of transcribing, that mark nothing; the others that are left out are scikit-learn's English stop words."""


def words(text: str) -> list[str]:
    """The words of a text that may mark something, in small letters.

    >>> words("Well, I don't know: [pause] the rota's DREADFUL in the day-unit")
    ["rota's", 'dreadful', 'day-unit']
    """
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    found = (word.casefold().replace("’", "'") for word in _WORD.findall(text))
    return [word for word in found if len(word) > 2 and word not in SPOKEN and word not in ENGLISH_STOP_WORDS]


def key_words(groups: Sequence[Iterable[str]], most: int) -> tuple[tuple[str, ...], ...]:
    """The words that mark each group of texts, the strongest first; in a group of several texts a word must stand in two.

    >>> key_words([["plum jam", "jam and plum"], ["pear cake", "cake and tea"]], 2)
    (('jam', 'plum'), ('cake',))
    """
    texts = [[words(text) for text in group] for group in groups]
    counts = [Counter(word for text in group for word in text) for group in texts]
    spread = [Counter(word for text in group for word in set(text)) for group in texts]
    overall = sum(counts, Counter())
    average = sum(overall.values()) / max(len(groups), 1)
    found = []
    for group, count, where in zip(texts, counts, spread, strict=True):
        total = max(sum(count.values()), 1)
        least = min(2, len(group))
        weights = {word: n / total * math.log(1 + average / overall[word]) for word, n in count.items() if where[word] >= least}
        found.append(tuple(sorted(weights, key=lambda word: (-weights[word], word))[:most]))
    return tuple(found)
