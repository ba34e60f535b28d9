"""Checks every pin of requirements.txt against the package registry's own metadata.

For the first release of each supported Python and each platform, the pins whose markers hold there must each have a wheel
that the platform can install, whose requires-python admits that release, and whose checksum is one of the pin's. Markers
are evaluated for the release that is asked about, not for the one that runs this. The registry is the one that pip is
configured for, reached as pip reaches it (simple API in JSON). The exit status is 1 if a pin has no such file.
"""

import argparse
import dataclasses
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.tags import compatible_tags, cpython_tags, mac_platforms
from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename
from packaging.version import Version

FOLDER = Path(__file__).resolve().parents[1]
RELEASES = ("3.10.0", "3.11.0", "3.12.0", "3.13.0", "3.14.0")
SIMPLE_JSON = "application/vnd.pypi.simple.v1+json"
# The oldest C library that wheels may ask for: that of RHEL 8, older than Ubuntu 22.04's and Debian 12's.
GLIBC_MINOR = 28


@dataclasses.dataclass(frozen=True)
class Platform:
    """A kind of machine: the tags of its wheels, best first, and what markers see there."""

    name: str
    tags: tuple
    markers: dict


def manylinux(machine, oldest_minor):
    """Tags of wheels for glibc 2.GLIBC_MINOR and older, those of PEP 600 before their older names."""
    numbered = [f"manylinux_2_{minor}_{machine}" for minor in range(GLIBC_MINOR, oldest_minor - 1, -1)]
    named = {17: "manylinux2014", 12: "manylinux2010", 5: "manylinux1"}
    older = [f"{name}_{machine}" for minor, name in named.items() if minor >= oldest_minor]
    return (*numbered, *older, f"linux_{machine}")


PLATFORMS = (
    Platform(
        "x86-64 Linux",
        manylinux("x86_64", 5),
        {"os_name": "posix", "sys_platform": "linux", "platform_system": "Linux", "platform_machine": "x86_64"},
    ),
    Platform(
        "arm64 Linux",
        manylinux("aarch64", 17),
        {"os_name": "posix", "sys_platform": "linux", "platform_system": "Linux", "platform_machine": "aarch64"},
    ),
    Platform(
        "arm64 macOS 14",
        tuple(mac_platforms((14, 0), "arm64")),
        {"os_name": "posix", "sys_platform": "darwin", "platform_system": "Darwin", "platform_machine": "arm64"},
    ),
    Platform(
        "x86-64 Windows",
        ("win_amd64",),
        {"os_name": "nt", "sys_platform": "win32", "platform_system": "Windows", "platform_machine": "AMD64"},
    ),
)


@dataclasses.dataclass(frozen=True)
class Pin:
    """One line of requirements.txt."""

    requirement: Requirement
    hashes: frozenset

    @property
    def name(self):
        return canonicalize_name(self.requirement.name)

    @property
    def version(self):
        (specifier,) = self.requirement.specifier
        return specifier.version

    def applies(self, release, platform):
        return self.requirement.marker is None or self.requirement.marker.evaluate(environment(release, platform))


def environment(release, platform):
    """What markers see under a CPython release on a platform."""
    return {
        "implementation_name": "cpython",
        "implementation_version": release,
        "platform_python_implementation": "CPython",
        "platform_release": "",
        "platform_version": "",
        "python_full_version": release,
        "python_version": ".".join(release.split(".")[:2]),
        "extra": "",
        **platform.markers,
    }


def read_pins(text):
    """The pins of a requirements file; a line that pins no version or has no hash is refused."""
    pins = []
    for line in text.replace("\\\n", " ").splitlines():
        line = line.split("#", 1)[0].strip()
        if not line:
            continue
        stated, *options = re.split(r"\s--hash=", line)
        requirement = Requirement(stated)
        operators = [specifier.operator for specifier in requirement.specifier]
        if operators != ["=="] or not options:
            raise ValueError(f"{stated}: a pin is NAME==VERSION with --hash=sha256:...")
        pins.append(Pin(requirement, frozenset(option.strip().removeprefix("sha256:") for option in options)))
    return pins


