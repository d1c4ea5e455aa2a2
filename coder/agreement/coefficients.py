"""Tables of counts -> coefficients of agreement: pure functions, each with its source and a published example.

Every function takes arrays with any leading axes (codes, replicates, pairs of coders) and is nan where the coefficient is
undefined: no unit with two ratings, or no variation among the ratings that are paired. That includes Gwet's AC1 and
Brennan-Prediger, whose bare formulas would give 1 for a code that nobody used. The tables are those of `engine`:

    joint (..., q, q)          units by the values of two coders
    agreement (..., q, q)      pairs of ratings, each unit weighing 1: it sums to the units with two ratings or more
    coincidence (..., q, q)    pairs of ratings, each rating weighing 1 (Krippendorff)
    share (..., q)             ratings by value, each unit weighing 1; units with a single rating included
    marginals (..., M, q)      ratings by coder and value, single ratings included
    pairs (..., q, q)          pairs of ratings, each pair weighing 1
"""

from __future__ import annotations

import numpy as np

from coder.agreement.arrays import TINY, Array, quotient
from coder.agreement.measures import NOMINAL, Measure


def _normal(table: Array, axes: int) -> Array:
    """Divide by the sum over the last `axes` axes."""
    return quotient(table, table.sum(axis=tuple(range(-axes, 0)), keepdims=True))


def _corrected(observed: Array, expected: Array, table: Array) -> Array:
    """(observed - expected) / (1 - expected), nan where all the paired ratings in `table` are of one value."""
    values = table.sum(axis=-1) + table.sum(axis=-2)
    varied = values.max(axis=-1) < values.sum(axis=-1) * (1.0 - TINY)
    found = quotient(observed - expected, 1.0 - expected)
    return np.where(varied, found, np.nan)


def _observed(table: Array, measure: Measure) -> Array:
    found: Array = (_normal(table, 2) * measure.weights(table.shape[-1])).sum(axis=(-2, -1))
    return found


def _meeting(p: Array, r: Array, weights: Array) -> Array:
    """Agreement expected of two independent draws: sum of w_kl p_k r_l."""
    found: Array = ((p @ weights) * r).sum(axis=-1)
    return found


def percent(agreement: Array, measure: Measure = NOMINAL) -> Array:
    """Return the share of pairs of ratings that agree, each unit weighing the same.

    Units with a single rating are not used. Range 0 to 1. Source: Fleiss (1971), Psychological Bulletin 76, eq. 2, for any number
    of ratings a unit.

    Examples
    --------
    Krippendorff (2011), data A, two coders and ten units:

    >>> float(percent(np.array([[5.0, 3.0], [1.0, 1.0]])))
    0.6
    """
    return _observed(agreement, measure)


def specific(pairs: Array) -> Array:
    """Return specific agreement (..., q): of the ratings of a value that are paired, the share whose partner agrees.

    Each pair weighs 1. For a binary code the last is positive agreement 2a / (2a + b + c), the first negative agreement. nan
    where the value never occurs. Source: Cicchetti & Feinstein (1990), J Clin Epidemiol 43:551-558; for several coders Spitzer &
    Fleiss (1974).

    Examples
    --------
    Feinstein & Cicchetti (1990), 80 yes-yes, 10 and 5 divided, 5 no-no (no first):

    >>> specific(np.array([[5.0, 5.0], [10.0, 80.0]])).round(3).tolist()
    [0.4, 0.914]
    """
    both = pairs.sum(axis=-1) + pairs.sum(axis=-2)
    return quotient(2.0 * np.diagonal(pairs, axis1=-2, axis2=-1), both)


def positive(pairs: Array) -> Array:
    """Return positive agreement of a binary code, no first, yes second: see `specific`.

    >>> float(positive(np.array([[5.0, 5.0], [10.0, 80.0]])).round(3))
    0.914
    """
    return specific(pairs)[..., -1]


def negative(pairs: Array) -> Array:
    """Return negative agreement of a binary code, no first, yes second: see `specific`.

    >>> float(negative(np.array([[5.0, 5.0], [10.0, 80.0]])).round(3))
    0.4
    """
    return specific(pairs)[..., 0]


