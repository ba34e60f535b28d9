"""An executed notebook as an HTML page that needs no network.

Each figure is a picture at first. A script at the end of the page replaces it with a live plot of the same JSON, drawn by
the plotly.js that all pages share. Without it, the picture remains. A picture that lies in the step's folder is not copied
into the page.
"""

import base64
import hashlib
import html as escaping
import json
import re
from pathlib import Path

import mistune
import plotly
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import JavaLexer

FIGURE = "application/vnd.janus.figure.v1+json"
PLOTLY_JS = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
SHARED_JS = "plotly.min.js"

STYLE = """
:root { color-scheme: light; }
body { margin: 0; background: #fff; color: #222; line-height: 1.55;
  font-family: Lato, "Helvetica Neue", Helvetica, Arial, "DejaVu Sans", sans-serif; }
nav { border-bottom: 1px solid #ddd; background: #fafafa; font-size: 14px; padding: 10px 24px; }
nav a { margin-right: 18px; color: #0072b2; text-decoration: none; white-space: nowrap; }
nav a.here { color: #222; font-weight: bold; }
main { max-width: 1040px; margin: 0 auto; padding: 12px 24px 60px; }
main > .prose { max-width: 760px; }
h1 { font-size: 30px; line-height: 1.25; margin: 24px 0 12px; }
h2 { font-size: 21px; margin: 34px 0 8px; }
a { color: #0072b2; }
code { font-family: "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: 0.88em; }
.prose code { background: #f3f3f3; padding: 1px 4px; border-radius: 3px; }
.code { background: #f7f7f7; border-left: 3px solid #cfd8e0; padding: 10px 14px; overflow-x: auto;
  font-size: 13.5px; line-height: 1.45; margin: 12px 0 6px; }
.code pre { margin: 0; white-space: pre-wrap; }
.output { margin: 6px 0 18px; overflow-x: auto; }
.output pre { margin: 0; font-size: 13px; white-space: pre-wrap; }
.error pre { color: #a40000; }
table { border-collapse: collapse; font-size: 14px; margin: 8px 0; }
th { border-bottom: 2px solid #bbb; padding: 4px 12px; vertical-align: bottom; font-weight: 600; }
td { border-bottom: 1px solid #eee; padding: 3px 12px; font-variant-numeric: tabular-nums; }
th small, td small { color: #666; font-weight: 400; }
.figure img { max-width: 100%; height: auto; }
.figure .frame { position: relative; max-width: 100%; overflow: hidden; }
.figure .live { position: absolute; left: 0; top: 0; transform-origin: 0 0; }
.contents { max-width: 760px; border: 1px solid #ddd; background: #fafafa; padding: 8px 16px; font-size: 14px; }
.contents summary { font-weight: 600; cursor: pointer; }
.contents ul { margin: 6px 0; padding-left: 20px; columns: 2; }
@media (max-width: 700px) {
  main { padding: 4px 12px 40px; }
  nav { padding: 8px 12px; overflow-x: auto; white-space: nowrap; }
  h1 { font-size: 24px; }
  .contents ul { columns: 1; }
}
@media print {
  nav, .contents { display: none; }
  main { max-width: none; padding: 0; }
  .figure, .code, tr, blockquote { break-inside: avoid; }
  h1, h2, h3 { break-after: avoid; }
  .output { overflow: visible; }
  a { color: inherit; }
}
blockquote { border-left: 3px solid #e69f00; margin: 12px 0; padding: 2px 14px; background: #fffaf0; }
"""

SCRIPT = """
if (window.Plotly) document.fonts.ready.then(function () { document.querySelectorAll("script.figure-json").forEach(function (source) {
  var figure = JSON.parse(source.textContent);
  var still = source.previousElementSibling;
  var frame = document.createElement("div"), live = document.createElement("div");
  var width = figure.layout.width, height = figure.layout.height;
  frame.className = "frame";
  live.className = "live";
  frame.style.cssText = "width:" + width + "px;aspect-ratio:" + width + "/" + height;
  frame.setAttribute("role", "img");
  frame.setAttribute("aria-label", still ? still.alt : "figure");
  function fit() {
    var scale = frame.clientWidth / width;
    live.style.transform = scale > 0 && scale < 1 ? "scale(" + scale + ")" : "";
  }
  frame.appendChild(live);
  source.parentNode.insertBefore(frame, source);
  Plotly.newPlot(live, figure.data, figure.layout, figure.config).then(
    function () { if (still) still.remove(); fit(); new ResizeObserver(fit).observe(frame); },
    function () { frame.remove(); });
}); });
"""


