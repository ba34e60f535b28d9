package janus.kvcache;

import java.util.ArrayList;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * Where every bit of a KV cache lies. Vectors are packed to the bit, planes stand one after another
 * without gaps, so the footprint is the cache's true size; only pages (and the blocks of codecs
 * that code several tokens together) leave room at the end of a sequence.
 *
 * <p>The unit of placement is a codec's block: {@code blockTokens} vectors of one head and, when
 * interleaved, their scales behind them. A token written alone writes its codes and the scales of
 * its block.
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

  /** Which page of the pool holds a page of a sequence. */
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
    long tableByte = footprintBytes();
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

  /** Bytes from the first vector to the last, block tables not counted. */
  public long footprintBytes() {
    return (footprintBits + 7) / 8;
  }

  /** Bytes of the block tables, which lie behind the vectors; 0 without pages. */
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
    KvCodec codec = contents.codec(part);
    int channels = contents.channels();
    var plane = new Plane();
    plane.blockTokens = codec.blockTokens();
    plane.slots = contents.slots(layer, part);
    if (!part.isCross() && plane.slots < contents.maxTokens()) {
      // A ring holds whole blocks, so that a block's tokens stay neighbours when it wraps.
      plane.slots = ceilDiv(plane.slots, plane.blockTokens) * plane.blockTokens;
    }
    double perToken = codec.bitsPerElement(channels) * channels;
    long blockBits = (long) Math.ceil(perToken * codec.blockTokens() - 1e-6);
    long codeBits =
        scales == ScalePlacement.INTERLEAVED && plane.blockTokens == 1
            ? blockBits
            : (long) codec.payloadBits() * channels;
    long scaleBits = blockBits - codeBits * plane.blockTokens;
    if (scaleBits < 0) {
      throw new IllegalStateException(codec.spelling() + ": codes are longer than the block");
    }
    plane.codeBits = field == 0 ? codeBits : 0;
    plane.scaleBits = field == 0 && fields == 2 ? 0 : scaleBits;
    plane.unitBits = plane.codeBits * plane.blockTokens + plane.scaleBits;
    return plane;
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
          long units = ceilDiv(plane.slots, plane.blockTokens);
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
        records = ceilDiv(plane.slots, recordTokens);
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
                    + contents.codec(part).spelling()
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
   * comes in the order of its places.
   */
  public final class Walk {
    private KvAccess access;
    private Plane plane;

    /** Field that is being walked, downwards, so that scales apart come first. */
    private int field;

    /** Bit at which this head of this sequence begins, and its block table's first entry. */
    private long headBit;

    private int tableEntry;

    /** Places {@code slot .. slotEnd} are left of this segment, 0 .. wrapped came before. */
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
    private long firstByte;
    private long lastByte;

    private Walk() {}

    /**
     * Begins with an access.
     *
     * @throws IllegalArgumentException if the cache has no such vectors
     */
    public void start(KvAccess next) {
      if (next.layer() >= contents.spec().layers()
          || next.sequence() >= contents.sequences()
          || next.head() >= contents.heads()
          || !contents.has(next.part())) {
        throw new IllegalArgumentException("the cache has no " + next);
      }
      access = next;
      field = fields;
      slot = 0;
      slotEnd = 0;
      wrapped = false;
      repeats = 0;
      scalesFollow = false;
    }

    /** Byte address of the run's first byte, the cache beginning at 0. */
    public long firstByte() {
      return firstByte;
    }

    /** Byte address of the run's last byte. */
    public long lastByte() {
      return lastByte;
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

    /** Finds the plane and its places; true if the block table is the first run. */
    private boolean startField() {
      plane = planes[index(field, access.layer(), access.part())];
      boolean cross = access.part().isCross();
      int sequence = cross ? access.sequence() / contents.beams() : access.sequence();
      headBit =
          plane.firstBit
              + sequence * plane.sequenceStrideBits
              + access.head() * plane.headStrideBits;
      long tokens = access.toToken() - access.fromToken();
      boolean ring = !cross && plane.slots < contents.maxTokens();
      if (tokens > plane.slots || (!ring && access.toToken() > plane.slots)) {
        throw new IllegalArgumentException(
            "the cache has room for " + plane.slots + " tokens, no place for " + access);
      }
      if (tokens == 0) {
        return false;
      }
      slot = access.fromToken() % plane.slots;
      slotEnd = slot + tokens;
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
              && !access.write()
              && access.head() == 0
              && (access.part() == KvPart.KEY || access.part() == KvPart.CROSS_KEY);
      if (!looksUp) {
        return false;
      }
      long pageTokens = plane.unitsPerPage * plane.blockTokens;
      long firstPage = wrapped ? 0 : slot / pageTokens;
      long lastPage = wrapped ? plane.table.pagesPerSequence - 1 : (slotEnd - 1) / pageTokens;
      firstByte = plane.table.firstByte + TABLE_ENTRY_BYTES * (tableEntry + firstPage);
      lastByte =
          plane.table.firstByte
              + TABLE_ENTRY_BYTES * (tableEntry + lastPage)
              + TABLE_ENTRY_BYTES
              - 1;
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
