"""study.yaml: what a user set right is obeyed, and what they mistyped is pointed at."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder.errors import StudyError
from coder.records import Role
from coder.study.settings import read_settings

GOOD = """\
unit: sentence
transcripts:
  P07-second.docx:
    participant: P07
    interview: 2
    roles: {Speaker 1: Interviewer, Speaker 2: participant}
    aliases: {"P;": P}
    ignore: [Narrator]
"""


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
        ('{"P;": P}', "[P]", "line 7: `aliases` must be a list of `name: value` lines"),
    ],
)
def test_a_fault_names_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    """One plain line each."""
    (tmp_path / "study.yaml").write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(StudyError) as caught:
        read_settings(tmp_path)
    assert str(caught.value).startswith(f"study.yaml: {said}")
