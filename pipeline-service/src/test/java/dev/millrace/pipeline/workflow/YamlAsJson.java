package dev.millrace.pipeline.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** YAML as editors present it to a schema: the core schema of YAML 1.2, in which {@code on} and {@code off} are text. */
final class YamlAsJson {

    private YamlAsJson() {}

    static JsonNode of(byte[] yaml) {
        return of(new Yaml().compose(new StringReader(new String(yaml, StandardCharsets.UTF_8))));
    }

    private static JsonNode of(Node node) {
        return switch (node) {
            case SequenceNode sequence -> {
                var array = JsonNodeFactory.instance.arrayNode();
                sequence.getValue().forEach(item -> array.add(of(item)));
                yield array;
            }
            case MappingNode mapping -> {
                var object = JsonNodeFactory.instance.objectNode();
                fill(object, mapping);
                yield object;
            }
            case ScalarNode scalar -> of(scalar);
            default -> throw new IllegalArgumentException(node.toString());
        };
    }

    private static void fill(ObjectNode object, MappingNode mapping) {
        for (NodeTuple entry : mapping.getValue()) {
            if (entry.getKeyNode().getTag().equals(Tag.MERGE) && entry.getValueNode() instanceof MappingNode merged) {
                ObjectNode inherited = JsonNodeFactory.instance.objectNode();
                fill(inherited, merged);
                inherited.fields().forEachRemaining(field -> object.putIfAbsent(field.getKey(), field.getValue()));
            } else {
                object.set(((ScalarNode) entry.getKeyNode()).getValue(), of(entry.getValueNode()));
            }
        }
    }

    private static JsonNode of(ScalarNode scalar) {
        String text = scalar.getValue();
        if (scalar.getScalarStyle() != ScalarStyle.PLAIN) {
            return new TextNode(text);
        }
        if (text.matches("|~|null|Null|NULL")) {
            return NullNode.instance;
        }
        if (text.matches("(?i)true|false")) {
            return BooleanNode.valueOf(Boolean.parseBoolean(text));
        }
        if (text.matches("[-+]?\\d{1,9}")) {
            return new IntNode(Integer.parseInt(text));
        }
        return text.matches("[-+]?(\\.\\d+|\\d+(\\.\\d*)?)([eE][-+]?\\d+)?")
                ? new DoubleNode(Double.parseDouble(text))
                : new TextNode(text);
    }
}
