"""The shape of the YAML files, as pydantic models: what ``calcdrill schema`` prints and every file must fit.

The models know the shape alone. What only the rest of the program can judge (formulas, draws, the fields of a
kind) is read afterwards, each in its own place.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, WithJsonSchema

ID_PATTERN = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
NAME_PATTERN = r"^[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*$"


def _text(value: Any) -> Any:
    """A number may stand where text is wanted: ``title: 2026``, ``at: 1``."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _list(value: Any) -> Any:
    """A text alone may stand for a list of one."""
    return [value] if isinstance(value, str | int) and not isinstance(value, bool) else value


def _listed(item: Any, least: int = 1, all_different: bool = False) -> dict[str, Any]:
    """The JSON Schema of a list that may be written as its only item."""
    return {"anyOf": [item, {"type": "array", "minItems": least, "uniqueItems": all_different, "items": item}]}


Id = Annotated[str, Field(pattern=ID_PATTERN, max_length=60)]
Line = Annotated[str, BeforeValidator(_text), Field(min_length=1, max_length=200)]
Words = Annotated[str, BeforeValidator(_text), Field(min_length=1, max_length=2000)]
Formula = Annotated[
    str,
    BeforeValidator(_text),
    Field(min_length=1, max_length=500),
    WithJsonSchema({"type": ["string", "number"], "description": "An expression such as exp(3*x^2 - x)."}),
]
Formulas = Annotated[
    list[Formula],
    BeforeValidator(_list),
    Field(min_length=1),
    WithJsonSchema(_listed({"type": "string", "pattern": r"[<>=(≠≤≥]"})),
]


def _named(value: Any) -> Any:
    """A formula alone is named "formula"."""
    return {"formula": value} if isinstance(value, str | int) and not isinstance(value, bool) else value


_FORMULA_SCHEMA: dict[str, Any] = {"type": ["string", "number"], "minLength": 1}
NamedFormulas = Annotated[
    dict[Id, Formula],
    BeforeValidator(_named),
    Field(min_length=1),
    WithJsonSchema(
        {
            "anyOf": [
                _FORMULA_SCHEMA,
                {
                    "type": "object",
                    "minProperties": 1,
                    "propertyNames": {"pattern": ID_PATTERN, "maxLength": 60},
                    "additionalProperties": _FORMULA_SCHEMA,
                },
            ]
        }
    ),
]
DRAW_SCHEMA: dict[str, Any] = {
    "type": "object",
    "propertyNames": {"pattern": NAME_PATTERN},
    "additionalProperties": {
        "anyOf": [
            {"type": "string", "pattern": r"\.\.|^\s*(one of|fraction|=)\s*\S"},
            {"type": "array", "minItems": 1, "items": {"type": ["string", "number"]}},
        ]
    },
}
MISTAKES_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {
            "type": "array",
            "items": {"type": "string", "pattern": ID_PATTERN},
        },
        {
            "type": "object",
            "propertyNames": {"pattern": ID_PATTERN},
            "additionalProperties": {
                "anyOf": [
                    {"type": "string", "minLength": 1},
                    {
                        "type": "object",
                        "properties": {
                            "answer": {
                                "type": ["string", "number"],
                                "description": "The wrong answer, in the parameters.",
                            },
                            "when": {
                                "type": ["string", "array"],
                                "items": {"type": "string"},
                                "description": "Facts under which the feedback is true, such as 2*wrong = right; "
                                "wrong is this answer, right the exercise's.",
                            },
                            "feedback": {
                                "type": "string",
                                "minLength": 1,
                                "description": "One sentence that names the mistake.",
                            },
                        },
                        "required": ["answer", "feedback"],
                        "additionalProperties": False,
                    },
                ]
            },
        },
        {"type": "null"},
    ]
}


