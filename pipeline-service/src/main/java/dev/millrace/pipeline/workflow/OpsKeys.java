package dev.millrace.pipeline.workflow;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
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

    /** Of all kinds of workflows: they describe, or are settings of the vendor's tools that change nothing here. */
    private static final List<String> SILENT = List.of("sdk", "trigger", "help");

    private static final List<String> LOCAL = List.of("bind", "mountCwd", "mountHome", "network");
    private static final List<String> OLDER = List.of("public", "remote", "src", "sourceCodeURL");

    private final Set<OpsWarning> warnings = new LinkedHashSet<>();
    private @Nullable OpsWarning firstBeyond;

    /** A part of the file. A key that the platform begins to execute moves from {@code unsupported} to {@code effective}. */
    enum Part {
        FILE(
                List.of("version", "pipelines", "commands"),
                List.of("services"),
                List.of("ops"),
                List.of(),
                List.of("workflows")),
        PIPELINE(
                List.of(
                        "name",
                        "version",
                        "description",
                        "env",
                        "events",
                        "on",
                        "if",
                        "timeout",
                        "schedule",
                        "concurrency",
                        "jobs"),
                List.of(),
                SILENT,
                LOCAL,
                OLDER),
        COMMAND(
                List.of("name", "version", "description", "run", "env"),
                List.of("events", "on"),
                SILENT,
                join(LOCAL, "port"),
                OLDER),
        SERVICE(
                List.of("name", "version", "description", "run", "port", "domain", "env", "events", "on"),
                List.of(),
                SILENT,
                LOCAL,
                OLDER),
        JOB(
                List.of(
                        "name",
                        "description",
                        "steps",
                        "env",
                        "matrix",
                        "needs",
                        "if",
                        "timeout",
                        "retries",
                        "image",
                        "working-directory",
                        "packages",
                        "artifacts",
                        "caches",
                        "identity"),
                List.of(),
                List.of("sdk", "version"),
                List.of("bind"),
                List.of()),
        ENV(List.of("static", "secrets", "configs"), List.of()),
        ON(List.of("branches", "branches-ignore", "tags", "tags-ignore", "paths", "paths-ignore"), List.of()),
        SCHEDULE(List.of("cron", "timezone", "branch"), List.of()),
        CONCURRENCY(List.of("group", "cancel-older"), List.of()),
        RETRIES(List.of("limit", "on"), List.of()),
        ARTIFACT(List.of("name", "paths", "when", "keep"), List.of()),
        CACHE(List.of("key", "files", "paths", "restore-keys"), List.of()),
        IDENTITY(List.of("audience", "variable"), List.of()),
        HELP(List.of("usage", "arguments", "options"), List.of());

        /** keys that are used */
        private final List<String> effective;
        /** keys of the format that the platform does not execute yet */
        private final List<String> unsupported;
        /** keys of the format that require nothing here */
        private final List<String> silent;
        /** keys of the format that concern runs on the machine of a developer */
        private final List<String> local;
        /** keys of older generations of the format */
        private final List<String> older;

        Part(List<String> effective, List<String> unsupported) {
            this(effective, unsupported, List.of(), List.of(), List.of());
        }

        Part(
                List<String> effective,
                List<String> unsupported,
                List<String> silent,
                List<String> local,
                List<String> older) {
            this.effective = effective;
            this.unsupported = unsupported;
            this.silent = silent;
            this.local = local;
            this.older = older;
        }

        private List<String> current() {
            return Stream.concat(effective.stream(), unsupported.stream()).toList();
        }

        /** All keys that it may have without a warning about an unknown one. */
        List<String> all() {
            return Stream.of(effective, unsupported, silent, local, older)
                    .flatMap(List::stream)
                    .toList();
        }
    }

    /** Collects warnings about the keys of a mapping. */
    void check(OpsMapping mapping, Part part) {
        for (ScalarNode key : mapping.keys()) {
            check(key, mapping.name(), part);
        }
    }

    private void check(ScalarNode key, String owner, Part part) {
        String name = key.getValue();
        if (part.unsupported.contains(name)) {
            warn(key, "'%s' of %s is not supported yet and has no effect".formatted(name, owner));
        } else if (part.local.contains(name)) {
            warn(key, "'%s' of %s concerns local runs and has no effect".formatted(name, owner));
        } else if (part.older.contains(name)) {
            warn(key, "'%s' of %s belongs to an older form of the format and has no effect".formatted(name, owner));
        } else if (!part.effective.contains(name)
                && !part.silent.contains(name)
                && !(part == Part.FILE && name.startsWith(EXTENSION))) {
            warn(
                    key,
                    "%s is no key of %s and has no effect; the nearest key is '%s', all are %s"
                            .formatted(
                                    Quoted.of(name),
                                    owner,
                                    Spelling.nearest(name, part.current()),
                                    String.join(", ", part.current())));
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

    /** Adds a warning about a value. */
    void warn(Node node, String message) {
        var warning = new OpsWarning(node.getStartMark().getLine() + 1, message);
        if (warnings.size() < MOST_WARNINGS) {
            warnings.add(warning);
        } else if (firstBeyond == null && !warnings.contains(warning)) {
            firstBeyond = warning;
        }
    }

    private static List<String> join(List<String> keys, String more) {
        return Stream.concat(keys.stream(), Stream.of(more)).toList();
    }
}
