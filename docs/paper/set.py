"""Sets the article and the report with Typst, in the fonts of the figures. A warning is an error.

The same results give the same bytes: no date, no font of the machine.
"""

import json
import sys
from pathlib import Path

import kaleido
import typst

ROOT = Path(__file__).resolve().parents[2]
FONTS = Path(kaleido.__file__).parent / "executable" / "xdg" / "fonts" / "truetype"


def figures():
    """The figures of each step, as paths from the root of the checkout."""
    found = {}
    for file in sorted((ROOT / "results").glob("[1-9]-*/figures/*.svg")):
        found.setdefault(file.parts[-3], []).append("/" + file.relative_to(ROOT).as_posix())
    return found


def set_document(source, target):
    inputs = {"figures": json.dumps(figures())}
    made, warnings = typst.compile_with_warnings(
        str(ROOT / "docs/paper" / source), root=str(ROOT), font_paths=[str(FONTS)], ignore_system_fonts=True, sys_inputs=inputs
    )
    if warnings:
        sys.exit("docs/paper/build: %s: %s" % (source, "; ".join(warning.message for warning in warnings)))
    (ROOT / target).write_bytes(made)
    print("%s: %d kB" % (target, len(made) // 1000))


try:
    set_document("paper.typ", "docs/paper/janus-1.pdf")
    set_document("report.typ", "results/report.pdf")
except typst.TypstError as error:
    sys.exit("docs/paper/build: %s" % error)
