package janus.search;

import janus.codesign.Design;
import janus.codesign.Drafting;
import janus.codesign.Tier2Contents;
import janus.codesign.Workload;
import janus.kvcache.KvScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The {@code janus chip} command that evaluates a design, to be copied to a shell. */
public final class ChipCommandLine {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._/=:,+-]+");
  private static final List<String> OF_WORKLOAD =
      List.of(
          "scheme",
          "weightBits",
          "promptTokens",
          "answerTokens",
          "contextTokens",
          "batch",
          "ambientC",
          "idleS",
          "drafting.tokens",
          "drafting.acceptance",
          "drafting.model",
          "tier2Holds");

  private ChipCommandLine() {}

  /** The command's words. */
  public static List<String> words(DesignPoint point) {
    Workload workload = point.workload();
    KvScheme scheme = workload.scheme();
    var words = new ArrayList<>(List.of("chip", "--model", workload.model()));
    words.addAll(List.of("--prompt", Long.toString(workload.promptTokens())));
    words.addAll(List.of("--answer", Long.toString(workload.answerTokens())));
    words.addAll(List.of("--context", Long.toString(workload.contextTokens())));
    words.addAll(List.of("--batch", Integer.toString(workload.batch())));
    words.addAll(List.of("--weight-bits", SpaceFile.text(workload.weightBits())));
    if (workload.ambientC() != null) {
      words.addAll(List.of("--ambient-c", SpaceFile.text(workload.ambientC())));
    }
    addOptional(words, workload);
    words.addAll(List.of("--keys", scheme.keys().spelling()));
    words.addAll(List.of("--values", scheme.values().spelling()));
    words.addAll(List.of("--rotation", scheme.rotation().spelling()));
    words.addAll(List.of("--semantics", scheme.semantics().spelling()));
    Map<String, String> published = Fields.of(new DesignPoint(Design.janus1(), workload));
    Fields.of(point)
        .forEach(
            (field, value) -> {
              if (!OF_WORKLOAD.contains(field) && !value.equals(published.get(field))) {
                words.addAll(List.of("--set", field + "=" + value));
              }
            });
    return words;
  }

  /** What differs from a plain workload. */
  private static void addOptional(List<String> words, Workload workload) {
    if (workload.idleS() > 0) {
      words.addAll(List.of("--idle-s", SpaceFile.text(workload.idleS())));
    }
    Drafting drafting = workload.drafting();
    if (drafting.tokens() > 0) {
      words.addAll(List.of("--draft-tokens", Integer.toString(drafting.tokens())));
      words.addAll(List.of("--acceptance", Double.toString(drafting.acceptance())));
      if (drafting.model() != null) {
        words.addAll(List.of("--draft-model", drafting.model()));
      }
    }
    if (!workload.tier2Holds().equals(Tier2Contents.AUTO)) {
      words.addAll(List.of("--tier2-holds", workload.tier2Holds().spelling()));
    }
  }

  /** The command as one line for a shell. */
  public static String of(DesignPoint point) {
    var line = new StringBuilder("janus");
    for (String word : words(point)) {
      boolean plain = PLAIN.matcher(word).matches();
      line.append(' ').append(plain ? word : "'" + word.replace("'", "'\\''") + "'");
    }
    return line.toString();
  }
}
