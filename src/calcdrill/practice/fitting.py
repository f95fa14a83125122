"""FSRS parameters fitted to a learner's own answers.

The fit is that of the ``fsrs`` package (the extra ``fit``). It sees what FSRS sees: for each skill, when its problems
came and how they went. Credit from other skills is left out.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any, Final

from fsrs import Card, Rating, ReviewLog, Scheduler
from fsrs.scheduler import DEFAULT_PARAMETERS

from calcdrill.errors import InputError
from calcdrill.practice.records import Answer, without_undone
from calcdrill.practice.schedule import parameters_from
from calcdrill.practice.wording import plural

__all__ = ["NEEDED", "Fit", "Fitted", "fit_parameters", "fit_text", "optimal_parameters", "review_logs"]

NEEDED: Final = 512
"""So many reviews on a later day are needed: with fewer the optimizer of ``fsrs`` returns the usual parameters."""
_MOST: Final = 64
"""The optimizer reads so many reviews of each skill."""

Fit = Callable[[Sequence[ReviewLog]], Sequence[float]]
"""Reviews → the parameters of FSRS that predict them best."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """What a fit found; ``parameters`` is empty where the usual ones predict as well.

    ``reviews`` counts the reviews that were predicted. ``usual`` and ``own`` are the mean log loss (in nats) of
    these predictions with the usual and the fitted parameters: less is better.
    """

    parameters: tuple[float, ...]
    reviews: int
    usual: float
    own: float


def review_logs(answers: Iterable[Answer]) -> list[ReviewLog]:
    """The reviews that count for the schedule; a skill marked as known or begun again counts as a new card."""
    cards: dict[str, int] = {}
    logs, new = [], 0
    for answer in without_undone(list(answers)):
        rating = {"know": 4, "forget": None}.get(answer.event, answer.rating)
        if answer.event in {"know", "forget"}:
            cards.pop(answer.skill, None)
        if rating is None:
            continue
        if answer.skill not in cards:
            cards[answer.skill] = new = new + 1
        logs.append(ReviewLog(cards[answer.skill], Rating(rating), answer.at.astimezone(UTC), None))
    return logs


def optimal_parameters(logs: Sequence[ReviewLog]) -> Sequence[float]:
    """The fit of the ``fsrs`` package; raises InputError where the extra is not installed."""
    import fsrs

    optimizer: Any = fsrs.Optimizer
    try:
        return list(optimizer(logs).compute_optimal_parameters())
    except ImportError:
        raise InputError("--fit needs an extra: pip install 'calcdrill[fit]'") from None


def fit_parameters(answers: Iterable[Answer], fit: Fit) -> Fitted:
    """The parameters fitted to answers in the order of time.

    Raises InputError where there are fewer than ``NEEDED`` reviews on a later day than the skill's last one.
    """
    logs = review_logs(answers)
    usual = _losses(logs, DEFAULT_PARAMETERS)
    if len(usual) < NEEDED:
        there = "there is 1" if len(usual) == 1 else f"there are {len(usual)}"
        raise InputError(f"--fit needs {NEEDED} reviews that come a day or more after the one before; {there} so far")
    fitted = parameters_from(fit(logs))
    own = _losses(logs, fitted) if fitted else usual
    before, after = (math.fsum(losses) / len(losses) for losses in (usual, own))
    return Fitted(fitted if after < before else (), len(usual), before, min(before, after))


def _losses(logs: Iterable[ReviewLog], parameters: Sequence[float]) -> list[float]:
    """The log loss of each review a day or more after the one before, as the optimizer counts them."""
    scheduler = Scheduler(parameters, enable_fuzzing=False)
    cards: dict[int, list[ReviewLog]] = defaultdict(list)
    for log in logs:
        cards[log.card_id].append(log)
    losses = []
    for reviews in cards.values():
        card = Card(card_id=0, due=reviews[0].review_datetime)
        for log in reviews[:_MOST]:
            when = log.review_datetime
            if card.last_review and (when - card.last_review).days > 0:
                known = scheduler.get_card_retrievability(card, when)
                losses.append(-math.log(max(1e-12, 1 - known if log.rating == Rating.Again else known)))
            card, _ = scheduler.review_card(card, log.rating, when)
    return losses


def fit_text(fitted: Fitted) -> str:
    """What the fit found, in one line."""
    seen = plural(fitted.reviews, "review")
    if not fitted.parameters:
        return f"{seen}: the usual parameters of the schedule predict them as well (log loss {fitted.usual:.4f})"
    return f"{seen}: the schedule is fitted to you (log loss {fitted.own:.4f}, before {fitted.usual:.4f})"
