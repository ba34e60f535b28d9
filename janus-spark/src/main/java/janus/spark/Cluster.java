package janus.spark;

import janus.provenance.BadInputException;
import janus.search.BlockRunner;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Where Spark runs: threads or processes of this machine, or a cluster with a standalone master.
 */
final class Cluster {
  private static final String HERE = "local(\\[(\\*|\\d+)(,\\d+)?]|-cluster\\[\\d+,\\d+,\\d+])?";
  private static final Pattern HERE_PLACE = Pattern.compile(HERE);
  private static final Pattern MASTERS = Pattern.compile("spark://([^/\\s]+)");
  private static final Pattern MASTER = Pattern.compile("(\\[[0-9a-fA-F:]+]|[^:]+):(\\d{1,5})");
  private static final String EXTRA_CLASS_PATH = "spark.executor.extraClassPath";
  private static final String LOOPBACK = "127.0.0.1";
  private static final int CONNECT_MS = 5_000;
  private static final long WORKERS_NANOS = 60_000_000_000L;

  private final String place;
  private final boolean remote;
  private final long startNanos = System.nanoTime();
  private boolean worked;

  Cluster(String place) {
    this.place = place;
    this.remote = MASTERS.matcher(place).matches();
  }

  static boolean knows(String place) {
    return HERE_PLACE.matcher(place).matches() || MASTERS.matcher(place).matches();
  }

  /**
   * Connects.
   *
   * @throws BadInputException if no master answers
   */
  JavaSparkContext connect() {
    if (remote) {
      requireMaster();
    }
    try {
      return new JavaSparkContext(settings());
    } catch (RuntimeException e) {
      throw new BadInputException("--on " + place + ": Spark does not start: " + e.getMessage(), e);
    }
  }

  private SparkConf settings() {
    List<String> ours =
        Stream.of(BlockRunner.class, Cluster.class).map(Cluster::home).distinct().toList();
    var settings = new SparkConf();
    // Jars travel to the workers. Where one is a folder of classes, all must be there: what Spark
    // has on its class path does not see the jars that travel.
    boolean travel = ours.stream().allMatch(path -> Files.isRegularFile(Path.of(path)));
    String there = travel ? "" : String.join(File.pathSeparator, ours);
    List<String> present =
        Stream.of(there, settings.get(EXTRA_CLASS_PATH, "")).filter(p -> !p.isEmpty()).toList();
    settings
        .setMaster(place)
        .setAppName("janus")
        .set("spark.ui.enabled", "false")
        .set("spark.jars", travel ? String.join(",", ours) : "")
        .set(EXTRA_CLASS_PATH, String.join(File.pathSeparator, present))
        .setIfMissing("spark.executor.memory", remote ? "1g" : "512m");
    boolean loopback = !remote || place.contains("//" + LOOPBACK) || place.contains("//localhost");
    if (loopback && System.getenv("SPARK_LOCAL_IP") == null) {
      settings.set("spark.driver.host", LOOPBACK).set("spark.driver.bindAddress", LOOPBACK);
    }
    return settings;
  }

  /** The jar or folder that a class came from. */
  private static String home(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    return Path.of(java.net.URI.create(source.getLocation().toString())).toString();
  }

  private void requireMaster() {
    Matcher masters = MASTERS.matcher(place);
    String reason = masters.matches() ? "" : "no address";
    for (String address : masters.group(1).split(",", -1)) {
      reason = unreachable(address);
      if (reason == null) {
        return;
      }
    }
    throw new BadInputException(
        "--on " + place + ": expected a Spark master that answers, found none: " + reason);
  }

  /** Why an address does not answer; null where it does. */
  private static String unreachable(String address) {
    Matcher parts = MASTER.matcher(address);
    if (!parts.matches() || Integer.parseInt(parts.group(2)) > 65_535) {
      return "'" + address + "' is not HOST:PORT";
    }
    var where = new InetSocketAddress(parts.group(1), Integer.parseInt(parts.group(2)));
    if (where.isUnresolved()) {
      return "the host " + parts.group(1) + " is unknown";
    }
    try (var socket = new Socket()) {
      socket.connect(where, CONNECT_MS);
      return null;
    } catch (IOException e) {
      return BadInputException.reason(e);
    }
  }

  /**
   * Checks that a cluster has workers; without any, its jobs would wait for ever.
   *
   * @throws BadInputException if none came within a minute, or the master left
   */
  void requireWorkers(JavaSparkContext context) {
    if (!remote || worked) {
      return;
    }
    if (context.sc().isStopped()) {
      throw new BadInputException(
          "--on " + place + ": expected a Spark 4.2 master, found one that takes no program");
    }
    // The driver is one of them.
    worked = context.statusTracker().getExecutorInfos().length > 1;
    if (!worked && System.nanoTime() - startNanos > WORKERS_NANOS) {
      throw new BadInputException(
          "--on " + place + ": expected workers, found none that is free within 60 s");
    }
  }
}
