"""Executes notebooks one after another and writes an HTML page of each that needs no network; pages share one script.

A notebook is saved atomically, even if it fails. An interrupt leaves the file unchanged, and so does a kernel that shows
figures, tables or findings only as text. The tally file holds "N passed, N failed". The exit status is 1 if a notebook
failed, 130 after an interrupt.
"""

import argparse
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import get_kernel_spec
from jupyter_core.utils import run_sync
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

import page

CELL_SECONDS = 3600


START_SECONDS = 180
KERNEL = "java"
OWN = "your-chip.ipynb"
LAST_LINES = 3
# Tablesaw prints a line of dashes below a table's column names; the text of a figure or finding begins with its kind.
BARE = re.compile(r"^[^\n]*\|[^\n]*\n-{3,} *$|\AFigure: |\AFinding: ", re.MULTILINE)


class NotStarted(Exception):
    """The kernel ended, or did not answer, before the first cell."""


def write_whole(path, text):
    """Writes a file atomically. The name of the temporary file contains the process that writes it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with open(part, "x", encoding="utf-8") as file:
            file.write(text)
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def share_script(place):
    """Puts the script that draws live figures where every page finds it."""
    source = page.PLOTLY_JS
    if not place.exists() or place.stat().st_size != source.stat().st_size:
        write_whole(place, source.read_text(encoding="utf-8"))


def is_running(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def remove_parts(folder):
    """Removes temporary files of killed processes from a folder."""
    for part in folder.glob(".*.part"):
        owner = part.name.split(".")[-2]
        if owner.isdecimal() and not is_running(int(owner)):
            part.unlink(missing_ok=True)


class Leash:
    """Ends kernels that outlive this process: see the script leash."""

    def __init__(self):
        self.process = subprocess.Popen(
            [Path(__file__).resolve().with_name("leash")],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            text=True,
        )

    def tell(self, sign, group):
        self.process.stdin.write(f"{sign} {group}\n")
        self.process.stdin.flush()


class Client(NotebookClient):
    """Keeps its kernel, in its own process group, on a leash; distinguishes a failed start from other failures."""

    leash = None
    group = None

    async def async_start_new_kernel(self, **options):
        try:
            await super().async_start_new_kernel(**options)
        except OSError as e:
            raise NotStarted(str(e)) from e
        self.group = self.km.provisioner.process.pid
        self.leash.tell("+", self.group)

    async def async_start_new_kernel_client(self):
        try:
            return await super().async_start_new_kernel_client()
        except (RuntimeError, TimeoutError) as e:
            raise NotStarted(str(e)) from e

    async def _async_cleanup_kernel(self):
        # nbclient cleans up again at the exit, after a kernel that did not start has ended.
        if self.km is not None:
            await super()._async_cleanup_kernel()

    _cleanup_kernel = run_sync(_async_cleanup_kernel)

    def end(self):
        """Ends the kernel and its child processes at once."""
        if self.group is not None:
            os.killpg(self.group, signal.SIGTERM)


def plain(text):
    """Text without terminal colours."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def tidy(notebook):
    """Removes details that differ between machines, so that only results change from run to run."""
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
    """The failed cell, its output, and the kernel's message."""
    for cell in notebook.cells:
        errors = [o for o in cell.get("outputs", []) if o.output_type == "error"]
        if errors:
            streams = [o.text for o in cell.outputs if o.output_type == "stream"]
            lines = errors[0].traceback or [f"{errors[0].ename}: {errors[0].evalue}"]
            return plain("\n".join(["--- in the cell", cell.source, "---", *streams, *lines]))
    return "a cell failed"


def last_words(log, start):
    """The last lines in a kernel's log after a position, joined to one line."""
    with open(log.name, "rb") as file:
        file.seek(start)
        lines = [line.strip() for line in plain(file.read().decode("utf-8", "replace")).splitlines()]
    words = " / ".join([line for line in lines if line][-LAST_LINES:])
    return f"it printed: {words}" if words else "it printed nothing"


