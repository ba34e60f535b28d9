"""Installs the JupyterLab extension for the figures into the Python environment of this process.

The extension draws with plotly.js of the pinned Python package and with the font of the package Kaleido, as the
pictures do. A second installation replaces the first.
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
