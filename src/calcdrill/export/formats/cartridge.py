"""An IMS Common Cartridge 1.1; each version is an assessment."""

from calcdrill.export.formats import Format
from calcdrill.export.lms.cartridge import refuses, write

FORMAT = Format(
    name="cartridge",
    suffix="imscc",
    title="an assessment in a Common Cartridge 1.1",
    bank=write,
    refuses=refuses,
    sheet={"order": "given"},
)
