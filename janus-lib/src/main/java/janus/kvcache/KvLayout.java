package janus.kvcache;

import java.util.ArrayList;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * The place of every bit of a KV cache. Vectors are packed to the bit, planes stand one after
 * another without gaps, so that what is touched is the cache's true size, {@link
 * KvCacheSize#total}; only pages, rings and records leave room unused at the end of a sequence.
 *
 * <p>The unit of placement is a codec's block: {@code blockTokens} vectors of one head and, when
 * interleaved, their scales behind them. Tokens kept in full lie in 16 bits in a buffer behind the
 * planes: sinks for ever, recent tokens until the scheme's rule codes them and their block is
 * complete; then the buffer is read and the block is written. What a rule evicts leaves its place
 * to the next, as in a ring.
 */
public final class KvLayout {
  /** Bytes of a block-table entry. */
  public static final int TABLE_ENTRY_BYTES = 4;

  private static final KvPart[] PARTS = KvPart.values();

  /** Full layers (0), sliding layers (1) and cross-attention have room for unequal tokens. */
  private static final int GROUPS = 3;

  private static final int CROSS = 2;

  private final KvContents contents;
  private final KvOrder order;
  private final ScalePlacement scales;

  /** Codes (or whole blocks), then scales where they lie apart: (field, layer, part). */
  private final Plane[] planes;

  private final int fields;
  private final long footprintBits;

  /** The buffers that gather the tokens of a block: (layer, part), null if the codec needs none. */
  private final Buffer[] buffers;

  private final long bufferBits;

  /** Block tables, one a group. */
  private final PageTable[] tables = new PageTable[GROUPS];

  /** One kind of vectors of one layer, all sequences and heads. */
  private static final class Plane {
    long firstBit;
    long slots;
    int blockTokens;
    long codeBits;
    long scaleBits;
    long unitBits;
    long unitsPerPage;
    long headStrideBits;
    long pageStrideBits;
    long sequenceStrideBits;
    PageTable table;
  }

  /**
   * Tokens kept in full: sinks, then a ring of the recent ones, which wait for their block to be
   * complete or to grow old: (sequence, head, place).
   */
  private static final class Buffer {
    long firstBit;
    long sinks;
    long recent;
    long modulus;
    long vectorBits;
    long sequenceStrideBits;

    long tokens() {
      return sinks + recent;
    }

    /** Tokens from this one on that lie one behind the other. */
    long untilWrap(long token) {
      return token < sinks ? sinks - token : modulus - (token - sinks) % modulus;
    }

    /** Place of a token in the buffer. */
    long place(long token) {
      return token < sinks ? token : sinks + (token - sinks) % modulus;
    }
  }

  /** The page of the pool that holds a page of a sequence. */
  private static final class PageTable {
    final long pagesPerSequence;
    final int[] physical;
    final int poolPages;
    long firstByte;

    PageTable(long pagesPerSequence, int sequences, int beams, long sharedPages, long seed) {
      this.pagesPerSequence = pagesPerSequence;
      long entries = Math.multiplyExact(pagesPerSequence, sequences);
      if (entries > 1 << 28) {
        throw new IllegalArgumentException(
            "pages of the cache must be at most " + (1 << 28) + ": " + entries);
      }
      physical = new int[(int) entries];
      int pool = 0;
      for (int sequence = 0; sequence < sequences; sequence++) {
        for (int page = 0; page < pagesPerSequence; page++) {
          int entry = (int) (sequence * pagesPerSequence + page);
          boolean shared = page < sharedPages && sequence % beams > 0;
          physical[entry] =
              shared
                  ? physical[(int) ((sequence - sequence % beams) * pagesPerSequence + page)]
                  : pool++;
        }
      }
      poolPages = pool;
      int[] place = permutation(pool, seed);
      for (int entry = 0; entry < physical.length; entry++) {
        physical[entry] = place[physical[entry]];
      }
    }

    private static int[] permutation(int size, long seed) {
      int[] place = new int[size];
      var random = new SplittableRandom(seed);
      for (int i = 0; i < size; i++) {
        int j = (int) Long.remainderUnsigned(random.nextLong(), i + 1L);
        place[i] = place[j];
        place[j] = i;
      }
      return place;
    }
  }

