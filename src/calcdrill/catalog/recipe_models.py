"""The shape of a recipe file, ``decks/NAME.yaml``, as pydantic models."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from calcdrill.catalog.models import Line, Lines, Model, Words, _text
from calcdrill.characters import HIDDEN, name_of
from calcdrill.errors import InputError
from calcdrill.expression.notation.profiles import CHOICES, PROFILES, read_notation

_LEVELS = re.compile(r"([1-5])\s*-\s*([1-5])")


def _levels(value: Any) -> Any:
    """``3`` and ``2-4`` as (least, most)."""
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 5:
        return (value, value)
    match = _LEVELS.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None or match[1] > match[2]:
        raise ValueError("a difficulty is a level from 1 to 5 or a range such as 2-4")
    return (int(match[1]), int(match[2]))


def _decimal(value: Any) -> Any:
    """A decimal is text in the YAML that is read here."""
    if isinstance(value, str) and re.fullmatch(r"\d{1,4}(\.\d{1,4})?", value):
        return float(value)
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _notation(value: Any) -> Any:
    """A profile's name, or a mapping of choices, as it was written."""
    try:
        read_notation(value)
    except InputError as error:
        raise ValueError(str(error)) from None
    return value


Notation = Annotated[
    str | dict[str, str],
    BeforeValidator(_notation),
    WithJsonSchema(
        {
            "anyOf": [
                {"enum": list(PROFILES)},
                {
                    "type": "object",
                    "properties": {
                        "base": {"enum": list(PROFILES)},
                        **{name: {"enum": list(words)} for name, words in CHOICES.items()},
                    },
                    "additionalProperties": False,
                },
            ]
        }
    ),
]
Signs = Annotated[
    Notation | None,
    Field(
        description="The signs of formulas: a profile, or choices over one.",
        examples=["de", {"base": "de", "log": "log"}],
    ),
]
Levels = Annotated[
    tuple[int, int],
    BeforeValidator(_levels),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 1, "maximum": 5},
                {"type": "string", "pattern": r"^(1 *- *[1-5]|2 *- *[2-5]|3 *- *[3-5]|4 *- *[45]|5 *- *5)$"},
            ]
        }
    ),
]
Decimal = Annotated[float, BeforeValidator(_decimal)]


class DeckModel(Model):
    """The Anki deck of a recipe."""

    name: Line | None = Field(
        None,
        description="The root deck's name; recipes with one name share it. Default: Calcdrill.",
        examples=["Calcdrill"],
    )
    description: Words | None = Field(None, description="What stands on the deck's page.")
    variants: int | None = Field(
        None, ge=1, le=30, description="Instances in each note, of which each review shows another. Default: 12."
    )
    fixed: int | None = Field(
        None, ge=1, le=200, description="In place of variants: that many notes an exercise, one instance each."
    )
    choices: Literal["own", "also", "all", "none"] = Field(
        "also",
        description="Which exercises are asked as multiple choice: those that come with choices; also "
        "those that say also: choice; all that suit it; none.",
    )
    lessons: bool = Field(True, description="Whether each skill begins with its lesson.")
    cards: bool = Field(True, description="Whether the cards about ideas are in the deck.")
    formulas: bool = Field(True, description="Whether each concept's formula is a card with a gap.")

    typed: bool = Field(
        True, description="Whether a problem's card has a box for a typed answer, which its back judges."
    )

    @model_validator(mode="after")
    def _one_way(self) -> DeckModel:
        if self.variants is not None and self.fixed is not None:
            raise ValueError("a deck has variants or fixed, not both")
        return self


def _truth(value: Any) -> Any:
    """``--set`` gives words."""
    words = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
    return words.get(value.lower(), value) if isinstance(value, str) else value


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, str) and re.fullmatch(r"\d{1,6}", value) else value


def _words(value: Any) -> Any:
    """``A,B,C`` as a list, each word as text."""
    if isinstance(value, str):
        inner = value[1:-1] if value.startswith("[") and value.endswith("]") else value
        value = [part.strip() for part in inner.split(",") if part.strip()]
    return list(value) if isinstance(value, tuple) else value


def _how_full(value: Any) -> Any:
    """Whether there are worked solutions: true means all of each."""
    truth = _truth(value)
    return ("full" if truth else "none") if isinstance(truth, bool) else value


def _all_different(words: list[str]) -> list[str]:
    if len(set(words)) < len(words):
        raise ValueError("a word stands there twice")
    return words


_DIFFERENT: Final[dict[str, Any]] = {"uniqueItems": True}
"""The same for the JSON Schema."""


def _seen(text: str) -> str:
    hidden = HIDDEN.search(text)
    if hidden:
        raise ValueError(f"the character {name_of(hidden[0])} is not used here")
    return text


Truth = Annotated[bool, BeforeValidator(_truth)]
Whole = Annotated[int, BeforeValidator(_whole)]
Printed = Annotated[str, BeforeValidator(_text), AfterValidator(_seen), Field(max_length=200)]
"""A line of text that is printed; it may be empty."""
Paragraph = Annotated[str, BeforeValidator(_text), AfterValidator(_seen), Field(min_length=1, max_length=2000)]


