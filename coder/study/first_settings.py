"""Nothing set yet -> the text of study.yaml as a new study gets it: what can be set, all of it still switched off."""

from __future__ import annotations

FIRST_SETTINGS = """\
# Settings of this study. Every line that begins with # is switched off: nothing need be changed here.
# To set something, take the # away at the beginning of its line and of the line with its heading (such as round:).

#unit: turn                    # what is coded: turn, paragraph or sentence; settled by the first coder export or coder review

#round:                        # what coder round start plans
#  blind: 10 %                 # passages coded first, without suggestions; off: none ...
#  blind_minimum: 200          # ... but at least so many; as long as this line is off, at most half of the passages
#  withhold: 15 %              # passages whose suggestions are left out at random, other ones for each coder; off: none
#  plant: off                  # passages in which one suggestion is wrong on purpose, such as 4 % ...
#  plant_minimum: 30           # ... but at least so many in the whole team

#encoder: use                  # use, or a sentence transformer's folder; while this is off, the encoder of the tool

#suggest:                      # what the next coder train aims at
#  precision: 40 %             # so many suggestions should be right
#  absence: 98 %               # so many passages without a code among those for which it is set aside

#transcripts:                  # where coder transcripts shows that a file is read wrongly
#  P07-second.docx:            # the file's name
#    participant: P07
#    interview: 2
#    date: 2021-03-15
#    roles: {Speaker 1: interviewer, Speaker 2: participant}
#    aliases: {"P;": P}        # a label that was mistyped: the one that was meant
#    ignore: [Narrator]        # labels whose words are nobody's turn

#participants:                 # what coder matrix compares groups by
#  P07: {role: consultant, arm: A}
"""