def cohen(joint: Array, measure: Measure = NOMINAL) -> Array:
    """Return Cohen's kappa of two coders over the units that both rated; weighted by `measure` (1968). Range -1 to 1.

    Source: Cohen (1960), Educational and Psychological Measurement 20:37-46.

    Examples
    --------
    Cohen (1960), p. 45:

    >>> float(cohen(np.array([[88.0, 14, 18], [10, 40, 10], [2, 6, 12]])).round(3))
    0.492
    """
    p = _normal(joint, 2)
    expected = _meeting(p.sum(axis=-1), p.sum(axis=-2), measure.weights(joint.shape[-1]))
    return _corrected(_observed(joint, measure), expected, joint)


def cohen_max(joint: Array) -> Array:
    """Return the largest kappa that these two coders' own totals allow: Cohen (1960), p. 42.

    >>> float(cohen_max(np.array([[88.0, 14, 18], [10, 40, 10], [2, 6, 12]])).round(3))
    0.831
    """
    p = _normal(joint, 2)
    rows, columns = p.sum(axis=-1), p.sum(axis=-2)
    return _corrected(np.minimum(rows, columns).sum(axis=-1), (rows * columns).sum(axis=-1), joint)


def scott(joint: Array, measure: Measure = NOMINAL) -> Array:
    """Return Scott's pi of two coders over the units that both rated: chance by their pooled totals. Range -1 to 1.

    Source: Scott (1955), Public Opinion Quarterly 19:321-325.

    Examples
    --------
    Artstein & Poesio (2008), Computational Linguistics 34(4), table 2:

    >>> float(scott(np.array([[20.0, 10], [20, 50]])).round(3))
    0.341
    """
    p = _normal(joint, 2)
    pooled = (p.sum(axis=-1) + p.sum(axis=-2)) / 2.0
    return _corrected(_observed(joint, measure), _meeting(pooled, pooled, measure.weights(joint.shape[-1])), joint)


def fleiss(agreement: Array, share: Array, measure: Measure = NOMINAL) -> Array:
    """Return Fleiss' kappa in Gwet's form for missing cells: observed over units with two ratings, chance over all rated units.

    A unit with one rating enters chance. Other forms exist for missing cells and give other values. Range -1 to 1.
    Source: Fleiss (1971), Psychological Bulletin 76:378-382; Gwet (2014), Handbook, eq. 2.31.

    Examples
    --------
    Gwet (2014), four coders, twelve units, missing cells, see `engine.of_rows`:

    >>> from coder.agreement.engine import of_rows
    >>> from coder.agreement.examples import KRIPPENDORFF_C
    >>> total = of_rows(KRIPPENDORFF_C, 5).total()
    >>> float(fleiss(total.agreement, total.share).round(5))
    0.76117
    """
    p = _normal(share, 1)
    return _corrected(_observed(agreement, measure), _meeting(p, p, measure.weights(p.shape[-1])), agreement)


def fleiss_by_value(pairs: Array) -> Array:
    """Return (..., q): Fleiss' kappa of each value against all others, for complete data. Source: Fleiss (1971), eq. 23.

    >>> from coder.agreement.engine import of_rows
    >>> pairs = of_rows(np.array([[1, 1, 1], [1, 1, 0], [0, 0, 1], [0, 0, 0]]), 2).total().pairs
    >>> fleiss_by_value(pairs).round(3).tolist()
    [0.333, 0.333]
    """
    p = _normal((pairs.sum(axis=-1) + pairs.sum(axis=-2)), 1)
    return quotient(specific(pairs) - p, 1.0 - p)


def conger(agreement: Array, marginals: Array, measure: Measure = NOMINAL) -> Array:
    """Return Conger's kappa: Cohen's for any number of coders, chance being the mean over pairs of coders of their own totals.

    Each coder's totals are over all units the coder rated. nan where a coder rated nothing. Range -1 to 1.
    Source: Conger (1980), Psychological Bulletin 88:322-328; for missing cells Gwet (2014), Handbook, section 2.5.

    Examples
    --------
    >>> from coder.agreement.engine import of_rows
    >>> from coder.agreement.examples import KRIPPENDORFF_C
    >>> total = of_rows(KRIPPENDORFF_C, 5).total()
    >>> float(conger(total.agreement, total.marginals).round(5))
    0.76282
    """
    p = _normal(marginals, 1)
    weights, coders, mean = measure.weights(p.shape[-1]), p.shape[-2], p.mean(axis=-2)
    own = _meeting(p, p, weights).sum(axis=-1)
    expected = (coders**2 * _meeting(mean, mean, weights) - own) / (coders * (coders - 1))
    return _corrected(_observed(agreement, measure), expected, agreement)


