"""Makes survey.csv, an INVENTED questionnaire: 57 rows whose totals are the published ones of survey_published.csv.

The study printed how many gave each answer, not who: here the answers are dealt out by chance (seeded), so nothing can be learned from
who gave what together. All free text is invented. Run it in this folder to make the file again: python build_survey.py
"""

from __future__ import annotations

import csv
import random
from pathlib import Path

HERE = Path(__file__).resolve().parent
PEOPLE = 57
ALONE = "Cannot remember"
"""An option that goes with no other."""
MENTEES = (
    "She came in grey and went out with a plan, and by Christmas she was eating lunch again.",
    "I have watched two of them stop crying in the car park. I would not have believed it.",
    "Somebody senior who is not marking you. That alone lets them breathe.",
    "Hard to say. The ones who come are the ones who would have managed.",
    "He slept. That was what he told me at the third meeting, that he had slept.",
    "It gives them an hour in which nobody bleeps them.",
    "They stop thinking they are the only one, and then they ask for leave when they are ill.",
    "It got one of mine through an investigation ... [details removed] ... without going under.",
    "Confidence first, and then the rest follows.",
    "Not much if the rota does not change. You can talk about workload and still have it.",
    "They learn to ask the question of themselves, so it lasts after we stop.",
    "One went back to training after a year out. She says she would have resigned.",
)
MENTORS = (
    "I come out lighter than I went in, most days.",
    "It can be heavy. I took one of them home with me in my head for a month.",
    "I use the questions on myself now, and with my daughter.",
    "It reminds me why I became a doctor, which the emails do not.",
    "I would like someone to talk to after the bad ones. There is nobody.",
    "It is one more thing in an evening, if I am honest.",
    "We look after one another better in the department since four of us trained.",
    "I listen more and fix less, and clinic is calmer for it.",
    "Made me notice that I was burnt out myself.",
    "Neither here nor there.",
)


def chance(seed: int | str) -> random.Random:
    """Draws that are the same on every run."""
    return random.Random(seed)  # noqa: S311  # nothing here is secret


def published() -> list[dict[str, str]]:
    """The published totals, a row for each question or item."""
    with (HERE / "survey_published.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def counts(row: dict[str, str]) -> dict[str, int]:
    """Each answer and how many gave it."""
    pairs = (part.rsplit(": ", 1) for part in row["counts"].split("; "))
    return {answer: int(number) for answer, number in pairs}


def one_each(row: dict[str, str], people: list[int]) -> dict[int, str]:
    """Deal one answer to each of those who answered."""
    given = [answer for answer, number in counts(row).items() for _ in range(number)]
    chance(row["column"]).shuffle(given)
    return dict(zip(people, given, strict=True))


def several_each(row: dict[str, str], people: list[int]) -> dict[int, str]:
    """Deal one answer to everybody, and the rest on top, to people who do not have it yet."""
    draw = chance(row["column"])
    order = sorted(counts(row).items(), key=lambda pair: (pair[0] != ALONE, -pair[1]))
    given = [answer for answer, number in order for _ in range(number)]
    people = draw.sample(people, len(people))
    found = {who: [answer] for who, answer in zip(people, given, strict=False)}
    for answer in given[len(people) :]:
        who = draw.choice([who for who, has in found.items() if answer not in has and ALONE not in has])
        found[who].append(answer)
    return {who: ";".join(answers) for who, answers in found.items()}


def main() -> None:
    """Write the file."""
    draw = chance(2022)
    leaving = draw.sample(range(PEOPLE), PEOPLE)  # who leaves the questionnaire first comes first
    table: list[dict[str, str]] = [{"id": f"QP{number}"} for number in range(1, PEOPLE + 1)]
    for row in published():
        skipped = int(row["skipped"])
        gone = leaving[:skipped] if row["table"] != "1" else chance(row["item"]).sample(range(PEOPLE), skipped)
        people = [who for who in range(PEOPLE) if who not in gone]
        deal = several_each if sum(counts(row).values()) > len(people) else one_each
        given = deal(row, people)
        for who in range(PEOPLE):
            table[who][row["column"]] = given.get(who, "")
    for column, texts in (("mentees_text", MENTEES), ("mentors_text", MENTORS)):
        writers = draw.sample(leaving[7:], len(texts))
        for who in range(PEOPLE):
            table[who][column] = texts[writers.index(who)] if who in writers else ""
    with (HERE / "survey.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(table[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)


if __name__ == "__main__":
    main()
