"""Check the vendored files against MANIFEST.json: every file is listed, whole and unchanged. Needs no Node."""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "app" / "static" / "vendor"
WITHOUT_HASH = {"MANIFEST.json", "LICENSES"}


def integrity(path: Path) -> str:
    """The file's subresource integrity, as in MANIFEST.json."""
    return "sha384-" + base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()


def faults(root: Path = ROOT) -> list[str]:
    """What differs between the manifest and the files, one sentence each."""
    vendor = root / VENDOR.relative_to(ROOT)
    listed = json.loads((vendor / "MANIFEST.json").read_text("utf-8"))["files"]
    found = []
    for name, entry in listed.items():
        path = root / name
        if not path.is_file():
            found.append(f"{name} is listed in MANIFEST.json but missing.")
        elif integrity(path) != entry["integrity"]:
            found.append(f"{name} differs from its hash in MANIFEST.json.")
    return found + [
        f"{name} is not listed in MANIFEST.json." for name in _present(root, vendor) - listed.keys()
    ]


def _present(root: Path, vendor: Path) -> set[str]:
    return {
        path.relative_to(root).as_posix()
        for path in vendor.rglob("*")
        if path.is_file() and path.relative_to(vendor).parts[0] not in WITHOUT_HASH
    }


def main() -> int:
    found = faults()
    print("\n".join(found) or "The vendored files are as listed.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