  /**
   * @throws IllegalArgumentException if a page does not hold whole blocks of a codec
   */
  public KvLayout(KvContents contents, KvOrder order, ScalePlacement scales) {
    this.contents = Objects.requireNonNull(contents, "contents");
    this.order = Objects.requireNonNull(order, "order");
    this.scales = Objects.requireNonNull(scales, "scales");
    this.fields = scales == ScalePlacement.SEPARATE ? 2 : 1;
    this.planes = new Plane[fields * contents.spec().layers() * PARTS.length];
    for (int field = 0; field < fields; field++) {
      for (int layer = 0; layer < contents.spec().layers(); layer++) {
        for (KvPart part : PARTS) {
          if (contents.has(part)) {
            planes[index(field, layer, part)] = plane(field, layer, part);
          }
        }
      }
    }
    long end = 0;
    for (int field = 0; field < fields; field++) {
      if (order instanceof KvOrder.Paged paged) {
        end = placePages(field, end, paged);
      } else {
        end = place(field, false, contents.sequences(), end);
        end = place(field, true, contents.batch(), end);
      }
    }
    footprintBits = end;
    buffers = new Buffer[contents.spec().layers() * PARTS.length];
    end = placeBuffers(false, contents.sequences(), end);
    end = placeBuffers(true, contents.batch(), end);
    bufferBits = end - footprintBits;
    long tableByte = (end + 7) / 8;
    for (PageTable table : tables) {
      if (table != null) {
        table.firstByte = tableByte;
        tableByte += (long) TABLE_ENTRY_BYTES * table.physical.length;
      }
    }
  }

  public KvContents contents() {
    return contents;
  }

  public KvOrder order() {
    return order;
  }

  public ScalePlacement scales() {
    return scales;
  }

  /** Bytes from the first coded vector to the last, buffers and block tables not counted. */
  public long footprintBytes() {
    return (footprintBits + 7) / 8;
  }

  /** Bytes of the buffers for unfinished blocks; 0 where codecs code each token alone. */
  public long bufferBytes() {
    return (bufferBits + 7) / 8;
  }

  /** Bytes of the block tables, which lie behind all else; 0 without pages. */
  public long tableBytes() {
    long entries = 0;
    for (PageTable table : tables) {
      entries += table == null ? 0 : table.physical.length;
    }
    return TABLE_ENTRY_BYTES * entries;
  }

  private int index(int field, int layer, KvPart part) {
    return (field * contents.spec().layers() + layer) * PARTS.length + part.index();
  }

  private Plane plane(int field, int layer, KvPart part) {
    KvCodec codec = contents.codec(layer, part);
    int channels = contents.channels();
    codec.requireHeadDim(channels);
    var plane = new Plane();
    plane.blockTokens = codec.blockTokens();
    plane.slots = Math.min(contents.slots(layer, part), coded(layer, part));
    if (!part.isCross() && plane.slots < contents.maxTokens()) {
      // A ring holds whole blocks, so that a block's tokens stay neighbours when it wraps.
      plane.slots = ceilDiv(plane.slots, plane.blockTokens) * plane.blockTokens;
    }
    long codeBits = (long) codec.payloadBits() * channels;
    long scaleBits = codec.overheadBits(channels);
    plane.codeBits = field == 0 ? codeBits : 0;
    plane.scaleBits = field == 0 && fields == 2 ? 0 : scaleBits;
    plane.unitBits = plane.codeBits * plane.blockTokens + plane.scaleBits;
    return plane;
  }

  /** Tokens that are coded at a time at most, whole blocks and what a query yet to come may see. */
  private long coded(int layer, KvPart part) {
    if (part.isCross() || contents.codesAll()) {
      return Long.MAX_VALUE;
    }
    KeyRanges last = contents.ranges(layer, part, contents.maxTokens());
    long tokens = (long) last.quantizedEnd() - last.unseenEnd();
    long block = contents.codec(layer, part).blockTokens();
    boolean evicts = last.unseenEnd() > last.sinkEnd();
    return Math.max(block, evicts ? tokens + block + contents.tokensAtOnce() - 2 : tokens);
  }

