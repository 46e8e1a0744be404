package dev.millrace.pipeline.workflow;

import dev.millrace.pipeline.workflow.OpsMapping.Located;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Values that the file names by a word: the constants of an enum, in lower case. */
final class Words {

    private Words() {}

    /**
     * The constant that is written.
     *
     * @param what for messages, for example {@code trigger}
     */
    static <E extends Enum<E>> E find(E[] constants, Located written, String what) {
        return Arrays.stream(constants)
                .filter(constant -> word(constant).equals(written.value()))
                .findFirst()
                .orElseThrow(() -> new BrokenOpsFile(
                        written.node(),
                        "%s %s is unknown; did you mean '%s'?"
                                .formatted(
                                        what,
                                        Quoted.of(written.value()),
                                        Spelling.nearest(written.value(), all(constants)))));
    }

    private static <E extends Enum<E>> List<String> all(E[] constants) {
        return Arrays.stream(constants).map(Words::word).toList();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
