package dev.millrace.pipeline.workflow;

/**
 * A token by which a job proves to others what it is.
 *
 * @param audience who shall accept it, 1 to 200 visible ASCII characters
 * @param variable name of the environment variable with the token; the path of a file with it is in {@code <variable>_FILE}
 */
public record IdentityDefinition(String audience, String variable) {

    /** The variable where the file names none. */
    public static final String VARIABLE = "MILLRACE_IDENTITY_TOKEN";
}
