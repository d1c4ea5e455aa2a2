"""The newest round -> one line on who still has passages of it to code, before any figure is read."""

from __future__ import annotations

from coder.report.agreement_document import count, listed
from coder.steps.showing import progress
from coder.study import Ledger, rounds


def unfinished(ledger: Ledger) -> str:
    """Say who has how much of the newest round left; "" where nobody has, or there is no round."""
    for one in rounds.rounds(ledger)[-1:]:
        parts = progress(ledger, one, rounds.plan(ledger, one.id))
        left = []
        for coder in one.coders:
            own = [part for part in parts if part.coder == coder]
            done, everything = sum(part.done for part in own), sum(part.all for part in own)
            if done < everything:
                left.append(f"{coder} has {everything - done:,} of {count(everything, 'passage')} left")
        if left:
            return f"round {one.name} is not finished: {listed(left)}; the figures are of what is in so far"
    return ""