  /** Places what one sequence has, once for each sequence; returns the end. */
  private long place(int field, boolean cross, int sequences, long start) {
    long end =
        order == KvOrder.Contiguous.TOKEN_MAJOR
            ? placeRecords(field, cross, start)
            : placeRegions(field, cross, start);
    for (int layer = 0; layer < contents.spec().layers(); layer++) {
      for (KvPart part : PARTS) {
        if (contents.has(part) && part.isCross() == cross) {
          planes[index(field, layer, part)].sequenceStrideBits = end - start;
        }
      }
    }
    return Math.addExact(start, Math.multiplyExact(end - start, (long) sequences));
  }

  /** A region for each layer and part. */
  private long placeRegions(int field, boolean cross, long start) {
    long end = start;
    for (int layer = 0; layer < contents.spec().layers(); layer++) {
      for (KvPart part : PARTS) {
        if (contents.has(part) && part.isCross() == cross) {
          Plane plane = planes[index(field, layer, part)];
          long units = plane.slots / plane.blockTokens;
          plane.unitsPerPage = order == KvOrder.Contiguous.HEAD_MAJOR ? units : 1;
          plane.headStrideBits = plane.unitsPerPage * plane.unitBits;
          plane.pageStrideBits = contents.heads() * plane.headStrideBits;
          plane.firstBit = end;
          end = Math.addExact(end, Math.multiplyExact(units * plane.unitBits, contents.heads()));
        }
      }
    }
    return end;
  }

  /** Places the buffers of blocks in the making; returns the end. */
  private long placeBuffers(boolean cross, int sequences, long start) {
    long end = start;
    for (int layer = 0; layer < contents.spec().layers(); layer++) {
      for (KvPart part : PARTS) {
        if (contents.has(part) && part.isCross() == cross) {
          Buffer buffer = buffer(layer, part);
          if (buffer.tokens() > 0) {
            buffer.firstBit = end;
            end += contents.heads() * buffer.tokens() * buffer.vectorBits;
            buffers[index(0, layer, part)] = buffer;
          }
        }
      }
    }
    for (int layer = 0; layer < contents.spec().layers(); layer++) {
      for (KvPart part : PARTS) {
        Buffer buffer = buffers[index(0, layer, part)];
        if (buffer != null && part.isCross() == cross) {
          buffer.sequenceStrideBits = end - start;
        }
      }
    }
    return Math.addExact(start, Math.multiplyExact(end - start, (long) sequences));
  }

  /** A buffer without a place. */
  private Buffer buffer(int layer, KvPart part) {
    KvCodec codec = contents.codec(layer, part);
    var buffer = new Buffer();
    buffer.sinks = contents.sinkTokens(part);
    buffer.recent = contents.recentTokens(layer, part);
    // The last token of a block does not wait where every block is coded at once.
    buffer.modulus = contents.codesAll() || part.isCross() ? codec.blockTokens() : buffer.recent;
    buffer.vectorBits = (long) Math.max(16, codec.payloadBits()) * contents.channels();
    return buffer;
  }

  /** A record for each token with its vectors of all layers that have room for as many tokens. */
  private long placeRecords(int field, boolean cross, long start) {
    long end = start;
    for (int group = cross ? CROSS : 0; group < (cross ? GROUPS : CROSS); group++) {
      var members = new ArrayList<Plane>();
      for (int layer = 0; layer < contents.spec().layers(); layer++) {
        for (KvPart part : PARTS) {
          if (contents.has(part) && group(layer, part) == group) {
            members.add(planes[index(field, layer, part)]);
          }
        }
      }
      int recordTokens = 1;
      for (Plane plane : members) {
        recordTokens = lcm(recordTokens, plane.blockTokens);
      }
      long recordBits = 0;
      long records = 0;
      for (Plane plane : members) {
        plane.unitsPerPage = recordTokens / plane.blockTokens;
        plane.headStrideBits = plane.unitsPerPage * plane.unitBits;
        plane.firstBit = end + recordBits;
        recordBits += contents.heads() * plane.headStrideBits;
        records = Math.max(records, ceilDiv(plane.slots, recordTokens));
      }
      for (Plane plane : members) {
        plane.pageStrideBits = recordBits;
      }
      end = Math.addExact(end, Math.multiplyExact(records, recordBits));
    }
    return end;
  }

