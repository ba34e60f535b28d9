"""What the scripts with random cases share: options, and a seed with a folder for each case."""

import argparse
import pathlib
import tempfile


def parser(doc, case, count):
    """Options of a script: --first SEED, the number of cases (as --models N) and --results DIR."""
    parse = argparse.ArgumentParser(description=doc.split("\n")[0])
    parse.add_argument("--first", type=int, default=1, help=f"seed of the first {case}")
    parse.add_argument(f"--{case}s", type=int, default=count, dest="count")
    parse.add_argument("--results", type=pathlib.Path)
    return parse


def seeds(args):
    """Each seed with an empty folder, which is deleted after its case."""
    for seed in range(args.first, args.first + args.count):
        with tempfile.TemporaryDirectory() as folder:
            yield seed, pathlib.Path(folder)
