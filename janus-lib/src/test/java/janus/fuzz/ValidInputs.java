package janus.fuzz;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.AnnotationConsumer;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** Feeds the valid inputs of a reader; a fuzzer starts from them. */
@Retention(RetentionPolicy.RUNTIME)
@ArgumentsSource(ValidInputs.Provider.class)
@interface ValidInputs {
  Reader value();

  /** Where they come from. */
  final class Provider implements ArgumentsProvider, AnnotationConsumer<ValidInputs> {
    private Reader reader;

    @Override
    public void accept(ValidInputs annotation) {
      reader = annotation.value();
    }

    @Override
    public Stream<? extends Arguments> provideArguments(
        ParameterDeclarations parameters, ExtensionContext context) {
      return reader.valid().stream().map(input -> Arguments.of((Object) input));
    }
  }
}
