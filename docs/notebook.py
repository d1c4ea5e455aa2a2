# %% [markdown]
# # A study in pandas
#
# Each `# %%` is a cell: open this file in VS Code, Spyder or PyCharm, or make a notebook of it with `jupytext --to notebook notebook.py`.
# Run it in a study's folder, after `coder import` or `coder review`. Nothing that is done here reaches the study: it is open for
# reading only.

# %%
"""A study -> tables of one's own: an example of `coder.open`, cell by cell."""

import pandas as pd

import coder
from coder.errors import CoderError

study = coder.open(".")
print(study.said)

# %% [markdown]
# ## What was read

# %%
print(study.transcripts[["participant", "interview", "segments", "words"]])

# %% [markdown]
# ## Who speaks of what
#
# `consensus` has a row for each segment and a column for each code: True, False, or NA where it is not known. Here: of the segments of each
# person of which it is known, how many have each theme.

# %%
themes = study.codes.index[study.codes["level"] == 0]
by_person = study.consensus[themes].groupby(study.segments["participant"])
segments = by_person.sum().astype(int)
shares = by_person.mean().astype(float)
print(segments.T)
print((100 * shares.T).round(1))

# %% [markdown]
# ## Codes that stand together

# %%
given = study.consensus.fillna(False).astype(int)
together = given.T @ given
print(together.loc[themes, themes])

# %% [markdown]
# ## Change over the interviews of one person

# %%
interviews = study.segments.groupby("participant")["interview"].nunique()
for person in interviews.index[interviews > 1]:
    own = study.segments.index[study.segments["participant"] == person]
    by_interview = study.consensus.loc[own, themes].groupby(study.segments.loc[own, "interview"])
    print(person)
    print(by_interview.sum().astype(int).T)

# %% [markdown]
# ## What coders did
#
# Every act, as it was brought in: a later one counts instead of an earlier one, which stays here.

# %%
print(pd.crosstab(study.decisions["coder"], study.decisions["kind"]))

# %% [markdown]
# ## Passages to read again: looked at, without a code, longest first

# %%
looked = study.segments[study.segments["looked_at"] & (study.segments["codes"].str.len() == 0)]
print(looked.sort_values("words", ascending=False)[["reference", "words"]].head(5))

# %% [markdown]
# ## The questionnaire, where the study's folder has survey.csv and survey.yaml

# %%
try:
    print(study.survey_counts.set_index(["question", "item", "answer"])[["n", "percent"]].round(1))
except CoderError as missing:
    print(missing)
