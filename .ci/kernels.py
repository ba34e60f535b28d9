"""Compares the outputs of notebooks executed by two kernels: every MIME type of every output must be equal."""

import sys
from pathlib import Path

import nbformat


def outputs(file):
    """(cell, output) for every output, in order, without the parts that differ between kernels by design."""
    notebook = nbformat.read(file, as_version=4)
    for number, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            shown = {key: value for key, value in output.items() if key not in ("data", "execution_count")}
            yield number, {**shown, **output.get("data", {})}


def differences(first, second):
    one, other = list(outputs(first)), list(outputs(second))
    if len(one) != len(other):
        return [f"{len(one)} outputs and {len(other)}"]
    found = []
    for (cell, a), (_, b) in zip(one, other):
        types = sorted(key for key in a.keys() | b.keys() if a.get(key) != b.get(key))
        if types:
            found.append(f"cell {cell} differs in {', '.join(types)}")
    return found


def main(first, second):
    files = sorted(Path(first).glob("*.ipynb"))
    if not files:
        print(f"kernels: no notebooks in {first}")
        return 1
    failed = 0
    for file in files:
        other = Path(second) / file.name
        found = differences(file, other) if other.exists() else ["was not executed"]
        failed += bool(found)
        count = len(list(outputs(file)))
        print(f"kernels: {file.stem}: " + ("; ".join(found) if found else f"{count} outputs, all equal"))
    print(f"kernels: {len(files) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
