package dev.millrace.pipeline.executor;

/**
 * What a job has used too much of.
 *
 * @param text for its author, with the name of the setting, for example {@code more than 4G of memory
 *     (millrace.pipeline.job-use.memory)}
 */
public record ExceededLimit(String text) {

    static ExceededLimit of(String what, String setting) {
        return new ExceededLimit("more than %s (millrace.pipeline.job-use.%s)".formatted(what, setting));
    }
}