class Model(BaseModel):
    """A mapping with fixed names; nothing is converted in silence."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


_TEXT = {"type": "string", "minLength": 1}
Ids = Annotated[
    list[Id],
    BeforeValidator(_list),
    WithJsonSchema(_listed({"type": "string", "pattern": ID_PATTERN}, least=0, all_different=True)),
]
Hints = Annotated[list[Words], BeforeValidator(_list), Field(min_length=1), WithJsonSchema(_listed(_TEXT))]
Lines = Annotated[list[Line], BeforeValidator(_list), Field(min_length=1), WithJsonSchema(_listed(_TEXT))]


Paragraphs = Hints


class CardModel(Model):
    """A card about an idea."""

    id: Id | None = Field(
        None,
        description="The card's key in Anki. Never change it: it lets learners keep their history when cards "
        "are added or moved. One card of each type may leave it out; its id is then the type.",
        examples=["what-is-inside"],
    )
    front: Words = Field(description="The question; formulas stand in `backticks`.", examples=["What is inside?"])
    back: Words = Field(description="The answer.", examples=["The exponent `g(x)`."])
    type: Literal["definition", "intuition", "formula", "use", "pitfall"] = Field(
        "definition", description="What the card is about; use: when to use the idea."
    )


class ExampleModel(Model):
    """An instance of an exercise of the same concept."""

    exercise: Id = Field(description="The exercise's id within the concept.", examples=["exp-of-quadratic"])
    seed: int = Field(0, ge=0, description="The seed of the instance.", examples=[3])


class LessonModel(Model):
    """What a learner reads before the first problem of a skill; its formula and its use stand in the concept."""

    what: Words = Field(description="What it is, in two to five sentences; formulas in `backticks`.")
    intuition: Words = Field(description="A picture or a comparison that makes it clear.")
    example: ExampleModel = Field(description="The worked example, made by the generator.")
    picture: ExampleModel | None = Field(
        None, description="The instance whose figure is shown. Default: the example's."
    )
    mistake: Words = Field(description="A common mistake, and why it is wrong.")
    python: str | None = Field(
        None, min_length=1, max_length=2000, description="A few lines of Python that compute it; never run."
    )


def _sort_of_figure(value: Any) -> str:
    return "own" if isinstance(value, dict | FigureModel) else "flag"


class FigureModel(BaseModel):
    """A drawing (docs/authoring.md has the fields of each): kind, alternative text, and formulas in parameters."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True)

    kind: (
        Literal["graph", "tangent", "secant", "area", "taylor", "descent", "tangents", "contour", "constrained"]
        | Literal["saddle", "curve", "computation"]
    ) = Field(description="The kind of drawing.")
    alt: Words = Field(description="What it shows, in words, with the numbers; formulas in `backticks`.")


