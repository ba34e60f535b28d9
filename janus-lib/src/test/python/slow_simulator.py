"""A second implementation of the tiers of `janus simulate`: small, slow, and written from the Javadoc.

All requests of a bank, accesses in flight and cycles by cause are kept in plain lists and
dictionaries, which are searched from end to end.
"""

import math

MASK = (1 << 64) - 1
LAST_ADDRESS = (1 << 62) - 1
CAUSES = "tier1_bank tier1_latency request_order mshr_full set_in_flight write_buffer_full"
CAUSES += " tier2_queue_full tier2_bank tier2_refresh tier2_access tier2_bus"
CAUSES += " tier3_queue_full tier3_refresh tier3_row tier3_access tier3_bus"
CAUSES += " merged_miss late_prefetch"
# LPDDR5-6400 as in `Tier3Settings.lpddr5At6400`, in nanoseconds.
LPDDR5 = {"RL": 25, "WL": 13.75, "RCD": 18.75, "RP": 18.75, "RAS": 42.5, "RTP": 5, "WR": 35}
LPDDR5 |= {"WTR": 12.5, "RRD": 5, "FAW": 20, "REFI": 3906, "RFC": 210}


class SplittableRandom:
    """The parts of Java's generator that are used."""

    def __init__(self, seed):
        self.seed = seed & MASK

    def below(self, bound):
        while True:
            self.seed = (self.seed + 0x9E3779B97F4A7C15) & MASK
            z = ((self.seed ^ self.seed >> 33) * 0x62A9D9ED799705F5) & MASK
            bits = ((z ^ z >> 28) * 0xCB24D0A5C88C35B3 & MASK) >> 32
            if bound & (bound - 1) == 0:
                return bits & (bound - 1)
            bits >>= 1
            if bits - bits % bound + bound - 1 < 1 << 31:
                return bits % bound


# Prefetchers: `read` and `write` return the lines to request, `arrived` trains.


class Prefetcher:
    width = 4

    def read(self, line):
        return []

    def write(self, line):
        return []

    def arrived(self, line, prefetched):
        pass


class NextLine(Prefetcher):
    def __init__(self, degree):
        self.degree = degree

    def read(self, line):
        return [line + i for i in range(1, self.degree + 1)]


class Stream(Prefetcher):
    def __init__(self, look_ahead, width, trigger, streams, throttle=1):
        self.look_ahead, self.width, self.trigger = look_ahead, width, trigger
        self.throttle = throttle
        # Last line read, confirmations, last line requested; the most recently used comes last.
        self.streams = [[None, 0, None] for _ in range(streams)]
        self.order = list(range(streams))

    def read(self, line):
        fits = [i for i, s in enumerate(self.streams) if s[0] in (line, line - 1)]
        recent = self.order[-1]
        number = recent if recent in fits else fits[0] if fits else self.order[0]
        self.order.remove(number)
        self.order.append(number)
        stream = self.streams[number]
        if not fits:
            stream[:] = [line, 0, line]
        elif stream[0] != line:
            stream[0] = line
            stream[1] = min(stream[1] + 1, self.trigger)
            if stream[1] == self.trigger:
                return self.ahead(stream, line)
        return []

    def ahead(self, stream, line):
        """Each line to request, as long as the queue has a place where that matters."""
        stream[2] = max(stream[2], line)
        while stream[2] < line + self.look_ahead and not (self.throttle and self.is_full()):
            stream[2] += 1
            yield stream[2]


class Stride(Prefetcher):
    def __init__(self, look_ahead, streams, zone_lines):
        self.look_ahead, self.most, self.zone_lines = look_ahead, streams, zone_lines
        self.zones = {}  # zone: [last, stride, confidence, requested]; the most recently used comes last

    def read(self, line):
        zone = line // self.zone_lines
        known = self.zones.pop(zone, None)
        if known is None and len(self.zones) == self.most:
            del self.zones[next(iter(self.zones))]
        state = self.zones[zone] = known or [line, 0, 0, 0]
        step = line - state[0]
        if step == 0:
            return []
        state[0] = line
        if step == state[1]:
            state[2] = min(state[2] + 1, 3)
            state[3] = max(state[3] - 1, 0)
        else:
            state[3] = 0
            if state[2] == 3:
                state[2] = 2
                return []
            state[1:3] = [step, 1]
        if state[2] < 2:
            return []
        asked = [line + i * step for i in range(state[3] + 1, self.look_ahead + 1)]
        state[3] = self.look_ahead
        return asked


