package dev.millrace.pipeline.workflow;

import dev.millrace.pipeline.workflow.OpsMapping.Located;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.Node;

/** What the readers of one file share: its limits, and the warnings of the file and of the workflow that is read. */
final class OpsReading {

    /** More than any file has, and few enough that a hostile one stays cheap. */
    static final int MOST_ITEMS = 200;

    /**
     * Characters that all workflows of a file may contain together: as many as without aliases. An alias costs two
     * characters and may stand for the whole rest of the file, so the size of the file bounds nothing.
     */
    private static final int MOST_TEXT = ReadOpsFile.LARGEST_FILE;

    private final OpsKeys file = new OpsKeys();
    private OpsKeys workflow = file;
    private long text;

    /** From here on, warnings concern another workflow. */
    void startWorkflow() {
        workflow = new OpsKeys();
    }

    /** The keys of the part that is read. */
    OpsKeys keys() {
        return workflow;
    }

    List<OpsWarning> fileWarnings() {
        return file.warnings();
    }

    /** The file's and those of the workflow, for a workflow that shows both. */
    List<OpsWarning> allWarnings() {
        return Stream.concat(file.warnings().stream(), workflow.warnings().stream())
                .toList();
    }

    /** The text, which the file may contain together with all others. */
    String counted(Located located) {
        count(located.value().length(), located.node());
        return located.value();
    }

    List<String> counted(List<Located> located) {
        return located.stream().map(this::counted).toList();
    }

    /** Adds characters to those that the file contains. */
    void count(long characters, Node node) {
        text += characters;
        if (text > MOST_TEXT) {
            throw new BrokenOpsFile(
                    node,
                    "ops.yml has more than %d characters when its aliases are followed and its matrices expanded"
                            .formatted(MOST_TEXT));
        }
    }

    /** How many characters were counted so far. */
    long characters() {
        return text;
    }

    /** The required, non-blank text of a key. */
    String require(OpsMapping owner, String key) {
        return counted(owner.requireText(key));
    }

    /** The text of a key, if it has any but blanks. */
    Optional<String> find(OpsMapping owner, String key) {
        return owner.text(key).map(this::counted).filter(value -> !value.isBlank());
    }

    static <T> List<T> limited(List<T> items, String key, Node node) {
        return limited(items, MOST_ITEMS, key, node);
    }

    static <T> List<T> limited(List<T> items, int most, String key, Node node) {
        if (items.size() > most) {
            throw new BrokenOpsFile(
                    node, "'%s' has %d entries; at most %d are allowed".formatted(key, items.size(), most));
        }
        return items;
    }
}
