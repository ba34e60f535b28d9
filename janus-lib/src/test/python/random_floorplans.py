"""Block temperatures of random dies, computed by HotSpot's grid model and by Janus-1.

    python3 janus-lib/src/test/python/random_floorplans.py --hotspot PROGRAM --runge-kutta PROGRAM
        [--first SEED] [--cases N] [--results DIR]

Each seed draws a die and its position; its blocks (guillotine cuts or a pinwheel, some slivers) with
names, order and number formats; a power trace; a package with or without a path through the board;
the grid and the block mapping. Both programs read the same two files. A steady case is `within` if
every temperature of the .steady file, in all layers and side nodes, differs by at most 0.0051 K
(HotSpot prints two decimals, Janus-1 four) and the lines have the same order.

HotSpot with SuperLU takes one implicit Euler step per line of a trace. A transient case therefore
repeats every line 32, 64 and 128 times and compares with the limit of the results, (8 c - 6 b + a) /
3: `within` are differences up to 0.05 K plus a tenth of c - b. With a path through the board this
result is reported but not judged: HotSpot with SuperLU gives the side nodes of substrate, solder and
board no capacity (build_diagonal_matrix in temperature_grid.c: "SECONDARY MODELING NOT IMPLEMENTED
YET"). Its other solver gives them one (slope_fn_pack) and judges these cases: `within` is 0.05 K.
That solver is explicit, chooses steps inside a line to 0.01 K each, and gets every line 128 times. It
supports only grids of powers of two. So these cases have such grids, no thin layers, no narrow rims
and at most 1.5 s.

HotSpot is built twice in two checkouts of its repository, --hotspot with `make SUPERLU=1` and
--runge-kutta with `make`. The exit status is 1 if a case is `outside`.
"""

import json
import math
import pathlib
import random
import subprocess
import sys
import time

import parity
import rounds

PRINTED = 0.0051
OVER_TIME = 0.05
FINER = (32, 64, 128)
COLUMNS_OVER_TIME = ["hotspot_hottest_over_time_k", "janus_hottest_over_time_k"]
COLUMNS_OVER_TIME += ["euler_over_time_k", "euler_step_k", "runge_kutta_over_time_k"]
# Lowest and highest drawn value of each parameter, on a logarithmic scale.
RANGES = {
    "t_chip": (2e-5, 2e-3),
    "k_chip": (1, 500),
    "p_chip": (1e5, 1e7),
    "t_interface": (1e-6, 1e-3),
    "k_interface": (0.1, 50),
    "p_interface": (1e5, 1e7),
    "t_spreader": (1e-4, 5e-3),
    "k_spreader": (0.5, 1000),
    "p_spreader": (1e5, 1e7),
    "t_sink": (1e-4, 2e-2),
    "k_sink": (0.5, 1000),
    "p_sink": (1e5, 1e7),
    "r_convec": (0.02, 50),
    "c_convec": (0.1, 500),
    "ambient": (250, 350),
    "init_temp": (250, 400),
    "r_convec_sec": (1, 200),
    "c_convec_sec": (0.1, 100),
    "t_metal": (1e-6, 2e-4),
    "t_c4": (1e-5, 3e-4),
    "t_sub": (1e-4, 3e-3),
    "t_solder": (1e-4, 2e-3),
    "t_pcb": (5e-4, 5e-3),
    "s_c4": (1e-5, 1e-4),
}
NAMES = ["L2_left", "core.0", "a-b/c", "7", "1e3", "inode_0x", "hsp", "FPU+", "Q0", "x:y", "äöü"]


def between(pick, low, high):
    return math.exp(pick.uniform(math.log(low), math.log(high)))


