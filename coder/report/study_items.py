"""The items of two reporting guidelines, by their numbers: what a report of qualitative research is asked to say.

COREQ: Tong, Sainsbury & Craig (2007), Int. J. Qual. Health Care 19:349-357. SRQR: O'Brien et al. (2014), Acad. Med. 89:1245-1251. The
names are shortened here; read the guidelines for what each asks.
"""

from __future__ import annotations

_COREQ = """
Interviewer
Credentials
Occupation
Gender
Experience and training
Relationship established
Participants' knowledge of the interviewer
Interviewer's characteristics
Methodological orientation and theory
Sampling
Method of approach
Sample size
Non-participation
Setting of data collection
Presence of non-participants
Description of the sample
Interview guide
Repeat interviews
Audio or visual recording
Field notes
Duration
Data saturation
Transcripts returned
Number of data coders
Description of the coding tree
Derivation of themes
Software
Participant checking
Quotations presented
Data and findings consistent
Clarity of major themes
Clarity of minor themes
"""
_SRQR = """
Title
Abstract
Problem formulation
Purpose or research question
Qualitative approach and research paradigm
Researchers' characteristics and reflexivity
Context
Sampling strategy
Ethical issues
Data collection methods
Data collection instruments and technologies
Units of study
Data processing
Data analysis
Techniques to enhance trustworthiness
Synthesis and interpretation
Links to empirical data
Integration with prior work and contribution
Limitations
Conflicts of interest
Funding
"""
ITEMS = {
    **{f"COREQ {n}": name for n, name in enumerate(_COREQ.strip().splitlines(), start=1)},
    **{f"SRQR {n}": name for n, name in enumerate(_SRQR.strip().splitlines(), start=1)},
}
"""Item -> what it is about, in the guidelines' order."""
