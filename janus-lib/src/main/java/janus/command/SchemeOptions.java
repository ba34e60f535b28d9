package janus.command;

import janus.kvcache.KvCodecs;
import janus.kvcache.KvScheme;
import janus.kvcache.KvSemanticsParser;
import janus.kvcache.LayerCodecs;
import janus.kvcache.QueryCodec;
import janus.kvcache.Rotation;
import janus.provenance.BadInputException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The storage of the KV cache: one scheme, or several in lists of equal length. */
public final class SchemeOptions {
  /** A comma that is not between parentheses. */
  private static final String COMMA = ",(?![^()]*\\))";

  @Option(
      names = "--keys",
      defaultValue = "f32",
      paramLabel = "CODEC[,...]",
      completionCandidates = Codecs.class,
      description = {
        "Codecs of keys (default ${DEFAULT-VALUE}); one of",
        "${COMPLETION-CANDIDATES}"
      })
  private String keys;

  @Option(
      names = "--values",
      defaultValue = "f32",
      paramLabel = "CODEC[,...]",
      description = "Codecs of values (default ${DEFAULT-VALUE}), spelled alike.")
  private String values;

  @Option(
      names = "--rotation",
      defaultValue = "none",
      paramLabel = "ROTATION[,...]",
      completionCandidates = Rotations.class,
      description =
          "Rotation of queries, keys and values before quantization; one of"
              + " ${COMPLETION-CANDIDATES}.")
  private String rotation;

  @Option(
      names = "--queries",
      defaultValue = "none",
      paramLabel = "none|ggml[,...]",
      description =
          "Rounding of queries; ggml rounds them as llama.cpp does, and beside its types of keys"
              + " and values adds in its order.")
  private String queries;

  @Option(
      names = "--semantics",
      defaultValue = "all",
      paramLabel = "RULE[,...]",
      completionCandidates = Semantics.class,
      description = {
        "Which keys a query sees quantized, in full or not at all (default ${DEFAULT-VALUE}:"
            + " all quantized); one of",
        "${COMPLETION-CANDIDATES}"
      })
  private String semantics;

  @Option(
      names = {"--layers", "--layer-codecs"},
      defaultValue = "none",
      paramLabel = "RANGE:CODEC[,...]",
      description = {
        "Layers with codecs of their own, as 0-3:int8-token,29:int8-token/int4-token"
            + " (keys/values);",
        "one list for all schemes, or one a scheme, separated by semicolons (default"
            + " ${DEFAULT-VALUE})."
      })
  private String layers;

  /** What help lists. */
  static final class Rotations extends ArrayList<String> {
    Rotations() {
      super(Rotation.spellings());
    }
  }

  /** What help lists; it is formatted once more. */
  static final class Codecs extends ArrayList<String> {
    Codecs() {
      super(KvCodecs.spellings().stream().map(name -> name.replace("%", "%%")).toList());
    }
  }

  /** What help lists. */
  static final class Semantics extends ArrayList<String> {
    Semantics() {
      super(KvSemanticsParser.spellings());
    }
  }

  /** The schemes, at least one. */
  public List<KvScheme> all() {
    List<List<String>> lists =
        List.of(
            split(keys, COMMA),
            split(values, COMMA),
            split(rotation, COMMA),
            split(queries, COMMA),
            split(semantics, COMMA),
            split(layers, ";"));
    int count = lists.stream().mapToInt(List::size).max().orElseThrow();
    List<String> names =
        List.of("--keys", "--values", "--rotation", "--queries", "--semantics", "--layers");
    for (int i = 0; i < names.size(); i++) {
      int size = lists.get(i).size();
      if (size != 1 && size != count) {
        throw new BadInputException(
            names.get(i) + ": expected 1 or " + count + " spellings, found " + size);
      }
    }
    var schemes = new ArrayList<KvScheme>();
    for (int i = 0; i < count; i++) {
      schemes.add(
          new KvScheme(
              KvCodecs.parse(at(lists.get(0), i)),
              KvCodecs.parse(at(lists.get(1), i)),
              Rotation.parse(at(lists.get(2), i)),
              QueryCodec.parse(at(lists.get(3), i)),
              KvSemanticsParser.parse(at(lists.get(4), i)),
              LayerCodecs.parse(at(lists.get(5), i))));
    }
    return schemes;
  }

  private static List<String> split(String list, String separator) {
    var spellings = new ArrayList<String>();
    for (String spelling : list.split(separator, -1)) {
      spellings.add(spelling.strip());
    }
    return spellings;
  }

  private static String at(List<String> list, int index) {
    return list.get(list.size() == 1 ? 0 : index);
  }
}
