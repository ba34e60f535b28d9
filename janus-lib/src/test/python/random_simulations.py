"""Random traces on random machines, simulated by Janus-1 and by slow_simulator.py.

    python3 janus-lib/src/test/python/random_simulations.py [--first SEED] [--machines N]
        [--results DIR]

Each seed draws a trace and a machine of two or three tiers. Traces are random, sequential, strided,
looping, mixed, backward, pointer chasing, alternating heads, or long streams with a few other
accesses and writes between; some are empty or have one access, start near 2^62, or are not aligned.
Machines have lines of 1 to 4096 bytes, 1 to 20 ways or full associativity, every replacement policy,
write policy and prefetcher except the descriptor engine, queues and buffers down to one entry,
latencies up to 2^24 cycles, refresh, a bus, and a warm-up. `slow_simulator.py` was written from the
Javadoc of `janus.simulator`. A machine is `equal` if every counter of `janus simulate --json` is
equal and every ratio, mean and percentile agrees to 1e-12 relative; otherwise it `differs`. OPT may
evict any line that is not used again, so it is compared without writes and prefetches. The exit
status is 1 if a machine differs. Needs only Python 3.9 and a build of Janus-1.
"""

import json
import math
import random
import sys
import time

import parity
import rounds
import slow_simulator

LAST_ADDRESS = slow_simulator.LAST_ADDRESS
PATTERNS = "random sequential strided loop mixed chase heads backward".split()
ALL = "none next-line stream stream stream stride best-offset ghb spp-lite oracle".split()


