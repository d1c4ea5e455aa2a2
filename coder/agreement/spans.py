"""Spans marked freely -> Krippendorff's u-alpha family, and NVivo's kappa by characters for comparison.

u-alpha       boundaries and codes together
|u-alpha      boundaries alone: is the text marked at all
cu-alpha      codes alone, where two coders both marked something
(k)u-alpha    one code among what both marked

Source: Krippendorff, Mathet, Bouvry & Widlöcher (2016), Quality & Quantity 50:2347-2364; Krippendorff (2019), Content Analysis,
section 12.6.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations, pairwise, permutations

import numpy as np

from coder.agreement import reasons
from coder.agreement.arrays import Array, quotient
from coder.agreement.coefficients import cohen
from coder.agreement.continua import Continuum, Stretches, names, stretches
from coder.agreement.figures import Figure
from coder.agreement.intervals import estimate
from coder.agreement.measured import DEFAULT, Options, make_figure

BY_CHARACTERS = "by characters: long passages count for more and agreement looks higher than by segment; for comparison only"


@dataclass(frozen=True, slots=True)
class SpanTable:
    """What each transcript adds to the u-alpha family: `flat` (T, q (q + 2)) for q = 1 + codes, the first value being the gap.

    In this order: coincidences by length (q, q); what a value cannot be paired with, its own spans squared, or a gap's length
    (q,); the same among stretches that both marked (q,).
    """

    values: int
    flat: Array

    def total(self) -> SpanTable:
        """Sum over transcripts."""
        return SpanTable(self.values, np.asarray(self.flat.sum(axis=0)))

    def without_each(self) -> SpanTable:
        """Leave out each transcript in turn."""
        return SpanTable(self.values, self.flat.sum(axis=0) - self.flat)

    def weighted(self, weights: Array) -> SpanTable:
        """Weigh transcripts: (B, T)."""
        return SpanTable(self.values, weights @ self.flat)

    @property
    def lengths(self) -> Array:
        """(..., q, q) coincidences by length."""
        q = self.values
        return self.flat[..., : q * q].reshape(*self.flat.shape[:-1], q, q)

    def own(self, marked: bool) -> Array:
        """(..., q) what a value cannot be paired with; among stretches that both marked."""
        start = self.values * (self.values + marked)
        return self.flat[..., start : start + self.values]


def tabulate_spans(continua: Sequence[Continuum]) -> SpanTable:
    """Return what each transcript adds.

    Raises
    ------
    RatingsError
        Two spans of one coder overlap.
    """
    coders, codes = names(continua)
    rows = [_row(stretches(continuum, coders, codes), 1 + len(codes)) for continuum in continua]
    return SpanTable(1 + len(codes), np.array(rows))


def _row(cut: Stretches, q: int) -> Array:
    looked = np.flatnonzero(cut.values[0] >= 0)
    lengths, own, marked = np.zeros((q, q)), np.zeros(q), np.zeros(q)
    if len(looked) < 2:
        return np.concatenate([lengths.ravel(), own, marked])
    for first, second in permutations(looked, 2):
        np.add.at(lengths, (cut.values[:, first], cut.values[:, second]), cut.lengths / (len(looked) - 1))
    own[0] = lengths[0].sum()
    for coder in looked:
        shared = ((cut.values[:, looked] > 0).sum(axis=1) - 1) / (len(looked) - 1)
        for unit in np.unique(cut.units[:, coder][cut.units[:, coder] >= 0]):
            inside = cut.units[:, coder] == unit
            value = cut.values[inside, coder][0]
            own[value] += cut.lengths[inside].sum() ** 2
            marked[value] += (cut.lengths * shared)[inside].sum() ** 2
    return np.concatenate([lengths.ravel(), own, marked])


def _expected(lengths: Array, own: Array) -> Array:
    """Return coincidences expected by chance: products of totals, less what cannot be paired, scaled to the total."""
    total = lengths.sum(axis=(-2, -1))
    sums = lengths.sum(axis=-1)
    products = sums[..., :, None] * sums[..., None, :] - own[..., :, None] * np.eye(own.shape[-1])
    found: Array = products * quotient(total, total**2 - own.sum(axis=-1))[..., None, None]
    return found


def _one_less(observed: Array, expected: Array, scale: Array) -> Array:
    """1 - observed / expected, nan where nothing is expected but for rounding."""
    return 1.0 - quotient(observed, np.where(np.abs(expected) > 1e-9 * scale, expected, 0.0))


def u_alpha(table: SpanTable) -> Array:
    """Return u-alpha of summed transcripts: boundaries and codes. nan where nothing, or everything in one code, is marked.

    Examples
    --------
    Krippendorff (2019), figure 12.11, p. 340: three observers, 60 characters

    >>> from coder.agreement.examples import KRIPPENDORFF_UNITS
    >>> continuum = Continuum.of(KRIPPENDORFF_UNITS, 60)
    >>> float(u_alpha(tabulate_spans([continuum]).total()).round(3))
    0.51
    """
    lengths, total = table.lengths, table.lengths.sum(axis=(-2, -1))
    agreed, expected = (np.trace(m, axis1=-2, axis2=-1) for m in (lengths, _expected(lengths, table.own(marked=False))))
    return _one_less(total - agreed, total - expected, total)


def boundary_alpha(table: SpanTable) -> Array:
    """Return |u-alpha of summed transcripts: whether stretches are marked at all, whatever their code.

    >>> from coder.agreement.examples import KRIPPENDORFF_UNITS
    >>> float(boundary_alpha(tabulate_spans([Continuum.of(KRIPPENDORFF_UNITS, 60)]).total()).round(3))
    0.414
    """
    lengths, total = table.lengths, table.lengths.sum(axis=(-2, -1))
    expected = _expected(lengths, table.own(marked=False))
    return _one_less(lengths[..., 0, 1:].sum(axis=-1), expected[..., 0, 1:].sum(axis=-1), total)


def code_alpha(table: SpanTable) -> Array:
    """Return cu-alpha of summed transcripts: codes where two coders both marked.

    A span cannot be paired with itself as far as others marked it: the square of that length, averaged over the other coders, is
    left out of what chance pairs.

    >>> from coder.agreement.examples import KRIPPENDORFF_UNITS
    >>> float(code_alpha(tabulate_spans([Continuum.of(KRIPPENDORFF_UNITS, 60)]).total()).round(3))
    0.724
    """
    lengths, total = _marked(table)
    agreed, expected = (np.trace(m, axis1=-2, axis2=-1) for m in (lengths, _expected(lengths, table.own(marked=True)[..., 1:])))
    return _one_less(total - agreed, total - expected, total)


def alpha_by_code(table: SpanTable) -> Array:
    """Return (k)u-alpha of summed transcripts, (..., codes): one code among what both marked.

    >>> from coder.agreement.examples import KRIPPENDORFF_UNITS
    >>> alpha_by_code(tabulate_spans([Continuum.of(KRIPPENDORFF_UNITS, 60)]).total()).round(3).tolist()
    [1.0, 0.0, 0.0, 0.0, 1.0, 1.0, nan]
    """
    lengths, total = _marked(table)
    sums = lengths.sum(axis=-1)
    agreed, expected = (
        np.diagonal(m, axis1=-2, axis2=-1) for m in (lengths, _expected(lengths, table.own(marked=True)[..., 1:]))
    )
    return _one_less(sums - agreed, sums - expected, total[..., None])


def _marked(table: SpanTable) -> tuple[Array, Array]:
    lengths = table.lengths[..., 1:, 1:]
    return lengths, lengths.sum(axis=(-2, -1))


def summary_of_spans(continua: Sequence[Continuum], options: Options = DEFAULT) -> tuple[Figure, ...]:
    """Return the u-alpha family with intervals over transcripts.

    Parameters
    ----------
    continua : one for each transcript; spans of one coder must not overlap, except for `u_alpha` of single codes
    options : how intervals are made; "units" is taken as "jackknife"

    Returns
    -------
    Figures named u_alpha, u_alpha_boundaries, u_alpha_codes (of the whole, where no coder's spans overlap), u_alpha_code (per
    code among what both marked), u_alpha (per code, against everything else), and kappa_by_characters (per code and pair of
    coders, with its warning).
    """
    _, codes = names(continua)
    found: list[Figure] = []
    if not any(_overlap(continuum) for continuum in continua):
        table = tabulate_spans(continua)
        for name, function in (
            ("u_alpha", u_alpha),
            ("u_alpha_boundaries", boundary_alpha),
            ("u_alpha_codes", code_alpha),
        ):
            found.append(_figure(name, table, function, options))
        found += [_figure("u_alpha_code", table, partial(_code, k), options, code) for k, code in enumerate(codes)]
    for code in codes:
        found.append(_figure("u_alpha", tabulate_spans([c.only(code) for c in continua]), u_alpha, options, code))
    return (*found, *kappa_by_characters(continua))


def _code(k: int, table: SpanTable) -> Array:
    return alpha_by_code(table)[..., k]


def _overlap(continuum: Continuum) -> bool:
    for coder in continuum.coders:
        spans = sorted((s.start, s.end) for s in continuum.spans if s.coder == coder)
        if any(later[0] < earlier[1] for earlier, later in pairwise(spans)):
            return True
    return False


def _figure(name: str, table: SpanTable, function: Callable[[SpanTable], Array], options: Options, code: str = "") -> Figure:
    informative = table.lengths.sum(axis=(-2, -1)) > 0
    found = estimate(
        (table,),
        function,
        np.asarray(informative),
        method="bootstrap" if options.method == "bootstrap" else "jackknife",
        level=options.level,
        seed=options.seed,
        replicates=options.replicates,
    )
    nothing = (
        "no transcript was looked at by two coders"
        if not informative.any()
        else "nothing varies: there is no chance to correct for"
    )
    return make_figure(name, found, (), partial(str, nothing), int(informative.sum()), True, code)


def kappa_by_characters(continua: Sequence[Continuum]) -> Iterator[Figure]:
    """Yield Cohen's kappa with characters as units, as NVivo reports it, per code and pair of coders; always with its warning."""
    coders, codes = names(continua)
    for code in codes:
        cuts = [stretches(continuum.only(code), coders, (code,)) for continuum in continua]
        for first, second in combinations(range(len(coders)), 2):
            joint, seen = np.zeros((2, 2)), 0
            for cut in cuts:
                a, b = cut.values[:, first], cut.values[:, second]
                if a[0] >= 0 and b[0] >= 0:
                    np.add.at(joint, (a, b), cut.lengths)
                    seen += 1
            value = reasons.plain(float(cohen(joint)))
            reason = "" if value is not None else "the two share no transcript" if not seen else "neither coder varies"
            characters = int(joint.sum())
            pair = (coders[first], coders[second])
            yield Figure("kappa_by_characters", value, None, None, characters, seen, reason, BY_CHARACTERS, code, pair)