  /** Pools of pages, one for each layer and part, in which all sequences have their places. */
  private long placePages(int field, long start, KvOrder.Paged paged) {
    long end = start;
    for (int layer = 0; layer < contents.spec().layers(); layer++) {
      for (KvPart part : PARTS) {
        if (contents.has(part)) {
          Plane plane = planes[index(field, layer, part)];
          if (paged.pageTokens() % plane.blockTokens != 0) {
            throw new IllegalArgumentException(
                "pages must hold whole blocks of "
                    + plane.blockTokens
                    + " tokens ("
                    + contents.codec(layer, part).spelling()
                    + "): pages of "
                    + paged.pageTokens());
          }
          plane.table = table(layer, part, plane.slots, paged);
          plane.unitsPerPage = paged.pageTokens() / plane.blockTokens;
          plane.headStrideBits = plane.unitsPerPage * plane.unitBits;
          plane.pageStrideBits = contents.heads() * plane.headStrideBits;
          plane.firstBit = end;
          end += plane.table.poolPages * plane.pageStrideBits;
        }
      }
    }
    return end;
  }

  private PageTable table(int layer, KvPart part, long slots, KvOrder.Paged paged) {
    int group = group(layer, part);
    if (tables[group] == null) {
      long pages = ceilDiv(slots, paged.pageTokens());
      boolean cross = part.isCross();
      tables[group] =
          new PageTable(
              pages,
              cross ? contents.batch() : contents.sequences(),
              cross ? 1 : contents.beams(),
              contents.sharedTokens() / paged.pageTokens(),
              paged.seed() + group);
    }
    return tables[group];
  }

  private int group(int layer, KvPart part) {
    if (part.isCross()) {
      return CROSS;
    }
    return contents.spec().attention().isSliding(layer) ? 1 : 0;
  }

  private static int lcm(int a, int b) {
    int x = a;
    int y = b;
    while (y != 0) {
      int rest = x % y;
      x = y;
      y = rest;
    }
    return a / x * b;
  }

  private static long ceilDiv(long a, long b) {
    return (a + b - 1) / b;
  }

  /** A walk over the bytes of accesses. */
  public Walk walk() {
    return new Walk();
  }

  /**
   * Walks over the bytes of one access after another, run by run. Scales that lie apart come before
   * the codes; with pages, the block table comes before the keys of head 0; a ring that has wrapped
   * comes in the order of its places. The walk knows from the writes before which blocks of tokens
   * are complete; of tokens it has not seen written, whole blocks up to the end of a read are.
   */
  public final class Walk {
    private static final int MOST_PIECES = 8;

    /** Tokens written: (sequence, layer, part). */
    private final long[] written =
        new long[contents.sequences() * contents.spec().layers() * PARTS.length];

    private KvAccess access;

    /** The parts of an access: tokens in coded blocks, and tokens in the buffer. */
    private final long[] pieceFrom = new long[MOST_PIECES];

    private final long[] pieceTo = new long[MOST_PIECES];
    private final boolean[] pieceBuffered = new boolean[MOST_PIECES];
    private final boolean[] pieceWrite = new boolean[MOST_PIECES];
    private int pieces;
    private int piece;

    /** Field that is being walked, downwards, so that scales apart come first. */
    private int field;

    private Plane plane;

    /** Bit at which this head of this sequence begins, and its block table's first entry. */
    private long headBit;

    private int tableEntry;

    /** Places {@code slot .. slotEnd} are left; when wrapped, those from wrappedFrom follow. */
    private long slot;

    private long slotEnd;
    private long wrappedFrom;
    private boolean wrapped;

    private long bit;
    private long bits;
    private long strideBits;
    private long repeats;
    private long scalesAtBit;
    private boolean scalesFollow;
    private boolean write;
    private long firstByte;
    private long lastByte;

    private Walk() {}

    /**
     * Begins with an access.
     *
     * @throws IllegalArgumentException if the cache has no such vectors or no room for them
     */
    public void start(KvAccess next) {
      if (next.layer() >= contents.spec().layers()
          || next.sequence() >= contents.sequences()
          || next.head() >= contents.heads()
          || !contents.has(next.part())) {
        throw new IllegalArgumentException("the cache has no " + next);
      }
      requireRoom(next);
      access = next;
      pieces = 0;
      piece = -1;
      field = 0;
      slot = 0;
      slotEnd = 0;
      wrapped = false;
      repeats = 0;
      scalesFollow = false;
      long from = next.fromToken();
      long to = next.toToken();
      boolean all = contents.codesAll() || next.part().isCross();
      if (all && contents.codec(next.layer(), next.part()).blockTokens() == 1) {
        piece(from, to, false, next.write());
        return;
      }
      int place =
          (next.sequence() * contents.spec().layers() + next.layer()) * PARTS.length
              + next.part().index();
      if (next.write()) {
        written[place] = Math.max(written[place], to);
        startWrite(next.part(), from, to);
      } else {
        startRead(next.part(), from, to, Math.max(written[place], to));
      }
    }

