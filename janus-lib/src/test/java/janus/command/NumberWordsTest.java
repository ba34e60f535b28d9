package janus.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

class NumberWordsTest {
  @Command
  private static final class Numbers {
    @Option(names = "--int")
    private int whole;

    @Option(names = "--long")
    private long large;

    @Option(names = "--double")
    private double decimal;
  }

  private static Numbers parsed(String... words) {
    var numbers = new Numbers();
    var commandLine = new CommandLine(numbers);
    NumberWords.register(commandLine);
    commandLine.parseArgs(words);
    return numbers;
  }

  @ParameterizedTest
  @CsvSource({
    "8, 8",
    "8k, 8000",
    "8Ki, 8192",
    "-1, -1",
    "2M, 2000000",
    "1Mi, 1048576",
    "1G, 1000000000"
  })
  void aFactorMayFollowAWholeNumber(String word, int number) {
    assertEquals(number, parsed("--int=" + word).whole);
    assertEquals(number, parsed("--long=" + word).large);
  }

  @Test
  void theLargestNumbersAreTaken() {
    assertEquals(Integer.MAX_VALUE, parsed("--int=2147483647").whole);
    assertEquals(Long.MAX_VALUE, parsed("--long=9223372036854775807").large);
    assertEquals(Long.MIN_VALUE, parsed("--long=-9223372036854775808").large);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--int=2Gi",
        "--int=1.5",
        "--int=0x10",
        "--int=1e3",
        "--int=\u0661",
        "--int=8K",
        "--int=k",
        "--long=9223372036854775808",
        "--long=9007199254740992Ki",
        "--long=1L",
        "--double=1d",
        "--double=1f",
        "--double=0x1p-10",
        "--double=\u0661",
        "--double=1,5",
        "--double= 1",
        "--double=."
      })
  void otherSpellingsAreRefused(String word) {
    assertThrows(ParameterException.class, () -> parsed(word));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "-1.5, -1.5", ".5, 0.5", "5., 5", "1e-3, 0.001", "2E3, 2000"})
  void decimalNumbersAreTaken(String word, double number) {
    assertEquals(number, parsed("--double=" + word).decimal);
  }
}