def cut(pick, box, pieces):
    """Rectangles (left, bottom, right, top) that fill a box; coordinates are whole steps."""
    left, bottom, right, top = box
    wide, tall = right - left, top - bottom
    if pieces >= 5 and min(wide, tall) >= 30 and pick.random() < 0.3:
        x1, x2 = sorted(pick.sample(range(left + 1, right), 2))
        y1, y2 = sorted(pick.sample(range(bottom + 1, top), 2))
        wheel = [(left, bottom, x2, y1), (x2, bottom, right, y2), (x1, y2, right, top)]
        wheel += [(left, y1, x1, top), (x1, y1, x2, y2)]
        return [piece for part in wheel for piece in cut(pick, part, pieces // 5)]
    along = wide if pick.random() * (wide + tall) < wide else tall
    if pieces == 1 or along < 2:
        return [box]
    at = pick.choice([1, 2]) if pick.random() < 0.15 else pick.randint(1, along - 1)
    if along == wide:
        parts = [(left, bottom, left + at, top), (left + at, bottom, right, top)]
    else:
        parts = [(left, bottom, right, bottom + at), (left, bottom + at, right, top)]
    first = max(1, min(pieces - 1, round(pieces * at / along)))
    return cut(pick, parts[0], first) + cut(pick, parts[1], pieces - first)


def draw(seed):
    """A case: the die's blocks, powers and settings, and whether it is transient."""
    pick = random.Random(seed)
    over_time = pick.random() < 0.3
    width = between(pick, 1e-3, 3e-2)
    height = width if pick.random() < 0.3 else min(3e-2, width * between(pick, 0.25, 4))
    # Blocks lie on a grid of a few micrometres or more; some slivers are one grid step wide.
    step = round(max(width, height) / pick.choice([200, 500, 1000]), 6)
    size = (max(3, round(width / step)), max(3, round(height / step)))
    boxes = cut(pick, (0, 0, *size), pick.choice([1, 2, 3, 5, 8, 13, 30, 100]))
    pick.shuffle(boxes)
    names = pick.sample(NAMES, min(len(NAMES), len(boxes)))
    names += [f"b{i}" for i in range(len(boxes) - len(names))]
    origin = pick.choice([(0, 0), (0, 0), (step * 7, -step * 3)])
    blocks = [
        (name, (r - l) * step, (t - b) * step, origin[0] + l * step, origin[1] + b * step)
        for name, (l, b, r, t) in zip(names, boxes)
    ]
    intervals = pick.choice([1, 2, 4])
    watts = [
        [pick.choice([0, between(pick, 1e-3, 10)]) for _ in blocks] for _ in range(intervals)
    ]
    settings = {
        name: between(pick, *bounds) for name, bounds in RANGES.items() if pick.random() < 0.3
    }
    longest = max(size) * step
    spreader = longest * pick.choice([1, 1.2, 3]) if pick.random() < 0.6 else max(0.03, longest)
    sink = spreader * pick.choice([1, 1.5, 4]) if pick.random() < 0.6 else max(0.06, spreader)
    settings.update(s_spreader=spreader, s_sink=sink)
    board = pick.random() < 0.4
    if board:
        solder = longest * pick.choice([1, 1.1, 2])
        settings.update(model_secondary=1, s_sub=longest * pick.choice([1, 1.3]))
        settings.update(s_solder=solder, s_pcb=solder * pick.choice([1, 1.5, 4]))
        settings.update(n_metal=pick.randint(1, 12), n_c4=pick.randint(1, 900))
    if board and over_time:
        settings.update(slow(settings, longest))
    settings = {name: float(f"{value:.6g}") for name, value in settings.items()}
    for side in ("s_spreader", "s_sink", "s_sub", "s_solder", "s_pcb"):
        if side in settings:
            settings[side] *= 1 + 1e-5
    if pick.random() < 0.5:
        settings["grid_map_mode"] = pick.choice(["avg", "min", "max", "center"])
    sides = [2, 3, 5, 8, 12] if over_time else [2, 3, 7, 16, 25, 32, 50, 64, 81]
    if board and over_time:
        sides = [2, 4, 8]
    settings["grid_rows"] = pick.choice(sides)
    settings["grid_cols"] = settings["grid_rows"] if pick.random() < 0.6 else pick.choice(sides)
    if over_time:
        seconds = (1e-3, 1.5 / intervals) if board else (1e-5, 10)
        settings["sampling_intvl"] = between(pick, *seconds)
    return blocks, watts, settings, over_time


def slow(settings, longest):
    """A package with a path through the board, slow enough for an explicit solver."""
    limits = {"t_": (1e-4, math.inf), "k_": (0, 200), "p_": (1e6, math.inf)}
    slower = {}
    for name, value in settings.items():
        low, high = limits.get(name[:2], (-math.inf, math.inf))
        slower[name] = min(max(value, low), high)
    inside = {"s_spreader": "die", "s_sink": "s_spreader", "s_sub": "die"}
    inside.update(s_solder="die", s_pcb="s_solder")
    for side, inner in inside.items():
        slower[side] = max(slower[side], 1.2 * slower.get(inner, longest))
    return slower


def write(pick, blocks, watts, folder):
    """Writes the two files in one of many valid formats."""
    number = pick.choice(["{:.9f}", "{:.12f}", "{:.9e}", "{!r}"])
    gap = pick.choice(["\t", " ", "  \t "])
    end = pick.choice(["\n", "\n", "\r\n"])
    lines = ["# name width height left bottom", ""] if pick.random() < 0.5 else []
    lines += [gap.join([name, *map(number.format, place)]) for name, *place in blocks]
    order = list(range(len(blocks)))
    pick.shuffle(order)
    powers = [gap.join(blocks[b][0] for b in order)]
    powers += [gap.join(repr(row[b]) for b in order) for row in watts]
    (folder / "die.flp").write_bytes((end.join(lines) + end).encode())
    (folder / "die.ptrace").write_bytes((end.join(powers) + end).encode())


def finer(folder, times):
    lines = (folder / "die.ptrace").read_bytes().splitlines(keepends=True)
    repeated = [line for line in lines[1:] for _ in range(times)]
    (folder / "finer.ptrace").write_bytes(b"".join(lines[:1] + repeated))


def hotspot(program, settings, folder, power="die.ptrace", *more):
    command = [program, "-f", "die.flp", "-p", power, "-model_type", "grid", *more]
    for name, value in settings.items():
        command += ["-" + name, str(value)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"random_floorplans: {' '.join(map(str, command))} failed: {done.stderr[-500:]}")


def read(file):
    return [line.split() for line in file.read_text(encoding="utf-8").splitlines()]


def trace(file, every=1):
    names, *rows = read(file)
    return [dict(zip(names, map(float, row))) for row in rows[every - 1 :: every]]


def stepped(program, settings, folder, times):
    """Block temperatures over time, with every line of the trace repeated a number of times."""
    finer(folder, times)
    more = dict(settings, sampling_intvl=settings["sampling_intvl"] / times)
    hotspot(program, more, folder, "finer.ptrace", "-o", "theirs.ttrace")
    return trace(folder / "theirs.ttrace", times)


def extrapolated(program, settings, folder):
    """The limit of block temperatures over time for finer steps, and the last change."""
    found = [stepped(program, settings, folder, times) for times in FINER]
    rows = list(zip(*found, strict=True))
    limit = [{n: (8 * c[n] - 6 * b[n] + a[n]) / 3 for n in c} for a, b, c in rows]
    return limit, apart(found[1], found[2])


def apart(theirs, ours):
    """The largest difference of block temperatures over time."""
    rows = zip(theirs, ours, strict=True)
    return max(abs(row[name] - mine[name]) for row, mine in rows for name in mine)


def over_time(args, settings, folder):
    """Columns of the table, and whether they are within their bounds."""
    ours = trace(folder / "ours.ttrace")
    theirs, step = extrapolated(args.hotspot, settings, folder)
    row = {"euler_over_time_k": apart(theirs, ours), "euler_step_k": step}
    allowed = OVER_TIME + step / 10
    if settings.get("model_secondary"):
        theirs, allowed = stepped(args.runge_kutta, settings, folder, FINER[-1]), OVER_TIME
        row["runge_kutta_over_time_k"] = apart(theirs, ours)
    row["hotspot_hottest_over_time_k"] = max(max(each.values()) for each in theirs)
    row["janus_hottest_over_time_k"] = max(max(each.values()) for each in ours)
    return row, apart(theirs, ours) <= allowed


def compared(seed, args, folder):
    """A row of the table, and Janus-1's circumstances."""
    blocks, watts, drawn, is_over_time = draw(seed)
    write(random.Random(-seed), blocks, watts, folder)
    command = [parity.ROOT / "janus-lib/janus", "heat", "--floorplan", folder / "die.flp"]
    command += ["--power", folder / "die.ptrace", "--steady", folder / "ours.steady", "--json"]
    for name, value in drawn.items():
        command += ["--set", f"{name}={value}"]
    if is_over_time:
        command += ["--transient", folder / "ours.ttrace"]
    ours = json.loads(parity.run(command)[1])
    # HotSpot's built-in defaults differ from its template, which we follow.
    settings = {"grid_map_mode": "avg", **ours["settings"], **drawn}
    hotspot(args.hotspot, settings, folder, "die.ptrace", "-steady_file", "theirs.steady")
    pairs = list(zip(read(folder / "theirs.steady"), read(folder / "ours.steady"), strict=True))
    kelvin = [(float(theirs[1]), float(mine[1])) for theirs, mine in pairs]
    row = {"seed": seed, "rows": settings["grid_rows"], "columns": settings["grid_cols"]}
    row.update(mapping=settings["grid_map_mode"], blocks=len(blocks), intervals=len(watts))
    row.update(die_width_mm=ours["die_width_m"] * 1e3, die_height_mm=ours["die_height_m"] * 1e3)
    row.update(board=bool(drawn.get("model_secondary")), power_w=ours["power_w"])
    row["same_order"] = all(theirs[0] == mine[0] for theirs, mine in pairs)
    row["hotspot_hottest_steady_k"] = max(theirs for theirs, _ in kelvin)
    row["janus_hottest_steady_k"] = max(mine for _, mine in kelvin)
    row["worst_steady_k"] = max(abs(theirs - mine) for theirs, mine in kelvin)
    within = row["same_order"] and row["worst_steady_k"] <= PRINTED
    row.update(dict.fromkeys(COLUMNS_OVER_TIME))
    if is_over_time:
        found, also = over_time(args, settings, folder)
        row.update(found)
        within &= also
    # Both programs print few decimals; further digits are rounding.
    row = {name: round(v, 6) if isinstance(v, float) else v for name, v in row.items()}
    row["status"] = "within" if within else "outside"
    row["settings"] = " ".join(f"{name}={value}" for name, value in drawn.items())
    return row, ours["circumstances"]


def commit(program):
    """The commit of a program's checkout."""
    command = ["git", "-C", pathlib.Path(program).resolve().parent, "describe", "--always"]
    return parity.run([*command, "--dirty", "--abbrev=40", "--exclude", "*"])[1].strip()


def main():
    parse = rounds.parser(__doc__, "case", 200)
    parse.add_argument("--hotspot", required=True, help="the program hotspot, with SuperLU")
    parse.add_argument("--runge-kutta", required=True, help="the program hotspot, without")
    args = parse.parse_args()
    started = time.time()
    rows, circumstances = [], {}
    for seed, folder in rounds.seeds(args):
        row, circumstances = compared(seed, args, folder)
        rows.append(row)
        print(json.dumps(row, ensure_ascii=False))
        sys.stdout.flush()
    count = sum(row["status"] == "outside" for row in rows)
    print(f"{len(rows)} cases: {len(rows) - count} within their bounds, {count} outside")
    if args.results:
        circumstances["sha256"] = parity.scripts("random_floorplans.py", "rounds.py")
        settings = {"first_seed": args.first, "cases": args.count}
        settings["hotspot_superlu_commit"] = commit(args.hotspot)
        settings["hotspot_runge_kutta_commit"] = commit(args.runge_kutta)
        made = (rows, False, settings, circumstances, time.time() - started)
        parity.write(args.results, "random-floorplans", *made, step="5-whole-chip")
    sys.exit(1 if count else 0)


if __name__ == "__main__":
    main()
