"""Executes notebooks one after another and writes each beside an HTML page that needs no network.

A notebook is always saved, failed or not, and always whole: an interrupt leaves the file as it was.
The tally file says "N passed, N failed"; the exit status is 1 if any failed, 130 when interrupted.
"""

import argparse
import os
import re
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

import page

CELL_SECONDS = 3600


def write_whole(path, text):
    """The old file or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=path.parent, prefix="." + path.name, suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(part, 0o644)
        os.replace(part, path)
    except BaseException:
        os.unlink(part)
        raise


def plain(text):
    """Text without terminal colours."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def tidy(notebook):
    """Drops what differs between machines, so that running again changes nothing but results."""
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Java (jjava)", "language": "java", "name": "java"},
            "language_info": {
                "file_extension": ".jshell",
                "mimetype": "text/x-java-source",
                "name": "java",
            },
        }
    )
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            if output.output_type == "stream":
                output.text = plain(output.text)


def failure(notebook):
    """The cell that failed, what it printed, and the kernel's own words."""
    for cell in notebook.cells:
        errors = [o for o in cell.get("outputs", []) if o.output_type == "error"]
        if errors:
            streams = [o.text for o in cell.outputs if o.output_type == "stream"]
            lines = errors[0].traceback or [f"{errors[0].ename}: {errors[0].evalue}"]
            return plain("\n".join(["--- in the cell", cell.source, "---", *streams, *lines]))
    return "a cell failed"


def run_whole(client, log):
    """Executes in a thread of its own: in the main one nbclient takes an interrupt for a failed cell.

    On an interrupt the kernel ends, and nothing is kept.
    """
    raised = []

    def run():
        try:
            client.execute(stderr=log)
        except BaseException as e:
            raised.append(e)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        while thread.is_alive():
            thread.join(0.2)
    except KeyboardInterrupt:
        process = getattr(getattr(client.km, "provisioner", None), "process", None)
        if process is not None:
            os.killpg(process.pid, signal.SIGTERM)
        raise
    if raised:
        raise raised[0]


def execute(source, target, html, folder, log):
    """Returns None, or what went wrong."""
    notebook = nbformat.read(source, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=CELL_SECONDS,
        kernel_name="java",
        record_timing=False,
        resources={"metadata": {"path": str(folder)}},
    )
    problem = None
    try:
        run_whole(client, log)
    except CellExecutionError:
        problem = failure(notebook)
    except CellTimeoutError:
        problem = f"a cell ran longer than {CELL_SECONDS} seconds"
    except (DeadKernelError, AssertionError):  # nbclient's own clean-up may trip over a dead kernel
        problem = "the Java kernel ended unexpectedly; its last words are in .janus/kernel.log"
    tidy(notebook)
    write_whole(target, nbformat.writes(notebook) + "\n")
    write_whole(html, page.html(notebook, source.stem, [path.stem for path in notebooks(folder)]))
    return problem


def notebooks(folder):
    """Every notebook, in the order of the number its name starts with."""
    found = [path for path in folder.glob("*.ipynb") if re.match(r"\d+-", path.name)]
    return sorted(found, key=lambda path: (int(path.name.split("-")[0]), path.name))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", help="number or name of the one notebook to run")
    parser.add_argument("--notebooks", type=Path, required=True, help="where executed ones go")
    parser.add_argument("--results", type=Path, required=True, help="where HTML pages go")
    parser.add_argument("--log", type=Path, required=True, help="the kernel's own output")
    parser.add_argument("--tally", type=Path, required=True, help="file for the closing line")
    options = parser.parse_args()

    folder = Path(__file__).resolve().parent
    chosen = [
        path
        for path in notebooks(folder)
        if options.only in (None, path.stem, path.stem.split("-")[0])
    ]
    if not chosen:
        names = ", ".join(path.stem for path in notebooks(folder))
        print(f"no notebook '{options.only}'; the notebooks are {names}", file=sys.stderr)
        return 2
    failed = 0
    with open(options.log, "wb") as log:
        for source in chosen:
            start = time.monotonic()
            print(f"{source.stem}: running", flush=True)
            problem = execute(
                source,
                options.notebooks / source.name,
                options.results / source.stem / (source.stem + ".html"),
                folder,
                log,
            )
            seconds = time.monotonic() - start
            if problem:
                failed += 1
                print(problem)
                print(f"{source.stem}: FAILED after {seconds:.0f} s", flush=True)
            else:
                print(f"{source.stem}: done in {seconds:.0f} s", flush=True)
    write_whole(options.tally, f"{len(chosen) - failed} passed, {failed} failed\n")
    return 1 if failed else 0


def interrupt(number, frame):
    raise KeyboardInterrupt


if __name__ == "__main__":
    # Being ended means the same as Ctrl-C: the kernel ends, too.
    signal.signal(signal.SIGTERM, interrupt)
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print("interrupted; the notebook that was running is unchanged", file=sys.stderr)
        sys.stderr.flush()
        # Not sys.exit: what nbclient does at an ordinary exit waits for the kernel that is gone.
        os._exit(130)
