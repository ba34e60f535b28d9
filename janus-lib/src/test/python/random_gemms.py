"""Cycles of random matrix products, counted by SCALE-Sim and by Janus-1.

    python3 janus-lib/src/test/python/random_gemms.py [--first SEED] [--arrays N] [--results DIR]

Each seed draws a systolic array, a dataflow and eight products: vectors, primes, multiples of the
array and one less or more, products smaller than the array; none takes SCALE-Sim more than some
seconds. Both programs read the same list of layers. A product is `equal` if SCALE-Sim's total cycles,
without stalls in this mode, equal Janus-1's compute cycles and its overall utilization and mapping
efficiency agree to 1e-9 percent. The exit status is 1 if a product is `different`. One multiplication
on one unit is not drawn, because SCALE-Sim counts 0 cycles and divides by zero. Needs the packages
scalesim 3.0.0 (its compute utilization has another definition and is not compared) and numpy below
2.4, which still converts an array of one element to a number.
"""

import contextlib
import csv
import importlib.metadata
import json
import os
import random
import sys
import time

from scalesim.scale_sim import scalesim

import parity
import rounds

PRODUCTS = 8
MOST_WORK = 3e6
CONFIGURATION = """[general]
run_name = run
[architecture_presets]
ArrayHeight: {rows}
ArrayWidth: {columns}
IfmapSramSzkB: 1024
FilterSramSzkB: 1024
OfmapSramSzkB: 1024
IfmapOffset: 0
FilterOffset: 100000000
OfmapOffset: 200000000
Dataflow: {dataflow}
Bandwidth: 10
ReadRequestBuffer: 32
WriteRequestBuffer: 32
[layout]
IfmapCustomLayout: False
IfmapSRAMBankBandwidth: 10
IfmapSRAMBankNum: 10
IfmapSRAMBankPort: 2
FilterCustomLayout: False
FilterSRAMBankBandwidth: 10
FilterSRAMBankNum: 10
FilterSRAMBankPort: 2
[sparsity]
SparsitySupport: false
SparseRep: ellpack_block
OptimizedMapping: false
BlockSize: 8
RandomNumberGeneratorSeed: 40
[run_presets]
InterfaceBandwidth: CALC
UseRamulatorTrace: False
"""
PRIMES = [2, 3, 5, 7, 13, 31, 61, 127, 251, 509, 1021]


def draw(seed):
    pick = random.Random(seed)
    sides = [1, 2, 3, 4, 5, 7, 8, 11, 16, 24, 32, 33, 64, 100, 128]
    array = {"rows": pick.choice(sides), "dataflow": pick.choice(["ws", "os", "is"])}
    array["columns"] = array["rows"] if pick.random() < 0.4 else pick.choice(sides)

    def size():
        side = array[pick.choice(["rows", "columns"])] * pick.randint(1, 5)
        near = max(1, side + pick.choice([-1, 0, 0, 1]))
        return pick.choice([1, near, near, pick.choice(PRIMES), pick.randint(1, 300)])

    products = []
    while len(products) < PRODUCTS:
        m, n, k = size(), size(), size()
        # SCALE-Sim lists a row of addresses for every cycle.
        folds = 2 + m * n * k / array["rows"] / array["columns"] / max(1, min(m, n, k))
        if m * n * k > 1 and folds * (max(m, n, k) + 400) * 200 < MOST_WORK * 100:
            products.append((m, n, k))
    return array, products


def scale_sim(folder, array):
    (folder / "run.cfg").write_text(CONFIGURATION.format(**array), encoding="utf-8")
    # It reads a layout file even if layouts are not modelled.
    (folder / "layout.csv").write_text("header\n", encoding="utf-8")
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        with contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
            simulation = scalesim(
                save_disk_space=True,
                verbose=False,
                config=str(folder / "run.cfg"),
                topology=str(folder / "layers.csv"),
                layout=str(folder / "layout.csv"),
                input_type_gemm=True,
            )
            simulation.run_scale(top_path=str(folder))
    report = (folder / "run/COMPUTE_REPORT.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(report.splitlines(), skipinitialspace=True)
    names = ("Total Cycles", "Overall Util %", "Mapping Efficiency %", "Stall Cycles")
    return [[float(row[name]) for name in names] for row in rows]


def compared(seed, folder):
    """One row of the table per product, and Janus-1's circumstances."""
    array, products = draw(seed)
    lines = [f"p{i},{m},{n},{k}," for i, (m, n, k) in enumerate(products)]
    layers = folder / "layers.csv"
    layers.write_text("\n".join(["Layer,M,N,K,", *lines]) + "\n", encoding="utf-8")
    theirs = scale_sim(folder, array)
    command = [parity.ROOT / "janus-lib/janus", "systolic", "--layers", layers, "--json"]
    for name, value in array.items():
        command += ["--" + name, str(value)]
    ours = json.loads(parity.run(command)[1])
    rows = []
    for (m, n, k), (cycles, used, mapped, stalls), layer in zip(
        products, theirs, ours["layers"], strict=True
    ):
        row = {"seed": seed, **array, "m": m, "n": n, "k": k}
        row.update(scale_sim_cycles=int(cycles), janus_cycles=layer["compute_cycles"])
        row.update(scale_sim_utilization=used, janus_utilization=layer["utilization"])
        row.update(scale_sim_mapping_efficiency=mapped)
        row.update(janus_mapping_efficiency=layer["mapping_efficiency"])
        same = cycles == layer["compute_cycles"] and stalls == 0
        same &= abs(used - layer["utilization"]) <= 1e-9
        same &= abs(mapped - layer["mapping_efficiency"]) <= 1e-9
        row["status"] = "equal" if same else "different"
        rows.append(row)
    return rows, ours["circumstances"]


def main():
    parse = rounds.parser(__doc__, "array", 60)
    args = parse.parse_args()
    started = time.time()
    rows, circumstances = [], {}
    for seed, folder in rounds.seeds(args):
        found, circumstances = compared(seed, folder)
        rows += found
        for row in found:
            if row["status"] == "different":
                print(json.dumps(row))
        print(f"seed {seed}: {sum(row['status'] == 'equal' for row in found)} of {len(found)} equal")
        sys.stdout.flush()
    count = sum(row["status"] == "different" for row in rows)
    print(f"{len(rows)} products: {len(rows) - count} equal, {count} different")
    if args.results:
        circumstances["sha256"] = parity.scripts("random_gemms.py", "rounds.py")
        settings = {"first_seed": args.first, "arrays": args.count}
        settings["scalesim"] = importlib.metadata.version("scalesim")
        made = (rows, False, settings, circumstances, time.time() - started)
        parity.write(args.results, "random-gemms", *made, step="5-whole-chip")
    sys.exit(1 if count else 0)


if __name__ == "__main__":
    main()