def short_trace(pick, line):
    """Lines of one pattern."""
    pattern = pick.choice(PATTERNS)
    count = pick.choice([0, 1, 2, 30, 200, 400, 400, 1000])
    lines = pick.choice([1, 2, 8, 40, 300, 3000])
    end = (LAST_ADDRESS + 1) // line
    base = min(pick.choice([0, 0, 0, 12345, (1 << 40) // line, end]), end - lines)
    stride, heads = pick.choice([1, 2, 3, 5, 64, 100]), pick.choice([2, 3, 5])
    order = list(range(lines))
    pick.shuffle(order)
    found, at = [], 0
    for i in range(count):
        if pattern == "random" or pattern == "mixed" and pick.random() < 0.2:
            at = pick.randrange(lines)
        elif pattern == "chase":
            at = order[at]
        elif pattern == "heads":
            at = (i // heads + i % heads * (lines // heads)) % lines
        elif pattern == "mixed":
            at = (at + 1) % lines
        else:
            at = {"strided": i * stride, "backward": -i}.get(pattern, i) % lines
        found.append(base + at)
    return pattern, found


def long_trace(pick, line, lines_of_tier1):
    """Lines of streams, some of them repeated, with other reads between."""
    count, base = pick.randrange(500, 3000), pick.choice([0, 5, 16, 1000003])
    period = pick.choice([count, count, lines_of_tier1 // 2, lines_of_tier1, lines_of_tier1 + 5])
    stride = pick.choice([1, 1, 1, 2, 3, 4, 16, 64])
    found = [base + i % period * stride for i in range(count)]
    if pick.random() < 0.3:
        found.reverse()
    return "streams", [f if pick.random() < 0.995 else base + pick.randrange(4000) for f in found]


def drawn_prefetcher(pick):
    choice, name = pick.choice, pick.choice(ALL)
    numbers = {
        "next-line": [[1, 2, 3, 8, 500]],
        "stream": [[1, 2, 4, 16, 16, 64, 3000], [1, 2, 4, 4], [1, 1, 2, 3], [1, 1, 2, 4], [0, 1]],
        "stride": [[1, 2, 4, 16], [1, 2, 16], [1, 8, 64, 16384]],
        "best-offset": [[1, 3, 31], [1, 2, 100], [0]],
        "ghb": [[4, 16, 256], [1, 4, 256], [1, 4, 20]],
        "spp-lite": [[2, 8, 64], [1, 4, 256], [1, 16, 512], [1, 10, 25, 50, 100], [1, 4, 16]],
        "oracle": [[1, 2, 4, 16, 2000], [1, 4]],
    }
    return name, [choice(values) for values in numbers.get(name, [])]


def draw(seed):
    """A machine as options of slow_simulator.Machine, the pattern of a trace, and the trace."""
    pick = random.Random(seed)
    choice = pick.choice
    streams, plain = pick.random() < 0.3, pick.random() < 0.4
    line = choice([64, 128]) if streams else choice([1, 16, 64, 128, 128, 128, 2048, 4096])
    ways = choice([1, 2, 4, 8, 16, 16] if streams else [1, 2, 3, 4, 8, 16, 20])
    sets = choice([32, 48, 64, 96, 128, 256] if streams else [1, 2, 3, 4, 8, 16, 32, 64, 100])
    spills = line <= 2048 and pick.random() < 0.5
    refresh = choice([0, 0, 0, 25, 100, 400])
    read = choice([1, 3, 3, 3, 9, 40, 5000])
    write = choice([1, 3, 3, 5, 60, 1 << 24])
    machine = {
        "line": line,
        "tier1": ways * sets * line,
        "ways": ways if streams or pick.random() < 0.85 else 0,
        "tier1_banks": choice([1, 2, 3, 4]),
        "tier1_ports": choice([1, 2]),
        "tier1_latency": choice([1, 1, 1, 2, 3, 10]),
        "replacement": choice(["lru"] * (8 if streams else 3) + ["fifo", "random", "srrip", "opt"]),
        "seed": choice([1, 7, -3]),
        "write_miss": choice(["allocate", "allocate-without-fetch", "no-allocate"]),
        "mshrs": choice([1, 2, 8, 16]),
        "prefetch_mshrs": choice([1, 4, 16, 32]),
        "prefetch_queue": choice([1, 8, 64, 1000]),
        "write_buffer": choice([1, 2, 8, 16]),
        "outstanding": 1 if streams or plain else choice([1, 2, 8, 32]),
        "accesses_per_cycle": 1 if streams or plain else choice([1, 1, 2, 4]),
        "clock_ghz": choice([1.0, 1.0, 2.0, 0.5, 1.7]),
        "warm_up": 0,
        "prefetcher": drawn_prefetcher(pick),
        "tier2": {
            "capacity": choice([1, 4096, 12288, 4096000]) if spills else 1 << 30,
            "banks": choice([1, 3, 4, 14, 14]),
            "read_latency": read,
            "write_latency": write,
            "read_occupancy": choice([1, 3, read]),
            "write_occupancy": choice([1, 4, write]),
            "queue": choice([1, 2, 8]),
            "bus": choice([0, 0, 0, 32, 100]),
            "refresh_interval": refresh,
            "refresh_blocked": choice([1, 4, 24]) if refresh else 0,
        },
        "tier3": None,
    }
    if spills:
        machine["tier3"] = {"channels": choice([1, 2, 3, 4]), "queue": 16, "capacity": 1 << 33}
    pattern, lines = long_trace(pick, line, ways * sets) if streams else short_trace(pick, line)
    if len(lines) > 10 and pick.random() < 0.3:
        machine["warm_up"] = pick.randrange(1, len(lines))
    writes = choice([0, 0, 0.002, 0.02] if streams else [0, 0, 0, 0.1, 0.5, 1])
    if machine["replacement"] == "opt":
        machine["prefetcher"], writes = ("none", []), 0
    inside = choice([0, 0, 0.3])
    offsets = [pick.randrange(line) if pick.random() < inside else 0 for _ in lines]
    addresses = [at * line + offset for at, offset in zip(lines, offsets)]
    return machine, pattern, [(address, pick.random() < writes) for address in addresses]


def arguments(machine, file):
    name, numbers = machine["prefetcher"]
    tier2, tier3 = machine["tier2"], machine["tier3"]
    policy = machine["replacement"]
    given = {
        "--trace": file,
        "--line": machine["line"],
        "--tier1": f"{machine['tier1']} B",
        "--ways": machine["ways"] or "full",
        "--tier1-banks": machine["tier1_banks"],
        "--tier1-ports": machine["tier1_ports"],
        "--tier1-latency-cycles": machine["tier1_latency"],
        "--replacement": f"random(seed={machine['seed']})" if policy == "random" else policy,
        "--prefetcher": f"{name}({', '.join(map(str, numbers))})" if numbers else name,
        "--tier2": f"{tier2['capacity']} B",
        "--tier2-banks": tier2["banks"],
        "--tier2-latency-cycles": tier2["read_latency"],
        "--tier2-write-latency-cycles": tier2["write_latency"],
        "--tier2-occupancy-cycles": tier2["read_occupancy"],
        "--tier2-write-occupancy-cycles": tier2["write_occupancy"],
        "--tier2-queue": tier2["queue"],
        "--tier2-bus-bytes-per-cycle": tier2["bus"],
        "--tier3": f"{tier3['capacity']} B" if tier3 else "none",
    }
    same = "write_miss mshrs prefetch_mshrs prefetch_queue write_buffer outstanding warm_up"
    for key in f"{same} accesses_per_cycle clock_ghz".split():
        given["--" + key.replace("_", "-")] = machine[key]
    if tier3:
        given["--tier3-channels"] = tier3["channels"]
    if tier2["refresh_interval"]:
        # Ten rows, one per command; slightly more than the interval, which is rounded down.
        microseconds = tier2["refresh_interval"] / machine["clock_ghz"] / 1e3 * 10 + 1e-9
        given["--refresh-retention-us"] = microseconds
        given["--refresh-rows-per-bank"], given["--refresh-rows-per-command"] = 10, 1
        given["--refresh-blocked-cycles"] = tier2["refresh_blocked"]
    return [str(word) for option in given.items() for word in option]


def flat(values, prefix=""):
    found = {}
    for key, value in values.items():
        deeper = isinstance(value, dict)
        found.update(flat(value, f"{prefix}{key}.") if deeper else {prefix + key: value})
    return found


def is_equal(ours, theirs):
    return ours == theirs or isinstance(theirs, float) and math.isclose(ours, theirs, rel_tol=1e-12)


def compared(seed, folder):
    """A row of the table, the differences, and Janus-1's circumstances."""
    machine, pattern, trace = draw(seed)
    file = folder / "trace.txt"
    file.write_text("".join(f"{'RW'[write]} {address:#x}\n" for address, write in trace))
    command = [parity.ROOT / "janus-lib/janus", "simulate", "--json"] + arguments(machine, file)
    said = json.loads(parity.run(command)[1])
    ours = flat(said)
    theirs = slow_simulator.Machine(machine, trace).run() | slow_simulator.bounds(machine, trace)
    apart = {k: (ours[k], v) for k, v in theirs.items() if not is_equal(ours[k], v)}
    row = {"seed": seed, "trace": pattern, "accesses": len(trace)}
    for key in "line ways replacement write_miss outstanding accesses_per_cycle warm_up".split():
        row[key] = machine[key]
    row["prefetcher"] = said["prefetch"]["prefetcher"]
    row["tiers"] = 3 if machine["tier3"] else 2
    row["total_cycles"] = ours["total_cycles"]
    row["figures"] = len(theirs)
    row["differing"] = len(apart)
    row["status"] = "differs" if apart else "equal"
    return row, apart, said["circumstances"]


def main():
    parse = rounds.parser(__doc__, "machine", 300)
    args = parse.parse_args()
    started = time.time()
    rows, circumstances = [], {}
    for seed, folder in rounds.seeds(args):
        row, apart, circumstances = compared(seed, folder)
        rows.append(row)
        if apart:
            print(f"seed {seed}, {row['trace']}: {apart}")
            sys.stdout.flush()
    count = sum(row["status"] == "differs" for row in rows)
    print(f"{len(rows)} machines: {len(rows) - count} equal, {count} differ")
    if args.results:
        circumstances["sha256"] = parity.scripts("random_simulations.py", "rounds.py", "slow_simulator.py")
        settings = {"first_seed": args.first, "machines": args.count}
        seconds = time.time() - started
        made = (rows, False, settings, circumstances, seconds)
        parity.write(args.results, "random-simulations", *made, step="4-prefetcher-design")
    sys.exit(1 if count else 0)


if __name__ == "__main__":
    main()