class ExerciseModel(BaseModel):
    """A family of problems of one kind, with parameters that are drawn; the kind has fields of its own."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True)

    id: Id = Field(description="The name within the concept.", examples=["exp-of-quadratic"])
    kind: str = Field(min_length=1, description="The kind of problem.", examples=["derivative"])
    difficulty: int = Field(ge=1, le=5, description="1 (warm up) to 5 (hard).", examples=[2])
    draw: Annotated[Any, WithJsonSchema(DRAW_SCHEMA)] = Field(
        None,
        description="The parameters and how each is drawn, in this order.",
        examples=[
            {
                "a": "nonzero -5..5",
                "n": "2..6",
                "r": "fraction 1..3 / 2..4",
                "b": "one of 2, 3, 5",
                "c": "= a*n",
            }
        ],
    )
    let: dict[Annotated[str, Field(pattern=NAME_PATTERN)], Formula] | None = Field(
        None,
        min_length=1,
        description="Named formulas that the fields below can use.",
        examples=[{"f": "a*x^2 + b*x"}],
    )
    require: Formulas | None = Field(
        None, description="Conditions that a draw must meet.", examples=[["gcd(a, b) = 1", "a != b"]]
    )
    domain: Formulas | None = Field(
        None, description="Conditions on the variables under which the task is meant.", examples=["x > 0"]
    )
    context: Words | None = Field(None, description="The context, printed before the problem; formulas in `backticks`.")
    hints: Hints | None = Field(
        None,
        description="Hints, from the gentlest to the most explicit.",
        examples=[["What is inside the exponential?"]],
    )
    mistakes: Annotated[Any, WithJsonSchema(MISTAKES_SCHEMA)] = Field(
        None,
        description="A list of the kind's own ids, or a mapping from an id to a sentence of "
        "feedback (in place of the kind's own), or to a wrong answer with its feedback.",
        examples=[
            {
                "half-forgotten": {
                    "answer": "a*x^2",
                    "feedback": "The area of a triangle has a factor 1/2.",
                }
            }
        ],
    )
    allow: Lines | None = Field(
        None, description="Reasons for refusing an instance that are ignored here.", examples=[["the answer is 0"]]
    )
    limited: Line | None = Field(
        None, description="Why there are fewer than 50 different instances.", examples=["only four bases are usual"]
    )
    figure: Annotated[
        Annotated[bool, Tag("flag")] | Annotated[FigureModel, Tag("own")], Discriminator(_sort_of_figure)
    ] = Field(True, description="Whether a figure is drawn where the kind has one, or a figure of the exercise's own.")
    family: (
        Literal["choose-the-method", "find-the-error", "read-it-off"]
        | Literal["backwards", "estimate-then-compute", "word-problem"]
        | None
    ) = Field(None, description="What it trains besides plain calculation; a course is counted by it.")
    also: Literal["choice"] | None = Field(
        None, description="choice: a deck also asks this exercise as multiple choice, on a card of its own."
    )


class StoryModel(Model):
    """One draw, several parts: each is an exercise of its own that uses the same numbers."""

    id: Id = Field(description="The name within the concept.", examples=["tiny-network"])
    draw: Annotated[Any, WithJsonSchema(DRAW_SCHEMA)] = Field(description="The parameters of all parts.")
    require: Formulas | None = Field(None, description="Conditions that a draw must meet.")
    domain: Formulas | None = Field(None, description="Conditions on the variables in all parts.")
    context: Words = Field(description="The situation, printed before each part; formulas in `backticks`.")
    parts: list[ExerciseModel] = Field(min_length=2, description="The parts in order, such as a, b, c.")


class ConceptModel(Model):
    """A skill, its cards and its exercises."""

    id: Id = Field(description="The skill's id, unique in the whole catalog.", examples=["chain-exp"])
    title: Line = Field(description="A short name.", examples=["The chain rule through the exponential"])
    requires: Ids = Field(
        [], description="The concepts that come before this one.", examples=[["exp-derivative", "chain-power"]]
    )
    summary: Words = Field(description="The idea in one sentence; formulas in `backticks`.")
    formula: NamedFormulas | None = Field(
        None,
        description="The formula to know, for a card and the cheat sheet; several are named by ids, which "
        "are their keys in Anki.",
        examples=["diff(exp(g(x)), x) = exp(g(x))*g'(x)", {"sine": "diff(sin(x), x) = cos(x)"}],
    )
    why: Words | None = Field(None, description="Where machine learning uses it.")
    difficulty: int | None = Field(None, ge=1, le=5, description="1 to 5; left out, that of its easiest exercise.")
    lesson: LessonModel | None = Field(None, description="What a learner reads before the first problem.")
    cards: list[CardModel] = Field([], description="Cards about the idea.")
    exercises: list[ExerciseModel] = Field([], description="Families of problems.")
    stories: list[StoryModel] = Field([], description="Problems in several parts on the same numbers.")


class TopicModel(Model):
    """A chapter: the file ``exercises/NN-topic.yaml``."""

    topic: Id = Field(description="The topic's id, as in the file's name.", examples=["chain-rule"])
    title: Line = Field(description="The chapter's title.", examples=["The chain rule and its relatives"])
    summary: Words | None = Field(None, description="What the chapter is about, in one sentence.")
    introduction: Paragraphs | None = Field(None, description="The chapter's first paragraphs.")
    recap: Paragraphs | None = Field(None, description="What to remember, a sentence or two each.")
    concepts: list[ConceptModel] = Field(min_length=1, description="The skills, in the order of learning.")
