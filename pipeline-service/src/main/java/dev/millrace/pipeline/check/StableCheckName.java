package dev.millrace.pipeline.check;

import dev.millrace.pipeline.PipelineConfig;
import java.util.Optional;
import java.util.regex.Pattern;

/** The setting {@code millrace.pipeline.stable-check}. */
final class StableCheckName {

    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}]{1,100}");

    private StableCheckName() {}

    /**
     * The name of the check; empty if there is none.
     *
     * @throws IllegalArgumentException if it can be no name of a check
     */
    static Optional<String> of(PipelineConfig config) {
        Optional<String> name = config.stableCheck().map(String::strip).filter(text -> !text.isEmpty());
        name.filter(text -> !NAME.matcher(text).matches() || text.equals(Checks.FILE_CHECK))
                .ifPresent(text -> {
                    throw new IllegalArgumentException(
                            "millrace.pipeline.stable-check is '%s'; it must have up to 100 characters, without control characters, and not be '%s'"
                                    .formatted(text, Checks.FILE_CHECK));
                });
        return name;
    }
}
