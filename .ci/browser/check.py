"""Looks at every notebook in JupyterLab as a person does, with a real browser.

Starts JupyterLab as `notebooks/run --lab` does and opens each notebook. Freshly opened and again after Run All, every
figure must be drawn, lie inside its output and answer to the pointer, and no output may be red. A notebook that was only
opened is not marked as changed, and saving it leaves its file as it was, byte for byte. Its tables stand before anything
ran, a slider below a figure changes the figure, in the dark theme no figure has a light ground, and a running cell ends
within a second of an interrupt.

A kernel that does not connect gets one more page, and the output says so. What stops a look is explained by a picture in
.janus/stopped, the state of the page and of the server's sessions, and the end of JupyterLab's log.

Runs at the reduced size of `notebooks/run --quick`, which must have been run before, or with --full on results/.
"""

import argparse
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
FIGURE = "application/vnd.janus.figure.v1+json"
START_SECONDS = 900
OPEN_SECONDS = 120
RUN_SECONDS = 1800
OPEN_ATTEMPTS = 2
INTERRUPT_MS = 1000
LOG_LINES = 20
STOPPED = ROOT / ".janus" / "stopped"
WIDE = {"width": 1400, "height": 1150}
NARROW = {"width": 860, "height": 1150}
SWITCHES = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
]

# Where the marks of a figure are, for the pointer; then a grid, for figures made of other things.
MARKS = """frame => {
  const box = frame.getBoundingClientRect();
  const marks = [];
  for (const mark of frame.querySelectorAll(
      ".points path, .points rect, .bars path, .heatmaplayer image, .plot .point")) {
    const r = mark.getBoundingClientRect();
    if (r.width > 0 && r.height > 0) marks.push([r.x + r.width / 2, r.y + r.height / 2]);
  }
  const some = marks.filter((m, i) => i % Math.ceil(marks.length / 12) === 0);
  for (let i = 1; i < 8; i++)
    for (let j = 2; j < 8; j++) some.push([box.x + box.width * i / 8, box.y + box.height * j / 8]);
  return some;
}"""

# Cells take their size only when they come into view, so until the figure rests in the middle.
CENTRE = """async frame => {
  let last = null;
  for (let i = 0; i < 30; i++) {
    frame.scrollIntoView({block: "center", behavior: "instant"});
    await new Promise(done => setTimeout(() => requestAnimationFrame(done), 30));
    const top = frame.getBoundingClientRect().top;
    if (last !== null && Math.abs(top - last) < 1) return;
    last = top;
  }
}"""

# What is wrong with a figure, or an empty text.
LOOK = """frame => {
  const output = frame.closest(".jp-OutputArea-output, .jp-OutputArea-child");
  const area = output.getBoundingClientRect(), box = frame.getBoundingClientRect();
  if (frame.querySelectorAll(".main-svg").length === 0) return "is not drawn";
  if (frame.querySelector(":scope > img")) return "still shows its picture";
  if (frame.querySelectorAll(".mlayer path, .mlayer image, .shapelayer path").length === 0) return "is empty";
  for (const r of [box, ...[...frame.querySelectorAll(".main-svg")].map(s => s.getBoundingClientRect())]) {
    if (r.width < 100 || r.height < 100) return `is ${r.width} by ${r.height} pixels`;
    if (r.left < area.left - 1 || r.right > area.right + 1 || r.top < area.top - 1 || r.bottom > area.bottom + 1)
      return `reaches over its output: ${r.width} of ${area.width} pixels`;
  }
  for (const text of frame.querySelectorAll(".main-svg text")) {
    const r = text.getBoundingClientRect();
    if (r.width > 0 && (r.left < box.left - 1 || r.right > box.right + 1 || r.top < box.top - 1 || r.bottom > box.bottom + 1))
      return `cuts off "${text.textContent}"`;
  }
  if (output.scrollWidth > output.clientWidth + 1) return "must be scrolled";
  return "";
}"""

