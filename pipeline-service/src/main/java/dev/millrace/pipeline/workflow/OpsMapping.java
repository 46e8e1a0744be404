package dev.millrace.pipeline.workflow;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A YAML mapping with text keys that knows the positions of its parts. It reads the node graph rather than built objects,
 * because only nodes have positions, and because then {@code true}, {@code 1.10} and {@code off} stay the text that the
 * author wrote.
 */
final class OpsMapping {

    private static final int DEEPEST_MERGE = 5;
    private static final String LOCAL_TAG = "!";

    private final String name;
    private final Node node;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final List<ScalarNode> keys = new ArrayList<>();
    /** Merging a mapping again adds nothing, and aliases of aliases would take exponential time. */
    private final Set<Node> taken = Collections.newSetFromMap(new IdentityHashMap<>());

    private OpsMapping(String name, Node node) {
        this.name = name;
        this.node = node;
    }

    /** @param name for messages, for example {@code a job} */
    static OpsMapping of(Node node, String name) {
        var mapping = new OpsMapping(name, node);
        mapping.take(node, 0);
        return mapping;
    }

    Node node() {
        return node;
    }

    /** For messages, for example {@code a job}. */
    String name() {
        return name;
    }

    /** Its keys with their positions, those of {@code <<} included. */
    List<ScalarNode> keys() {
        return keys;
    }

    /** The value of the key; empty when absent or null. */
    Optional<Node> find(String key) {
        return Optional.ofNullable(values.get(key)).filter(value -> !isNull(value));
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    /** The non-blank text of the key. */
    Located requireText(String key) {
        Node value = find(key).orElseThrow(() -> new BrokenOpsFile(node, "%s needs '%s'".formatted(name, key)));
        Located text = text(value, "'%s' of %s".formatted(key, name));
        if (text.value().isBlank()) {
            throw new BrokenOpsFile(value, "'%s' of %s is empty".formatted(key, name));
        }
        return text;
    }

    /** The text of the key, which may be blank; empty when absent or null. */
    Optional<Located> text(String key) {
        return find(key).map(value -> text(value, "'%s' of %s".formatted(key, name)));
    }

    /** The texts of a list, or a single text; none when the key is absent or null. */
    List<Located> texts(String key) {
        List<Node> items =
                find(key).filter(ScalarNode.class::isInstance).map(List::of).orElseGet(() -> list(key));
        return items.stream()
                .map(item -> text(item, "an entry of '%s'".formatted(key)))
                .toList();
    }

    /** Whether the key is true, in any spelling of YAML 1.1; empty when absent or null. */
    Optional<Boolean> flag(String key) {
        return text(key).map(written -> switch (written.value().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default ->
                throw new BrokenOpsFile(
                        written.node(),
                        "'%s' of %s must be true or false, not %s".formatted(key, name, Quoted.of(written.value())));
        });
    }

    /** The items of a list; none when the key is absent or null. */
    List<Node> list(String key) {
        return find(key).map(value -> items(value, key)).orElse(List.of());
    }

    private List<Node> items(Node value, String key) {
        if (value instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        throw new BrokenOpsFile(value, "'%s' of %s must be a list, not %s".formatted(key, name, kind(value)));
    }

    /** The text of a node. */
    static Located text(Node value, String name) {
        if (value.getTag().startsWith(LOCAL_TAG)) {
            throw new BrokenOpsFile(
                    value, "%s starts with '!', by which YAML names types; put it in quotes".formatted(name));
        }
        if (value instanceof ScalarNode scalar && !isNull(value)) {
            refuseUnprintable(scalar, name);
            return new Located(scalar.getValue(), scalar);
        }
        String hint = value instanceof MappingNode
                ? "; put it in quotes, or under '|', because it holds a colon followed by a space"
                : "";
        throw new BrokenOpsFile(value, "%s must be text, not %s%s".formatted(name, kind(value), hint));
    }

    /** YAML can escape characters that neither a process, a database nor UTF-8 accepts. */
    private static void refuseUnprintable(ScalarNode scalar, String name) {
        boolean unprintable = scalar.getValue()
                .codePoints()
                .anyMatch(character -> character == 0 || Character.getType(character) == Character.SURROGATE);
        if (unprintable) {
            throw new BrokenOpsFile(
                    scalar, "%s must not hold NUL or half a character (\\uD800 to \\uDFFF)".formatted(name));
        }
    }

    static boolean isNull(Node value) {
        return value.getTag().equals(Tag.NULL);
    }

    static String kind(Node value) {
        return switch (value) {
            case MappingNode mapping -> "a mapping";
            case SequenceNode sequence -> "a list";
            default -> isNull(value) ? "nothing" : "text";
        };
    }

    private void take(Node from, int depth) {
        if (!(from instanceof MappingNode mapping)) {
            throw new BrokenOpsFile(from, "%s must be a mapping, not %s".formatted(name, kind(from)));
        }
        if (!taken.add(mapping)) {
            return;
        }
        for (NodeTuple entry : mapping.getValue()) {
            if (!entry.getKeyNode().getTag().equals(Tag.MERGE)) {
                put(entry, depth);
            }
        }
        for (NodeTuple entry : mapping.getValue()) {
            if (entry.getKeyNode().getTag().equals(Tag.MERGE)) {
                merge(entry.getValueNode(), depth + 1);
            }
        }
    }

    private void put(NodeTuple entry, int depth) {
        if (!(entry.getKeyNode() instanceof ScalarNode key)) {
            throw new BrokenOpsFile(entry.getKeyNode(), "a key of %s must be text".formatted(name));
        }
        boolean repeated = values.putIfAbsent(key.getValue(), entry.getValueNode()) != null;
        if (repeated && depth == 0) {
            throw new BrokenOpsFile(key, "%s stands twice in %s".formatted(Quoted.of(key.getValue()), name));
        }
        if (!repeated) {
            keys.add(key);
        }
    }

    /** Merges what {@code <<} refers to; the mapping's own keys win. An anchor may contain itself, hence the limit. */
    private void merge(Node merged, int depth) {
        if (depth > DEEPEST_MERGE) {
            throw new BrokenOpsFile(merged, "'<<' is nested too deeply");
        }
        if (merged instanceof SequenceNode several) {
            several.getValue().forEach(one -> take(one, depth));
        } else {
            take(merged, depth);
        }
    }

    /** A text and its position. */
    record Located(String value, Node node) {}
}
