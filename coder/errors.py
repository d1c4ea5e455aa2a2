"""What can go wrong that a user can mend -> one plain line.

Every error that a user can cause is a `CoderError`; the command line prints its message as one line and exits with 1.
Anything else that is raised is a defect of the tool and shows itself in full.

    CoderError
    ├── CodebookError    the codebook is not usable: file, line and code
    ├── ReadError        one file cannot be read: the batch goes on without it
    ├── StudyError       the study's folder or ledger is not as expected
    │   └── BusyError        another program holds the ledger: the same again a little later may do
    ├── ModelError       a model cannot be trained, loaded or used
    ├── ReviewError      a returned workbook or page is refused: every place is listed
    └── RatingsError     a table of ratings cannot be used
"""


class CoderError(Exception):
    """An error with a message for the person at the screen: what, where, and what to do."""


class CodebookError(CoderError):
    """The codebook cannot be used."""


class ReadError(CoderError):
    """One file cannot be read; never holds a participant's words."""


class StudyError(CoderError):
    """The study's folder or ledger is not as expected."""


class BusyError(StudyError):
    """Another program holds the ledger."""


class ModelError(CoderError):
    """A model cannot be trained, loaded or used."""


class ReviewError(CoderError):
    """A returned review file is refused, with every reason found."""

    def __init__(self, name: str, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join([f"{name}: nothing was imported, {_problems(len(problems))}", *(f"  {p}" for p in problems)]))


class RatingsError(CoderError):
    """A table of ratings cannot be used for agreement."""


def _problems(n: int) -> str:
    return "1 problem:" if n == 1 else f"{n} problems:"
