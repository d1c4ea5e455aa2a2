"""Guards against forcing: counted by hand; a definition that attracts refutations is told from one refuted now and then."""

from __future__ import annotations

import pytest
from coded import BOOK, FRUIT, JOY, PEAR, PLUM, WEEDS, passage

from coder.analysis.emergence import Emerging
from coder.analysis.forcing import forcing
from coder.analysis.passages import Passage
from coder.report.analysis_emergence import Emerged

SMALL = (
    passage(0, "A", 1, {PLUM}, refuted={JOY}),
    passage(1, "A", 1, {PLUM}),
    passage(2, "A", 1, set(), refuted={JOY, PEAR}),
    passage(3, "B", 1, {JOY}, unsure={PLUM}),
    passage(4, "B", 1, set()),
    passage(5, "B", 1, set(), unsure={PLUM}),
    passage(6, "C", 1, None),
)


def test_refusals_counted_by_hand() -> None:
    """Six looked at, two with no code (one more is left open); joy is refuted in two of three."""
    found = forcing(SMALL, BOOK)
    assert (found.looked, found.uncoded, found.share) == (6, 2, pytest.approx(1 / 3))
    assert found.low is not None
    assert found.high is not None
    assert found.low < 1 / 3 < found.high
    counts = {one.code: (one.confirmed, one.refuted, one.unsure) for one in found.codes}
    assert counts == {FRUIT: (2, 0, 0), PLUM: (2, 0, 2), PEAR: (0, 1, 0), WEEDS: (0, 0, 0), JOY: (1, 2, 0)}
    shares = {one.code: one.share for one in found.codes}
    assert shares == {FRUIT: 0.0, PLUM: 0.0, PEAR: 1.0, WEEDS: None, JOY: pytest.approx(2 / 3)}
    assert found.overall == pytest.approx(3 / 8)
    assert not any(one.attracts for one in found.codes), "too few to say"


def many(refuted: int, people: str) -> list[Passage]:
    """Sixty passages: joy refuted in so many, confirmed in the others; plum confirmed in all."""
    return [
        passage(n, people[n % len(people)], 1, {PLUM} if n < refuted else {PLUM, JOY}, refuted={JOY} if n < refuted else ())
        for n in range(60)
    ]


def test_a_definition_that_attracts_refutations_is_named() -> None:
    """Fifty of sixty refuted by ten people stand out; what all comes from one person does not."""
    found = forcing(many(50, "ABCDEFGHIJ"), BOOK)
    assert [one.code for one in found.codes if one.attracts] == [JOY]
    assert not any(one.attracts for one in forcing(many(50, "A"), BOOK).codes)
    shown = Emerged(Emerging((), (), None, 0, 0, 0), found, (), BOOK, "Codes.")
    assert (
        "Joy attracts refutations: it was refuted more often than other codes. Its definition: The garden gives joy."
        in shown.sentences()
    )
    assert shown.grouping() == ("No segment without a code is long enough to be grouped, and none has an emergent note.",)


def test_nothing_looked_at_has_no_share() -> None:
    """No figure, no fault."""
    found = forcing((passage(0, "A", 1, None),), BOOK)
    assert (found.looked, found.share, found.overall) == (0, None, None)
