"""study.yaml: what a user set right is obeyed, and what they mistyped is pointed at."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder.errors import StudyError
from coder.records import Role
from coder.study.settings import read_settings
from coder.study.suggest_settings import Aim

GOOD = """\
unit: sentence
transcripts:
  P07-second.docx:
    participant: P07
    interview: 2
    roles: {Speaker 1: Interviewer, Speaker 2: participant}
    aliases: {"P;": P}
    ignore: [Narrator]
    date: 2021-03-15
participants:
  P07: {role: consultant, arm: A}
"""


def test_what_is_wanted_of_suggestions_is_read(tmp_path: Path) -> None:
    """Shares as people write them; off asks for the best balance; a share that means nothing names its line."""
    (tmp_path / "study.yaml").write_text("suggest: {precision: 55 %, absence: 0.95}\n", encoding="utf-8")
    assert read_settings(tmp_path).aim == Aim(0.55, 0.95)
    (tmp_path / "study.yaml").write_text("suggest: {precision: off}\n", encoding="utf-8")
    assert read_settings(tmp_path).aim == Aim(0.0, Aim().absence)
    for fault, said in (("absence: 30 %", "`absence` must be a share from 50 %"), ("recall: 1", "cannot have `recall`")):
        (tmp_path / "study.yaml").write_text(f"unit: turn\nsuggest:\n  {fault}\n", encoding="utf-8")
        with pytest.raises(StudyError) as caught:
            read_settings(tmp_path)
        assert "line 3" in str(caught.value) or "line 2" in str(caught.value)
        assert said in str(caught.value)


def test_what_is_set_is_read(tmp_path: Path) -> None:
    """Unit, participant, interview, roles, aliases and ignored labels."""
    (tmp_path / "study.yaml").write_text(GOOD, encoding="utf-8")
    settings = read_settings(tmp_path)
    found = settings.transcripts["P07-second.docx"]
    assert settings.unit == "sentence"
    assert (found.participant, found.interview) == ("P07", 2)
    assert found.roles == {"Speaker 1": Role.INTERVIEWER, "Speaker 2": Role.PARTICIPANT}
    assert found.aliases == {"P;": "P"}
    assert found.ignore == {"Narrator"}
    assert settings.dates == {"P07-second.docx": "2021-03-15"}
    assert settings.participants == {"P07": {"role": "consultant", "arm": "A"}}


@pytest.mark.parametrize("text", [None, "", "# nothing yet\n"])
def test_no_settings_are_the_defaults(tmp_path: Path, text: str | None) -> None:
    """The file is optional."""
    if text is not None:
        (tmp_path / "study.yaml").write_text(text, encoding="utf-8")
    settings = read_settings(tmp_path)
    assert (settings.unit, settings.transcripts) == ("turn", {})


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("unit: sentence", "unit: page", "line 1: the unit 'page' does not exist"),
        ("unit: sentence", "units: turn", "line 1: the settings cannot have `units`"),
        ("interview: 2", "interview: two", "line 5: the interview number 'two' must be a whole number"),
        ("Interviewer,", "boss,", "line 6: the role 'boss' of Speaker 1 does not exist"),
        ("[Narrator]", "Narrator", "line 8: `ignore` must be a list"),
        ("participant: P07", "patient: P07", "line 4: an entry for P07-second.docx cannot have `patient`"),
        ("2021-03-15", "15/3/21", "line 9: the date '15/3/21' must be written year-month-day"),
        ("{role: consultant, arm: A}", "consultant", "line 11: the participant P07 must be a list of `name: value` lines"),
        ("{role: consultant", "{date: 2021-03-15", "line 11: `date` of P07 is not a variable of a participant"),
        ('{"P;": P}', "[P]", "line 7: `aliases` must be a list of `name: value` lines"),
    ],
)
def test_a_fault_names_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    """One plain line each."""
    (tmp_path / "study.yaml").write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(StudyError) as caught:
        read_settings(tmp_path)
    assert str(caught.value).startswith(f"study.yaml: {said}")
