"""Explores a table of random designs in Chromium, as `janus explore` writes it: limits, brushes on an axis and in the plot,
a click on a row, the address and the dark scheme. Every count on the page must be that of the table.
"""

import argparse
import csv
import json
import math
import random
import re
import struct
import subprocess
import sys
import tempfile
import urllib.parse
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
ROWS = 20_000
SEED = 20261201


def fp32(value):
    """The number as the page holds it."""
    return struct.unpack("<f", struct.pack("<f", value))[0]


def table(path):
    """Writes random designs; returns them with numbers in FP32, None for an empty cell."""
    chance = random.Random(SEED)
    rows = []
    for number in range(ROWS):
        rate, joule = chance.uniform(5, 40), chance.uniform(0.05, 0.5)
        rows.append(
            {
                "design": number,
                "scheme": "keys=int4-token values=int4-token rotation=none queries=none semantics=all",
                "tier2.technology": chance.choice(["edram-1t1c", "sram-hd", "stt-mram"]),
                "tier2.capacityMib": chance.choice([0, 16, 64, 224]),
                "decode_tokens_per_s": rate,
                "joule_per_token": joule,
                "die_mm2": chance.uniform(5, 200),
                "junction_c": chance.uniform(30, 120) if chance.random() < 0.9 else "",
                "excluded_by": "junction_c<=85" if chance.random() < 0.2 else "",
            }
        )
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return rows


def value(row, name):
    cell = row[name]
    return math.nan if cell == "" else fp32(float(cell))


class Page:
    def __init__(self, page, rows):
        self.page, self.rows = page, rows

    def count(self):
        return int(re.match(r"\d+", self.page.inner_text("#count")).group())

    def state(self):
        return json.loads(urllib.parse.unquote(self.page.evaluate("location.hash.slice(1)")))

    def expected(self):
        state = self.state()
        ranges = [
            (name, [[-math.inf if low is None else low, math.inf if high is None else high]])
            for name, (low, high) in state["limits"].items()
        ]
        ranges += list(state["axes"].items())
        if state["box"]:
            ranges += [(state["x"], [state["box"][0]]), (state["y"], [state["box"][1]])]
        kept = [
            row
            for row in self.rows
            if all(any(low <= value(row, name) <= high for low, high in some) for name, some in ranges)
        ]
        return len(kept), len(ranges)

    def drag(self, canvas, start, end):
        box = self.page.locator(f"{canvas} canvas").first.bounding_box()
        mouse = self.page.mouse
        mouse.move(box["x"] + start[0] * box["width"], box["y"] + start[1] * box["height"])
        mouse.down()
        for step in range(1, 6):
            x, y = (start[i] + (end[i] - start[i]) * step / 5 for i in (0, 1))
            mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
        mouse.up()
        self.page.wait_for_timeout(600)

    def check(self, what, ranges):
        expected, found = self.expected()
        count = self.count()
        assert found == ranges, f"{what}: {found} ranges in the address, expected {ranges}"
        assert 0 < count < ROWS, f"{what}: nothing was selected, or everything"
        assert count == expected, f"{what}: the page says {count}, the table {expected}"
        print(f"explorer: {what}: {count} designs, as in the table")


