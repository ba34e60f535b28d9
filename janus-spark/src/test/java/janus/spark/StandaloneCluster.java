package janus.spark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A master and workers of Spark on loopback, each a process, from {@code SPARK_HOME/jars} alone.
 */
final class StandaloneCluster implements AutoCloseable {
  private static final String HOST = "127.0.0.1";

  private final Path folder;
  private final int port;
  private final List<Process> processes = new ArrayList<>();

  StandaloneCluster(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    start("master.Master", "--host", HOST, "--port", "" + port, "--webui-port", "0");
    awaitMaster();
  }

  private void awaitMaster() throws IOException, InterruptedException {
    for (int i = 0; i < 600; i++) {
      try (var socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
        return;
      } catch (IOException e) {
        Thread.sleep(100);
      }
    }
    throw new IOException("no master within a minute; see " + folder.resolve("0.log"));
  }

  String address() {
    return "spark://" + HOST + ":" + port;
  }

  /** Starts a worker of one core. */
  Process worker() throws IOException {
    String work = folder.resolve("work" + processes.size()).toString();
    return start(
        "worker.Worker",
        "--host",
        HOST,
        "--webui-port",
        "0",
        "--cores",
        "1",
        "--memory",
        "1g",
        "--work-dir",
        work,
        address());
  }

  private Process start(String program, String... arguments) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String jars = Path.of(System.getenv("SPARK_HOME"), "jars", "*").toString();
    var command =
        Stream.concat(
                Stream.of(
                    java,
                    "-Xmx256m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    jars,
                    "org.apache.spark.deploy." + program),
                Stream.of(arguments))
            .toList();
    Path log = folder.resolve(processes.size() + ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    processes.add(process);
    return process;
  }

  /** Ends a process and what it started. */
  static void kill(Process process) {
    List<ProcessHandle> all = process.descendants().toList();
    process.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
  }

  @Override
  public void close() {
    processes.forEach(StandaloneCluster::kill);
    processes.forEach(process -> process.onExit().join());
  }
}