Name = Annotated[str, BeforeValidator(_text), Field(pattern=r"^[a-z][a-z0-9_/-]*$", max_length=100)]
"""The id of an exercise or a concept, or the name of a kind."""


class WorkspaceModel(Model):
    """The room to write below each problem."""

    kind: Literal["blank", "lines", "grid", "none"] = Field("blank", description="What the room is filled with.")
    scale: Decimal = Field(
        1.0, ge=0, le=10, description="How much room: 1 is usual for the kind of problem, 2 is twice that."
    )
    heights: dict[str, Annotated[Decimal, Field(ge=0, le=25)]] = Field(
        default_factory=dict,
        description="Room for a kind of problem, in cm, whatever the scale.",
        examples=[{"hessian": 8}],
    )
    fill: Truth = Field(True, description="Whether blank room grows to fill the page.")
    problems: dict[Annotated[str, Field(pattern=r"^[1-9][0-9]{0,3}$")], Annotated[Decimal, Field(ge=0, le=25)]] = Field(
        default_factory=dict, description="Room for single problems, by their numbers, in cm.", examples=[{"3": 8}]
    )


class ShowModel(Model):
    """What is printed beside the problems."""

    points: Truth = Field(False, description="The points of each problem and their sum.")
    level: Truth = Field(False, description="The difficulty of each problem, in words.")
    table: Truth = Field(False, description="A table of the points, to be filled in.")
    figures: Truth = Field(False, description="Figures on the sheet too, not only in worked solutions.")
    hints: Truth = Field(False, description="The first hint under each problem.")
    exact: Truth = Field(
        True, description="Under the title, that values are wanted exactly, where one would be rounded."
    )
    marks: Truth = Field(
        False, description="In the key, what follows from each named mistake, with marks for what is right."
    )
    qr: Truth = Field(False, description="The code of a student's sheet as a QR code too.")
    seed: bool = Field(True, description="Seed and recipe in the footer, so that the sheet can be made again.")


VERSION_PATTERN: Final = r"^[A-Z]$"
Version = Annotated[str, Field(pattern=VERSION_PATTERN)]


Joined = Annotated[str, Field(pattern=r"[^,\s]")]
"""Words in one text, with commas between them."""
Letters = Annotated[str, Field(pattern=r"^\[?\s*[A-Z]\s*(,\s*[A-Z]\s*)*\]?$")]


class RungModel(Model):
    """One rung of a ladder: how many problems of which difficulty."""

    difficulty: Levels = Field(description="A level or a range of levels.", examples=["1-2"])
    count: int = Field(ge=1, le=500, description="How many problems.")


class SheetModel(Model):
    """How a worksheet is laid out: in a recipe, in a theme, or by ``--set``."""

    title: Printed | None = Field(None, description="Default: the recipe's title.")
    intro: Paragraph | None = Field(None, description="A sentence under the title; formulas in `backticks`.")
    header: Printed | None = Field(None, description="At the top from page 2 on. Default: the title.")
    footer: Printed | None = Field(None, description="In place of recipe, seed and version.")
    school: Printed | None = Field(None, description="Above the title on page 1.")
    logo: Printed | None = Field(
        None, description="A picture beside the school: an SVG, PNG or JPEG file in or below this folder."
    )
    instructions: dict[Name, Paragraph] = Field(
        default_factory=dict,
        description="Your own words for an exercise, a concept or a kind of problem; formulas in `backticks`.",
        examples=[{"derivative": "Find the derivative."}],
    )
    fonts: Printed | None = Field(
        None, description="A folder with more fonts for the PDF; system: those of this computer."
    )
    pages: Whole = Field(
        0, ge=0, le=100, description="At most so many pages: room to write gives way; 0: as many as it takes."
    )
    together: Truth = Field(False, description="Whether all versions stand in one file.")
    paper: Literal["a4", "letter"] = Field("a4", description="The size of the paper.")
    margin: Decimal = Field(2.0, ge=0.5, le=6, description="The page's margin in cm.")
    columns: Whole = Field(
        2, ge=1, le=4, description="Columns, filled row by row, where the formulas leave room for them."
    )
    font: Printed = Field("Libertinus Serif", description="The font of words.")
    maths_font: Printed = Field("New Computer Modern Math", description="The font of formulas.")
    font_size: Decimal | None = Field(None, ge=6, le=40, description="In points. Default: that of the preset.")
    leading: Decimal = Field(0.65, ge=0.3, le=3, description="Room between lines, in font sizes.")
    ragged: Truth = Field(False, description="Whether lines end where they end, without hyphens.")
    preset: Literal["standard", "large-print", "compact", "drill"] = Field(
        "standard", description="large-print: 18 points, sans-serif, one column; compact and drill: little room."
    )
    theme: Printed | None = Field(None, description="A theme's name: shipped, or a folder of themes/ beside decks/.")
    order: Literal["ramp", "mixed", "blocked", "given"] = Field(
        "ramp",
        description="ramp: from easy to hard; mixed: shuffled; blocked: by topic and instruction; "
        "given: as in the catalog.",
    )
    group: Truth = Field(True, description="Whether like problems share one instruction.")
    fields: Annotated[
        list[Printed],
        BeforeValidator(_words, json_schema_input_type=list[Printed] | Joined),
        AfterValidator(_all_different),
    ] = Field(
        default_factory=lambda: ["name", "date", "score"],
        description="The lines at the top to be filled in.",
        json_schema_extra=_DIFFERENT,
        examples=[["name", "date", "score"]],
    )
    versions: Annotated[
        list[Version],
        BeforeValidator(_words, json_schema_input_type=list[Version] | Letters),
        AfterValidator(_all_different),
        Field(max_length=26),
    ] = Field(
        default_factory=list,
        description="Versions with other numbers and the same order.",
        json_schema_extra=_DIFFERENT,
        examples=[["A", "B"]],
    )
    key: Literal["separate", "append", "none"] = Field("separate", description="Where the answers go.")
    solutions: Annotated[
        Literal["none", "short", "full"],
        BeforeValidator(_how_full, json_schema_input_type=Literal["none", "short", "full"] | bool),
    ] = Field("none", description="Worked solutions in the key: none, the main lines, all (true).")
    key_columns: Whole = Field(3, ge=1, le=6, description="Columns of the short answers.")
    choices: Whole = Field(
        0, ge=0, le=6, description="So many choices for each problem that has wrong answers; 0: none."
    )
    points: dict[Literal["1", "2", "3", "4", "5"], Annotated[Whole, Field(ge=0, le=1000)]] = Field(
        default_factory=dict,
        description="Points for a problem of each difficulty. Default: as many as the level.",
        examples=[{"1": 1, "3": 4}],
    )
    workspace: WorkspaceModel = Field(default_factory=WorkspaceModel, description="The room to write.")
    show: ShowModel = Field(ShowModel(), description="What is printed beside the problems.")
    language: Literal["en"] = Field("en", description="The language of the labels.")
    notation: Signs = None
    formats: dict[str, dict[str, Any]] = Field(
        default_factory=dict,
        description="What only one format has, by the format's name.",
        examples=[{"csv": {"header": False}}],
    )


