from __future__ import annotations

from pathlib import Path

import pytest
from made import held, told

from coder.errors import ReadError
from coder.readers import read

TEAMS = """\ufeffWEBVTT

NOTE made by hand

2a-0
00:00:02.100 --> 00:00:04.000
<v Nadia Field>Thanks for coming in.</v>

2a-1
00:00:04.200 --> 00:00:06.000
<v Nadia Field>So what do
you teach?</v>

2b-0
00:00:06.500 --> 00:00:08.000 align:start
<v Paul Green>Anatomy &amp; more.</v>
"""

ZOOM = """WEBVTT

1
00:00:02.100 --> 00:00:04.000
Nadia Field: Thanks for coming in.

2
00:00:04.200 --> 00:00:06.000
Nadia Field: So what do you teach?

3
00:00:06.500 --> 00:00:08.000
Paul Green: Anatomy, to people

4
00:00:08.100 --> 00:00:09.000
who faint: all of them.
"""

SRT = """1
00:00:02,100 --> 00:00:04,000
We began at six

2
00:00:04,200 --> 00:00:06,000
and I was tired already.

3
00:00:06,500 --> 00:00:08,000
<i>But I stayed.</i>
"""


def test_teams_voices(tmp_path: Path) -> None:
    """A caption's voice is the speaker; captions of one voice that follow each other are one turn with the first one's time."""
    path = tmp_path / "meeting.vtt"
    path.write_text(TEAMS, encoding="utf-8")
    one = read(path)
    held(one)
    assert told(one) == ["Nadia Field > Thanks for coming in. So what do you teach?", "Paul Green > Anatomy & more."]
    assert [turn.time for turn in one.turns] == ["00:00:02.100", "00:00:06.500"]
    assert one.convention == "voices"


def test_zoom_names(tmp_path: Path) -> None:
    """Names at the start of captions are speakers; a caption without one goes on with the voice before."""
    path = tmp_path / "meeting.vtt"
    path.write_text(ZOOM)
    assert told(read(path)) == [
        "Nadia Field > Thanks for coming in. So what do you teach?",
        "Paul Green > Anatomy, to people who faint: all of them.",
    ]


def test_captions_without_names(tmp_path: Path) -> None:
    """Without any name nobody is guessed; captions are joined up to the end of a sentence."""
    path = tmp_path / "talk.srt"
    path.write_text(SRT)
    one = read(path)
    assert told(one) == [" > We began at six and I was tired already.", " > But I stayed."]
    assert [turn.time for turn in one.turns] == ["00:00:02,100", "00:00:06,500"]


def test_two_voices_in_one_caption(tmp_path: Path) -> None:
    """A caption may hold two voices."""
    path = tmp_path / "talk.vtt"
    path.write_text("WEBVTT\n\n00:01.000 --> 00:03.000\n<v Ann>Ready?</v>\n<v Bob>Yes.</v>\n")
    assert told(read(path)) == ["Ann > Ready?", "Bob > Yes."]


def test_no_captions(tmp_path: Path) -> None:
    """A file without captions is refused."""
    path = tmp_path / "talk.srt"
    path.write_text("I: Hello\nP: Hello")
    with pytest.raises(ReadError, match=r"talk\.srt: holds no captions"):
        read(path)
