package dev.millrace.pipeline.workflow;

import dev.millrace.pipeline.workflow.OpsMapping.Located;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What every workflow begins with.
 *
 * @param name 1 to 100 letters, digits, {@code -} and {@code _}
 * @param version the part after the colon of the name, or the key {@code version}
 * @param description human-readable
 */
record WorkflowHead(String name, String version, String description) {

    /** A forge shows the name next to every change, and refuses names that are far longer. */
    private static final int LONGEST_NAME = 100;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1," + LONGEST_NAME + "}");
    private static final Pattern VERSION = Pattern.compile("\\w[\\w.-]{0,127}");

    /** The version of a command that states none. */
    private static final String FIRST_VERSION = "0.1.0";

    /** @param kind for messages, for example {@code pipeline}; only a {@code command} may lack its version */
    static WorkflowHead read(OpsReading reading, OpsMapping workflow, String kind) {
        Located written = workflow.requireText("name");
        boolean hasOwnVersion = workflow.find("version").isPresent();
        int colon = hasOwnVersion ? -1 : written.value().indexOf(':');
        String name = colon < 0 ? written.value() : written.value().substring(0, colon);
        Optional<Located> version = hasOwnVersion
                ? Optional.of(workflow.requireText("version"))
                : Optional.of(colon)
                        .filter(at -> at >= 0)
                        .map(at -> new Located(written.value().substring(at + 1), written.node()));
        if (version.isEmpty() && !kind.equals("command")) {
            throw new BrokenOpsFile(
                    written.node(),
                    "%s %s needs a version: <name>:%s".formatted(kind, Quoted.of(written.value()), FIRST_VERSION));
        }
        if (!NAME.matcher(name).matches()) {
            throw new BrokenOpsFile(
                    written.node(),
                    "%s name %s must have 1 to %d letters, digits, '-' and '_'"
                            .formatted(kind, Quoted.of(name), LONGEST_NAME));
        }
        version.filter(text -> !VERSION.matcher(text.value()).matches()).ifPresent(text -> {
            throw new BrokenOpsFile(
                    text.node(),
                    "version %s of %s '%s' must start with a letter, digit or '_' and go on with up to 127 of these, '.' or '-'"
                            .formatted(Quoted.of(text.value()), kind, name));
        });
        if (version.isEmpty()) {
            reading.keys()
                    .warn(
                            written.node(),
                            "command '%s' has no version and gets %s: write '%s:%s'"
                                    .formatted(name, FIRST_VERSION, name, FIRST_VERSION));
        }
        return new WorkflowHead(
                name, version.map(Located::value).orElse(FIRST_VERSION), reading.require(workflow, "description"));
    }
}
