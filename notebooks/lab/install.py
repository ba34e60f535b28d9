"""Puts the JupyterLab extension that shows the figures into the Python environment that runs this.

It draws with the plotly.js of the pinned Python package. Installing it again replaces it.
"""

import shutil
import sys
from pathlib import Path

import plotly

NAME = "janus-figures"


def install():
    source = Path(__file__).resolve().parent / NAME
    target = Path(sys.prefix) / "share" / "jupyter" / "labextensions" / NAME
    shutil.copytree(source, target, dirs_exist_ok=True)
    library = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    shutil.copyfile(library, target / "static" / "plotly.min.js")


if __name__ == "__main__":
    install()
