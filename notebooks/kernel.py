"""Selects the installed Jupyter kernel that runs under the notebooks' kernel name, java.

Several kernels of the IJava family are named java, and the place of installation decides which one Jupyter finds. So a
folder that holds only the selected kernel, as java, goes first on Jupyter's path. The default is JJava of the
environment. For a given name, kernels of the user and the system take precedence over those of the environment.
"""

import argparse
import json
import os
import sys
from pathlib import Path

from jupyter_core import paths

LANGUAGE = "java"
OWN = "java"


def folders(named):
    """The folders to search for kernels, in order of precedence."""
    environment = list(paths.ENV_JUPYTER_PATH)
    if not named:
        return environment
    added = [folder for folder in os.environ.get("JUPYTER_PATH", "").split(os.pathsep) if folder]
    # Kernels of the user and the system come before those of the environment.
    found = [*added, paths.jupyter_data_dir(), *paths.SYSTEM_JUPYTER_PATH]
    return [folder for folder in found if folder not in environment] + environment


def installed(searched):
    """Folder and specification of each kernel by name; the first of several with the same name."""
    found = {}
    for folder in searched:
        for spec in sorted(Path(folder, "kernels").glob("*/kernel.json")):
            if spec.parent.name not in found:
                found[spec.parent.name] = (spec.parent, json.loads(spec.read_text(encoding="utf-8")))
    return found


def choose(name, found):
    """The kernel's folder and specification; raises ValueError for an invalid name."""
    speaking = [known for known, (_, spec) in found.items() if spec.get("language") == LANGUAGE]
    if name not in found:
        raise ValueError(f"no kernel '{name}' is installed; the Java kernels here are {', '.join(speaking) or 'none'}")
    if name not in speaking:
        raise ValueError(
            f"the kernel '{name}' is for {found[name][1].get('language')}, and the notebooks are Java;"
            f" the Java kernels here are {', '.join(speaking) or 'none'}"
        )
    return found[name]


def link(target, folder):
    """Makes folder a link to target; replaces an existing link."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    part = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    part.symlink_to(target)
    os.replace(part, folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--name", default="", help="an installed kernel (default: the environment's own)")
    parser.add_argument("--place", type=Path, required=True, help="the folder for Jupyter's path")
    options = parser.parse_args()
    try:
        folder, spec = choose(options.name or OWN, installed(folders(options.name)))
    except ValueError as e:
        print(f"notebooks/run: {e}", file=sys.stderr)
        return 2
    link(folder.resolve(), options.place / "kernels" / OWN)
    print(f"kernel: {spec.get('display_name', folder.name)}, from {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
