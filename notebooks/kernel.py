"""Selects the installed Jupyter kernel that runs under the notebooks' kernel name, java.

Several kernels of the IJava family are named java, and the place of installation decides which one Jupyter finds. So a
folder that holds only the selected kernel, as java, goes first on Jupyter's path. The default is JJava of the
environment. For a given name, kernels of the user and the system take precedence over those of the environment.

JJava's specification is replaced by one that needs no environment variables, so that `nbconvert` or any other Jupyter of
the environment has the fast path too: the JVM's options are in it, and `KernelStart` instead of JJava's launcher, which
would hold a second JVM.
"""

import argparse
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

from jupyter_core import paths

LANGUAGE = "java"
OWN = "java"
JAR = "jjava.jar"
START = "KernelStart"
# The young generation is small: most of what a notebook allocates is used up at once.
OPTIONS = [
    "--add-opens",
    "jdk.jshell/jdk.jshell=ALL-UNNAMED",
    "--add-modules=jdk.incubator.vector",
    "-XX:PerMethodTrapLimit=10000",
    "-XX:+UseSerialGC",
    "-XX:MaxNewSize=48m",
    "-Xmx1g",
    "-Djava.awt.headless=true",
]
ROOT = Path(__file__).resolve().parent.parent


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


def specification(spec, added):
    """JJava's specification with the fast path, the checkout, and options of the user's last."""
    path = os.pathsep.join("{resource_dir}" + name for name in ("/" + JAR, ""))
    options = [*OPTIONS, f"-Djanus.root={ROOT}", *added]
    return {**spec, "argv": ["java", *options, "-cp", path, START, "{connection_file}"]}


def write_own(folder, spec, added):
    """Puts the own specification and its starter beside JJava's jar."""
    source = ROOT / "notebooks" / "kernel" / f"{START}.java"
    compiled = folder / f"{START}.class"
    if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
        subprocess.run(
            ["javac", "--release", "17", "-proc:none", "-cp", folder / JAR, "-d", folder, source], check=True
        )
    part = folder / f".kernel.{os.getpid()}.part"
    part.write_text(json.dumps(specification(spec, added), indent=2) + "\n", encoding="utf-8")
    os.replace(part, folder / "kernel.json")


def link(target, folder):
    """Makes folder a link to target; replaces an existing link."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    part = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    part.symlink_to(target)
    os.replace(part, folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--name", default="", help="an installed kernel (default: the environment's own)")
    parser.add_argument("--place", type=Path, help="the folder for Jupyter's path")
    options = parser.parse_args()
    try:
        folder, spec = choose(options.name or OWN, installed(folders(options.name)))
    except ValueError as e:
        print(f"notebooks/run: {e}", file=sys.stderr)
        return 2
    if not options.name and (folder / JAR).exists():
        write_own(folder, spec, shlex.split(os.environ.get("JANUS_NOTEBOOK_JVM_OPTS", "")))
    if options.place:
        link(folder.resolve(), options.place / "kernels" / OWN)
    print(f"kernel: {spec.get('display_name', folder.name)}, from {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