    /** Tokens that leave the buffer are read and coded; the other new tokens wait. */
    private void startWrite(KvPart part, long from, long to) {
      KeyRanges after = contents.ranges(access.layer(), part, to);
      long codedBefore = from == 0 ? 0 : contents.ranges(access.layer(), part, from).quantizedEnd();
      long codes = Math.max(codedBefore, Math.max(after.sinkEnd(), after.unseenEnd()));
      long opened = Math.max(codes, contents.sinkTokens(part));
      if (after.quantizedEnd() > opened) {
        buffered(part, opened, Math.min(from, after.quantizedEnd()), false);
        piece(opened, after.quantizedEnd(), false, true);
      }
      buffered(part, from, Math.min(to, after.sinkEnd()), true);
      buffered(part, Math.max(from, Math.max(after.quantizedEnd(), after.sinkEnd())), to, true);
    }

    /** Sinks, coded blocks, recent tokens; what was written after the query is coded further. */
    private void startRead(KvPart part, long from, long to, long length) {
      KeyRanges seen = contents.ranges(access.layer(), part, to);
      long coded =
          Math.max(seen.unseenEnd(), contents.ranges(access.layer(), part, length).quantizedEnd());
      buffered(part, from, Math.min(to, seen.sinkEnd()), false);
      piece(Math.max(from, seen.unseenEnd()), Math.min(to, coded), false, false);
      buffered(part, Math.max(from, Math.max(coded, seen.sinkEnd())), to, false);
    }

    /** A piece of the buffer, in two where its ring wraps. */
    private void buffered(KvPart part, long from, long to, boolean writes) {
      if (from >= to) {
        return;
      }
      Buffer buffer = buffers[index(0, access.layer(), part)];
      long wrap = Math.min(to, from + buffer.untilWrap(from));
      piece(from, wrap, true, writes);
      piece(wrap, to, true, writes);
    }

    private void requireRoom(KvAccess next) {
      boolean cross = next.part().isCross();
      long slots = contents.slots(next.layer(), next.part());
      boolean ring = !cross && slots < contents.maxTokens();
      if (next.toToken() - next.fromToken() > slots || (!ring && next.toToken() > slots)) {
        throw new IllegalArgumentException(
            "the cache has room for " + slots + " tokens, no place for " + next);
      }
    }

    private void piece(long from, long to, boolean buffered, boolean writes) {
      if (from < to) {
        pieceFrom[pieces] = from;
        pieceTo[pieces] = to;
        pieceBuffered[pieces] = buffered;
        pieceWrite[pieces] = writes;
        pieces++;
      }
    }

    /** Byte address of the run's first byte, the cache beginning at 0. */
    public long firstByte() {
      return firstByte;
    }

    /** Byte address of the run's last byte. */
    public long lastByte() {
      return lastByte;
    }

    /**
     * Runs like this one that follow it at a constant stride and were not given yet; the caller may
     * take them all, with {@link #takeRepeats}, instead of asking for each.
     */
    public long repeats() {
      return strideBits % 8 == 0 ? repeats : 0;
    }

    /** Bytes from a run to its next {@link #repeats repeat}. */
    public long strideBytes() {
      return strideBits / 8;
    }

    /** Passes the repeats: the next run is the one after them. */
    public void takeRepeats() {
      repeats = 0;
    }

    /** Whether the run is written; completing a block also reads what the buffer holds of it. */
    public boolean write() {
      return write;
    }

