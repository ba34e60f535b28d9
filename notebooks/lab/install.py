"""Puts the JupyterLab extension that shows the figures into the Python environment that runs this.

It draws with the plotly.js of the pinned Python package and writes in the font that the package Kaleido brings, as the
pictures do. Installing it again replaces it.
"""

import importlib.util
import shutil
import sys
from pathlib import Path

import plotly

NAME = "janus-figures"
FONTS = ("Lato-Regular.ttf", "Lato-Bold.ttf")


def install():
    source = Path(__file__).resolve().parent / NAME
    target = Path(sys.prefix) / "share" / "jupyter" / "labextensions" / NAME
    shutil.copytree(source, target, dirs_exist_ok=True)
    library = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    shutil.copyfile(library, target / "static" / "plotly.min.js")
    kaleido = importlib.util.find_spec("kaleido")
    if kaleido is not None:
        folder = Path(kaleido.origin).parent / "executable" / "xdg" / "fonts" / "truetype" / "lato"
        for font in FONTS:
            shutil.copyfile(folder / font, target / "static" / font)


if __name__ == "__main__":
    install()
