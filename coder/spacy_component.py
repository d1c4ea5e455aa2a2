"""spaCy Doc -> doc.spans["theme_coder"]: what a model suggests, as a component of a spaCy pipeline.

    nlp = spacy.blank("en")
    nlp.add_pipe("theme_coder", config={"model": "models/starter"})
    doc = nlp("My mentor rang me every week.")
    [(span.label_, span.text) for span in doc.spans["theme_coder"]]

Every paragraph is cut as the turns of a transcript are, short replies are passed over, and each code that passes its threshold (and
each theme that it implies) becomes a span with the code as its label. As with spaCy's own span categoriser, the probabilities are in
`doc.spans["theme_coder"].attrs["scores"]`, in the order of the spans.

spaCy imports this module whenever it makes a pipeline, also for our own cutting into sentences, so what is heavy is imported inside.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.tokens import SpanGroup

from coder.records import Passage, Role, Segment, Transcript, Turn
from coder.segment import nearby, segments

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

    from coder.classifier import ThemeClassifier

KEY = "theme_coder"

_BLANK_LINES = re.compile(r"\s*\n\s*\n\s*")


class ThemeCoder:
    """The component; the model is loaded at the first text.

    Parameters
    ----------
    model
        Folder of the model.
    encoder
        As in study.yaml, for a model that was trained with another encoder than the tool's own: `use`, or a folder.
    """

    def __init__(self, model: str, encoder: str = "") -> None:
        self._model = Path(model)
        self._encoder = encoder

    def __call__(self, doc: Doc) -> Doc:
        """Suggest codes for every paragraph."""
        units = _units(doc.text)
        passages = [_passage(units, place) for place in range(len(units))]
        spans: list[Span] = []
        scores = []
        if passages:
            found = self.classifier.predict_proba(passages)
            for unit, code in zip(*(places.tolist() for places in self.classifier.chosen(found).nonzero()), strict=True):
                label, place = self.classifier.codes[code].id, units[unit]
                span = doc.char_span(place.start, place.end, label=label, alignment_mode="expand")
                if span is not None:
                    spans.append(span)
                    scores.append(float(found[unit, code]))
        doc.spans[KEY] = SpanGroup(doc, name=KEY, spans=spans, attrs={"scores": scores})
        return doc

    @cached_property
    def classifier(self) -> ThemeClassifier:
        """The model.

        Raises
        ------
        ModelError
            There is none in the folder, it is damaged, or it was trained with another encoder.
        """
        from coder.steps import modelling
        from coder.study import Study

        own = modelling.named_encoder(self._encoder, Path()) if self._encoder else modelling.static_encoder(Study(Path()))
        return modelling.opened(self._model, own).classifier

    def to_disk(self, path: str | Path, exclude: Iterable[str] = ()) -> None:  # noqa: ARG002  # spaCy's signature
        """Put the model's files into a folder."""
        from coder.study import modelfiles

        modelfiles.load(self._model)
        Path(path).mkdir(parents=True, exist_ok=True)
        for name in modelfiles.FILES:
            shutil.copyfile(self._model / name, Path(path) / name)

    def from_disk(self, path: str | Path, exclude: Iterable[str] = ()) -> ThemeCoder:  # noqa: ARG002  # spaCy's signature
        """Take the model of a folder from now on."""
        self._model = Path(path)
        self.__dict__.pop("classifier", None)
        return self


@Language.factory(KEY, assigns=["doc.spans"], default_config={"model": "models/starter", "encoder": ""})
def theme_coder(nlp: Language, name: str, model: str, encoder: str) -> ThemeCoder:  # noqa: ARG001  # spaCy's signature
    """Make the component."""
    return ThemeCoder(model, encoder)


def _units(text: str) -> list[Segment]:
    """The passages of a text, each paragraph a turn of one speaker."""
    turns: list[Turn] = []
    start = len(text) - len(text.lstrip())
    for gap in (*_BLANK_LINES.finditer(text.rstrip(), start), None):
        end = gap.start() if gap else len(text.rstrip())
        if start < end:
            turns.append(Turn(len(turns), "", Role.PARTICIPANT, ((start, end),)))
        start = gap.end() if gap else end
    return [unit for unit in segments(Transcript("", text, tuple(turns), (), "")) if not unit.backchannel]


def _passage(units: list[Segment], place: int) -> Passage:
    """What the classifier sees of a passage: its words and those around it."""
    before = units[place - 1].text if place else ""
    after = units[place + 1].text if place + 1 < len(units) else ""
    earlier, later = (tuple(unit.text for unit in side) for side in nearby(units, place))
    return Passage(units[place].text, before, after, earlier=earlier, later=later)
