"""``stats --fit``: what is given to the fit, what is kept of it, and what is said without it."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

import pytest
from fsrs import Rating, ReviewLog, Scheduler
from fsrs.scheduler import DEFAULT_PARAMETERS, LOWER_BOUNDS_PARAMETERS

from calcdrill.cli import main
from calcdrill.errors import InputError
from calcdrill.practice import fitting
from calcdrill.practice.fitting import NEEDED, fit_parameters, review_logs
from calcdrill.practice.history import history_path, open_history, replay
from calcdrill.practice.records import Answer
from calcdrill.practice.schedule import Rating as OwnRating
from calcdrill.practice.schedule import Settings, parameters_from, review

START = datetime(2026, 1, 1, 12, tzinfo=UTC)
GLOOMY = (*(value / 4 for value in DEFAULT_PARAMETERS[:4]), *DEFAULT_PARAMETERS[4:])
"""Parameters of one who forgets four times as fast at first."""


def answer(number: int, skill: str, day: float, rating: int | None, event: str = "answer", text: str = "") -> Answer:
    at = START + timedelta(days=day)
    day_ = at.date().isoformat()
    return Answer(f"a{number}", at, day_, f"{skill}/one", 1, number, skill, rating=rating, event=event, text=text)


def year(skills: int, chance: float) -> list[Answer]:
    """The answers of one who is right with that chance: 13 reviews of each skill, three days apart."""
    rng = random.Random(7)
    rows = [(3 * turn + number / 1000, number) for turn in range(13) for number in range(skills)]
    return [
        answer(place, f"skill-{number}", day, 3 if rng.random() < chance else 1)
        for place, (day, number) in enumerate(rows)
    ]


FORGETFUL = year(44, 0.3)
"""44 skills with 12 later reviews each: 528."""


def test_the_fit_sees_the_reviews_that_count() -> None:
    answers = [
        answer(1, "power", 0, 3),
        answer(2, "power", 0.1, None),
        answer(3, "chain", 1, 1),
        answer(4, "chain", 2, 3),
        answer(5, "chain", 2, None, "undo", "a4"),
        answer(6, "power", 3, None, "forget"),
        answer(7, "power", 4, 2),
        answer(8, "sum", 5, None, "know"),
        answer(9, "sum", 9, 1),
    ]
    logs = [(log.card_id, int(log.rating), (log.review_datetime - START).days) for log in review_logs(answers)]
    assert logs == [(1, 3, 0), (2, 1, 1), (3, 2, 4), (4, 4, 5), (4, 1, 9)]


def test_too_little_history_says_how_much_is_needed() -> None:
    answers = [*year(42, 0.5), answer(9000, "other", 0, 3), answer(9001, "other", 0.9, 3)]
    with pytest.raises(InputError, match=f"needs {NEEDED} reviews .* there are 504 so far"):
        fit_parameters(answers, lambda logs: pytest.fail("the fit is not asked"))


def test_only_parameters_that_predict_better_are_taken() -> None:
    fitted = fit_parameters(FORGETFUL, lambda logs: GLOOMY)
    assert (fitted.parameters, fitted.reviews) == (GLOOMY, 528)
    assert fitted.own < fitted.usual
    sure = year(44, 1.0)
    for found in (GLOOMY, DEFAULT_PARAMETERS, (), (float("nan"),) * 21, (1e9,) * 21):
        assert fit_parameters(sure, lambda logs, found=found: found).parameters == ()


def test_what_are_no_parameters_is_left_out() -> None:
    assert parameters_from(list(GLOOMY)) == GLOOMY
    below = LOWER_BOUNDS_PARAMETERS[0] / 2
    for wrong in (None, "x", GLOOMY[:-1], [*GLOOMY, 1.0], [below, *GLOOMY[1:]], ["1"] * 21, [10**400] * 21):
        assert parameters_from(wrong) == ()


def test_the_schedule_is_that_of_the_parameters() -> None:
    memory = review(None, OwnRating.EASY, START, Settings(parameters=GLOOMY))
    truth, _ = Scheduler(GLOOMY, enable_fuzzing=False).review_card(
        fitting.Card(card_id=0, due=START), Rating.Easy, START
    )
    assert (memory.stability, memory.due) == (truth.stability, truth.due)
    assert memory.due < review(None, OwnRating.EASY, START).due


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with open_history(history_path(tmp_path, "default")) as history:
        history._add(FORGETFUL)
    return tmp_path


def test_what_was_fitted_is_kept_and_used(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[ReviewLog] = []
    monkeypatch.setattr(fitting, "optimal_parameters", lambda logs: asked.extend(logs) or GLOOMY)
    main(["stats", "--data", str(folder), "--fit"])
    assert len(asked) == len(FORGETFUL)
    assert capsys.readouterr().out.startswith("528 reviews: the schedule is fitted to you (log loss ")
    own = Settings(parameters=GLOOMY)
    with open_history(history_path(folder, "default")) as history:
        assert history.settings == own
        assert history.memories() == replay(FORGETFUL, own) != replay(FORGETFUL)
        history.keep_settings(replace(history.settings, new=3))
        assert history.settings.parameters == GLOOMY
    main(["stats", "--data", str(folder), "--no-fit"])
    assert capsys.readouterr().out == "the usual parameters of the schedule are used again\n"
    with open_history(history_path(folder, "default")) as history:
        assert history.settings == Settings(new=3)
        assert history.memories() == replay(FORGETFUL)


@pytest.mark.skipif(find_spec("torch") is not None, reason="the extra is installed")
def test_without_the_extra_it_says_what_to_install(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["stats", "--data", str(folder), "--fit"])
    assert capsys.readouterr().err == "--fit needs an extra: pip install 'calcdrill[fit]'\n"
    with open_history(history_path(folder, "default")) as history:
        assert history.settings == Settings()


def test_the_real_fit_predicts_better() -> None:
    pytest.importorskip("torch", reason="pip install 'calcdrill[fit]'")
    fitted = fit_parameters(FORGETFUL, fitting.optimal_parameters)
    assert fitted.parameters
    assert fitted.own < fitted.usual
