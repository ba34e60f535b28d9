package janus.mcp;

import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.transport.StdioServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import janus.command.AddedCommand;
import janus.provenance.BadInputException;
import janus.provenance.Circumstances;
import janus.units.Bounds;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code janus mcp}: a server of the Model Context Protocol on standard input and output, whose
 * tools are commands of {@code janus} and answer with the JSON that these print.
 */
@Command(
    name = "mcp",
    description =
        "Serves require, size, chip, design, front and simulate to a coding assistant, over the"
            + " Model Context Protocol on standard input and output.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example, for an assistant's list of servers:",
      "  janus-lib/janus mcp --folder work"
    })
public final class McpCommand implements AddedCommand, Callable<Integer> {
  private static final List<String> TOOLS =
      List.of("require", "size", "chip", "design", "front", "simulate");

  @Spec private CommandSpec spec;

  @Option(
      names = "--folder",
      required = true,
      paramLabel = "FOLDER",
      description = "The folder in which files are read and written, and nowhere else.")
  private Path folder;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "Time for a call. Default: ${DEFAULT-VALUE}")
  private int seconds = 120;

  @Option(
      names = "--heap-mib",
      paramLabel = "MIB",
      description = "Memory for a call. Default: ${DEFAULT-VALUE}")
  private int heapMib = 2048;

  @Override
  public Integer call() throws InterruptedException {
    if (!Files.isDirectory(folder)) {
      throw new BadInputException("--folder " + folder + ": expected a folder that exists");
    }
    Bounds.within("--seconds", 1, 86_400, seconds);
    Bounds.within("--heap-mib", 64, 1 << 20, heapMib);
    var input = new EndingInput(System.in);
    McpSyncServer server =
        McpServer.sync(
                new StdioServerTransportProvider(McpJsonDefaults.getMapper(), input, System.out))
            .serverInfo("janus", Circumstances.current().janusVersion())
            .capabilities(ServerCapabilities.builder().tools(false).build())
            .tools(tools())
            .build();
    input.awaitEnd();
    server.closeGracefully();
    return 0;
  }

  private List<SyncToolSpecification> tools() {
    var process = new CommandProcess(folder, Duration.ofSeconds(seconds), heapMib);
    var commands = spec.parent().subcommands();
    return TOOLS.stream()
        .filter(commands::containsKey)
        .map(name -> new CommandTool(commands.get(name).getCommandSpec(), folder))
        .map(tool -> specification(tool, process))
        .toList();
  }

  private static SyncToolSpecification specification(CommandTool tool, CommandProcess process) {
    Tool described =
        Tool.builder(tool.name(), tool.schema()).description(tool.description()).build();
    return SyncToolSpecification.builder()
        .tool(described)
        .callHandler((exchange, request) -> answer(tool, process, request.arguments()))
        .build();
  }

  private static CallToolResult answer(
      CommandTool tool, CommandProcess process, Map<String, Object> inputs) {
    try {
      CommandProcess.Answer answer = process.run(tool.words(inputs == null ? Map.of() : inputs));
      return result(answer.succeeded(), answer.text());
    } catch (IllegalArgumentException e) {
      return result(false, e.getMessage());
    } catch (IOException e) {
      return result(false, "cannot be run: " + BadInputException.reason(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return result(false, "interrupted");
    }
  }

  private static CallToolResult result(boolean succeeded, String text) {
    return CallToolResult.builder().addTextContent(text).isError(!succeeded).build();
  }

  /** Standard input that tells when the client has closed it. */
  private static final class EndingInput extends FilterInputStream {
    private final CountDownLatch ended = new CountDownLatch(1);

    private EndingInput(InputStream input) {
      super(input);
    }

    @Override
    public int read() throws IOException {
      return noting(super.read());
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return noting(super.read(bytes, offset, length));
    }

    private int noting(int read) {
      if (read < 0) {
        ended.countDown();
      }
      return read;
    }

    private void awaitEnd() throws InterruptedException {
      ended.await();
    }
  }
}