DRAWN = """count => document.querySelectorAll(".janus-figure").length === count &&
  [...document.querySelectorAll(".janus-figure > div")].every(
    f => f.querySelector(".main-svg") && !f.querySelector(":scope > img"))"""

FINISHED = """count => {
  const prompts = [...document.querySelectorAll(".jp-Notebook .jp-CodeCell .jp-InputPrompt")].map(p => p.textContent);
  const done = prompts.filter(p => /^\\[\\d+\\]:$/.test(p)).length;
  const failed = document.querySelector('[data-mime-type="application/vnd.jupyter.error"]');
  const idle = document.querySelector('.jp-Notebook-ExecutionIndicator[data-status="idle"]');
  return failed || (done === count && !prompts.some(p => p.includes("*")) && idle);
}"""

# JupyterLab shows "idle" before it has asked for a kernel, and JJava's kernel is "unknown" from its start to its first cell.
# So the page tells that the notebook is there and not connecting, and the server that its kernel has a connection.
SHOWN = """count => document.querySelectorAll(".jp-Notebook .jp-CodeCell").length >= count &&
  ["idle", "unknown"].includes(document.querySelector(".jp-Notebook-ExecutionIndicator")?.dataset.status)"""

STATE = """() => ({
  status: document.querySelector(".jp-Notebook-ExecutionIndicator")?.dataset.status ?? "no indicator",
  cells: document.querySelectorAll(".jp-Notebook .jp-CodeCell").length,
  dialogue: document.querySelector(".jp-Dialog")?.textContent ?? "",
  page: document.readyState,
})"""

# A figure with a slider: moves it to its first and to its last position, and tells what it shows at each.
SLIDER_SHOWS = """async () => {
  const plot = [...document.querySelectorAll(".janus-figure .js-plotly-plot")].find(p => p.layout.sliders);
  if (!plot) return null;
  const shown = () => JSON.stringify([plot.layout.title.text, plot.data.map(trace => trace.visible)]);
  plot.scrollIntoView({block: "center", behavior: "instant"});
  const box = plot.querySelector(".slider-rail-touch-rect").getBoundingClientRect();
  return {left: box.left + 2, right: box.right - 2, y: box.top + box.height / 2, before: shown()};
}"""
SHOWS = """() => {
  const plot = [...document.querySelectorAll(".janus-figure .js-plotly-plot")].find(p => p.layout.sliders);
  return JSON.stringify([plot.layout.title.text, plot.data.map(trace => trace.visible)]);
}"""

# The grounds of figures that are light, where the page is dark.
LIGHT_GROUNDS = """() => [...document.querySelectorAll(".janus-figure .js-plotly-plot .main-svg")].filter(svg => {
  const ground = getComputedStyle(svg).backgroundColor.match(/[\\d.]+/g).map(Number);
  return (ground[3] ?? 1) > 0.1 && Math.min(...ground.slice(0, 3)) > 128;
}).length"""

