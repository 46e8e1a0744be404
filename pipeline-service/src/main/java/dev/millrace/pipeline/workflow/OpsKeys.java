package dev.millrace.pipeline.workflow;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * The keys of each part of {@code ops.yml}, and the warnings about those that have no effect. Files carry keys of several
 * generations of the format, so an unknown key is no error; but a job that silently ignores what its author wrote is
 * worse than a warning.
 */
final class OpsKeys {

    /** A file with more of them gets the first ones, and one warning about the rest. */
    static final int MOST_WARNINGS = 20;

    /** A prefix by which YAML files commonly name parts that only contain anchors. */
    private static final String EXTENSION = "x-";

    private final Set<OpsWarning> warnings = new LinkedHashSet<>();
    private @Nullable OpsWarning firstBeyond;

    /** A part of the file. */
    enum Part {
        FILE(List.of("version", "pipelines", "commands", "services"), List.of("ops", "workflows"), List.of()),
        PIPELINE(
                List.of("name", "version", "description", "env", "events", "jobs"),
                List.of(
                        "sdk",
                        "trigger",
                        "help",
                        "bind",
                        "mountCwd",
                        "mountHome",
                        "network",
                        "public",
                        "remote",
                        "src",
                        "sourceCodeURL"),
                List.of("timeout")),
        JOB(
                List.of("name", "description", "steps", "env"),
                List.of("sdk", "bind", "version"),
                List.of("packages", "timeout", "needs")),
        ENV(List.of("static"), List.of(), List.of("secrets", "configs"));

        /** keys that are used */
        private final List<String> effective;
        /** keys of the format that require nothing here: they describe, or concern local runs and other kinds */
        private final List<String> harmless;
        /** keys of the format that are ignored although the job then differs from what its author meant */
        private final List<String> unsupported;

        Part(List<String> effective, List<String> harmless, List<String> unsupported) {
            this.effective = effective;
            this.harmless = harmless;
            this.unsupported = unsupported;
        }
    }

    /** Collects warnings about the keys of a mapping. */
    void check(OpsMapping mapping, Part part) {
        for (ScalarNode key : mapping.keys()) {
            String name = key.getValue();
            if (part.unsupported.contains(name)) {
                warn(key, "'%s' of %s is not supported yet and has no effect".formatted(name, mapping.name()));
            } else if (!part.effective.contains(name)
                    && !part.harmless.contains(name)
                    && !(part == Part.FILE && name.startsWith(EXTENSION))) {
                warn(
                        key,
                        "%s is no key of %s and has no effect; the nearest key is '%s', all are %s"
                                .formatted(
                                        Quoted.of(name),
                                        mapping.name(),
                                        Spelling.nearest(name, part.effective),
                                        String.join(", ", part.effective)));
            }
        }
    }

    /** At most {@value #MOST_WARNINGS}, and then one that states where the others begin. */
    List<OpsWarning> warnings() {
        var all = new ArrayList<>(warnings);
        if (firstBeyond != null) {
            all.add(new OpsWarning(firstBeyond.line(), "from here on, more keys have no effect"));
        }
        return List.copyOf(all);
    }

    private void warn(ScalarNode key, String message) {
        var warning = new OpsWarning(key.getStartMark().getLine() + 1, message);
        if (warnings.size() < MOST_WARNINGS) {
            warnings.add(warning);
        } else if (firstBeyond == null && !warnings.contains(warning)) {
            firstBeyond = warning;
        }
    }
}
