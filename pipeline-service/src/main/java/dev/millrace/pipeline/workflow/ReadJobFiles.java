package dev.millrace.pipeline.workflow;

import dev.millrace.pipeline.workflow.ArtifactDefinition.When;
import dev.millrace.pipeline.workflow.OpsKeys.Part;
import dev.millrace.pipeline.workflow.OpsMapping.Located;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/** {@code artifacts} and {@code caches} of a job. */
final class ReadJobFiles {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}");
    private static final int MOST = 20;
    private static final int MOST_PATHS = 50;
    private static final Duration LONGEST_KEPT = Duration.ofDays(365);

    private final OpsReading reading;

    ReadJobFiles(OpsReading reading) {
        this.reading = reading;
    }

    List<ArtifactDefinition> artifacts(OpsMapping job) {
        return each(job, "artifacts", "name", this::artifact);
    }

    List<CacheDefinition> caches(OpsMapping job) {
        return each(job, "caches", "key", this::cache);
    }

    /** Reads mappings that differ in the value of one key. */
    private <T> List<T> each(OpsMapping job, String key, String unique, Function<OpsMapping, T> read) {
        Set<String> names = new HashSet<>();
        return OpsReading.limited(job.list(key), MOST, key, job.node()).stream()
                .map(item -> mapping(item, key))
                .peek(item -> {
                    Located name = name(item, unique);
                    if (!names.add(name.value())) {
                        throw new BrokenOpsFile(
                                name.node(), "two entries of '%s' are called '%s'".formatted(key, name.value()));
                    }
                })
                .map(read)
                .toList();
    }

    private static OpsMapping mapping(Node item, String key) {
        if (!(item instanceof MappingNode)) {
            throw new BrokenOpsFile(item, "an entry of '%s' must be a mapping with 'paths'".formatted(key));
        }
        return OpsMapping.of(item, "an entry of '%s'".formatted(key));
    }

    private Located name(OpsMapping item, String key) {
        Located name = item.requireText(key);
        reading.counted(name);
        refuseName(name, key);
        return name;
    }

    private static void refuseName(Located name, String key) {
        if (!NAME.matcher(name.value()).matches()) {
            throw new BrokenOpsFile(
                    name.node(),
                    "'%s' %s must have 1 to 100 letters, digits, '_', '.' and '-', and start with none of the last two"
                            .formatted(key, Quoted.of(name.value())));
        }
    }

    private ArtifactDefinition artifact(OpsMapping item) {
        reading.keys().check(item, Part.ARTIFACT);
        When when = item.text("when")
                .map(written -> Words.find(When.values(), written, "'when' of an artifact"))
                .orElse(When.PASSED);
        return new ArtifactDefinition(
                item.requireText("name").value(),
                paths(item, false),
                when,
                WrittenDuration.find(item, "keep", LONGEST_KEPT));
    }

    private CacheDefinition cache(OpsMapping item) {
        reading.keys().check(item, Part.CACHE);
        List<Located> files = OpsReading.limited(item.texts("files"), MOST_PATHS, "files", item.node());
        files.forEach(file -> FilePath.refuse(file, false));
        List<Located> restoreKeys =
                OpsReading.limited(item.texts("restore-keys"), MOST_PATHS, "restore-keys", item.node());
        restoreKeys.forEach(key -> refuseName(key, "restore-keys"));
        return new CacheDefinition(
                item.requireText("key").value(),
                reading.counted(files),
                paths(item, true),
                reading.counted(restoreKeys));
    }

    private List<String> paths(OpsMapping item, boolean homeAllowed) {
        List<Located> paths = OpsReading.limited(item.texts("paths"), MOST_PATHS, "paths", item.node());
        if (paths.isEmpty()) {
            throw new BrokenOpsFile(item.node(), "%s needs 'paths'".formatted(item.name()));
        }
        paths.forEach(path -> FilePath.refuse(path, homeAllowed));
        return reading.counted(paths);
    }
}