RED = """() => [...document.querySelectorAll(
  '[data-mime-type="application/vnd.jupyter.stderr"], [data-mime-type="application/vnd.jupyter.error"]')]
  .map(e => e.textContent.slice(0, 300))"""


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Lab:
    """JupyterLab as the project's script starts it, with settings and workspaces of its own."""

    def __init__(self, quick, log):
        self.port, self.token = free_port(), secrets.token_hex(16)
        self.folder = tempfile.TemporaryDirectory()
        self.log = log
        settings = Path(self.folder.name) / "settings"
        manager = settings / "@jupyterlab" / "docmanager-extension"
        manager.mkdir(parents=True)
        # What Run All shows here is looked at and dropped.
        (manager / "plugin.jupyterlab-settings").write_text('{"autosave": false}')
        environment = dict(
            os.environ,
            JUPYTERLAB_SETTINGS_DIR=str(settings),
            JUPYTERLAB_WORKSPACES_DIR=str(Path(self.folder.name) / "workspaces"),
        )
        environment.pop("JANUS_QUICK", None)
        if quick:
            environment["JANUS_QUICK"] = "1"
        self.process = subprocess.Popen(
            [
                str(ROOT / "notebooks" / "run"),
                "--lab",
                "--no-browser",
                "--ServerApp.ip=127.0.0.1",
                f"--ServerApp.port={self.port}",
                "--LabApp.expose_app_in_browser=True",
                "--ServerApp.port_retries=0",
                f"--IdentityProvider.token={self.token}",
            ],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    def ask(self, path, method="GET"):
        request = urllib.request.Request(
            self.url(path), method=method, headers={"Authorization": f"token {self.token}"}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.read()

    def wait(self):
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise SystemExit(f"browser: notebooks/run --lab ended with {self.process.returncode}: {self.log.name}")
            try:
                self.ask("/api/status")
                return
            except OSError:
                time.sleep(0.3)
        raise SystemExit(f"browser: JupyterLab did not answer within {START_SECONDS} s: {self.log.name}")

    def sessions(self):
        return json.loads(self.ask("/api/sessions"))

    def end_sessions(self):
        for session in self.sessions():
            self.ask(f"/api/sessions/{session['id']}", "DELETE")

    def connected(self, file):
        """Whether a kernel of this notebook has a page."""
        return any(s["path"].endswith(file.name) and s["kernel"]["connections"] for s in self.sessions())

    def log_size(self):
        return Path(self.log.name).stat().st_size

    def last_words(self, start):
        """The last lines of the log after a position."""
        with open(self.log.name, "rb") as log:
            log.seek(start)
            return log.read().decode("utf-8", "replace").splitlines()[-LOG_LINES:]

    def close(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
        self.folder.cleanup()


class Look:
    """One notebook in one page; what is wrong with it gathers in problems."""

    def __init__(self, lab, browser, file, screenshots):
        self.lab, self.browser, self.file, self.screenshots = lab, browser, file, screenshots
        notebook = json.loads(file.read_text(encoding="utf-8"))
        code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        self.cells = len([cell for cell in code if "".join(cell["source"]).strip()])
        self.figures = sum(FIGURE in o.get("data", {}) for cell in code for o in cell["outputs"])
        html = [o["data"].get("text/html", "") for cell in code for o in cell["outputs"] if "data" in o]
        self.table_count = sum('class=\"janus\"' in "".join(text) for text in html)
        self.problems = []
        self.page = None
        self.log_start = lab.log_size()

    def problem(self, text):
        self.problems.append(text)

    def all(self):
        self.open()
        self.check("freshly opened")
        self.tables()
        self.unchanged()
        self.slider()
        self.dark()
        self.page.set_viewport_size(NARROW)
        self.check("in a narrow window")
        self.page.set_viewport_size(WIDE)
        self.run_all()
        self.check("after Run All")
        self.interrupt()

    def open(self):
        """Opens the notebook in a page of its own, and once more if its kernel does not connect."""
        for attempt in range(1, OPEN_ATTEMPTS + 1):
            self.new_page()
            try:
                self.connect()
                return
            except Error as e:
                if attempt == OPEN_ATTEMPTS:
                    raise
                print(f"browser: {self.file.stem}: attempt {attempt} to open it failed: {str(e).splitlines()[0]}")
                self.explain(f"attempt-{attempt}")
                self.lab.end_sessions()

    def new_page(self):
        self.close()
        self.page = self.browser.new_page(viewport=WIDE)
        self.page.on("pageerror", lambda e: self.problem(f"an error in the page: {e}"))

    def connect(self):
        end = time.monotonic() + OPEN_SECONDS
        self.page.goto(self.lab.url(f"/lab/tree/notebooks/{self.file.name}?token={self.lab.token}&reset"))
        while not (self.lab.connected(self.file) and self.page.evaluate(SHOWN, self.cells)):
            if time.monotonic() > end:
                raise Error(f"no kernel was connected within {OPEN_SECONDS} s")
            self.page.wait_for_timeout(200)

    def explain(self, when):
        """Shows what there is to see when a look stops: a picture, the page's state, the sessions and the log."""
        STOPPED.mkdir(parents=True, exist_ok=True)
        picture = STOPPED / f"{self.file.stem}-{when}.png"
        try:
            print(f"browser: the page: {json.dumps(self.page.evaluate(STATE))}")
            self.page.screenshot(path=picture)
            print(f"browser: a picture of it: {picture.relative_to(ROOT)}")
        except Error as e:
            print(f"browser: the page does not answer: {str(e).splitlines()[0]}")
        try:
            for session in self.lab.sessions():
                kernel = session["kernel"]
                print(f"browser: session {session['path']}: {kernel['execution_state']}, {kernel['connections']} connections")
        except OSError as e:
            print(f"browser: JupyterLab does not answer: {e}")
        for line in self.lab.last_words(self.log_start):
            print(f"browser: log: {line}")

    def close(self):
        if self.page:
            self.page.close()

    def check(self, when):
        try:
            self.page.wait_for_function(DRAWN, arg=self.figures, timeout=OPEN_SECONDS * 1000)
        except Error:
            count = self.page.locator(".janus-figure").count()
            self.problem(f"{when}: {count} of {self.figures} figures, and not all of them drawn")
        for number, frame in enumerate(self.page.query_selector_all(".janus-figure > div"), 1):
            frame.evaluate(CENTRE)
            wrong = frame.evaluate(LOOK) or ("" if self.answers(frame) else "does not answer to the pointer")
            if self.screenshots:
                name = f"{self.file.stem}-{when.replace(' ', '-')}-{number}.png"
                self.page.screenshot(path=self.screenshots / name)
            if wrong:
                self.problem(f"{when}: figure {number} {wrong}")
        for red in self.page.evaluate(RED):
            self.problem(f"{when}: a red output: {red}")

    def answers(self, frame):
        for x, y in frame.evaluate(MARKS):
            self.page.mouse.move(x - 2, y - 2)
            self.page.mouse.move(x, y)
            try:
                frame.wait_for_selector(".hoverlayer .hovertext", timeout=250, state="attached")
                return True
            except Error:
                continue
        return False

    def unchanged(self):
        if self.page.locator(".jp-mod-dirty").count():
            self.problem("is marked as changed after opening")
        before = self.file.read_bytes()
        self.page.locator(".jp-Notebook").click(position={"x": 3, "y": 3})
        with self.page.expect_response(
            lambda r: "/api/contents/" in r.url and r.request.method == "PUT", timeout=60_000
        ):
            self.page.keyboard.press("Control+s")
        after = self.file.read_bytes()
        if before != after:
            self.file.write_bytes(before)
            lines = zip(before.splitlines(), after.splitlines())
            first = next(((a, b) for a, b in lines if a != b), ("", "its length"))
            self.problem(f"saving after a look changes the file: {first[0][:80]} becomes {first[1][:80]}")

    def tables(self):
        """The saved tables are shown before any cell ran."""
        count = self.page.locator(".jp-OutputArea table.janus").count()
        if count != self.table_count:
            self.problem(f"freshly opened: {count} of {self.table_count} tables")

    def slider(self):
        """A slider shows another figure at each end."""
        place = self.page.evaluate(SLIDER_SHOWS)
        if place is None:
            return
        shown = {place["before"]}
        for x in (place["left"], place["right"]):
            self.page.mouse.click(x, place["y"])
            self.page.wait_for_timeout(300)
            shown.add(self.page.evaluate(SHOWS))
        if len(shown) < 2:
            self.problem("a slider changes nothing")

    def dark(self):
        """No figure has a light ground in the dark theme."""
        self.theme("JupyterLab Dark")
        self.page.wait_for_timeout(2000)
        light = self.page.evaluate(LIGHT_GROUNDS)
        if self.screenshots:
            self.page.screenshot(path=self.screenshots / f"{self.file.stem}-dark.png")
        if light:
            self.problem(f"{light} figures have a light ground in the dark theme")
        self.theme("JupyterLab Light")

    def theme(self, name):
        self.page.evaluate("name => window.jupyterapp.commands.execute('apputils:change-theme', {theme: name})", name)
        dark = str("Dark" not in name).lower()
        themed = f'body[data-jp-theme-light="{dark}"]'
        self.page.wait_for_selector(themed, timeout=OPEN_SECONDS * 1000, state="attached")

    def interrupt(self):
        """A cell that would run for a minute ends within a second of an interrupt."""
        run = """async code => {
          const kernel = window.jupyterapp.shell.currentWidget.context.sessionContext.session.kernel;
          const future = kernel.requestExecute({code, store_history: false});
          await new Promise(done => setTimeout(done, 1500));
          const start = performance.now();
          await kernel.interrupt();
          const limit = new Promise(done => setTimeout(() => done("late"), 10000));
          const ended = await Promise.race([future.done.then(() => "ended", () => "ended"), limit]);
          return [ended, performance.now() - start];
        }"""
        ended, milliseconds = self.page.evaluate(run, "Thread.sleep(60_000);")
        if ended != "ended" or milliseconds > INTERRUPT_MS:
            self.problem(f"an interrupted cell went on for {milliseconds:.0f} ms: {ended}")

    def run_all(self):
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        self.page.wait_for_function("() => document.querySelector('.jp-Notebook-ExecutionIndicator:not([data-status=idle])')")
        self.page.wait_for_function(FINISHED, arg=self.cells, timeout=RUN_SECONDS * 1000)


def notebooks(only):
    found = sorted(ROOT.glob("notebooks/[0-9]*-*.ipynb"), key=lambda path: int(path.name.split("-")[0]))
    found.append(ROOT / "notebooks" / "your-chip.ipynb")
    return [path for path in found if only in (None, path.stem, path.stem.split("-")[0])]


def check(lab, browser, file, screenshots):
    """What is wrong with a notebook; its file is left as it was."""
    before = file.read_bytes()
    look = Look(lab, browser, file, screenshots)
    try:
        look.all()
    except Error as e:
        look.problem(str(e).splitlines()[0])
        look.explain("stopped")
    finally:
        look.close()
        lab.end_sessions()
        if file.read_bytes() != before:
            file.write_bytes(before)
            look.problem("its file was written")
    return look


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chromium", required=True, help="the browser's program")
    parser.add_argument("--only", help="number or name of one notebook")
    parser.add_argument("--full", action="store_true", help="on the committed results")
    parser.add_argument("--screenshots", type=Path, help="a folder for a picture of each figure")
    options = parser.parse_args()
    files = notebooks(options.only)
    if not files:
        parser.error(f"there is no notebook {options.only}")
    if options.screenshots:
        options.screenshots.mkdir(parents=True, exist_ok=True)
    failed = 0
    with open(ROOT / ".janus" / "lab.log", "w") as log, sync_playwright() as playwright:
        lab = Lab(not options.full, log)
        try:
            lab.wait()
            browser = playwright.chromium.launch(executable_path=options.chromium, args=SWITCHES)
            for file in files:
                start = time.monotonic()
                look = check(lab, browser, file, options.screenshots)
                failed += bool(look.problems)
                for problem in look.problems:
                    print(f"browser: {file.stem}: {problem}")
                word = "FAILED" if look.problems else "passed"
                print(f"browser: {file.stem}: {look.figures} figures {word} in {time.monotonic() - start:.0f} s", flush=True)
            browser.close()
        finally:
            lab.close()
    print(f"browser: {len(files) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))
    sys.exit(main())