class BestOffset(Prefetcher):
    OFFSETS = [n for n in range(1, 257) if 60**8 % n == 0]

    def __init__(self, score_max, round_max, bad_score):
        self.score_max, self.round_max, self.bad_score = score_max, round_max, bad_score
        self.recent = {}
        self.scores = [0] * len(self.OFFSETS)
        self.tested = self.round = 0
        self.offset = 1

    @staticmethod
    def place(line):
        return (line ^ line >> 8) % 256, (line >> 8) % 4096

    def read(self, line):
        base = line - self.OFFSETS[self.tested]
        place, tag = self.place(base)
        self.scores[self.tested] += base >= 0 and self.recent.get(place) == tag
        self.tested += 1
        if self.tested == len(self.OFFSETS):
            self.tested = 0
            self.round += 1
            best = max(self.scores)
            if best >= self.score_max or self.round == self.round_max:
                offset = self.OFFSETS[self.scores.index(best)]
                self.offset = offset if best > self.bad_score else 0
                self.scores = [0] * len(self.OFFSETS)
                self.round = 0
        return [line + self.offset] if self.offset else []

    def arrived(self, line, prefetched):
        base = line - self.offset
        if (prefetched or not self.offset) and base >= 0:
            place, tag = self.place(base)
            self.recent[place] = tag


def signed(value, bits):
    value &= (1 << bits) - 1
    return value - (1 << bits) if value >> (bits - 1) else value


class Ghb(Prefetcher):
    def __init__(self, entries, index_entries, degree):
        self.entries, self.index_entries, self.degree = entries, index_entries, degree
        self.history = []
        self.index = {}

    def read(self, line):
        history = self.history
        if history and history[-1] == line:
            return []
        history.append(line)
        now = len(history) - 1
        if now < 2:
            return []
        pair = (history[-2] - history[-3], line - history[-2])
        mixed = (pair[0] * 31 + pair[1]) & MASK
        place = (mixed ^ mixed >> 8 ^ mixed >> 16) % self.index_entries
        before = self.index.get(place)
        self.index[place] = (pair, now)
        if not before or before[0] != pair or now - before[1] >= self.entries - 1:
            return []
        deltas = [history[i + 1] - history[i] for i in range(before[1], now)]
        asked = []
        for i in range(self.degree):
            line += deltas[i % len(deltas)]
            asked.append(line)
        return asked


class SppLite(Prefetcher):
    def __init__(self, page_lines, pages, patterns, threshold, depth):
        self.page_lines, self.pages, self.patterns = page_lines, pages, patterns
        self.threshold, self.depth = threshold, depth
        self.page = {}  # place: [page, last line, signature]
        self.table = {}  # pattern: [seen, [[delta, count]] * 4]

    def pattern(self, signature):
        return self.table.setdefault(signature % self.patterns, [0, [[0, 0] for _ in range(4)]])

    def next(self, signature, step):
        return (signature << 3 ^ (step if step >= 0 else self.page_lines - step)) % 4096

    def read(self, line):
        number, in_page = divmod(line, self.page_lines)
        state = self.page.get(number % self.pages)
        if not state or state[0] != number:
            self.page[number % self.pages] = [number, in_page, 0]
            return []
        step = in_page - state[1]
        if step == 0:
            return []
        self.count(self.pattern(state[2]), step)
        state[1:] = [in_page, self.next(state[2], step)]
        return self.walk(number * self.page_lines, in_page, state[2])

    @staticmethod
    def count(pattern, step):
        ways = pattern[1]
        way = next((w for w in ways if w[1] and w[0] == step), None)
        if way is None:
            way = min(ways, key=lambda w: w[1])
            way[:] = [step, way[1] if way[0] == step else 0]
        way[1] += 1
        pattern[0] += 1
        if pattern[0] > 15:
            pattern[0] //= 2
            for way in ways:
                way[1] //= 2

    def walk(self, first, at, signature):
        asked, confidence = [], 1.0
        for _ in range(self.depth):
            seen, ways = self.pattern(signature)
            delta, count = max(ways, key=lambda w: w[1])
            if not count:
                break
            confidence *= min(1, count / seen)
            at += delta
            if 100 * confidence < self.threshold or not 0 <= at < self.page_lines:
                break
            asked.append(first + at)
            signature = self.next(signature, delta)
        return asked


