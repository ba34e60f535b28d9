package janus.command;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

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
    spec.positionalParameters().forEach(each -> entry(page, each.paramLabel(), each));
    spec.options().stream().filter(each -> !each.hidden()).forEach(each -> option(page, each));
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

  private static void option(StringBuilder page, OptionSpec option) {
    String value = option.arity().max() == 0 ? "" : "=" + option.paramLabel();
    entry(page, String.join(", ", option.names()) + value, option);
  }

  private static void entry(StringBuilder page, String label, ArgSpec of) {
    page.append(".TP\n\\fB").append(text(label)).append("\\fR\n");
    page.append(text(joined(of.renderedDescription()))).append('\n');
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