def prose(text, escape=False):
    """A notebook's own Markdown; what a cell shows may hold texts of others and is escaped."""
    rendered = mistune.create_markdown(escape=escape, plugins=["table", "strikethrough"])(text)
    # The page lies two folders deeper than the notebook's neighbours.
    rendered = re.sub(r'href="(\d+-[a-z0-9-]+|your-chip)\.ipynb"', r'href="../\1/\1.html"', rendered)
    return re.sub(r'(href|src)="\.\./(?!\d+-)', r'\1="../../', rendered)


def script_json(value):
    """JSON that can stand inside a script element."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def pictures(folder):
    """The PNG files of a folder by their checksum, as a page beside it names them."""
    return {
        hashlib.sha256(file.read_bytes()).hexdigest(): f"{folder.name}/{file.name}" for file in sorted(folder.glob("*.png"))
    }


def address(picture, files):
    """Where a page finds a picture: its file beside the page, or the picture itself."""
    text = picture.replace("\n", "")
    file = files.get(hashlib.sha256(base64.b64decode(text)).hexdigest())
    return file or "data:image/png;base64," + text


def heading_id(text):
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def with_ids(rendered, contents):
    """Headings with an id each, which are added to the contents."""

    def named(match):
        text = re.sub(r"<[^>]+>", "", match.group(1))
        contents.append(text)
        return f'<h2 id="{heading_id(text)}">{match.group(1)}</h2>'

    return re.sub(r"<h2>(.*?)</h2>", named, rendered)


def contents_html(contents):
    items = "".join(f'<li><a href="#{heading_id(text)}">{text}</a></li>' for text in contents)
    return f'<details class="contents" open><summary>Contents</summary><ul>{items}</ul></details>' if items else ""


def figure(data, metadata, number, files):
    size = metadata.get("image/png", {})
    title = escaping.escape(data.get("text/plain", "figure"), quote=True)
    picture = ""
    if "image/png" in data:
        picture = '<img alt="%s" width="%s" height="%s" src="%s">' % (
            title,
            size.get("width", ""),
            size.get("height", ""),
            address(data["image/png"], files),
        )
    return '<div class="figure" id="figure-%d">%s<script class="figure-json" type="application/json">%s</script></div>' % (
        number,
        picture,
        script_json(data[FIGURE]),
    )


def output(item, number, files):
    if item.output_type == "stream":
        return "<pre>%s</pre>" % escaping.escape(item.text)
    if item.output_type == "error":
        text = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(item.traceback))
        return '<div class="error"><pre>%s</pre></div>' % escaping.escape(text)
    data = item.data
    if FIGURE in data:
        return figure(data, item.metadata, number, files)
    if "text/html" in data:
        return data["text/html"]
    if "text/markdown" in data:
        return '<div class="prose">%s</div>' % prose(data["text/markdown"], escape=True)
    if "image/png" in data:
        return '<img alt="" src="data:image/png;base64,%s">' % data["image/png"].replace("\n", "")
    return "<pre>%s</pre>" % escaping.escape(data.get("text/plain", ""))


def html(notebook, name, names, files=None):
    """The page of an executed notebook.

    notebook: as read by nbformat. name: file name without extension. names: all notebooks in order. files: pictures that
    lie beside the page, by checksum.
    """
    code = HtmlFormatter(nowrap=False, cssclass="highlight")
    parts, contents, figures, title = [], [], 0, name
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            heading = re.search(r"^# (.+)$", cell.source, re.MULTILINE)
            if heading and title == name:
                title = heading.group(1)
            parts.append('<div class="prose">%s</div>' % with_ids(prose(cell.source), contents))
        elif cell.cell_type == "code":
            parts.append('<div class="code">%s</div>' % highlight(cell.source, JavaLexer(), code))
            for item in cell.outputs:
                figures += 1 if FIGURE in item.get("data", {}) else 0
                parts.append('<div class="output">%s</div>' % output(item, figures, files or {}))
    links = "".join(
        '<a%s href="../%s/%s.html">%s</a>' % (' class="here"' if n == name else "", n, n, n)
        for n in names
    )
    live = ""
    if figures:
        live = '<script src="../%s"></script>\n<script>%s</script>' % (SHARED_JS, SCRIPT)
    parts.insert(1, contents_html(contents))
    return """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>%s</title>
<style>%s%s</style>
</head>
<body>
<nav>%s<a href="../report.html">summary report</a></nav>
<main>
%s
</main>
%s
</body>
</html>
""" % (
        escaping.escape(title),
        STYLE,
        code.get_style_defs(".highlight"),
        links,
        "\n".join(parts),
        live,
    )
