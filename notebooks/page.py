"""An executed notebook as one HTML file that needs no network; it contains plotly.js for live figures.

Each figure is a picture at first. A script at the end of the page replaces it with a live plot of the
same JSON. Without scripts, the picture remains.
"""

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
blockquote { border-left: 3px solid #e69f00; margin: 12px 0; padding: 2px 14px; background: #fffaf0; }
"""

SCRIPT = """
document.fonts.ready.then(function () { document.querySelectorAll("script.figure-json").forEach(function (source) {
  var figure = JSON.parse(source.textContent);
  var still = source.previousElementSibling;
  var live = document.createElement("div");
  source.parentNode.insertBefore(live, source);
  Plotly.newPlot(live, figure.data, figure.layout, figure.config).then(
    function () { if (still) still.remove(); },
    function () { live.remove(); });
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


def figure(data, metadata, number):
    size = metadata.get("image/png", {})
    title = escaping.escape(data.get("text/plain", "figure"), quote=True)
    picture = ""
    if "image/png" in data:
        picture = '<img alt="%s" width="%s" height="%s" src="data:image/png;base64,%s">' % (
            title,
            size.get("width", ""),
            size.get("height", ""),
            data["image/png"].replace("\n", ""),
        )
    return '<div class="figure" id="figure-%d">%s<script class="figure-json" type="application/json">%s</script></div>' % (
        number,
        picture,
        script_json(data[FIGURE]),
    )


def output(item, number):
    if item.output_type == "stream":
        return "<pre>%s</pre>" % escaping.escape(item.text)
    if item.output_type == "error":
        text = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(item.traceback))
        return '<div class="error"><pre>%s</pre></div>' % escaping.escape(text)
    data = item.data
    if FIGURE in data:
        return figure(data, item.metadata, number)
    if "text/html" in data:
        return data["text/html"]
    if "text/markdown" in data:
        return '<div class="prose">%s</div>' % prose(data["text/markdown"], escape=True)
    if "image/png" in data:
        return '<img alt="" src="data:image/png;base64,%s">' % data["image/png"].replace("\n", "")
    return "<pre>%s</pre>" % escaping.escape(data.get("text/plain", ""))


def html(notebook, name, names):
    """The page of an executed notebook.

    notebook: as read by nbformat. name: file name without extension. names: all notebooks in order.
    """
    code = HtmlFormatter(nowrap=False, cssclass="highlight")
    parts, figures, title = [], 0, name
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            heading = re.search(r"^# (.+)$", cell.source, re.MULTILINE)
            if heading and title == name:
                title = heading.group(1)
            parts.append('<div class="prose">%s</div>' % prose(cell.source))
        elif cell.cell_type == "code":
            parts.append('<div class="code">%s</div>' % highlight(cell.source, JavaLexer(), code))
            for item in cell.outputs:
                figures += 1 if FIGURE in item.get("data", {}) else 0
                parts.append('<div class="output">%s</div>' % output(item, figures))
    links = "".join(
        '<a%s href="../%s/%s.html">%s</a>' % (' class="here"' if n == name else "", n, n, n)
        for n in names
    )
    live = ""
    if figures:
        library = PLOTLY_JS.read_text(encoding="utf-8").replace("</script", "<\\/script")
        live = "<script>%s</script>\n<script>%s</script>" % (library, SCRIPT)
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
