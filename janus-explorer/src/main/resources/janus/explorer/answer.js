"use strict";
// The answer of a search, from ANSWER: what `janus design --json` prints, and the text of an empty one.
const element = (tag, text, name) => {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (name) made.className = name;
  return made;
};
const plain = name => name.replace(/_/g, " ");
const digits = (value, count = 4) => value === null || value === undefined ? "–" : String(Number(value.toPrecision(count)));
const ranged = range => `${digits(range.low, 3)} to ${digits(range.high, 3)}`;
const percent = value => `${value.toFixed(1)} %`;
const effect = e => !e ? "–" : e.percent === undefined ? `${digits(e.from)} → ${digits(e.to)}` : `${e.percent >= 0 ? "+" : ""}${percent(e.percent)}`;
const shortly = change => change.replace(/ (rotation|queries)=none/g, "").replace(/ semantics=all/g, "").replace(/ -> /g, " → ");
const gain = value => value === undefined ? "–" : `${value >= 0 ? "+" : ""}${value.toFixed(3)}`;

function table(header, rows, caption) {
  const made = element("table");
  if (caption) made.append(element("caption", caption));
  const head = made.createTHead().insertRow();
  const kind = i => i === 0 || /^(best not|what one|why not|binds|bound)/.test(header[i]) ? "text" : "";
  header.forEach((name, i) => head.append(element("th", name, kind(i))));
  const body = made.createTBody();
  for (const row of rows) {
    const tr = body.insertRow();
    row.forEach((cell, i) => tr.append(element("td", cell, kind(i))));
  }
  const box = element("div", undefined, "wide");
  box.append(made);
  return box;
}

function sentence(chip) {
  const d = chip.design, c = d.compute, tier = (t, name) =>
    t.capacity_mib > 0 ? `${digits(t.capacity_mib)} MiB of ${t.technology} as ${name}` : `no ${name}`;
  const bandwidth = d.off_chip.bandwidth_gb_per_s ? ` at ${digits(d.off_chip.bandwidth_gb_per_s)} GB/s` : "";
  return `Build ${c.tiles} arrays of ${c.tile_rows} × ${c.tile_columns} at ${c.clock_ghz} GHz and ${c.logic_nm} nm, with ${tier(d.tier1, "tier 1")}, `
    + `${tier(d.tier2, "tier 2")} and ${digits(d.off_chip.capacity_mib / 1024)} GiB of ${d.off_chip.technology}${bandwidth}, in ${chip.heat.pack}.`;
}

function figures(chip) {
  const box = element("div", undefined, "figures");
  const figure = (value, unit, name, note) => {
    const one = element("div", undefined, "figure");
    one.append(element("strong", digits(value, 3)), element("span", ` ${unit}`), element("div", name), element("small", note));
    box.append(one);
  };
  const rate = chip.decode_tokens_per_s_range, usd = chip.unit_usd;
  figure(chip.sustained_tokens_per_s, "tokens/s", "decoding, for ever", `at full rate ${ranged(rate)}`);
  figure(chip.time_to_first_token_ms, "ms", "first token", `prompt of ${chip.workload.prompt_tokens} tokens`);
  figure(chip.joule_per_token, "J", "a token", `${digits(chip.power_w, 3)} W, ${ranged(chip.power_range_w)}`);
  figure(chip.junction_c, "°C", "junction", `limit ${digits(chip.heat.junction_limit_c, 3)} °C`);
  figure(usd && usd.typical, "USD", "a chip with its memory", usd ? ranged(usd) : "a price is unknown");
  return box;
}

