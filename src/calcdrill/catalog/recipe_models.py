"""The shape of a recipe file, ``decks/NAME.yaml``, as pydantic models."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from calcdrill.catalog.models import Line, Lines, Model, Words, _text
from calcdrill.catalog.option_types import Levels, Printed, Signs
from calcdrill.catalog.sheet_models import WorksheetModel


class DeckModel(Model):
    """The Anki deck of a recipe."""

    name: Line | None = Field(
        None,
        description="The root deck's name; recipes with one name share it. Default: Calcdrill.",
        examples=["Calcdrill"],
    )
    description: Words | None = Field(None, description="The description on the deck's page.")
    variants: int | None = Field(
        None, ge=1, le=30, description="Instances in each note, of which each review shows another. Default: 12."
    )
    fixed: int | None = Field(
        None, ge=1, le=200, description="Instead of variants: this many notes per exercise, with one instance each."
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