    /** Goes to the next run of bytes; false when the access is done. */
    public boolean next() {
      while (true) {
        if (repeats > 0) {
          repeats--;
          bit += strideBits;
          return run();
        }
        if (scalesFollow) {
          scalesFollow = false;
          bit = scalesAtBit;
          bits = plane.scaleBits;
          return run();
        }
        if (slot < slotEnd) {
          if (plane.unitBits == 0) {
            slot = slotEnd;
          } else if (segment()) {
            return run();
          }
        } else if (wrapped) {
          wrapped = false;
          slot = wrappedFrom;
          slotEnd = plane.slots;
        } else if (field > 0) {
          field--;
          if (startField()) {
            return true;
          }
        } else if (++piece < pieces) {
          write = pieceWrite[piece];
          if (pieceBuffered[piece]) {
            startBuffer();
            return run();
          }
          field = fields;
        } else {
          return false;
        }
      }
    }

    private boolean run() {
      firstByte = bit >> 3;
      lastByte = (bit + bits - 1) >> 3;
      return true;
    }

    private int sequence() {
      return access.part().isCross() ? access.sequence() / contents.beams() : access.sequence();
    }

    private void startBuffer() {
      Buffer buffer = buffers[index(0, access.layer(), access.part())];
      long place = buffer.place(pieceFrom[piece]);
      bit =
          buffer.firstBit
              + sequence() * buffer.sequenceStrideBits
              + (access.head() * buffer.tokens() + place) * buffer.vectorBits;
      bits = (pieceTo[piece] - pieceFrom[piece]) * buffer.vectorBits;
    }

    /** Finds the plane and its places; true if the block table is the first run. */
    private boolean startField() {
      plane = planes[index(field, access.layer(), access.part())];
      int sequence = sequence();
      headBit =
          plane.firstBit
              + sequence * plane.sequenceStrideBits
              + access.head() * plane.headStrideBits;
      slot = (pieceFrom[piece] - contents.sinkTokens(access.part())) % plane.slots;
      slotEnd = slot + pieceTo[piece] - pieceFrom[piece];
      if (slotEnd > plane.slots) {
        wrapped = true;
        wrappedFrom = slot;
        slot = 0;
        slotEnd -= plane.slots;
      }
      if (plane.table == null) {
        return false;
      }
      tableEntry = (int) (sequence * plane.table.pagesPerSequence);
      boolean looksUp =
          field == fields - 1
              && !write
              && access.head() == 0
              && (access.part() == KvPart.KEY || access.part() == KvPart.CROSS_KEY);
      if (!looksUp) {
        return false;
      }
      long pageTokens = plane.unitsPerPage * plane.blockTokens;
      long firstPage = wrapped ? 0 : slot / pageTokens;
      long lastPage = wrapped ? plane.table.pagesPerSequence - 1 : (slotEnd - 1) / pageTokens;
      firstByte = plane.table.firstByte + TABLE_ENTRY_BYTES * (tableEntry + firstPage);
      lastByte = plane.table.firstByte + TABLE_ENTRY_BYTES * (tableEntry + lastPage + 1) - 1;
      return true;
    }

    /**
     * The next run of this segment: whole units, or some codes of one with its scales to follow.
     */
    private boolean segment() {
      long unit = slot / plane.blockTokens;
      int within = (int) (slot % plane.blockTokens);
      long page = unit / plane.unitsPerPage;
      long inPage = unit % plane.unitsPerPage;
      if (plane.table != null) {
        page = plane.table.physical[(int) (tableEntry + page)];
      }
      bit = headBit + page * plane.pageStrideBits + inPage * plane.unitBits;
      long units = within > 0 ? 0 : (slotEnd - slot) / plane.blockTokens;
      if (units == 0) {
        long tokens = Math.min(plane.blockTokens - within, slotEnd - slot);
        slot += tokens;
        scalesAtBit = bit + plane.codeBits * plane.blockTokens;
        scalesFollow = plane.scaleBits > 0;
        bit += within * plane.codeBits;
        bits = tokens * plane.codeBits;
        return bits > 0;
      }
      if (plane.unitsPerPage == 1 && plane.table == null) {
        slot += units * plane.blockTokens;
        boolean contiguous = plane.pageStrideBits == plane.unitBits;
        bits = contiguous ? units * plane.unitBits : plane.unitBits;
        repeats = contiguous ? 0 : units - 1;
        strideBits = plane.pageStrideBits;
        return true;
      }
      units = Math.min(units, plane.unitsPerPage - inPage);
      slot += units * plane.blockTokens;
      bits = units * plane.unitBits;
      return true;
    }
  }
}