// A bar of parts with a legend that names each, so that colours are never alone.
function bar(title, unit, parts) {
  const all = parts.reduce((sum, part) => sum + part[1], 0);
  const shown = parts.filter(part => part[1] > 0).sort((a, b) => b[1] - a[1]);
  const box = element("div", undefined, "panel part"), strip = element("div", undefined, "strip");
  box.append(element("h3", `${title}: ${digits(all)} ${unit}`), strip);
  strip.setAttribute("role", "img");
  strip.setAttribute("aria-label", shown.map(([name, value]) => `${name} ${percent(100 * value / all)}`).join(", "));
  shown.forEach(([, value], i) => {
    const segment = element("span", undefined, `c${i % 8}`);
    segment.style.width = `${100 * value / all}%`;
    strip.append(segment);
  });
  const list = element("table");
  shown.forEach(([name, value], i) => {
    const tr = list.insertRow(), key = element("td", undefined, "text");
    key.append(element("i", undefined, `key c${i % 8}`), name);
    tr.append(key, element("td", digits(value, 3)), element("td", percent(100 * value / all)));
  });
  box.append(list);
  return box;
}

function path(why, objectives) {
  const header = [`from the ${why.from} design`, ...objectives, "gain", "bound before", "binds after", "best not taken"];
  const rows = why.path.steps.map(step => {
    const taken = step.taken, other = step.not_taken[0];
    return [shortly(taken.change), ...objectives.map(name => effect(taken.effects[name])), gain(taken.gain),
      plain(step.binds_before ?? "–"), plain(taken.binds ?? "–"), other ? `${shortly(other.change)} ${gain(other.gain)}` : "–"];
  });
  rows.push(["all", ...objectives.map(name => effect(why.path.effects[name])), gain(why.path.gain), "", "", ""]);
  return table(header, rows);
}

function changes(why, objectives) {
  const rows = why.changes.filter(change => change.verdict !== "changes_nothing").map(change =>
    [shortly(change.change), ...objectives.map(name => effect(change.effects[name])), gain(change.gain), plain(change.binds ?? "–"),
      change.verdict === "breaks_a_limit" ? `breaks ${change.limits.filter(l => !l.kept).map(l => l.limit).join(" ")}` : plain(change.verdict)]);
  return table(["change", ...objectives, "gain", "binds after", "why not"], rows);
}

function bought(limit) {
  if (!limit.tight || limit.needed_percent === undefined) return "nothing by a single change";
  const each = Object.entries(limit.bought_percent_per_percent).map(([name, value]) => `${name} ${value >= 0 ? "+" : ""}${value.toFixed(2)} %`);
  return `${each.join(", ")} for each of ${digits(limit.needed_percent, 3)} %: ${shortly(limit.buys.change)}`;
}

function partsTable(chip) {
  return table(["part", "nm", "mm²", "low to high", "known by"],
    chip.area.map(part => [part.part, digits(part.node_nm), digits(part.mm2.typical, 3), ranged(part.mm2), part.basis]));
}

// The front as a drawing that prints: the first objective to the right, the last one upwards.
function drawFront() {
  const box = byId("front");
  if (!box) return;
  const names = ANSWER.objectives.map(o => o.name), x = place(names[0]), y = place(names[names.length - 1]);
  if (x === y) { box.remove(); return; }
  const groups = [["other designs", thinned([...Array(size).keys()].filter(row => !front[row]), 1500), "--all", 1.6], ["front", [...Array(size).keys()].filter(row => front[row]), "--front", 3.5],
    ...Object.entries(MARKS).map(([name, [token]]) => [name, marked(name), token, 6])];
  const known = row => !Number.isNaN(values[x][row]) && !Number.isNaN(values[y][row]);
  const ends = c => {
    let low = Infinity, high = -Infinity;
    for (const [, rows] of groups) for (const row of rows) if (known(row)) { low = Math.min(low, values[c][row]); high = Math.max(high, values[c][row]); }
    return [low, high > low ? high : low + 1];
  };
  const [left, right] = ends(x), [bottom, top] = ends(y), W = 760, H = 260;
  const svg = (tag, attributes, text) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
    if (text) made.textContent = text;
    return made;
  };
  const picture = svg("svg", { viewBox: `0 0 ${W + 90} ${H + 60}`, role: "img", "aria-label": `${names[0]} and ${names[names.length - 1]} of the front` });
  const label = (px, py, text, anchor = "middle") => picture.append(svg("text", { x: px, y: py, "text-anchor": anchor, fill: "var(--soft)", "font-size": 11 }, text));
  picture.append(svg("path", { d: `M70 10V${H + 10}H${W + 70}`, stroke: "var(--line)", fill: "none" }));
  label(70, H + 26, digits(left, 3)); label(W + 60, H + 26, digits(right, 3)); label(W / 2 + 70, H + 26, plain(names[0]));
  label(64, H + 10, digits(bottom, 3), "end"); label(64, 20, digits(top, 3), "end"); label(70, 7, plain(names[names.length - 1]), "start");
  groups.forEach(([name, rows, token, radius], i) => {
    for (const row of rows.filter(known)) {
      const at = { cx: 70 + W * (values[x][row] - left) / (right - left), cy: 10 + H * (top - values[y][row]) / (top - bottom), r: radius, fill: `var(${token})` };
      const dot = svg("circle", i === 0 ? { ...at, opacity: 0.5 } : at);
      dot.append(svg("title", {}, name));
      picture.append(dot);
    }
    if (rows.length > 0) {
      picture.append(svg("circle", { cx: 80 + 140 * i, cy: H + 45, r: Math.min(radius, 5), fill: `var(${token})` }));
      label(90 + 140 * i, H + 49, name, "start");
    }
  });
  box.append(picture);
}

