"""Lines -> the set of labels that are speakers.

A label is not taken for its form alone, since "The thing is: ..." has it too: a set of labels must recur, take turns, and account
for most of the file's words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from coder.readers.cues import asks
from coder.readers.labels import FORMS, Label, known, label_at, named
from coder.readers.lexicon import label_key, metadata, talk, vocabulary, words
from coder.readers.lines import Line

_COUNTED = re.compile(r"(.*?\D)[ .#_-]*(\d{1,3})")
_QUESTIONS = vocabulary(
    """
    q question a answer ans frage antwort f pregunta respuesta pergunta resposta domanda risposta vraag antwoord
    """
)


WEAK = _QUESTIONS | vocabulary("part questions answers mum mom dad mother father")
"""Words that are roles only where they recur: prose has them before a colon too."""

CLEAR = 1.0
"""The score of a reading that no other can better."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A set of labels that are speakers, in one form, and the share of the file's words that they account for."""

    form: str
    labels: tuple[Label, ...]
    score: float


def accept(found: Sequence[Line], forced: frozenset[str] = frozenset()) -> Accepted | None:
    """Find the form and the set of labels that explain the file best, None if none passes the bar."""
    content = [line for line in found if line.kind is None or line.heading]
    best: Accepted | None = None
    for form in FORMS:
        labels = _counters([label for line in found if (label := label_at(line, form))])
        taken = _speakers(form, labels, content, forced)
        if taken and (best is None or taken.score > best.score):
            best = taken
        if best and best.score >= CLEAR:
            break
    if best is None or len({label.key for label in best.labels}) == 1:
        return _mixed(found, content) or best
    return best


def _mixed(found: Sequence[Line], content: Sequence[Line]) -> Accepted | None:
    """Accept role words that stand in several forms: `Q1. ...` and `R: ...`."""
    labels = []
    for line in found:
        held = (label_at(line, form) for form in ("colon", "dot", "bracket", "dash", "tab"))
        label = next((label for label in held if label and known(label.key) and not metadata(label.key)), None)
        if label:
            labels.append(label)
    return _speakers("mixed", _counters(labels), content, frozenset())


def _counters(labels: Sequence[Label]) -> list[Label]:
    """Drop numbers that count turns, not people: `Q1`, `Q2`, `Q3` each once and in order are all `Q`."""
    stems: dict[str, list[tuple[str, int]]] = {}
    for label in labels:
        if match := _COUNTED.fullmatch(label.key):
            stems.setdefault(match[1], []).append((label.key, int(match[2])))
    counters = set()
    for stem, held in stems.items():
        numbers = [number for _, number in held]
        distinct = len(set(numbers))
        ordered = sum(a <= b for a, b in pairwise(numbers)) >= 0.9 * (len(numbers) - 1)
        if ordered and len(numbers) <= 1.3 * distinct and (distinct >= 4 or (distinct >= 2 and stem in _QUESTIONS)):
            counters.add(stem)
    return [_uncounted(label) if (m := _COUNTED.fullmatch(label.key)) and m[1] in counters else label for label in labels]


def _uncounted(label: Label) -> Label:
    text = label.text.rstrip("0123456789").rstrip(" .#-_") or label.text
    return replace(label, text=text, key=label_key(text))


def _speakers(form: str, labels: list[Label], content: Sequence[Line], forced: frozenset[str]) -> Accepted | None:
    counts = Counter(label.key for label in labels if not metadata(label.key))
    texts = {key: text for (key, text), _ in reversed(Counter((label.key, label.text) for label in labels).most_common())}
    weak = {key for key in counts if WEAK & set(words(key))}
    roles = {key for key, n in counts.items() if known(key) and key not in weak and (n > 1 or form in ("colon", "bracket"))}
    total = counts.total()
    sure = sum(counts[key] for key in roles) >= 0.8 * sum(n for n in counts.values() if n > 1)
    least = max(2, 0.02 * total, min(3, 0.1 * total) if sure else 0)
    keys = roles | {key for key, n in counts.items() if n >= least and (known(key) if key in weak else named(texts[key]))}
    keys |= forced & set(texts)
    chosen = [label for label in labels if label.key in keys]
    score = fit(form, chosen, content) if chosen else 0.0
    return Accepted("colon" if form == "mixed" else form, tuple(chosen), score) if score > 0 or forced & keys else None


def fit(form: str, chosen: Sequence[Label], content: Sequence[Line]) -> float:
    """Return how well labels explain a file by the words that they explain, 0 if they do not look like people taking turns."""
    keys = Counter(label.key for label in chosen)
    starts = len(chosen)
    changes = sum(a.key != b.key for a, b in pairwise(chosen)) / max(1, starts - 1)
    sure = sum(n for key, n in keys.items() if known(key)) / starts
    total = sum(line.words for line in content)
    after = [line for line in content if line.number >= chosen[0].line]
    explained = sum(line.words for line in after) / max(1, total)
    density = starts / max(1, len(after))
    recurs = starts / len(keys)
    if len(keys) == 1:
        have = {label.line for label in chosen}
        rest = [line for line in after if line.number not in have]
        asking = sum(asks(line.text) for line in after) >= 0.5 * len(after) or sum(asks(line.text) for line in rest) > 0.3 * len(
            rest
        )
        return explained * (
            sure > 0 and starts >= 3 and density >= 0.5 and form in ("colon", "bracket", "tab", "dash") and not asking
        )
    if changes < 0.25 or len(keys) > 40:
        return 0.0
    if sure >= 0.5:
        enough = explained >= 0.3 and (density >= 0.04 or starts >= 20) and (recurs >= 1.5 or (starts == 2 and density > 0.6))
    else:
        enough = explained >= 0.4 and density >= 0.12 and recurs >= 2 and changes >= 0.4 and _talking(chosen, after, keys)
    if form != "colon":
        enough = enough and density >= 0.25 and recurs >= 2
    if form in ("space", "mixed"):
        enough = enough and density >= 0.5 and changes >= 0.6
    if form in ("space", "bold"):
        explained *= 0.8  # any other form that fits as well is likelier
    return (explained * (0.6 + 0.4 * min(1.0, 2 * density)) + 0.2 * sure) * changes**0.5 if enough else 0.0


def _talking(chosen: Sequence[Label], after: Sequence[Line], keys: Counter[str]) -> bool:
    """Whether what follows unknown labels sounds like talk and not like a form, a glossary or minutes."""
    text = [line.text for line in after[:400]]
    evidence = sum(talk(t) * len(t.split()) for t in text) / max(1, sum(len(t.split()) for t in text))
    questions = sum(asks(t) for t in text) / max(1, len(text))
    cycle = sum(n > 1 for n in keys.values()) >= 3 and _cyclic([label.key for label in chosen])
    return (not cycle and (evidence >= 0.06 or questions >= 0.08)) or evidence >= 0.12


def _cyclic(keys: list[str]) -> bool:
    """Whether labels come in one fixed order again and again, as the fields of a form do."""
    follows: dict[str, Counter[str]] = {}
    for a, b in pairwise(keys):
        follows.setdefault(a, Counter())[b] += 1
    usual = sum(counter.most_common(1)[0][1] for counter in follows.values())
    return usual >= 0.9 * (len(keys) - 1)