def text_alone(notebook):
    """The first cell that shows a table, figure or finding only as text, or None."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if set(data) == {"text/plain"} and BARE.search("".join(data["text/plain"])):
                return cell
    return None


def run_whole(client, log):
    """Executes in a separate thread; in the main thread nbclient takes an interrupt for a failed cell.

    An interrupt ends the kernel, and no output is kept.
    """
    raised = []

    def run():
        try:
            client.execute(stdout=log, stderr=log)
        except BaseException as e:
            raised.append(e)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        while thread.is_alive():
            thread.join(0.2)
    except KeyboardInterrupt:
        client.end()
        raise
    if client.group is not None:
        client.leash.tell("-", client.group)
    if raised:
        raise raised[0]


def execute(source, target, html, folder, log, leash):
    """Returns None, or the reason of the failure."""
    notebook = nbformat.read(source, as_version=4)
    client = Client(
        notebook,
        timeout=CELL_SECONDS,
        startup_timeout=START_SECONDS,
        kernel_name=KERNEL,
        record_timing=False,
        resources={"metadata": {"path": str(folder)}},
    )
    client.leash = leash
    start = os.path.getsize(log.name)
    problem = None
    try:
        run_whole(client, log)
    except NotStarted as e:
        name = get_kernel_spec(KERNEL).display_name
        raise NotStarted(f"the kernel {name} did not start ({e}); {last_words(log, start)}") from e
    except CellExecutionError:
        problem = failure(notebook)
    except CellTimeoutError:
        problem = f"a cell ran longer than {CELL_SECONDS} seconds"
    except (DeadKernelError, AssertionError):  # nbclient's own clean-up may fail on a dead kernel
        problem = f"the Java kernel ended unexpectedly; {last_words(log, start)} (all of it: {log.name})"
    tidy(notebook)
    bare = text_alone(notebook)
    if problem is None and bare is not None:
        return f"tables, figures or findings came out as text alone; the notebook is left as it was\n--- in the cell\n{bare.source}"
    write_whole(target, nbformat.writes(notebook) + "\n")
    names = [path.stem for path in notebooks(folder)]
    write_whole(html, page.html(notebook, source.stem, names, page.pictures(html.parent / "figures")))
    share_script(html.parent.parent / page.SHARED_JS)
    return problem


def notebooks(folder):
    """Every notebook in the order of the numbers in their names; the notebook without a number is last."""
    found = [path for path in folder.glob("*.ipynb") if re.match(r"\d+-", path.name)]
    own = [path for path in [folder / OWN] if path.exists()]
    return sorted(found, key=lambda path: (int(path.name.split("-")[0]), path.name)) + own


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
    for place in (options.notebooks, *(options.results / path.stem for path in chosen)):
        remove_parts(place)
    leash = Leash()
    failed = 0
    with open(options.log, "wb") as log:
        for number, source in enumerate(chosen):
            start = time.monotonic()
            print(f"{source.stem}: running", flush=True)
            try:
                problem = execute(
                    source,
                    options.notebooks / source.name,
                    options.results / source.stem / (source.stem + ".html"),
                    folder,
                    log,
                    leash,
                )
            except NotStarted as e:
                # The kernel would not start for the other notebooks either.
                print(f"{source.stem}: FAILED: {e}", flush=True)
                left = len(chosen) - number - 1
                tally = f"{number - failed} passed, {failed + 1} failed" + (f", {left} not run" if left else "")
                write_whole(options.tally, tally + "\n")
                return 1
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
    # SIGTERM has the same effect as Ctrl-C: the kernel ends too.
    signal.signal(signal.SIGTERM, interrupt)
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print("interrupted; the notebook that was running is unchanged", file=sys.stderr)
        sys.stderr.flush()
        # Not sys.exit: at an ordinary exit nbclient waits for the kernel, which has ended.
        os._exit(130)