function answer() {
  const box = byId("answer");
  if (!ANSWER) return;
  const why = ANSWER.why;
  if (!why) {
    box.append(element("h2", "No design is recommended"), element("pre", ANSWER.nothing));
    return;
  }
  const chip = why.chip, objectives = ANSWER.objectives.map(o => o.name);
  const section = (title, ...content) => { const made = element("section"); made.append(element("h2", title), ...content); box.append(made); };
  box.append(element("p", sentence(chip), "sentence"), figures(chip));
  const top = why.time.shares[0];
  box.append(element("p", `${plain(top.binds)} binds: ${percent(top.step_percent)} of the time of a step. Design ${why.design} of ${ANSWER.designs}; ${why.rule}. `
    + `${chip.workload.model}, weights of ${chip.workload.weight_bits} bits, ${chip.workload.context_tokens} tokens in the cache, ${chip.design.market.volume} chips.`));
  section("How it came to this", path(why, objectives));
  const picture = element("div");
  picture.id = "front";
  section("The front", picture);
  const parts = element("div", undefined, "parts");
  parts.append(
    bar("Time of a step", "ms", why.time.shares.map(share => [plain(share.binds), share.ms])),
    bar("Energy of a token", "mJ", chip.power.map(row => [`${row.component}, ${row.cause}`, 1e3 * row.watts.typical / chip.sustained_tokens_per_s])),
    bar("Area", "mm²", chip.area.map(part => [part.part, part.mm2.typical])));
  if (chip.cost.length > 0) parts.append(bar("Money", "USD", chip.cost.map(part => [part.part, part.usd.typical])));
  const money = element("p", "Money counts dies, package, pins to the memory, masks, test and memory. Not priced: board, design, licences, tax, margin.");
  section("Where time, energy, area and money go", parts, money);
  section("Operators", table(["operator", "ms", "of the step", "binds", "utilization"],
    why.time.operators.map(o => [o.operator, digits(o.ms, 3), percent(o.step_percent), plain(o.binds), percent(o.utilization_percent)])));
  section("Parts of the die", partsTable(chip));
  if (chip.null_designs.length > 0) section("Without what it is praised for", table(["without", "tokens/s", "J/token", "W", "mm²"],
    chip.null_designs.map(n => [n.name, digits(n.decode_tokens_per_s), digits(n.joule_per_token), digits(n.power_w), digits(n.die_mm2)])));
  section("Limits", table(["limit", "value", "slack", "what one percent more buys"],
    why.limits.map(limit => [limit.limit, digits(limit.value), limit.slack_percent === undefined ? "–" : percent(limit.slack_percent), bought(limit)])));
  const all = element("details");
  const claim = why.no_single_change_helps ? "No single change helps" : "Single changes";
  all.append(element("summary", "All of them, and why not"), changes(why, objectives));
  section(`${claim} of ${why.changes.length}`, all);
  section("Left out", element("p", `${chip.left_out.join("; ")}.`));
}
answer();
