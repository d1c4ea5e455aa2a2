"""A folder <-> Study: where the codebook, transcripts, models, review files and ledger of one study lie."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from coder import codebook
from coder.codebook import Codebook
from coder.errors import CodebookError, StudyError
from coder.study.first_settings import FIRST_SETTINGS
from coder.study.ledger import Ledger
from coder.study.settings import SETTINGS, Settings, read_settings

CODEBOOK = "codebook.yaml"
LEDGER = "study.sqlite"


@dataclass(frozen=True, slots=True)
class Study:
    """The paths of a study; nothing is opened before it is asked for."""

    root: Path

    @property
    def transcripts(self) -> Path:
        """The folder of the transcripts."""
        return self.root / "transcripts"

    @property
    def training(self) -> Path:
        """The folder of tables of coded segments that a model may learn from beside the ledger."""
        return self.root / "models" / "training"

    @property
    def trained(self) -> Path:
        """The folder of the models trained in this study."""
        return self.root / "models" / "trained"

    @property
    def starter(self) -> Path:
        """The model that is there before anybody has coded."""
        return self.root / "models" / "starter"

    @property
    def vectors(self) -> Path:
        """The folder of the vectors that slow encoders have made."""
        return self.root / "models" / "vectors"

    @property
    def review(self) -> Path:
        """The folder of the files that go to coders."""
        return self.root / "review"

    @property
    def codebook_path(self) -> Path:
        """The codebook's file."""
        return self.root / CODEBOOK

    def codebook(self) -> Codebook:
        """Read the codebook."""
        self._is_there()
        return read_codebook(self.codebook_path)

    def codebook_text(self) -> str:
        """Read the text of the codebook's file, as it is written."""
        self._is_there()
        return read_codebook_text(self.codebook_path)

    @property
    def settings_path(self) -> Path:
        """The file of the settings; it may be missing."""
        return self.root / SETTINGS

    def settings(self) -> Settings:
        """Read study.yaml."""
        return read_settings(self.root)

    def ledger(self) -> Ledger:
        """Open the ledger; it is made at first use."""
        self._is_there()
        return Ledger(self.root / LEDGER)

    def _is_there(self) -> None:
        """Tell what to do where the folder is not a study."""
        if not self.codebook_path.exists():
            where = "this folder" if self.root == Path() else str(self.root)
            raise StudyError(
                f"{where} is not a study: there is no {CODEBOOK} in it. Make one with `coder init FOLDER`, or name one with --study FOLDER"
            )


def read_codebook(path: Path) -> Codebook:
    """Read a codebook's file."""
    return codebook.parse(read_codebook_text(path), path.name)


def read_codebook_text(path: Path) -> str:
    """Read the text of a codebook's file."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise CodebookError(f"{path}: there is no such file") from None
    except UnicodeDecodeError as error:
        raise CodebookError(f"{path}: byte {error.start}: this is not UTF-8 text: save it as UTF-8") from None
    except OSError as error:
        raise CodebookError(f"{path}: cannot be read ({error.strerror})") from None


def shipped() -> Path:
    """The folder that holds the codebook and models that come with the tool."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "shipped"
    return installed if installed.is_dir() else package.parent


def found_codebook(words: str) -> Path:
    """The file of a codebook: at the path given, or of that name among those that come with the tool."""
    if Path(words).is_file():
        return Path(words)
    known = {path.stem: path for path in sorted(shipped_codebooks().glob("*.yaml")) if not path.stem.endswith("-configurations")}
    if words in known:
        return known[words]
    raise CodebookError(f"{words}: there is no such file; with the tool come {', '.join(known)}")


def shipped_codebooks() -> Path:
    """The folder of the further families of codes, and of configurations to begin with, that come with the tool."""
    return shipped() / "codebooks"


def init(root: Path, own_codebook: Path | None) -> Study:
    """Make a study: the folder, its codebook (the tool's own by default), the starter model and coded tables that fit it, study.yaml.

    A study.yaml that is there already stays as it is.

    Raises
    ------
    StudyError
        When the folder holds a study already.
    CodebookError
        When `own_codebook` is not usable; nothing is made then.
    """
    study = Study(root)
    if study.codebook_path.exists():
        raise StudyError(f"{root}: there is a study here already ({CODEBOOK} exists)")
    source = own_codebook or shipped() / CODEBOOK
    read_codebook(source)
    for folder in (study.transcripts, study.training):
        folder.mkdir(parents=True, exist_ok=True)
    if own_codebook is None:
        _copy_folder(shipped() / "models" / "starter", study.starter)
        _copy_folder(shipped() / "models" / "training", study.training)
    if not study.settings_path.exists():
        write_whole(study.settings_path, FIRST_SETTINGS.encode())
    shutil.copyfile(source, study.codebook_path)
    return study


def _copy_folder(source: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for file in sorted(source.iterdir()):
        if file.is_file():
            shutil.copyfile(file, target / file.name)


def read_whole(path: Path) -> bytes:
    """Read a file's bytes."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise StudyError(f"{path.name}: the file cannot be read ({error.strerror})") from None


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that a crash leaves the old one or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.part")
    try:
        with beside.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise StudyError(f"{path}: cannot be written ({error.strerror}): is it open in another program?") from None
