"""The shape of a worksheet's options, as pydantic models: in a recipe, in a theme, or by ``--set``."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from calcdrill.catalog.models import Model
from calcdrill.catalog.option_types import (
    DIFFERENT,
    Decimal,
    Joined,
    Letters,
    Levels,
    Name,
    Paragraph,
    Printed,
    Signs,
    Truth,
    Version,
    Whole,
    all_different,
    as_list,
    how_full,
)


class WorkspaceModel(Model):
    """The room to write below each problem."""

    kind: Literal["blank", "lines", "grid", "none"] = Field("blank", description="What fills the space for writing.")
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
        True, description="A line under the title that asks for exact values, where one might be rounded."
    )
    marks: Truth = Field(
        False, description="In the key, the result of each named mistake, with marks for the parts that are right."
    )
    qr: Truth = Field(False, description="The code of a student's sheet as a QR code too.")
    seed: bool = Field(True, description="Seed and recipe in the footer, so that the sheet can be made again.")


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
    pages: Whole = Field(0, ge=0, le=100, description="The most pages; room to write shrinks to fit. 0: no limit.")
    together: Truth = Field(False, description="Whether all versions are in one file.")
    paper: Literal["a4", "letter"] = Field("a4", description="The size of the paper.")
    margin: Decimal = Field(2.0, ge=0.5, le=6, description="The page's margin in cm.")
    columns: Whole = Field(
        2, ge=1, le=4, description="Columns, filled row by row, where the formulas leave room for them."
    )
    font: Printed = Field("Libertinus Serif", description="The font of words.")
    maths_font: Printed = Field("New Computer Modern Math", description="The font of formulas.")
    font_size: Decimal | None = Field(None, ge=6, le=40, description="In points. Default: that of the preset.")
    leading: Decimal = Field(0.65, ge=0.3, le=3, description="Room between lines, in font sizes.")
    ragged: Truth = Field(False, description="Whether the right edge is ragged, without hyphenation.")
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
        BeforeValidator(as_list, json_schema_input_type=list[Printed] | Joined),
        AfterValidator(all_different),
    ] = Field(
        default_factory=lambda: ["name", "date", "score"],
        description="The lines at the top to be filled in.",
        json_schema_extra=DIFFERENT,
        examples=[["name", "date", "score"]],
    )
    versions: Annotated[
        list[Version],
        BeforeValidator(as_list, json_schema_input_type=list[Version] | Letters),
        AfterValidator(all_different),
        Field(max_length=26),
    ] = Field(
        default_factory=list,
        description="Versions with other numbers and the same order.",
        json_schema_extra=DIFFERENT,
        examples=[["A", "B"]],
    )
    key: Literal["separate", "append", "none"] = Field("separate", description="Where the answers go.")
    solutions: Annotated[
        Literal["none", "short", "full"],
        BeforeValidator(how_full, json_schema_input_type=Literal["none", "short", "full"] | bool),
    ] = Field("none", description="Worked solutions in the key: none, the main lines, all (true).")
    key_columns: Whole = Field(3, ge=1, le=6, description="Columns of the short answers.")
    choices: Whole = Field(
        0, ge=0, le=6, description="The number of choices for each problem that has wrong answers; 0: none."
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
        description="Options of a single format, by the format's name.",
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
        description="How many problems of each difficulty.",
        examples=[[{"difficulty": "1-2", "count": 3}]],
    )
    each_concept: bool = Field(False, description="Whether each concept gives at least one problem.")

    @model_validator(mode="after")
    def _one_count(self) -> WorksheetModel:
        rungs = sum(rung.count for rung in self.ladder or ())
        if rungs and self.count is not None and self.count != rungs:
            raise ValueError(f"count is {self.count}, but the ladder asks for {rungs}; leave count out")
        return self
