"""Texts of others on a notebook's page."""

import base64
import json
import sys
import tempfile
import unittest
from pathlib import Path

import nbformat

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import page  # noqa: E402

HOSTILE = "<!-- <script> </script> -->&<b>"


def shown(data, files=None):
    output = nbformat.v4.new_output("display_data", data=data)
    cells = [nbformat.v4.new_code_cell("x", outputs=[output]), nbformat.v4.new_markdown_cell("The end.")]
    return page.html(nbformat.v4.new_notebook(cells=cells), "1-name", ["1-name"], files)


class PageTest(unittest.TestCase):
    def test_a_figures_text_cannot_end_or_swallow_the_page(self):
        html = shown({page.FIGURE: {"layout": {"title": {"text": HOSTILE}}}, "text/plain": HOSTILE})
        start = html.index('type="application/json">') + len('type="application/json">')
        held = html[start : html.index("</script>", start)]
        self.assertNotIn("<", held)
        self.assertEqual(HOSTILE, json.loads(held)["layout"]["title"]["text"])
        self.assertIn("The end.", html)

    def test_a_text_shown_as_markdown_plain_or_error_is_escaped(self):
        for kind in ("text/markdown", "text/plain"):
            self.assertNotIn("<!--", shown({kind: HOSTILE}), kind)
            self.assertNotIn("<b>", shown({kind: HOSTILE}), kind)

    def test_a_picture_beside_the_page_is_not_copied_into_it(self):
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place, "figures")
            folder.mkdir()
            (folder / "a.png").write_bytes(b"picture")
            data = {page.FIGURE: {}, "image/png": base64.b64encode(b"picture").decode(), "text/plain": "Figure: x"}
            beside = shown(data, page.pictures(folder))
        self.assertIn('src="figures/a.png"', beside)
        self.assertNotIn("base64", beside)
        self.assertIn("data:image/png;base64,", shown(data))

    def test_contents_link_to_every_heading(self):
        cells = [nbformat.v4.new_markdown_cell(text) for text in ("# Title", "## One, two", "## `three` four")]
        html = page.html(nbformat.v4.new_notebook(cells=cells), "1-name", ["1-name"])
        for number in ("one-two", "three-four"):
            self.assertIn(f'<h2 id="{number}">', html)
            self.assertIn(f'<a href="#{number}">', html)


if __name__ == "__main__":
    unittest.main()
