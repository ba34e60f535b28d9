"use strict";
const byId = id => document.getElementById(id);
const MOST_LINES = 3000, MOST_TABLE_ROWS = 200;
const columns = TABLE.columns, size = TABLE.rows;
const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
let values = [], front, rowNumbers, charts = {};
// What the address keeps: columns of the plot, log axes, limits, and the selection by brush.
let state = { x: null, y: null, logx: false, logy: false, frontOnly: false, limits: {}, axes: {}, box: null, chosen: null };
let kept = [], picked = [], sortBy = null, ascending = true;

async function unpack() {
  const bytes = Uint8Array.from(atob(DATA), c => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const floats = new Float32Array(await new Response(stream).arrayBuffer());
  values = columns.map((c, i) => floats.subarray(i * size, (i + 1) * size));
  front = floats.subarray(columns.length * size, (columns.length + 1) * size);
  rowNumbers = floats.subarray((columns.length + 1) * size);
}

const place = name => columns.findIndex(c => c.name === name);
const text = (column, row) => {
  const v = values[column][row];
  if (columns[column].texts) return columns[column].texts[v];
  return Number.isNaN(v) ? "" : String(Number(v.toPrecision(6)));
};
const within = (column, row, range) => {
  const v = values[column][row];
  return !Number.isNaN(v) && v >= range[0] && v <= range[1];
};

function filter() {
  const limits = Object.entries(state.limits).map(([name, range]) =>
    [place(name), [range[0] ?? -Infinity, range[1] ?? Infinity]]);
  const axes = Object.entries(state.axes).map(([name, ranges]) => [place(name), ranges]);
  const x = place(state.x), y = place(state.y);
  kept = []; picked = [];
  for (let row = 0; row < size; row++) {
    if (state.frontOnly && !front[row]) continue;
    if (!limits.every(([c, range]) => within(c, row, range))) continue;
    kept.push(row);
    const onAxes = axes.every(([c, ranges]) => ranges.some(range => within(c, row, range)));
    const inBox = !state.box || (within(x, row, state.box[0]) && within(y, row, state.box[1]));
    if (onAxes && inBox) picked.push(row);
  }
}

const selecting = () => state.box !== null || Object.keys(state.axes).length > 0;

function thinned(rows, most) {
  if (rows.length <= most) return rows;
  const step = rows.length / most, some = [];
  for (let i = 0; i < most; i++) some.push(rows[Math.floor(i * step)]);
  return some;
}

// Designs that are always shown: recommended, published, null.
const MARKS = { recommended: ["--one", "pin", 26], published: ["--published", "diamond", 16], null: ["--null", "triangle", 14] };
function marked(name) {
  const column = place("mark");
  if (column < 0) return [];
  const code = columns[column].texts?.indexOf(name) ?? -1;
  return code < 0 ? [] : [...Array(size).keys()].filter(row => values[column][row] === code);
}

function shownColumns() {
  return columns.map((c, i) => i).filter(i => {
    const c = columns[i];
    if (c.name === "design" || c.name === "excluded_by" || c.name === "mark") return false;
    if (c.texts) return c.texts.length > 1;
    let low = Infinity, high = -Infinity;
    for (const v of values[i]) { if (v < low) low = v; if (v > high) high = v; }
    return high > low;
  });
}

function drawParallel() {
  const shown = shownColumns();
  const line = rows => rows.map(row => shown.map(c => Number.isNaN(values[c][row]) ? "-" : values[c][row]));
  const ink = colour("--soft");
  const axes = shown.map((c, dim) => ({
    dim, name: columns[c].name, nameLocation: "end", nameRotate: 28, nameTextStyle: { color: ink, fontSize: 11, align: "left" },
    type: "value", scale: true, axisLabel: { color: ink, fontSize: 10, formatter: v => label(c, v) },
    min: "dataMin", max: "dataMax", axisLine: { lineStyle: { color: ink } }, splitNumber: 4,
  }));
  const others = thinned(kept.filter(row => !front[row]), MOST_LINES);
  const best = kept.filter(row => front[row]);
  charts.parallel.setOption({
    animation: false, parallelAxis: axes,
    parallel: { left: 50, right: 150, top: 110, bottom: 25, parallelAxisDefault: { areaSelectStyle: { width: 18 } } },
    series: [
      { type: "parallel", name: "others", data: line(others), lineStyle: { color: colour("--all"), opacity: 0.06, width: 1 }, inactiveOpacity: 0.01, activeOpacity: 0.4, progressive: 500 },
      ...Object.entries(MARKS).map(([name, [token]]) => ({ type: "parallel", name, data: line(marked(name)), lineStyle: { color: colour(token), opacity: 1, width: 2.5, type: name === "recommended" ? "solid" : "dashed" }, inactiveOpacity: 0.5, z: 5 })),
      { type: "parallel", name: "front", data: line(best), lineStyle: { color: colour("--front"), opacity: 0.7, width: 1.4 }, inactiveOpacity: 0.03, activeOpacity: 0.9 },
    ],
  }, { replaceMerge: ["series"] });
  charts.shown = shown;
}

function label(column, value) {
  const texts = columns[column].texts;
  if (texts) return Number.isInteger(value) && texts[value] !== undefined ? texts[value].slice(0, 18) : "";
  return String(Number(value.toPrecision(3)));
}

function drawScatter() {
  const x = place(state.x), y = place(state.y), ink = colour("--soft");
  const point = row => [values[x][row], values[y][row], row];
  const rows = selecting() ? picked : kept;
  const axis = (c, log) => ({
    type: log && !columns[c].texts ? "log" : "value", scale: true, name: columns[c].name, nameLocation: "middle", nameGap: 34,
    nameTextStyle: { color: ink }, axisLabel: { color: ink, formatter: v => label(c, v) }, splitLine: { lineStyle: { color: colour("--line") } },
  });
  const set = (name, list, token, symbolSize, large) => ({
    name, type: "scatter", data: list.map(point), symbolSize, large, largeThreshold: 2000, itemStyle: { color: colour(token), opacity: large ? 0.5 : 0.9 },
  });
  const chosen = state.chosen === null ? [] : [state.chosen];
  charts.scatter.setOption({
    animation: false, grid: { left: 80, right: 20, top: 40, bottom: 55 },
    legend: { textStyle: { color: ink }, top: 0 }, tooltip: { formatter: p => describe(p.data[2]) },
    toolbox: { show: false }, brush: { xAxisIndex: 0, yAxisIndex: 0, throttleType: "debounce", throttleDelay: 150, toolbox: [] },
    xAxis: axis(x, state.logx), yAxis: { ...axis(y, state.logy), nameGap: 60 },
    series: [
      set("others", rows.filter(row => !front[row]), "--all", 4, true),
      set("front", rows.filter(row => front[row]), "--front", 8, false),
      set("chosen", chosen, "--one", 16, false),
      ...Object.entries(MARKS).filter(([name]) => marked(name).length > 0).map(([name, [token, symbol, width]]) => ({ ...set(name, marked(name), token, width, false), symbol, z: 6 })),
    ],
  }, { replaceMerge: ["series"] });
}

function describe(row) {
  return [state.x, state.y].map(name => `${name} ${text(place(name), row)}`).join("<br>");
}

function drawTable() {
  const rows = (selecting() ? picked : kept).slice();
  const by = place(sortBy ?? state.y);
  rows.sort((a, b) => (ascending ? 1 : -1) * (values[by][a] - values[by][b]) || a - b);
  const head = columns.map((c, i) => `<th class="${c.texts ? "text" : ""}" data-column="${i}"></th>`).join("");
  const table = byId("rows").querySelector("table");
  table.tHead.innerHTML = `<tr>${head}</tr>`;
  table.tHead.querySelectorAll("th").forEach((th, i) => { th.textContent = columns[i].name; });
  const body = table.tBodies[0];
  body.textContent = "";
  for (const row of rows.slice(0, MOST_TABLE_ROWS)) {
    const tr = body.insertRow();
    tr.tabIndex = 0; tr.dataset.row = row;
    tr.className = (front[row] ? "front " : "") + (row === state.chosen ? "chosen" : "");
    columns.forEach((c, i) => {
      const td = tr.insertCell();
      td.textContent = text(i, row);
      if (c.texts) td.className = "text";
    });
  }
  const chosen = rows.length === 1 ? "1 design" : `${rows.length} designs`;
  byId("count").textContent = `${chosen} of ${size}${rows.length > MOST_TABLE_ROWS ? `; the table shows ${MOST_TABLE_ROWS}` : ""}.`;
}

function command(row) {
  const results = columns.findIndex(c => c.name === "decode_tokens_per_s");
  const words = [];
  columns.slice(0, results < 0 ? 0 : results).forEach((c, i) => {
    if (c.name === "design") return;
    const value = text(i, row);
    if (c.name === "scheme") value.split(" ").forEach(part => words.push(`--${part.replace("=", " '")}'`));
    else if (c.name.includes(".")) words.push(`--set '${c.name}=${value || "null"}'`);
    else words.push(`--${c.name.replace("Tokens", "").replace(/_/g, "-").replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)} '${value}'`);
  });
  return [COMMAND, ...words].join(" ");
}

function drawDetail() {
  const detail = byId("detail");
  detail.textContent = "";
  if (state.chosen === null) { detail.textContent = "Choose a design to see all of it."; return; }
  const row = state.chosen, table = document.createElement("table");
  const excluded = place("excluded_by");
  const why = document.createElement("p");
  const mark = place("mark") < 0 ? "" : text(place("mark"), row);
  why.textContent = (mark ? `The ${mark} design. ` : "") + (excluded >= 0 && text(excluded, row) ? `Excluded by ${text(excluded, row)}.`
    : front[row] ? "On the front." : "Keeps every limit; another design is at least as good in all objectives.");
  columns.forEach((c, i) => {
    const tr = table.insertRow();
    const name = tr.insertCell(); name.className = "text"; name.textContent = c.name;
    tr.insertCell().textContent = text(i, row);
  });
  const pre = document.createElement("pre");
  pre.textContent = command(row);
  const copy = document.createElement("button");
  copy.textContent = "Copy the command";
  copy.onclick = () => navigator.clipboard.writeText(pre.textContent);
  detail.append(why, pre, copy, ...details(row), table);
}

// Ranges and parts of a design of the front; the command shows those of any.
function details(row) {
  if (!ANSWER || !ANSWER.details) return [];
  const known = ANSWER.details[text(place("design"), row)];
  if (!known) return [document.createTextNode(" The command shows its ranges and parts; here they are those of the front.")];
  const number = value => String(Number(value.toPrecision(3)));
  const made = (caption, header, rows) => {
    const table = document.createElement("table");
    table.createCaption().textContent = caption;
    [header, ...rows].forEach(cells => {
      const tr = table.insertRow();
      cells.forEach((cell, i) => { const td = tr.insertCell(); td.textContent = cell; if (i === 0) td.className = "text"; });
    });
    return table;
  };
  const ends = range => [number(range.typical), number(range.low), number(range.high)];
  const ranges = [["tokens/s", known.decode_tokens_per_s], ["W", known.power_w], ["mm²", known.die_mm2], ["USD", known.unit_usd]];
  return [
    made("Ranges", ["", "typical", "low", "high"], ranges.filter(([, range]) => range).map(([name, range]) => [name, ...ends(range)])),
    made("Parts of the die, mm²", ["part", "typical", "low", "high", "known by"], known.area.map(part => [part.part, ...ends(part.mm2), part.basis])),
    made("Parts of the cost, USD", ["part", "typical", "low", "high", "known by"], known.cost.map(part => [part.part, ...ends(part.usd), part.basis])),
  ];
}

function drawLimits() {
  const box = byId("limits");
  for (const c of columns) {
    if (c.texts || c.name === "design") continue;
    const range = state.limits[c.name] ?? [null, null];
    const line = document.createElement("label");
    line.append(c.name);
    const pair = document.createElement("span");
    [0, 1].forEach(end => {
      const input = document.createElement("input");
      input.type = "number"; input.step = "any"; input.value = range[end] ?? "";
      input.placeholder = end === 0 ? "at least" : "at most";
      input.dataset.limit = c.name; input.dataset.end = end;
      input.setAttribute("aria-label", `${c.name} ${input.placeholder}`);
      input.onchange = () => {
        const limit = state.limits[c.name] ?? [null, null];
        limit[end] = input.value === "" ? null : Number(input.value);
        if (limit[0] === null && limit[1] === null) delete state.limits[c.name]; else state.limits[c.name] = limit;
        state.axes = {}; state.box = null;
        draw();
      };
      pair.append(input, " ");
    });
    line.append(pair);
    box.append(line);
  }
}

// Selections come from the charts themselves, which are not drawn again for them.
function drawSelection() {
  filter(); drawScatter(); drawTable(); drawDetail(); remember();
}

function draw() {
  filter(); drawParallel(); drawScatter(); drawTable(); drawDetail(); remember();
}

function remember() {
  history.replaceState(null, "", "#" + encodeURIComponent(JSON.stringify(state)));
}

function recall() {
  try { state = { ...state, ...JSON.parse(decodeURIComponent(location.hash.slice(1))) }; } catch { /* no state in the address */ }
  const better = columns.filter(c => c.better && !c.texts);
  const numeric = columns.filter(c => !c.texts && c.name !== "design");
  const either = [...better, ...numeric];
  if (place(state.x) < 0) state.x = either[0]?.name;
  if (place(state.y) < 0) state.y = (either.find(c => c.name !== state.x) ?? either[0])?.name;
}

function choose(row) {
  state.chosen = row;
  drawSelection();
}

function clearSelection() {
  state.axes = {}; state.box = null; state.chosen = null;
  charts.parallel.clear();
  charts.scatter.dispatchAction({ type: "brush", areas: [] });
  draw();
  useBrush();
}

function readAxes() {
  const option = charts.parallel.getModel();
  state.axes = {};
  charts.shown.forEach((column, i) => {
    const ranges = option.getComponent("parallelAxis", i).activeIntervals.filter(r => r.length === 2);
    if (ranges.length > 0) state.axes[columns[column].name] = ranges.map(r => [Math.min(...r), Math.max(...r)]);
  });
  drawSelection();
}

function readBox(event) {
  const area = event.areas[0];
  state.box = area && area.coordRange ? area.coordRange.map(r => [Math.min(...r), Math.max(...r)]) : null;
  drawSelection();
}

const useBrush = () => charts.scatter.dispatchAction({
  type: "takeGlobalCursor", key: "brush", brushOption: { brushType: "rect", brushMode: "single" },
});

function listen() {
  for (const axis of ["x", "y"]) {
    const list = byId(axis);
    columns.filter(c => !c.texts).forEach(c => list.add(new Option(c.name, c.name)));
    list.value = state[axis];
    list.onchange = () => { state[axis] = list.value; state.box = null; draw(); };
    const log = byId("log" + axis);
    log.checked = state["log" + axis];
    log.onchange = () => { state["log" + axis] = log.checked; state.box = null; draw(); };
  }
  byId("frontonly").checked = state.frontOnly;
  byId("frontonly").onchange = () => { state.frontOnly = byId("frontonly").checked; draw(); };
  byId("clear").onclick = clearSelection;
  byId("csv").onclick = download;
  charts.parallel.on("axisareaselected", readAxes);
  charts.scatter.on("brushEnd", readBox);
  charts.scatter.on("click", p => choose(p.data[2]));
  const table = byId("rows").querySelector("table");
  table.onclick = e => {
    const th = e.target.closest("th");
    if (th) { const name = columns[th.dataset.column].name; ascending = sortBy === name ? !ascending : true; sortBy = name; drawTable(); return; }
    const tr = e.target.closest("tbody tr");
    if (tr) choose(Number(tr.dataset.row));
  };
  table.onkeydown = e => {
    const tr = e.target.closest("tbody tr");
    if (!tr) return;
    if (e.key === "Enter") choose(Number(tr.dataset.row));
    const next = e.key === "ArrowDown" ? tr.nextElementSibling : e.key === "ArrowUp" ? tr.previousElementSibling : null;
    if (next) { next.focus(); e.preventDefault(); }
  };
  document.addEventListener("keydown", e => { if (e.key === "Escape") clearSelection(); });
  window.addEventListener("resize", () => { charts.parallel.resize(); charts.scatter.resize(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
}

function download() {
  const rows = selecting() ? picked : kept;
  const cell = s => /[",\n]/.test(s) ? `"${s.replace(/"/g, '""')}"` : s;
  const lines = [columns.map(c => cell(c.name)).join(","), ...rows.map(row => columns.map((c, i) => cell(text(i, row))).join(","))];
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([lines.join("\n") + "\n"], { type: "text/csv" }));
  link.download = "selection.csv";
  link.click();
}

async function start() {
  if (size === 0) return;
  await unpack();
  recall();
  if (size < TABLE.of) byId("thinned").textContent = `The table has ${TABLE.of} rows: the front and a sample are here.`;
  charts = { parallel: echarts.init(byId("parallel")), scatter: echarts.init(byId("scatter")) };
  drawLimits(); listen(); draw(); useBrush(); drawFront();
  document.body.dataset.ready = "true";
}
start();
