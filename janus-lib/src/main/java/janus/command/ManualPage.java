package janus.command;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The help of a command in the macros of man(7). */
final class ManualPage {
  private static final Pattern FIRST_OF_A_LINE = Pattern.compile("(?m)^(?=[.'])");

  private ManualPage() {}

  /** The page's name: {@code janus-trace-convert}. */
  static String name(CommandLine command) {
    return command.getCommandSpec().qualifiedName("-");
  }

  static String of(CommandLine command) {
    var spec = command.getCommandSpec();
    Help help = command.setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF)).getHelp();
    var page = new StringBuilder();
    page.append(".TH \"").append(name(command).toUpperCase(Locale.ROOT)).append("\" \"1\"\n");
    String description = joined(spec.usageMessage().description());
    section(page, "NAME", name(command) + " - " + description);
    section(page, "SYNOPSIS", help.synopsis(0).strip().replaceAll("\\s+", " "));
    page.append(".SH OPTIONS\n");
    var parameters = help.createDefaultParameterRenderer();
    for (PositionalParamSpec each : spec.positionalParameters()) {
      var labels = help.createDefaultParamLabelRenderer();
      entry(page, each.paramLabel(), parameters.render(each, labels, help.colorScheme()));
    }
    for (OptionSpec each : spec.options()) {
      if (!each.hidden()) {
        String value = each.arity().max() == 0 ? "" : "=" + each.paramLabel();
        entry(page, String.join(", ", each.names()) + value, rows(help, each));
      }
    }
    if (!command.getSubcommands().isEmpty()) {
      Stream<String> pages = command.getSubcommands().values().stream().map(ManualPage::name);
      section(page, "SEE ALSO", String.join("(1), ", pages.toList()) + "(1)");
    }
    List<String> footer = Stream.of(spec.usageMessage().footer()).map(String::strip).toList();
    if (!footer.isEmpty()) {
      page.append(".SH EXAMPLES\n.nf\n").append(text(String.join("\n", footer).strip()));
      page.append("\n.fi\n");
    }
    return page.toString();
  }

  private static void section(StringBuilder page, String title, String text) {
    page.append(".SH ").append(title).append('\n').append(text(text)).append('\n');
  }

  private static Text[][] rows(Help help, OptionSpec option) {
    var labels = help.createDefaultParamLabelRenderer();
    return help.createDefaultOptionRenderer().render(option, labels, help.colorScheme());
  }

  /** The last column of what picocli renders is the description. */
  private static void entry(StringBuilder page, String label, Text[][] rows) {
    page.append(".TP\n\\fB").append(text(label)).append("\\fR\n");
    Stream<String> lines = Stream.of(rows).map(row -> row[row.length - 1].toString());
    page.append(text(lines.collect(Collectors.joining(" ")).strip())).append('\n');
  }

  private static String joined(String[] lines) {
    return String.join(" ", lines).formatted().strip();
  }

  /** Text in which roff sees no macro, no escape and no hyphen of its own. */
  private static String text(String text) {
    String plain = text.replace("\\", "\\e").replace("-", "\\-");
    return FIRST_OF_A_LINE.matcher(plain).replaceAll("\\\\&");
  }
}
