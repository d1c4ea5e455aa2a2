"""Configurations, links and situations in the ledger: later words supersede, nothing is lost, the database itself refuses changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import birds as made
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from coder.analysis.configurations import Part, Stand
from coder.errors import StudyError
from coder.records import Segment
from coder.steps import configurations as steps
from coder.steps import situations as situation_steps
from coder.study import Study, configurations, situations
from coder.study.configurations import Worded
from coder.study.starting import read_starting

DAWN, ROBIN = "song/dawn", "song/dawn/robin"
BY = steps.By("anna", "because", made.AT)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """Two transcripts of three passages."""
    return made.study(tmp_path, transcripts=2, passages=3)


@pytest.fixture
def passages(study: Study) -> tuple[Segment, ...]:
    return made.passages(study)


def test_a_later_version_supersedes_and_both_are_kept(study: Study) -> None:
    """What a new version does not say stays as it was."""
    steps.add(study, "early", "At dawn robins sing.", "weak", {Part.CONTEXT: ["Dawn chorus"]}, BY)
    steps.add(study, "early", "", "strong", {Part.OUTCOME: [ROBIN]}, BY)
    (one,) = configurations.configurations(study.ledger())
    assert (one.statement, one.strength, one.version) == ("At dawn robins sing.", "strong", 2)
    assert one.codes == {Part.CONTEXT: (DAWN,), Part.OUTCOME: (ROBIN,)}
    assert [version.configuration.strength for version in steps.versions(study, "early")] == ["weak", "strong"]


def test_a_withdrawn_configuration_is_kept_but_not_listed(study: Study, passages: tuple[Segment, ...]) -> None:
    """Its links too; stated again it has them, under the next version."""
    steps.add(study, "early", "At dawn robins sing.", "", {}, BY)
    steps.link(study, "early", [passages[0].id], [Part.CONTEXT], Stand.SUPPORTS, BY)
    steps.withdraw(study, "early", BY)
    assert steps.stated(study).evidence == ()
    assert [version.withdrawn for version in steps.versions(study, "early")] == [False, True]
    with pytest.raises(StudyError, match="there is no configuration early"):
        steps.link(study, "early", [passages[0].id], [Part.CONTEXT], Stand.SUPPORTS, BY)
    assert steps.add(study, "early", "At dawn wrens sing.", "", {}, BY).version == 3
    assert steps.stated(study).evidence[0].supports.passages == 1


def test_what_cannot_be_stated_is_refused(study: Study) -> None:
    """No words, nobody's word, nothing new, a code that does not exist."""
    with pytest.raises(StudyError, match="needs an id and a statement"):
        steps.add(study, "early", "", "", {}, BY)
    with pytest.raises(StudyError, match="--who NAME --why TEXT"):
        steps.add(study, "early", "At dawn.", "", {}, steps.By("anna", " ", made.AT))
    with pytest.raises(StudyError, match="'owl' is not a code of 'Birds'"):
        steps.add(study, "early", "At dawn.", "", {Part.CONTEXT: ["owl"]}, BY)
    steps.add(study, "early", "At dawn.", "", {}, BY)
    with pytest.raises(StudyError, match="says this already"):
        steps.add(study, "early", "At  dawn. ", "", {}, BY)


def test_links_are_made_turned_and_taken_back(study: Study, passages: tuple[Segment, ...]) -> None:
    """The last word on a passage and a part counts; every word stays in the ledger."""
    steps.add(study, "early", "At dawn.", "", {}, BY)
    one, other = passages[0].id, passages[1].id
    assert steps.link(study, "early", [one.lower(), other], [Part.CONTEXT, Part.OUTCOME], Stand.SUPPORTS, BY) == 4
    assert steps.link(study, "early", [one], [Part.CONTEXT], Stand.SUPPORTS, BY) == 0
    assert steps.link(study, "early", [one], [Part.CONTEXT], Stand.COUNTER, BY) == 1
    assert steps.link(study, "early", [other], [], None, BY) == 2
    found = [(link.segment, link.part, link.stand) for link in configurations.links(study.ledger())]
    assert found == [(one, Part.OUTCOME, Stand.SUPPORTS), (one, Part.CONTEXT, Stand.COUNTER)]
    assert study.ledger().counts()["configuration_links"] == 7


def test_unknown_passages_and_configurations_are_named_and_nothing_changes(study: Study, passages: tuple[Segment, ...]) -> None:
    """One wrong id among good ones links none."""
    steps.add(study, "early", "At dawn.", "", {}, BY)
    with pytest.raises(StudyError, match=r"no such segment: S-NOWHERE: .* nothing was changed"):
        steps.link(study, "early", [passages[0].id, "S-nowhere"], [Part.CONTEXT], Stand.SUPPORTS, BY)
    with pytest.raises(StudyError, match="there is no configuration late: there are early"):
        steps.link(study, "late", [passages[0].id], [Part.CONTEXT], Stand.SUPPORTS, BY)
    with pytest.raises(StudyError, match="none of these passages is linked to early"):
        steps.link(study, "early", [passages[0].id], [], None, BY)
    assert study.ledger().counts()["configuration_links"] == 0


