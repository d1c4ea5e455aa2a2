"""Facts of a model -> its card, in Markdown: what it learned from, how good it is, and what it cannot do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def model_card(facts: Mapping[str, Any]) -> str:
    """Write the card from the facts that `coder train` keeps in model.json."""
    evaluation = facts["evaluation"]
    parts = [
        "# Model card",
        _origin(facts),
        "## What it learned from",
        _data(facts["segments"], facts["about_tables"]),
        _too_few(facts["learned"]),
        "## How good it is",
        _quality(evaluation),
        _aim(facts["aim"], facts["short"]),
        _saved(facts["reading_saved_at_95"]),
        "## Limits",
        LIMITS,
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


LIMITS = """\
- It suggests; it does not code. A suggestion is for a person to confirm or refute, and agreement of people who saw the same suggestions is
  no evidence of reliability.
- The figures hold for talk like the talk it learned from. On other people, another topic or another codebook it does worse until it has
  learned from coding there.
- The pretrained word vectors that come with the tool are English; other languages are left to the words of the study itself.
- On interpretive codes large language models can do better than a small model of this kind; they would need participants' words to leave
  the machine."""


def _origin(facts: Mapping[str, Any]) -> str:
    book = facts["codebook"]
    when = f" on {facts['trained_at'][:10]}" if facts["trained_at"] else ""
    return (
        f"Suggests codes of *{book['title']}*, version {book['version']} (SHA-256 `{book['sha256'][:16]}…`), for segments of interviews. "
        f"Built by `coder train`, version {facts['tool']}{when}, with the encoder {facts['encoder']['name']} "
        f"(SHA-256 `{facts['encoder']['sha256'][:16]}…`)."
    )


def _data(segments: Mapping[str, int], about_tables: str) -> str:
    lines = [
        "- the codebook's definitions, examples and near misses, as weighted examples and counter-examples",
        f"- {segments['from_tables']:,} coded segments from the tables in `models/training/`{f': {about_tables}' if about_tables else ''}",
        f"- {segments['decided']:,} segments that coders of the study decided on",
    ]
    return "\n".join(lines)


def _too_few(learned: Sequence[Mapping[str, Any]]) -> str:
    few = [one for one in learned if not one["learned"]]
    if not few:
        return ""
    listed = ", ".join(f"`{one['code']}` ({one['positives']})" for one in few)
    return f"Too few examples to learn these codes from (they are suggested from the codebook's own texts alone): {listed}."


def _quality(evaluation: Mapping[str, Any]) -> str:
    if evaluation["undefined"]:
        return f"Not known: {evaluation['undefined']}."
    head = (
        f"From {evaluation['folds']}-fold cross-validation in which all that one participant said is either learned from or tested on "
        f"({evaluation['groups']} participants, {evaluation['passages']:,} segments). F1 of suggesting every code everywhere, and the "
        "average precision of a random order, stand beside."
    )
    return "\n\n".join([head, _table(evaluation), _means(evaluation)])


def _aim(aim: Mapping[str, float], short: Sequence[Mapping[str, Any]]) -> str:
    """What its bands were set for, and the codes that do not reach it."""
    absent = _percent(aim["absence"])
    aside = f"below the score under which it is absent {absent} of the time it is set aside; between them the model is unsure"
    if not aim["precision"]:
        return f"A code is suggested from the score of best F1; {aside}."
    lines = [
        f"A code is suggested from the score of best F1, or from a higher one where that is needed for {_percent(aim['precision'])} of the "
        f"suggestions to be right; {aside}."
    ]
    if short:
        listed = ", ".join(f"`{one['code']}` (suggests at {_number(one['precision'])}, the best it reached)" for one in short)
        lines.append(f"Not reached by: {listed}.")
    return " ".join(lines)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _saved(share: float | None) -> str:
    if share is None:
        return ""
    return (
        "Reading in the order of what the model expects meets 95 % of the coded segments after "
        f"{_number(100 * (1 - share), 0)} % of the words (a random order: 95 %)."
    )


def _table(evaluation: Mapping[str, Any]) -> str:
    rows = [
        "| code | segments with it | precision | recall | F1 | always yes | average precision | random | kappa |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for one in evaluation["per_code"]:
        names = ("precision", "recall", "f1", "always_f1", "average_precision", "prevalence", "kappa")
        numbers = " | ".join(_number(one[name]) for name in names)
        rows.append(f"| `{one['code']}` | {one['positives']} | {numbers} |")
    return "\n".join(rows)


def _means(evaluation: Mapping[str, Any]) -> str:
    lines = []
    for kind, name in (("overall", "all codes"), ("themes", "codes at the top of a family"), ("categories", "categories")):
        macro = evaluation[kind]
        if macro["codes"]:
            lines.append(
                f"- mean over {macro['codes']} ({name}): F1 {_number(macro['f1'])} (always yes {_number(macro['always_f1'])}; "
                f"at the scores of best F1 {_number(macro['best_f1'])}), average "
                f"precision {_number(macro['average_precision'])} (random {_number(macro['prevalence'])}), kappa {_number(macro['kappa'])}"
            )
    error, brier = _number(evaluation["calibration_error"], 3), _number(evaluation["brier"], 3)
    lines.append(f"- calibration: expected error {error}, Brier score {brier}")
    return "\n".join(lines)


def _number(value: float | None, digits: int = 2) -> str:
    return "–" if value is None else f"{value:.{digits}f}"