class Oracle(Prefetcher):
    def __init__(self, look_ahead, width, lines):
        self.look_ahead, self.width = look_ahead, width
        self.future = [line for i, line in enumerate(lines) if i == 0 or lines[i - 1] != line]
        self.reads = self.asked = 0
        self.last = None

    def ask(self):
        begin = max(self.asked, self.reads)
        self.asked = max(self.asked, self.reads + self.look_ahead)
        return self.future[begin : self.asked]

    def read(self, line):
        if line == self.last:
            return []
        self.last = line
        self.reads += 1
        return self.ask()

    def write(self, line):
        return self.ask() if self.reads == 0 else []


PREFETCHERS = {"none": Prefetcher, "next-line": NextLine, "stream": Stream, "stride": Stride}
PREFETCHERS |= {"best-offset": BestOffset, "ghb": Ghb, "spp-lite": SppLite, "oracle": Oracle}


class Line:
    """A line in tier 1 or in flight to it."""

    def __init__(self, line, way, arrival, dirty, prefetched):
        self.line, self.way, self.arrival = line, way, arrival
        self.dirty, self.prefetched = dirty, prefetched


class Tier1:
    """Sets of lines and their victims."""

    def __init__(self, sets, ways, policy, seed, demands):
        self.sets, self.ways, self.policy = sets, ways, policy
        self.random = SplittableRandom(seed)
        self.lines = [[] for _ in range(sets)]
        self.clock = 0
        self.uses = {}  # by line: positions in the trace, for OPT
        for place, line in enumerate(demands):
            self.uses.setdefault(line, []).append(place)

    def find(self, line):
        return next((e for e in self.lines[line % self.sets] if e.line == line), None)

    def used(self, entry):
        self.clock += 1
        entry.used = self.clock
        entry.interval = 0

    def victim(self, number, now, place):
        """The victim of a full set, or None if all its lines are in flight."""
        lines = self.lines[number]
        come = [e for e in lines if e.arrival <= now]
        if self.policy == "random":
            first = self.random.below(self.ways)
            return min(come, key=lambda e: (e.way - first) % self.ways, default=None)
        if self.policy == "srrip":
            distant = max(e.interval for e in lines)
            for e in lines:
                e.interval += 3 - distant
            return min(come, key=lambda e: (-e.interval, e.way), default=None)
        if self.policy == "opt":
            return max(come, key=lambda e: self.next_use(e.line, place), default=None)
        order = {"lru": lambda e: e.used, "fifo": lambda e: e.filled}[self.policy]
        return min(come, key=order, default=None)

    def next_use(self, line, place):
        return next((use for use in self.uses.get(line, []) if use > place), math.inf)

    def put(self, entry):
        self.used(entry)
        entry.filled = self.clock
        entry.interval = 2
        self.lines[entry.line % self.sets].append(entry)

    def take(self, entry):
        self.lines[entry.line % self.sets].remove(entry)