def gwet(agreement: Array, share: Array, measure: Measure = NOMINAL) -> Array:
    """Return Gwet's AC1, or AC2 where `measure` is not nominal. A unit with one rating enters chance. Range -1 to 1.

    Source: Gwet (2008), British Journal of Mathematical and Statistical Psychology 61:29-48; Handbook (2014), section 4.4.

    Examples
    --------
    >>> from coder.agreement.engine import of_rows
    >>> from coder.agreement.examples import KRIPPENDORFF_C
    >>> total = of_rows(KRIPPENDORFF_C, 5).total()
    >>> float(gwet(total.agreement, total.share).round(5))
    0.77544
    >>> float(gwet(total.agreement, total.share, Measure("interval", (1, 2, 3, 4, 5))).round(3))
    0.914
    """
    p = _normal(share, 1)
    q = p.shape[-1]
    expected = measure.weights(q).sum() * (p * (1.0 - p)).sum(axis=-1) / max(q * (q - 1), 1)
    return _corrected(_observed(agreement, measure), expected, agreement)


def brennan_prediger(agreement: Array, measure: Measure = NOMINAL) -> Array:
    """Return Brennan and Prediger's kappa: every value equally likely by chance; for two values it is PABAK, 2 p - 1.

    Range -1/(q - 1) to 1. Source: Brennan & Prediger (1981), Educational and Psychological Measurement 41:687-699;
    Byrt, Bishop & Carlin (1993), J Clin Epidemiol 46:423-429.

    Examples
    --------
    Brennan & Prediger (1981), example 1:

    >>> float(brennan_prediger(np.array([[50.0, 0, 0], [10, 10, 10], [20, 0, 0]])).round(3))
    0.4
    """
    q = agreement.shape[-1]
    return _corrected(_observed(agreement, measure), measure.weights(q).sum() / np.asarray(float(q**2)), agreement)


def alpha(coincidence: Array, measure: Measure = NOMINAL) -> Array:
    """Return Krippendorff's alpha at the level of `measure`. A unit with one rating is not used. Range -1 to 1.

    Source: Krippendorff (2011), Computing Krippendorff's alpha-reliability; Content Analysis (2019), chapter 12.

    Examples
    --------
    Krippendorff (2011), data C:

    >>> from coder.agreement.engine import of_rows
    >>> from coder.agreement.examples import KRIPPENDORFF_C
    >>> table = of_rows(KRIPPENDORFF_C, 5).total().coincidence
    >>> [float(alpha(table, Measure(level, (1, 2, 3, 4, 5))).round(3)) for level in ("nominal", "ordinal", "interval", "ratio")]
    [0.743, 0.815, 0.849, 0.797]
    """
    marginals = coincidence.sum(axis=-1)
    differences = measure.differences(marginals)
    observed = (coincidence * differences).sum(axis=(-2, -1))
    expected = (marginals[..., :, None] * marginals[..., None, :] * differences).sum(axis=(-2, -1))
    n = marginals.sum(axis=-1)
    varied = marginals.max(axis=-1) < n * (1.0 - TINY)
    return np.where(varied, 1.0 - quotient((n - 1.0) * observed, expected), np.nan)


def prevalence_index(agreement: Array) -> Array:
    """Return (a - d) / n of a binary code: yes-yes less no-no, as a share of all pairs. Range -1 (never used) to 1.

    Source: Byrt, Bishop & Carlin (1993).

    Examples
    --------
    >>> float(prevalence_index(np.array([[5.0, 5], [10, 80]])))
    0.75
    """
    p = _normal(agreement, 2)
    return p[..., 1, 1] - p[..., 0, 0]


def bias_index(joint: Array) -> Array:
    """Return (b - c) / n of a binary code: how much more often the first of two coders applies it. Range -1 to 1.

    Source: Byrt, Bishop & Carlin (1993).

    Examples
    --------
    >>> float(bias_index(np.array([[5.0, 5], [10, 80]])).round(3))
    0.05
    """
    p = _normal(joint, 2)
    return p[..., 1, 0] - p[..., 0, 1]


def rate(share: Array) -> Array:
    """Return how often a binary code is applied, each rated unit weighing 1. Range 0 to 1.

    >>> float(rate(np.array([3.0, 1.0])))
    0.25
    """
    return _normal(share, 1)[..., -1]
