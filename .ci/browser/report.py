"""Opens the summary report without a network: every figure is drawn inside the page, and nothing is fetched."""

import argparse
import re
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
# Figures without a mark or outside the page, at a width.
WRONG = """() => [...document.querySelectorAll(".figures svg")].map((figure, i) => {
  const box = figure.getBoundingClientRect();
  const fits = box.width > 200 && box.height > 100 && box.left >= 0 && box.right <= innerWidth;
  return fits && figure.querySelector("text, path, image") ? null : `figure ${i + 1}: ${JSON.stringify(box)}`;
}).filter(said => said)"""


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chromium", required=True)
    parser.add_argument("--page", type=Path, default=ROOT / "results" / "report.html")
    options = parser.parse_args()
    wrong = []
    if options.page.stat().st_size > 2_000_000:
        wrong.append(f"the page has {options.page.stat().st_size} bytes")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.route(re.compile("^https?:"), lambda route: wrong.append(route.request.url) or route.abort())
        page.goto(options.page.resolve().as_uri())
        figures = page.locator(".figures svg.main-svg").count()
        if figures == 0:
            wrong.append("no figures")
        for width in (1400, 800, 480):
            page.set_viewport_size({"width": width, "height": 1000})
            wrong += [f"{width} wide: {said}" for said in page.evaluate(WRONG)]
        browser.close()
    if wrong:
        sys.exit("report: " + "; ".join(wrong))
    print(f"report: {figures} figures in {options.page.stat().st_size // 1000} kB, nothing fetched")


if __name__ == "__main__":
    main()