def commands_between(first, interval, begin, end):
    """Refreshes due from `begin` to the exclusive end."""
    if not interval:
        return 0
    return max(0, -((first - end) // interval)) - max(0, -((first - begin) // interval))


def free(taken, limit, at):
    """The first cycle from `at` on with fewer occupied entries than a number: (from, to)."""
    ends = sorted(to for _, to in taken if to > at)
    return next(t for t in [at] + ends if sum(to > t for to in ends) < limit)


class Tier2:
    def __init__(self, options):
        self.o = options
        banks = options["banks"]
        self.free = [0] * banks
        self.bus_free = 0
        interval = options["refresh_interval"]
        self.due = [interval * (bank + 1) // banks for bank in range(banks)]
        self.waits = [[] for _ in range(banks)]  # entered, start

    def room(self, line, at):
        return free(self.waits[line % self.o["banks"]], self.o["queue"], at)

    def start(self, line, at, occupancy, count):
        bank = line % self.o["banks"]
        begin = max(at, self.free[bank])
        self.bank_wait = begin - at
        idle, start = self.free[bank], begin
        while self.o["refresh_interval"] and self.due[bank] <= start:
            idle = max(self.due[bank], idle) + self.o["refresh_blocked"]
            start = max(start, idle)
            self.due[bank] += self.o["refresh_interval"]
        self.refresh_wait = start - begin
        self.free[bank] = start + occupancy
        count("busy", occupancy)
        count("bank_conflicts", self.bank_wait > 0)
        count("refresh_delayed_requests", self.refresh_wait > 0)
        count("refresh_wait_cycles", self.refresh_wait)
        count("wait", start - at)
        self.waits[bank].append((at, start))
        return start

    def read(self, line, at, count):
        count("reads", 1)
        start = self.start(line, at, self.o["read_occupancy"], count)
        data = start + self.o["read_latency"]
        transfer = math.ceil(self.o["line"] / self.o["bus"]) if self.o["bus"] else 0
        arrival = max(data, self.bus_free) + transfer if transfer else data
        self.bus_free = arrival if transfer else 0
        count("bus_busy", transfer)
        spent = [("tier2_bank", self.bank_wait), ("tier2_refresh", self.refresh_wait)]
        spent += [("tier2_access", data - start), ("tier2_bus", arrival - data)]
        return arrival, spent

    def write(self, line, at, count):
        count("writes", 1)
        start = self.start(line, at, self.o["write_occupancy"], count)
        return start + self.o["write_latency"]

    def refreshes(self, begin, end):
        interval, banks = self.o["refresh_interval"], self.o["banks"]
        firsts = [interval * (bank + 1) // banks for bank in range(banks)]
        return sum(commands_between(first, interval, begin, end) for first in firsts)


class Tier3:
    BANKS, ROW_BYTES = 16, 2048

    def __init__(self, options):
        self.o = options
        clock = options["clock_ghz"]
        self.t = {name: math.ceil(ns * clock - 1e-6) for name, ns in LPDDR5.items()}
        self.burst = max(1, math.ceil(options["line"] / 12.8 * clock - 1e-6))
        channels = options["channels"]
        self.bank = {}  # (channel, bank): open row, next column, precharge and activate
        self.bus_free = [0] * channels
        self.read_from = [0] * channels
        self.due = [self.first_due(channel) for channel in range(channels)]
        self.activates = [[] for _ in range(channels)]
        self.waits = [[] for _ in range(channels)]

    def first_due(self, channel):
        return self.t["REFI"] * (channel + 1) // self.o["channels"]

    def room(self, line, at):
        return free(self.waits[line % self.o["channels"]], self.o["queue"], at)

    def refreshed(self, channel, at):
        t, begin = self.t, None
        while self.due[channel] <= at:
            begin = self.due[channel]
            self.due[channel] += t["REFI"]
        if begin is None:
            return at
        banks = [self.bank.setdefault((channel, b), [None, 0, 0, 0]) for b in range(self.BANKS)]
        ready = [bank[2] + t["RP"] for bank in banks if bank[0] is not None]
        end = max([begin] + ready) + t["RFC"]
        for bank in banks:
            bank[0] = None
            bank[3] = max(bank[3], end)
        return max(at, end)

    def serve(self, line, at, write, count):
        t, channel = self.t, line % self.o["channels"]
        row_number = line // self.o["channels"] // (self.ROW_BYTES // self.o["line"])
        row, bank_number = divmod(row_number, self.BANKS)
        begin = self.refreshed(channel, at)
        count("refresh_delayed_requests", begin > at)
        count("refresh_wait_cycles", begin - at)
        bank = self.bank.setdefault((channel, bank_number), [None, 0, 0, 0])
        if bank[0] == row:
            count("row_hits", 1)
        else:
            activate = max(begin, bank[3])
            if bank[0] is None:
                count("row_opens", 1)
            else:
                count("row_conflicts", 1)
                activate = max(activate, max(begin, bank[2]) + t["RP"])
            before = self.activates[channel]
            if before:
                activate = max(activate, before[-1] + t["RRD"])
            if len(before) >= 4:
                activate = max(activate, before[-4] + t["FAW"])
            before.append(activate)
            bank[:3] = [row, activate + t["RCD"], activate + t["RAS"]]
        column = max(begin, bank[1], 0 if write else self.read_from[channel])
        row_wait = column - begin
        latency = t["WL"] if write else t["RL"]
        data = max(column + latency, self.bus_free[channel])
        end = data + self.burst
        bus_time = end - (column + latency)
        column = data - latency
        self.bus_free[channel] = end
        bank[1] = column + self.burst
        bank[2] = max(bank[2], end + t["WR"] if write else column + t["RTP"])
        if write:
            self.read_from[channel] = max(self.read_from[channel], end + t["WTR"])
        count("bus_busy", self.burst)
        count("bank_conflicts", column > at)
        count("wait", column - at)
        self.waits[channel].append((at, column))
        spent = [("tier3_refresh", begin - at), ("tier3_row", row_wait)]
        return end, spent + [("tier3_access", latency), ("tier3_bus", bus_time)]

    def read(self, line, at, count):
        count("reads", 1)
        return self.serve(line, at, False, count)

    def write(self, line, at, count):
        count("writes", 1)
        return self.serve(line, at, True, count)[0]

    def refreshes(self, begin, end):
        firsts = [self.first_due(channel) for channel in range(self.o["channels"])]
        return sum(commands_between(first, self.t["REFI"], begin, end) for first in firsts)


class Machine:
    """One run.

    trace: list of (address, whether it writes); options: a dictionary, see `random_simulations`.
    """

    def __init__(self, options, trace):
        self.o = o = options
        self.trace = [(address // o["line"], write) for address, write in trace]
        lines = o["tier1"] // o["line"]
        ways = o["ways"] or lines
        reads = [line for line, write in self.trace if not write]
        demands = [line for line, _ in self.trace]
        self.tier1 = Tier1(lines // ways, ways, o["replacement"], o["seed"], demands)
        clock = {"line": o["line"], "clock_ghz": o["clock_ghz"]}
        self.tier2 = Tier2(clock | o["tier2"])
        self.tier3 = Tier3(clock | o["tier3"]) if o["tier3"] else None
        name, numbers = o["prefetcher"]
        self.prefetcher = PREFETCHERS[name](*numbers, *([reads] if name == "oracle" else []))
        self.prefetcher.is_full = lambda: len(self.queue) == o["prefetch_queue"]
        self.counts = {}
        self.latencies = []
        self.stalls = dict.fromkeys(CAUSES.split(), 0)
        self.issue_cycles = 0
        self.bank_starts = {}
        self.demand_arrivals, self.prefetch_arrivals = [], []
        self.buffer = []  # of each write: the cycle of its completion
        self.last_request = 0
        self.queue = []  # line, cycle of the request
        self.left = {}  # cycle: prefetches issued in it
        self.last_left = 0
        self.arrivals = []  # cycle, order, line, whether prefetched
        page = max(4096, o["line"]) if o["tier3"] else o["line"]
        self.page_lines, self.page_bytes = page // o["line"], page
        self.near_pages = o["tier2"]["capacity"] // page
        self.far_pages = o["tier3"]["capacity"] // page if o["tier3"] else 0
        self.pages = {}
        self.pushed_out = {}
        self.buckets = max(16, 1 << lines.bit_length())
        self.now = 0

    def count(self, name, times=1):
        self.counts[name] = self.counts.get(name, 0) + times

    def counter(self, tier):
        return lambda name, times: self.count(f"{tier}.{name}", int(times))

    def run(self):
        issues, ends, spents = [], [], []
        width, outstanding = self.o["accesses_per_cycle"], self.o["outstanding"]
        for number, (line, write) in enumerate(self.trace):
            last = issues[-1] if issues else -1
            at = max(last, issues[-width] + 1 if len(issues) >= width else 0)
            if number >= outstanding:
                blamed = number - outstanding
                at = max(at, ends[blamed])
                self.blame(last + 1, at, issues[blamed], spents[blamed])
            self.leave(at)
            self.tell(at)
            if number == self.o["warm_up"]:
                self.begin(at)
            self.issue_cycles += at > last or number == self.o["warm_up"]
            self.now, self.number, self.spent = at, number, []
            kind = "writes" if write else "reads"
            self.count(f"{kind}.accesses")
            done, hit = self.access(line, at, write, kind)
            for cause, cycles in self.spent:
                assert cycles >= 0, (cause, cycles)
            if not write:
                assert sum(cycles for _, cycles in self.spent) == done - at
                self.latencies.append(done - at)
            asked = self.prefetcher.write(line) if write else self.prefetcher.read(line)
            for ahead in asked:
                self.ask(ahead)
            issues.append(at)
            ends.append(done)
            spents.append(self.spent)
        last = issues[-1] if issues else -1
        end = max([last + 1] + ends)
        if end > last + 1:
            longest = ends.index(end)
            self.blame(last + 1, end, issues[longest], spents[longest])
        self.leave(end)
        return self.report(end)

    def blame(self, first, end, issued, spent):
        """Cycles without an issue are attributed to the activity of the awaited access."""
        at = issued
        for cause, part in spent:
            self.stalls[cause] += max(0, min(at + part, end) - max(at, first))
            at += part
        assert at >= end or first >= end, f"nothing happens from cycle {at} to {end}"

    def begin(self, at):
        self.counts = {}
        self.latencies = []
        self.stalls = dict.fromkeys(self.stalls, 0)
        self.issue_cycles = 0
        self.from_cycle = at
        self.carried = self.unused()
        self.waiting = len(self.queue)
        self.from_request = [len(w) for w in self.tier2.waits]
        self.from_request3 = [len(w) for w in self.tier3.waits] if self.tier3 else []

    def unused(self):
        return sum(e.prefetched for lines in self.tier1.lines for e in lines)

    def access(self, line, at, write, kind):
        start = at
        if self.o["accesses_per_cycle"] > 1:
            uses = self.bank_starts.setdefault(line % self.o["tier1_banks"], [])
            # Accesses of a bank stay in order.
            start = max(at, uses[-1] if uses else 0)
            while uses.count(start) == self.o["tier1_ports"]:
                start += 1
            uses.append(start)
            self.count("bank_conflicts", start > at)
        looked = start + self.o["tier1_latency"]
        self.spent += [("tier1_bank", start - at), ("tier1_latency", looked - start)]
        entry = self.tier1.find(line)
        if entry is None:
            self.count(f"{kind}.misses")
            self.touch(line)
            if not write:
                return self.fetch(line, looked, False)[1], False
            return self.write_miss(line, looked), False
        hit = entry.arrival <= start
        waited = max(0, entry.arrival - looked)
        if hit:
            self.count(f"{kind}.hits")
            self.count("useful", entry.prefetched)
        elif entry.prefetched:
            self.count(f"{kind}.late")
            self.count("late_wait", 0 if write else waited)
        else:
            self.count(f"{kind}.merges")
        if not write:
            self.spent.append(("late_prefetch" if entry.prefetched else "merged_miss", waited))
        if entry.prefetched:
            self.touch(line)
        entry.prefetched = False
        self.tier1.used(entry)
        entry.dirty |= write
        return looked if write else looked + waited, hit

    def write_miss(self, line, looked):
        """The cycle in which the core completes the write."""
        policy = self.o["write_miss"]
        if policy == "allocate":
            return self.fetch(line, looked, True)[0]
        at = max(looked, self.last_request)
        self.spent.append(("request_order", at - looked))
        if policy == "no-allocate":
            taken = self.write_out(line, at)
            self.spent.append(("write_buffer_full", taken - at))
        else:
            self.count("unfetched")
            taken, way = self.way(line, at)
            self.tier1.put(Line(line, way, taken, True, False))
            self.pushed_out.pop(self.bucket(line), None) if self.is_pushed_out(line) else None
        self.last_request = taken
        return taken

    def fetch(self, line, looked, write):
        """The cycles in which the request is issued and the line arrives."""
        at = max(looked, self.last_request)
        self.spent.append(("request_order", at - looked))
        begin = free(self.demand_arrivals, self.o["mshrs"], at)
        self.spent.append(("mshr_full", begin - at))
        at, way = self.way(line, begin)
        self.count("pollution", self.is_pushed_out(line))
        far = self.is_far(line)
        tier, name = (self.tier3, "tier3") if far else (self.tier2, "tier2")
        room = tier.room(line, at)
        self.spent.append((f"{name}_queue_full", room - at))
        arrival, spent = tier.read(line, room, self.counter(name))
        self.spent += spent
        self.demand_arrivals.append((room, arrival))
        self.place(line, way, arrival, write, False)
        self.last_request = room
        return room, arrival

    def way(self, line, at):
        """The first cycle with a free way in the line's set, and the way."""
        number = line % self.tier1.sets
        lines = self.tier1.lines[number]
        if len(lines) < self.tier1.ways:
            return at, len(lines)
        victim = self.tier1.victim(number, at, self.number)
        free = at
        if victim is None:
            free = min(e.arrival for e in lines)
            victim = self.tier1.victim(number, free, self.number)
        self.spent.append(("set_in_flight", free - at))
        emptied = self.evict(victim, free)
        self.spent.append(("write_buffer_full", emptied - free))
        return emptied, victim.way

    def evict(self, entry, at):
        self.count("evictions")
        self.count("useless", entry.prefetched)
        self.tier1.take(entry)
        if not entry.dirty:
            return at
        self.count("write_backs")
        return self.write_out(entry.line, at)

    def write_out(self, line, at):
        """The cycle in which the write buffer accepts the line; its entries are used in turn."""
        size = self.o["write_buffer"]
        taken = max(at, self.buffer[-size]) if len(self.buffer) >= size else at
        far = self.is_far(line)
        tier, name = (self.tier3, "tier3") if far else (self.tier2, "tier2")
        self.buffer.append(tier.write(line, taken, self.counter(name)))
        return taken

    def place(self, line, way, arrival, dirty, prefetched):
        self.tier1.put(Line(line, way, arrival, dirty, prefetched))
        if self.is_pushed_out(line):
            del self.pushed_out[self.bucket(line)]
        self.arrivals.append((arrival, len(self.arrivals), line, prefetched))

    def ask(self, line):
        self.count("requested")
        outside = not 0 <= line <= LAST_ADDRESS // self.o["line"]
        if outside or len(self.queue) == self.o["prefetch_queue"]:
            self.count("queue_full")
        else:
            self.queue.append((line, self.now))

    def leave(self, before):
        """Issues the prefetches that can be issued before a cycle."""
        while self.queue:
            line, asked = self.queue[0]
            at = max(asked, self.last_left)
            at += self.left.get(at, 0) >= self.prefetcher.width
            if at >= before:
                return
            if self.tier1.find(line):
                self.count("redundant")
                self.queue.pop(0)
                continue
            far = self.is_far(line)
            tier, name = (self.tier3, "tier3") if far else (self.tier2, "tier2")
            latency = self.o["tier1_latency"]
            request = max(at + latency, self.last_request)
            request = free(self.prefetch_arrivals, self.o["prefetch_mshrs"], request)
            request = tier.room(line, request)
            if request - latency >= before:
                return
            self.queue.pop(0)
            number = line % self.tier1.sets
            way = len(self.tier1.lines[number])
            if way == self.tier1.ways:
                victim = self.tier1.victim(number, request, self.number)
                if victim is None:
                    self.count("set_in_flight")
                    continue
                way = victim.way
                request = self.evict(victim, request)
                self.pushed_out[self.bucket(victim.line)] = victim.line
            self.count("issued")
            self.last_request = request
            arrival, _ = tier.read(line, request, self.counter(name))
            self.prefetch_arrivals.append((request, arrival))
            self.place(line, way, arrival, False, True)
            self.last_left = max(at, request - latency)
            self.left[self.last_left] = self.left.get(self.last_left, 0) + 1

    def tell(self, at):
        come = sorted(a for a in self.arrivals if a[0] <= at)
        self.arrivals = [a for a in self.arrivals if a[0] > at]
        for _, _, line, prefetched in come:
            self.prefetcher.arrived(line, prefetched)

    def touch(self, line):
        self.pages.setdefault(line // self.page_lines, len(self.pages))
        if len(self.pages) > self.near_pages + self.far_pages:
            raise MemoryError("does not fit")

    def is_far(self, line):
        if not self.tier3:
            return False
        return self.pages.get(line // self.page_lines, len(self.pages)) >= self.near_pages

    def bucket(self, line):
        region = line // self.buckets
        return (line ^ (region * 0x9E3779B97F4A7C15 & MASK) >> 32) % self.buckets

    def is_pushed_out(self, line):
        return self.pushed_out.get(self.bucket(line)) == line

    def deepest(self, waits, begins):
        """Largest number of requests that wait for one bank at a time."""
        most = 0
        for bank, begin in zip(waits, begins):
            for at, start in bank[begin:]:
                if start > at:
                    most = max(most, sum(a <= at < s for a, s in bank))
        return most

    def report(self, end):
        if not self.trace:
            self.begin(0)
        c = lambda name: self.counts.get(name, 0)
        cycles = end - self.from_cycle
        ratio = lambda part, whole: part / whole if whole else 0.0
        found = {"accesses": c("reads.accesses") + c("writes.accesses"), "total_cycles": cycles}
        for kind in ("reads", "writes"):
            counts = {key: c(f"{kind}.{key}") for key in ("accesses", "hits", "misses", "merges")}
            counts["late_prefetches"] = c(f"{kind}.late")
            counts["hit_rate"] = ratio(counts["hits"], counts["accesses"])
            found |= {f"tier1.{kind}.{key}": value for key, value in counts.items()}
        parts = self.o["tier1_banks"] * self.o["tier1_ports"]
        found["tier1.evictions"], found["tier1.write_backs"] = c("evictions"), c("write_backs")
        found["tier1.bank_conflicts"] = c("bank_conflicts")
        found["tier1.utilization"] = ratio(found["accesses"], cycles * parts)
        found["tier1.bytes_per_cycle"] = ratio(found["accesses"] * self.o["line"], cycles)
        late = c("reads.late") + c("writes.late")
        used, unused = c("useful") + late, self.unused()
        demand = c("reads.misses") + c("writes.misses")
        prefetch = {"requested": c("requested"), "redundant": c("redundant")}
        prefetch |= {"dropped_queue_full": c("queue_full"), "issued": c("issued")}
        prefetch |= {"dropped_set_in_flight": c("set_in_flight"), "useful": c("useful")}
        prefetch |= {"waiting_at_end": len(self.queue), "late": late, "carried_in": self.carried}
        prefetch |= {"useless": c("useless") + unused, "unused_at_end": unused}
        prefetch |= {"pollution_misses": c("pollution"), "late_wait_cycles": c("late_wait")}
        prefetch["accuracy"] = ratio(used, c("issued") + self.carried)
        prefetch["coverage"] = ratio(used, used + demand)
        prefetch["timeliness"] = ratio(c("useful"), used)
        found |= {f"prefetch.{key}": value for key, value in prefetch.items()}
        found |= {f"read_latency.{key}": v for key, v in percentiles(self.latencies).items()}
        found["cycles.issue_cycles"] = self.issue_cycles
        found |= {f"cycles.{cause}_cycles": self.stalls[cause] for cause in self.stalls}
        found |= self.traffic("tier2", self.tier2, self.from_request, end)
        if self.tier3:
            found |= self.traffic("tier3", self.tier3, self.from_request3, end)
        near = min(len(self.pages), self.near_pages)
        found["footprint.touched.bytes"] = len(self.pages) * self.page_bytes
        found["footprint.tier2.bytes"] = near * self.page_bytes
        found["footprint.spilled.bytes"] = (len(self.pages) - near) * self.page_bytes
        return found

    def traffic(self, name, tier, begins, end):
        c = lambda key: self.counts.get(f"{name}.{key}", 0)
        cycles = end - self.from_cycle
        units = len(begins)
        ratio = lambda part, whole: part / whole if whole else 0.0
        line = self.o["line"]
        found = {"reads": c("reads"), "writes": c("writes"), "bytes_read": c("reads") * line}
        found["bytes_written"] = c("writes") * line
        for key in "bank_conflicts row_hits row_opens row_conflicts".split():
            found[key] = c(key)
        for key in "refresh_delayed_requests refresh_wait_cycles".split():
            found[key] = c(key)
        bus = ratio(c("bus_busy"), cycles * (1 if name == "tier2" else units))
        banks = ratio(c("busy"), cycles * units) if name == "tier2" else bus
        found["bank_utilization"], found["bus_utilization"] = banks, bus
        found["refresh_commands"] = tier.refreshes(self.from_cycle, end)
        found["mean_queue_lines"] = ratio(c("wait"), cycles)
        # More requests than the queue holds count as one more than it holds.
        found["max_queue_lines"] = min(self.deepest(tier.waits, begins), tier.o["queue"] + 1)
        found["bytes_per_cycle"] = ratio((c("reads") + c("writes")) * line, cycles)
        found["gb_per_s"] = found["bytes_per_cycle"] * self.o["clock_ghz"]
        return {f"{name}.{key}": value for key, value in found.items()}


def percentiles(latencies):
    """A quantile with NumPy's linear interpolation."""
    ordered = sorted(latencies)
    found = {"count": len(ordered), "sum": sum(ordered)}
    found["mean"] = found["sum"] / len(ordered) if ordered else 0
    for name, percent in (("p50", 50), ("p90", 90), ("p99", 99), ("p999", 99.9)):
        found[name] = 0
        if ordered:
            rank = (len(ordered) - 1) * (percent / 100)
            below = int(rank)
            low, high = ordered[below], ordered[min(below + 1, len(ordered) - 1)]
            found[name] = low + (high - low) * (rank - below)
    return found | {"max": ordered[-1] if ordered else 0}


def bounds(options, trace):
    """Hits of LRU and OPT if every access brings its line at once."""
    lines = [address // options["line"] for address, _ in trace]
    count = options["tier1"] // options["line"]
    ways = options["ways"] or count
    found = {"accesses": len(lines), "distinct_lines": len(set(lines))}
    for policy in ("lru", "opt"):
        tier = Tier1(count // ways, ways, policy, 0, lines)
        hits = 0
        for place, line in enumerate(lines):
            entry = tier.find(line)
            if entry:
                hits += 1
                tier.used(entry)
                continue
            number = line % tier.sets
            if len(tier.lines[number]) == ways:
                tier.take(tier.victim(number, 0, place))
            tier.put(Line(line, 0, 0, False, False))
        found[f"{policy}_hits"] = hits
        found[f"{policy}_hit_rate"] = hits / len(lines) if lines else 0.0
    distinct = len(lines) - found["distinct_lines"]
    found["compulsory_hit_rate"] = distinct / len(lines) if lines else 0.0
    return {f"bounds.{key}": value for key, value in found.items()}