def tags(release, platform):
    """The wheel tags that CPython of this release can install on this platform."""
    version = tuple(int(part) for part in release.split(".")[:2])
    interpreter = f"cp{version[0]}{version[1]}"
    return frozenset(cpython_tags(version, platforms=platform.tags)) | frozenset(
        compatible_tags(version, interpreter, platform.tags)
    )


def wheels(files, version):
    """The files of a project that are wheels of this version, each with its tags."""
    for file in files:
        try:
            _, found, _, file_tags = parse_wheel_filename(file["filename"])
        except InvalidWheelFilename:
            continue
        if found == Version(version):
            yield file, file_tags


def problem(pin, files, release, platform):
    """None, or why no file of the registry serves this pin there.

    files: the entries of the simple API, with filename, hashes and perhaps requires-python.
    """
    pinned = list(wheels(files, pin.version))
    if not pinned:
        return "the registry has no wheel of this version"
    accepted = tags(release, platform)
    installable = [file for file, file_tags in pinned if file_tags & accepted]
    if not installable:
        return "no wheel of it is made for this Python and platform"
    admitted = [
        file
        for file in installable
        if SpecifierSet(file.get("requires-python") or "").contains(release, prereleases=True)
    ]
    if not admitted:
        return f"it needs Python {installable[0]['requires-python']}"
    if not any(file["hashes"].get("sha256") in pin.hashes for file in admitted):
        return "the checksum of no fitting file is pinned"
    return None


def problems(pins, files_of, releases=RELEASES, platforms=PLATFORMS):
    """One line for each pin that cannot be installed, or that is there twice, by release and platform."""
    found = []
    for release in releases:
        for platform in platforms:
            seen = {}
            for pin in pins:
                if not pin.applies(release, platform):
                    continue
                where = f"CPython {release} on {platform.name}"
                if pin.name in seen:
                    found.append(f"{pin.name} is pinned to {seen[pin.name]} and to {pin.version} for {where}")
                seen[pin.name] = pin.version
                reason = problem(pin, files_of[pin.name], release, platform)
                if reason:
                    found.append(f"{pin.name} {pin.version} cannot be installed with {where}: {reason}")
    return found


def unpinned(wanted, pins):
    """Requirements of requirements.in that no pin meets."""
    for line in wanted.splitlines():
        line = line.split("#", 1)[0].strip()
        if not line:
            continue
        requirement = Requirement(line)
        name = canonicalize_name(requirement.name)
        if not any(pin.name == name and requirement.specifier.contains(pin.version, prereleases=True) for pin in pins):
            yield f"{line} of requirements.in has no pin in requirements.txt"


class Registry:
    """The package registry that pip is configured for, with pip's certificates, proxies and credentials."""

    def __init__(self):
        from pip._internal.commands import create_command

        command = create_command("download")
        options, _ = command.parse_args([])
        self.session = command._build_session(options)
        self.indexes = [options.index_url, *options.extra_index_urls]

    def files(self, name):
        """Every file of a project, over all configured indexes."""
        found = []
        for index in self.indexes:
            answer = self.session.get(f"{index.rstrip('/')}/{name}/", headers={"Accept": SIMPLE_JSON}, timeout=60)
            if answer.status_code == 404:
                continue
            answer.raise_for_status()
            found += answer.json()["files"]
        return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pins", type=Path, default=FOLDER / "requirements.txt", help="the file that is checked; what it was resolved from lies beside it, .in for .txt")
    options = parser.parse_args()
    pins = read_pins(options.pins.read_text(encoding="utf-8"))
    names = sorted({pin.name for pin in pins})
    registry = Registry()
    with ThreadPoolExecutor(8) as pool:
        files_of = dict(zip(names, pool.map(registry.files, names)))
    found = [*unpinned(options.pins.with_suffix(".in").read_text(encoding="utf-8"), pins), *problems(pins, files_of)]
    for line in found:
        print(f"pins: {line}")
    if not found:
        where = ", ".join(platform.name for platform in PLATFORMS)
        print(f"pins: all of {len(names)} packages can be installed with CPython {', '.join(RELEASES)} on {where}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