def explore(page, rows):
    on = Page(page, rows)
    assert on.count() == ROWS
    page.click("summary:has-text('Limits')")
    page.fill("input[data-limit=joule_per_token][data-end='1']", "0.2")
    page.keyboard.press("Tab")
    on.check("a limit", 1)
    page.reload()
    page.wait_for_selector("body[data-ready=true]")
    on.check("the address", 1)
    # The axes share the width between the margins of 50 and 150 pixels; this is the third of six.
    width = page.locator("#parallel canvas").first.bounding_box()["width"]
    axis = (50 + (width - 200) * 2 / 5) / width
    on.drag("#parallel", (axis, 0.45), (axis, 0.7))
    on.check("an axis", 2)
    page.keyboard.press("Escape")
    on.check("Esc", 1)
    on.drag("#scatter", (0.4, 0.3), (0.7, 0.6))
    on.check("the plot", 3)
    row = page.locator("#rows tbody tr").first
    number = row.locator("td").first.inner_text()
    row.focus()
    page.keyboard.press("Enter")
    detail = page.inner_text("#detail")
    design = rows[int(number)]
    assert f"--set 'tier2.technology={design['tier2.technology']}'" in detail, detail
    assert "--keys 'int4-token'" in detail, detail
    assert page.locator("#rows tbody tr.chosen").count() == 1
    page.emulate_media(color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(13, 17, 23)"
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, "wider than a telephone"


SPACE = {
    "scheme": ["int8-token", "int4-token"],
    "compute.tiles": [4, 16],
    "tier1.capacityMib": [0.5, 8],
    "tier2.capacityMib": [0, 16],
}


def design(folder, *limits):
    """Searches a small space; returns its results folder."""
    space = Path(folder) / "space.json"
    space.write_text(json.dumps(SPACE), encoding="utf-8")
    words = ["--model", "llama-3.2-1b", "--prompt", "200", "--answer", "50", "--space", space, "--results", folder]
    for limit in limits:
        words += ["--limit", limit]
    subprocess.run([ROOT / "janus-lib" / "janus", "design", *words], stdout=subprocess.DEVNULL)
    return Path(folder) / "6-closing-the-loop" / "llama-3.2-1b"


def answer(page, folder):
    """The page of an answer: its figures are those of why.json; printed, it is a data sheet."""
    results = design(folder, "quality_loss_percent<=1")
    why = json.loads((results / "why.json").read_text(encoding="utf-8"))
    chip = why["chip"]
    page.goto((results / "explorer.html").as_uri())
    page.wait_for_selector("body[data-ready=true]")
    figures = [float(text) for text in page.locator(".figure strong").all_inner_texts()]
    expected = [
        chip["sustained_tokens_per_s"],
        chip["time_to_first_token_ms"],
        chip["joule_per_token"],
        chip["junction_c"],
        chip["unit_usd"]["typical"],
    ]
    assert len(figures) == 5 and all(math.isclose(a, b, rel_tol=5e-3) for a, b in zip(figures, expected)), figures
    rows = page.locator("section:has(h2:text('How it came to this')) tbody tr").count()
    assert rows == len(why["path"]["steps"]) + 1, f"the path has {rows} rows"
    assert page.locator(".parts .strip").count() == 4
    assert page.locator("h2:text('No single change helps')").count() == 1
    for mark in ("recommended", "published", "null"):
        assert page.locator(f"#front circle:has(title:text-is('{mark}'))").count() == 1, f"no {mark} design"
        shown = page.evaluate(f"marked('{mark}').length")
        assert shown == 1, f"{shown} {mark} designs in the plot"
    with open(results / "front.csv", encoding="utf-8") as file:
        front = len(list(csv.DictReader(file)))
    assert page.evaluate("front.reduce((a, b) => a + b)") == front, "another front"
    page.locator("#rows tbody tr").first.scroll_into_view_if_needed()
    page.evaluate("state.chosen = front.findIndex(on => on); draw()")
    number = page.evaluate("text(place('design'), state.chosen)")
    shown = page.inner_text("#detail")
    part = page.evaluate(f"ANSWER.details[{number}].area[0].part")
    assert page.evaluate("byId('detail').scrollWidth <= byId('detail').clientWidth"), "a value of a design is cut"
    assert part in shown and "known by" in shown and "pins to lpddr5x" in shown, shown
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, "wider than a telephone"
    page.emulate_media(media="print")
    assert not page.locator("#explore").is_visible() and page.locator(".figures").is_visible()
    page.emulate_media(media="screen")
    print(f"explorer: an answer: 5 figures, {rows} rows of the path, {front} designs on the front, as in its results")


def empty(page, folder):
    """A search without an answer says why."""
    results = design(folder, "power_w<=0.001")
    page.goto((results / "explorer.html").as_uri())
    page.wait_for_selector("body[data-ready=true]")
    text = page.inner_text("#answer")
    assert "No design is recommended" in text and "power_w<=0.001 excludes most" in text, text
    print("explorer: an empty answer says why")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chromium", required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        csv_file, html = Path(folder) / "designs.csv", Path(folder) / "explorer.html"
        rows = table(csv_file)
        objectives = ["--minimize", "joule_per_token,die_mm2", "--maximize", "decode_tokens_per_s"]
        subprocess.run(
            [ROOT / "janus-lib" / "janus", "explore", csv_file, *objectives, "--output", html], check=True
        )
        assert html.stat().st_size < 2_500_000, f"the page has {html.stat().st_size} bytes"
        browser = playwright.chromium.launch(executable_path=options.chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        wrong = []
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.route(re.compile("^https?:"), lambda route: wrong.append(route.request.url) or route.abort())
        page.goto(html.as_uri())
        page.wait_for_selector("body[data-ready=true]")
        explore(page, rows)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1400, "height": 1000})
        answer(page, folder)
        empty(page, folder)
        browser.close()
    if wrong:
        sys.exit("explorer: " + "; ".join(wrong))


if __name__ == "__main__":
    main()
