"""What is built is what a user gets: all three source roots, their data, and both kinds of entry point."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from hardener import __version__

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("hardener-*.whl"))


def test_everything_that_is_in_the_source_roots_is_in_the_wheel(wheel: Path) -> None:
    inside = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    wanted = {
        path.relative_to(ROOT / root).as_posix()
        for root in ("src", "adapters", "profiles")
        for path in (ROOT / root).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.parent != ROOT / root
    }
    page = f"hardener-{__version__}.data/data/share/man/man1/hardener.1"
    assert inside == wanted | {page}
    for name in ("hardener/py.typed", "hardener/report/report.schema.json", "hardener_profiles/storytime.yaml"):
        assert name in inside


def test_the_installed_wheel_audits(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=False, system_site_packages=False)
    python = tmp_path / "venv" / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "-q", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(pip, check=True, capture_output=True)
    # Its dependencies come from here: what is tried is the wheel, not the network.
    here = next(path for path in sys.path if path.endswith("site-packages"))
    environ = {k: v for k, v in os.environ.items() if not k.startswith(("HARDENER", "PYTHON"))} | {"PYTHONPATH": here}
    where = [
        str(python),
        "-c",
        "import hardener, hardener_zoom, hardener_profiles as p; print(hardener.__file__, p.__file__)",
    ]
    wheels = subprocess.run(where, env=environ, check=True, capture_output=True, text=True, cwd=tmp_path).stdout
    if str(tmp_path) not in wheels:
        pytest.skip("hardener itself is installed beside its dependencies; the wheel cannot be told apart")
    assert str(ROOT) not in wheels
    more = [str(python), "-c", "from hardener.extras import how_to_add; print(how_to_add('teams'))"]
    said = subprocess.run(more, env=environ, check=True, capture_output=True, text=True, cwd=tmp_path).stdout
    assert said == 'pip install "hardener[teams]"\n', "there is no checkout here to install from"
    assert (tmp_path / "venv" / "share" / "man" / "man1" / "hardener.1").is_file()
    command = tmp_path / "venv" / "bin" / "hardener"
    told = subprocess.run(
        [str(command), "adapters"], env=environ, check=True, capture_output=True, text=True, cwd=tmp_path
    )
    assert "zoom" in told.stdout
    shown = subprocess.run(
        [str(command), "profiles"], env=environ, check=True, capture_output=True, text=True, cwd=tmp_path
    )
    assert "storytime" in shown.stdout