def test_codes_of_a_configuration_follow_the_codebook(study: Study) -> None:
    """A code that is renamed keeps its part."""
    from coder.steps import codebooks

    steps.add(study, "early", "At dawn.", "", {Part.CONTEXT: [ROBIN]}, BY)
    codebooks.rename(study, ROBIN, "redbreast", "", codebooks.Signed("anna", "better", made.AT))
    assert steps.stated(study).evidence[0].configuration.codes == {Part.CONTEXT: ("song/dawn/redbreast",)}


def test_situations_are_tagged_and_untagged(study: Study, passages: tuple[Segment, ...]) -> None:
    """Passages of another participant are refused; what was taken out stays in the ledger as tagged once."""
    who = situation_steps.everything(study)[0].participant
    own = [passage.id for passage in situation_steps.everything(study) if passage.participant == who]
    foreign = next(segment.id for segment in passages if segment.id not in own)
    assert situation_steps.tag(study, who.upper(), "the feud", own[:2], True, "anna", made.AT) == 2
    assert situation_steps.tag(study, who, "the feud", own[:1], True, "anna", made.AT) == 0
    assert situation_steps.tag(study, who, "the feud", own[:1], False, "anna", made.AT) == 1
    assert situations.situations(study.ledger()) == {(who, "the feud"): frozenset(own[1:2])}
    with pytest.raises(StudyError, match=f"not of {who}: {foreign}: a situation is one participant's"):
        situation_steps.tag(study, who, "the feud", [own[0], foreign], True, "anna", made.AT)
    with pytest.raises(StudyError, match="there is no participant Zoe: there are"):
        situation_steps.tag(study, "Zoe", "the feud", own[:1], True, "anna", made.AT)
    assert study.ledger().counts()["situations"] == 3
    (listed,) = situation_steps.listed(study)
    assert [passage.id for passage in listed.passages] == own[1:2]


@pytest.mark.parametrize("table", ["configurations", "configuration_links", "situations"])
@pytest.mark.parametrize("change", ["UPDATE {} SET at = 'never'", "DELETE FROM {}"])
def test_the_database_refuses_changes(study: Study, passages: tuple[Segment, ...], table: str, change: str) -> None:
    """By this tool or another."""
    ledger = study.ledger()
    configurations.add(ledger, [Worded("early", "At dawn.", "", {})], "a", "b", made.AT)
    configurations.link(ledger, "early", [passages[0].id], [Part.CONTEXT], Stand.SUPPORTS, "a", "", made.AT)
    situations.tag(ledger, "P", "s", [passages[0].id], True, "", made.AT)
    with pytest.raises(DatabaseError, match=f"{table} is append-only"), ledger.write() as connection:
        connection.execute(text(change.format(table)))


# ---- a file to begin with


@pytest.fixture
def start_file(tmp_path: Path) -> Callable[[str], Path]:
    def write(words: str) -> Path:
        path = tmp_path / "begin.yaml"
        path.write_text(words, encoding="utf-8")
        return path

    return write


GOOD = f"""\
configurations:
  - id: early
    statement: At dawn
      robins sing.
    context: [{DAWN}]
    strength: weak
  - {{id: late, statement: At dusk none do.}}
model:
  - {{label: First, codes: [{DAWN}]}}
"""


def test_a_file_of_one_s_own_brings_in_what_is_not_known(study: Study, start_file: Callable[[str], Path]) -> None:
    """Twice changes nothing; what was withdrawn does not come back."""
    path = start_file(GOOD)
    assert steps.start(study, path, BY)[1] == ("early", "late")
    steps.withdraw(study, "late", BY)
    assert steps.start(study, path, BY)[1] == ()
    (one,) = configurations.configurations(study.ledger())
    assert (one.statement, one.strength, one.codes) == ("At dawn robins sing.", "weak", {Part.CONTEXT: (DAWN,)})


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("configurations:\n  - {id: a}\n", "begin.yaml: line 2: a configuration needs an `id` and a `statement`"),
        ("configurations:\n  - {id: a, statement: s, kind: x}\n", "line 2: a configuration cannot have `kind`"),
        ("configurations:\n  - {id: a, statement: s}\n  - {id: a, statement: t}\n", "line 3: the configuration a is there twice"),
        (
            "configurations:\n  - id: a\n    statement: s\n    context: [song/owl]\n",
            "line 4: the code song/owl is not in the codebook 'Birds'",
        ),
        ("model:\n  - {label: First}\n", "line 2: a stage of the model needs a `label` and `codes`"),
        ("- a\n", "a file of configurations begins with `configurations:`"),
    ],
)
def test_a_fault_in_the_file_is_told_with_its_line(
    study: Study, start_file: Callable[[str], Path], words: str, said: str
) -> None:
    """Nothing is brought in then."""
    with pytest.raises(StudyError) as error:
        read_starting(start_file(words), study.codebook())
    assert said in str(error.value)


def test_the_tool_s_own_file_is_for_its_own_codebook(study: Study) -> None:
    """Another codebook is told to name a file; none of the four is brought in."""
    with pytest.raises(StudyError, match="is not in the codebook 'Birds': name a file for this codebook"):
        steps.start(study, None, BY)
    assert configurations.configurations(study.ledger()) == ()
