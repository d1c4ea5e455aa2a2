"""Tables in, ratings out: what is read, and the one line that says what is wrong with a table."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from coder.agreement import Ratings, Values
from coder.errors import RatingsError

LONG = ["unit", "coder", "code"]
GOOD = [("s1", "Ann", "trust"), ("s1", "Ben", ""), ("s2", "Ann", "cost"), ("s2", "Ann", "trust"), ("s2", "Ben", "cost")]


def long(rows: list[tuple[Any, ...]], columns: list[str] | None = None) -> pd.DataFrame:
    """A long table."""
    return pd.DataFrame(rows, columns=columns or LONG)


def wide(**columns: list[Any]) -> pd.DataFrame:
    """A wide table of units 1, 2, ..."""
    size = len(next(iter(columns.values())))
    return pd.DataFrame({"unit": range(1, size + 1)} | columns)


def test_long_rows_become_answers() -> None:
    """A row with an empty code says looked, none; no row says did not look."""
    found = Ratings.from_long(long([*GOOD, ("s3", "Ann", "cost")]))
    assert found.units == ("s1", "s2", "s3")
    assert found.coders == ("Ann", "Ben")
    assert found.codes == ("cost", "trust")
    assert found.cube.tolist() == [[[0, 1], [0, 0]], [[1, 1], [1, 0]], [[1, 0], [-1, -1]]]
    assert not found.clustered


def test_a_missing_code_cell_is_an_empty_one() -> None:
    """What a spreadsheet reader makes of a blank cell reads as an empty code."""
    assert Ratings.from_long(long([("s1", "Ann", "trust"), ("s1", "Ben", None)])).cube.tolist() == [[[1], [0]]]


def test_long_and_wide_tables_of_the_same_ratings_are_the_same() -> None:
    """Both forms give the same cube."""
    table = wide(Ann=["trust", "cost; trust"], Ben=["-", "cost"])
    assert Ratings.from_wide(table).cube.tolist() == Ratings.from_long(long(GOOD)).cube.tolist()


def test_columns_can_have_any_name() -> None:
    """Every column is named by the user; transcript, order and condition are found by their usual names."""
    rows = long(
        [(1.0, "A", "x", "T1", 2, "blind"), (1.0, "B", "", "T1", 1, "assisted")],
        ["Segment", "Rater", "Theme", "Doc", "order", "how"],
    )
    found = Ratings.from_long(rows, unit="Segment", coder="Rater", code="Theme", transcript="Doc", condition="how")
    assert found.units == ("1",)
    assert found.transcripts == ("T1",)
    assert found.order is not None
    assert found.order.tolist() == [[2.0, 1.0]]
    assert found.condition_names == ("assisted", "blind")
    assert found.under("blind").cube.tolist() == [[[1], [-1]]]


def test_units_of_one_name_in_two_transcripts_are_two_units() -> None:
    """Segment 1 of interview A is not segment 1 of interview B."""
    rows = [("A", 1, "Ann", "x"), ("A", 1, "Ben", "x"), ("B", 1, "Ann", ""), ("B", 1, "Ben", "x"), ("B", 2, "Ann", "x")]
    found = Ratings.from_long(long(rows, ["transcript", *LONG]))
    assert found.units == ("A:1", "B:1", "2")
    assert found.clusters.tolist() == [0, 1, 1]


def test_blank_cells_are_missing_unless_the_user_says_empty() -> None:
    """In a wide table a blank means did not look, and a note says so; the user can name it the mark for none."""
    table = wide(Ann=["a", ""], Ben=["a", "a"])
    missing = Ratings.from_wide(table)
    assert missing.cube[1, 0, 0] == -1
    assert missing.notes == (
        "1 blank cell was read as missing (the coder did not look); say so if blank means that no code applies",
    )
    assert Ratings.from_wide(table, empty="").cube[1, 0, 0] == 0
    assert Ratings.from_wide(table, empty="").notes == ()


def test_marks_are_the_users() -> None:
    """The empty-set mark, the missing mark and the separator can be named."""
    table = wide(Ann=["a|b", "0"], Ben=["n/a", "b"])
    found = Ratings.from_wide(table, separator="|", empty="0", missing="N/A")
    assert found.cube.tolist() == [[[1, 1], [-1, -1]], [[0, 0], [0, 1]]]


def test_a_code_may_be_called_none_if_the_codebook_says_so() -> None:
    """The codebook outranks the marks."""
    found = Ratings.from_wide(wide(Ann=["none", "a"], Ben=["none", "-"]), codes=["a", "none"])
    assert found.cube.tolist() == [[[0, 1], [0, 1]], [[1, 0], [0, 0]]]


def test_labels_are_resolved_to_codes() -> None:
    """Words are turned into codes before they are looked up."""
    found = Ratings.from_wide(
        wide(Ann=["Trust"], Ben=["trust"]), codes=["theme/trust"], resolve=lambda word: f"theme/{word.lower()}"
    )
    assert found.cube.tolist() == [[[1], [1]]]


def test_answers_with_a_value_column_leave_the_rest_missing() -> None:
    """With a column of yes and no, only the codes that were answered are known."""
    rows = [("1", "Ann", "a", 1), ("1", "Ben", "a", 0), ("1", "Ben", "b", 1), ("2", "Ann", "", None), ("2", "Ben", "a", None)]
    found = Ratings.from_long(long(rows, [*LONG, "value"]), value="value")
    assert found.cube.tolist() == [[[1, -1], [0, 1]], [[0, 0], [-1, -1]]]


def test_one_condition_can_be_read_alone() -> None:
    """Two rounds in one table are a duplicate, unless one is asked for."""
    rows = [
        (u, c, "a" if (u, w) != (1, "blind") else "", w) for u in (1, 2) for c in ("Ann", "Ben") for w in ("blind", "negotiated")
    ]
    table = long(rows, [*LONG, "condition"])
    with pytest.raises(RatingsError, match="under `blind` and under `negotiated`"):
        Ratings.from_long(table)
    assert Ratings.from_long(table, only="blind").cube.ravel().tolist() == [0, 0, 1, 1]


LONG_FAULTS: list[tuple[list[tuple[Any, ...]], dict[str, Any], str]] = [
    (GOOD, {"coder": "rater"}, "no column `rater` for the coder: the table has `unit`, `coder`, `code`"),
    (GOOD, {"unit": "Unit"}, "no column `Unit` for the unit (did you mean `unit`?)"),
    (
        GOOD,
        {"codes": ["trust", "costs"]},
        "the code `cost` is not in the codebook (did you mean `costs`?): it has `trust`, `costs`",
    ),
    ([*GOOD, ("s2", "Ben", "cost")], {}, "row 7: duplicate rating: `Ben` gave unit `s2` the code `cost` in row 6 already"),
    ([*GOOD, ("s1", "Ben", "")], {}, "row 7: duplicate rating: `Ben` gave unit `s1` no code in row 3 already"),
    ([*GOOD, ("s1", "Ben", "cost")], {}, "row 3: `Ben` gave unit `s1` no code here, but a code in another row"),
    ([("s1", "Ann", "trust")], {}, "only one coder rated, `Ann`: agreement needs at least two"),
    ([("s1", "Ann", ""), ("s1", "Ben", "")], {}, "no code is applied anywhere and no codebook was given"),
    ([("s1", "", "trust"), ("s1", "Ben", "")], {}, "row 2: the coder is blank in column `coder`"),
    ([("s1", "Ann", "?"), ("s1", "Ben", "?")], {"missing": "?", "codes": ["a"]}, "every rating is missing: rows with"),
    (GOOD, {"condition": "condition"}, "no column `condition` for the condition"),
    (GOOD, {"only": "blind"}, "only the condition `blind` was asked for, but the table has no column of conditions"),
    ([], {}, "the table has no rows"),
]


@pytest.mark.parametrize(("rows", "options", "message"), LONG_FAULTS, ids=[m[:40] for _, _, m in LONG_FAULTS])
def test_a_wrong_long_table_is_one_clear_line(rows: list[tuple[Any, ...]], options: dict[str, Any], message: str) -> None:
    """What is wrong, and where."""
    with pytest.raises(RatingsError) as caught:
        Ratings.from_long(long(rows), **options)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


WIDE_FAULTS: list[tuple[pd.DataFrame, dict[str, Any], str]] = [
    (wide(Ann=["a"]), {}, "the only coder's column is `Ann`: agreement needs at least two coders"),
    (wide(Ann=["a"], Ben=["a"]), {"coders": ["Ann", "Cleo"]}, "no column `Cleo` for the coder"),
    (wide(Ann=["", ""], Ben=["", ""]), {}, "every rating is missing: every cell is blank or a missing mark"),
    (wide(Ann=["a", "a"], Ben=["", ""]), {}, "only one coder rated, `Ann` (`Ben` rated nothing)"),
    (wide(Ann=["a;a"], Ben=["a"]), {}, "duplicate rating: the cell `a;a` names a code twice"),
    (wide(Ann=["a"], Ben=["b"]), {"codes": ["a"]}, "the code `b` is not in the codebook: it has `a`"),
    (
        pd.DataFrame({"unit": [1, 1], "Ann": ["a", "b"], "Ben": ["a", "b"]}),
        {},
        "row 3: duplicate rating: unit `1` is in row 2 already",
    ),
    (wide(Ann=["a"], Ben=["b"], order=["soon"]), {}, "row 2: `soon` is not a number, which the order must be"),
    (pd.DataFrame([[1, "a", "a"]], columns=["unit", "Ann", "Ann"]), {}, "two columns are named `Ann`"),
]


@pytest.mark.parametrize(("table", "options", "message"), WIDE_FAULTS, ids=[m[:40] for _, _, m in WIDE_FAULTS])
def test_a_wrong_wide_table_is_one_clear_line(table: pd.DataFrame, options: dict[str, Any], message: str) -> None:
    """What is wrong, and where."""
    with pytest.raises(RatingsError) as caught:
        Ratings.from_wide(table, **options)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_passages_beside_the_codes_are_not_a_coder_and_never_shown() -> None:
    """A column of text is left out with a note; one of another name is refused without a word of it."""
    words = "I was afraid of the letters " * 10
    found = Ratings.from_wide(wide(Text=[words], Ann=["a"], Ben=["a"]))
    assert found.coders == ("Ann", "Ben")
    assert found.notes == ("not taken as coders: the columns `Text`",)
    with pytest.raises(
        RatingsError, match="a cell holds a text of 279 characters, not codes: name the coders' columns"
    ) as caught:
        Ratings.from_wide(wide(Words=[words], Ann=["a"], Ben=["a"]))
    assert "afraid" not in str(caught.value)


def test_ratings_come_as_a_frame() -> None:
    """Anything else is refused by name."""
    with pytest.raises(RatingsError, match="not as list"):
        Ratings.from_long([])  # type: ignore[arg-type]


def test_selecting_keeps_what_belongs_together() -> None:
    """Coders, codes and units in the order asked for; an unknown name is an error."""
    found = Ratings.from_long(long(GOOD)).select(coders=["Ben", "Ann"], codes=["trust"], units=["s2"])
    assert (found.coders, found.codes, found.units) == (("Ben", "Ann"), ("trust",), ("s2",))
    assert found.cube.tolist() == [[[0], [1]]]
    with pytest.raises(RatingsError, match="no coder `Cleo`"):
        found.select(coders=["Cleo"])


def test_ancestors_are_implied() -> None:
    """A theme applies where a category below it does, is missing where that is open, and levels pick by depth."""
    cube = np.array([[[1, 0]], [[0, -1]], [[0, 0]], [[-1, 1]]], dtype=np.int8)
    ratings = Ratings.from_cube(cube, codes=["t/a", "t/b"])
    parents = {"t/a": "t", "t/b": "t"}
    assert ratings.with_ancestors(parents).codes == ("t/a", "t/b", "t")
    assert ratings.with_ancestors(parents).cube[:, 0, 2].tolist() == [1, -1, 0, 1]
    assert ratings.at_level(0, parents).codes == ("t",)
    assert ratings.at_level(1, parents).codes == ("t/a", "t/b")
    with pytest.raises(RatingsError, match="no code is at level 2"):
        ratings.at_level(2, parents)
    with pytest.raises(RatingsError, match="its own ancestor"):
        ratings.with_ancestors({"t/a": "t", "t": "t/a"})


def test_a_cube_is_checked() -> None:
    """Shape, values and names must fit."""
    with pytest.raises(RatingsError, match="hold 1, 0 and -1 only"):
        Ratings.from_cube(np.full((1, 2, 1), 2, dtype=np.int8))
    with pytest.raises(RatingsError, match="names of units"):
        Ratings.from_cube(np.zeros((1, 2, 1), dtype=np.int8), coders=["Ann", "Ann"])
    with pytest.raises(RatingsError, match="one transcript for each unit"):
        Ratings.from_cube(np.zeros((2, 2, 1), dtype=np.int8), transcript=["t"])


def test_values_on_a_scale() -> None:
    """Words on an ordinal scale take its order; what is off the scale or not a number is refused."""
    table = wide(Ann=["never", "often"], Ben=["often", ""])
    found = Values.from_wide(table, level="ordinal", values=["never", "often"])
    assert found.index.tolist() == [[0, 1], [1, -1]]
    with pytest.raises(RatingsError, match="the value `often` is not on the scale: it has `never`, `always`"):
        Values.from_wide(table, values=["never", "always"])
    with pytest.raises(
        RatingsError, match="the value `never` is not a number, which the level ordinal needs: give the values in order"
    ):
        Values.from_wide(table, level="ordinal")
    with pytest.raises(RatingsError, match="no level of measurement `sorted`"):
        Values.from_wide(wide(Ann=[1], Ben=[2]), level="sorted")  # type: ignore[arg-type]


def test_values_in_long_form_are_one_a_coder() -> None:
    """A coder who gave a unit two values is refused."""
    rows = [("s1", "Ann", 3), ("s1", "Ben", 4), ("s2", "Ann", 3.5), ("s2", "Ben", None)]
    found = Values.from_long(long(rows), level="interval")
    assert found.values == ("3", "3.5", "4")
    assert np.array_equal(found.numbers, [[3.0, 4.0], [3.5, np.nan]], equal_nan=True)
    with pytest.raises(RatingsError, match="duplicate rating: `Ann` gave unit `s1`"):
        Values.from_long(long([*rows, ("s1", "Ann", 5)]))


def test_too_many_values_are_refused_but_for_intervals() -> None:
    """A column of free numbers is not a nominal scale."""
    numbers = [float(i) for i in range(300)]
    with pytest.raises(RatingsError, match="300 distinct values are too many for the level nominal"):
        Values.from_wide(wide(Ann=numbers, Ben=numbers))
    assert len(Values.from_wide(wide(Ann=numbers, Ben=numbers), level="interval").values) == 300
