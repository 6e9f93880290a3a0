"""Fits the weights and thresholds of retrieval on the knowledge base itself; run again whenever it has grown.

`python -m assistant.retrieval.calibration` reads the current snapshot and writes `calibration.json` beside this file.
Every question of an entry is asked once while it is hidden from the index, so it stands for a wording nobody wrote
down. A part of them is asked with the whole entry hidden, and sentences from outside the topic are asked: for both
the right result is that nothing is found.
"""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.domain.entry import Entry
from assistant.knowledge.base import KnowledgeBase
from assistant.knowledge.loader import load_knowledge
from assistant.retrieval.confidence import PACKAGED, Calibration, confidence_features
from assistant.retrieval.encoder import BUILTIN, load_encoder
from assistant.retrieval.fusion import FEATURES, Candidate, find_candidates, question_for
from assistant.retrieval.snapshot import Snapshot, ensure_snapshot
from assistant.retrieval.types import Encoder

# Questions asked; more change the weights in the third digit only.
_QUESTIONS = 1500
# One question in this many is asked with its whole entry hidden.
_ABSENT_EVERY = 3
_WRONG_CANDIDATES = 10
# In an hour of real questions about one in four has no entry; hidden entries and outside sentences share that part.
_UNANSWERABLE_SHARE = 0.25
# Half of the 3 % that may be answered wrongly with confidence, since the fitting sentences are easier than real ones.
_WRONG_ANSWERS_ALLOWED = 0.015
_WRONG_SUGGESTIONS_ALLOWED = 0.10
_RIDGE = 1.0


@dataclass(frozen=True, slots=True)
class Asked:
    """One fitting question: what was found, which entries are right (none for the unanswerable) and its group."""

    candidates: tuple[Candidate, ...]
    right: frozenset[str]
    group: str


def fit_calibration(
    snapshot: Snapshot, knowledge: KnowledgeBase, encoder: Encoder, out_of_scope: Sequence[str]
) -> Calibration:
    """Fit weights and thresholds.

    Args:
        snapshot: Index of `knowledge`; at least two entries.
        knowledge: Tells which entries share an age group and so answer the same question.
        encoder: The one the snapshot was built with.
        out_of_scope: Sentences that no entry answers.
    """
    asked = [*_asked_by_parents(snapshot, knowledge.entries), *_asked_outside(snapshot, encoder, out_of_scope)]
    relevance = _fit_relevance(asked)
    draft = Calibration(relevance, (1.0, 0.0, 0.0), 0.0, 0.0, "")
    tops = [_top(one, draft, knowledge.entries) for one in asked]
    confidence = _fit_confidence(tops)
    scored = Calibration(relevance, confidence, 0.0, 0.0, "")
    outside = [scored.confidence_of(top.relevance, top.lead) for top in tops if top.group == "outside"]
    return Calibration(
        relevance=tuple(round(weight, 4) for weight in relevance),
        confidence=(round(confidence[0], 4), round(confidence[1], 4), round(confidence[2], 4)),
        answer_from=round(_threshold(outside, _WRONG_ANSWERS_ALLOWED), 3),
        suggest_from=round(_threshold(outside, _WRONG_SUGGESTIONS_ALLOWED), 3),
        origin=_origin(snapshot, asked, tops),
    )
