package dev.millrace.git.retention;

import java.time.Duration;
import org.eclipse.microprofile.config.Config;

/**
 * How long things are kept that are no longer in use. From {@code millrace.git.retention.*}.
 *
 * @param packs time until a retired pack, or a pack of a deleted repository, is deleted; longer than the longest clone,
 *     which may still read it
 * @param uploads time until an upload that was never committed is deleted; longer than the longest upload
 * @param pushes time until the record of a push is deleted, which has the result of a commit whose response was lost
 * @param refLog time until an entry of the log of refs is deleted; also how old cached refs may be that a process
 *     updates
 */
public record RetentionConfig(Duration packs, Duration uploads, Duration pushes, Duration refLog) {

    private static final Duration FILES = Duration.ofHours(24);
    private static final Duration PUSHES = Duration.ofDays(7);
    private static final Duration REF_LOG = Duration.ofDays(90);

    public RetentionConfig {
        requirePositive("packs", packs);
        requirePositive("uploads", uploads);
        requirePositive("pushes", pushes);
        requirePositive("ref-log", refLog);
    }

    /** A day for files, a week for pushes, 90 days for the log. */
    public static RetentionConfig withDefaults() {
        return new RetentionConfig(FILES, FILES, PUSHES, REF_LOG);
    }

    /** Reads the settings. */
    public static RetentionConfig from(Config config) {
        return new RetentionConfig(
                config.getOptionalValue("millrace.git.retention.packs", Duration.class)
                        .orElse(FILES),
                config.getOptionalValue("millrace.git.retention.uploads", Duration.class)
                        .orElse(FILES),
                config.getOptionalValue("millrace.git.retention.pushes", Duration.class)
                        .orElse(PUSHES),
                config.getOptionalValue("millrace.git.retention.ref-log", Duration.class)
                        .orElse(REF_LOG));
    }

    private static void requirePositive(String what, Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("millrace.git.retention.%s is %s, not above zero".formatted(what, time));
        }
    }
}