class WorksheetModel(SheetModel):
    """The worksheet of a recipe."""

    count: int | None = Field(
        None, ge=1, le=2000, description="How many problems. Default: 20, or what the ladder asks for."
    )
    counts: dict[Name, Annotated[Whole, Field(ge=1, le=500)]] = Field(
        default_factory=dict,
        description="How many problems of a topic, concept or exercise; the others share the rest.",
        examples=[{"chain-exp": 3}],
    )
    ladder: list[RungModel] | None = Field(
        None,
        min_length=1,
        description="How many problems of which difficulty.",
        examples=[[{"difficulty": "1-2", "count": 3}]],
    )
    each_concept: bool = Field(False, description="Whether each concept gives at least one problem.")

    @model_validator(mode="after")
    def _one_count(self) -> WorksheetModel:
        rungs = sum(rung.count for rung in self.ladder or ())
        if rungs and self.count is not None and self.count != rungs:
            raise ValueError(f"count is {self.count}, but the ladder asks for {rungs}; leave count out")
        return self


Folder = Annotated[str, BeforeValidator(_text), Field(pattern="^[a-z][a-z0-9-]{0,39}$")]


class SiteModel(Model):
    """The study site of a recipe."""

    folder: Folder = Field("site", description="Its folder inside the build's folder.", examples=["site"])
    instances: int = Field(12, ge=1, le=50, description="Problems of each exercise, at most.")
    theme: Printed | None = Field(
        None, description="The theme of its colours and fonts. Default: that of the worksheet."
    )


class RecipeModel(Model):
    """What to build: the file ``decks/NAME.yaml``; the recipe's id is the file's name."""

    title: Line = Field(description="The recipe's title.", examples=["First steps"])
    description: Words | None = Field(None, description="One sentence about whom it is for.")
    include: Lines = Field(
        description="Topic, concept or exercise ids, or all.", examples=[["chain-rule", "gradient-vector"]]
    )
    exclude: Lines | None = Field(
        None, description="Topic, concept or exercise ids that are left out.", examples=[["chain-exp"]]
    )
    difficulty: Levels = Field(
        (
            1,
            5,
        ),
        description="A level or a range of levels.",
        examples=["2-4"],
    )
    seed: int = Field(0, ge=0, description="The same seed gives the same problems.")
    notation: Signs = None
    deck: DeckModel | None = Field(None, description="The Anki deck; left out, none is made.")
    worksheet: WorksheetModel | None = Field(None, description="The worksheet; left out, none is made.")
    site: SiteModel | None = Field(None, description="The study site; left out, none is made.")

    @model_validator(mode="after")
    def _something(self) -> RecipeModel:
        if self.deck is None and self.worksheet is None and self.site is None:
            raise ValueError("a recipe makes a deck, a worksheet, a site, or several of them")
        return self
