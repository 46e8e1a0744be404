package dev.millrace.pipeline.workflow;

import dev.millrace.pipeline.workflow.OpsFileOutcome.Broken;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.representer.Representer;

/**
 * Reads an {@code ops.yml}. The file is untrusted: its size, nesting and aliases are limited, and YAML is only
 * composed to nodes, so nothing in it can name a class or expand to more than it contains.
 */
public final class ReadOpsFile {

    /** Largest file that is read, in bytes. */
    public static final int LARGEST_FILE = 256 * 1024;

    private static final int MOST_ALIASES = 50;
    private static final int DEEPEST_NESTING = 30;

    private ReadOpsFile() {}

    /** The content of the file, or its first error with the position. */
    public static OpsFileOutcome read(byte[] file) {
        if (file.length > LARGEST_FILE) {
            return new Broken(1, 1, "ops.yml has %d bytes; at most %d are read".formatted(file.length, LARGEST_FILE));
        }
        CharBuffer text = CharBuffer.allocate(file.length);
        var bytes = ByteBuffer.wrap(file);
        var result = StandardCharsets.UTF_8.newDecoder().decode(bytes, text, true);
        text.flip();
        if (result.isError()) {
            return after(text, "this is not UTF-8");
        }
        return parse(text.toString());
    }

    private static OpsFileOutcome parse(String text) {
        try {
            Node root = compose(text);
            return root == null ? new Broken(1, 1, "ops.yml is empty") : OpsFile.read(root);
        } catch (BrokenOpsFile e) {
            return e.broken();
        } catch (MarkedYAMLException e) {
            return marked(e);
        } catch (ReaderException e) {
            return after(
                    text.substring(0, Math.min(e.getPosition(), text.length())),
                    "this character is not allowed in YAML");
        } catch (YAMLException e) {
            // only violated limits have no position of their own
            return new Broken(1, 1, "ops.yml goes beyond a limit: " + firstLine(String.valueOf(e.getMessage())));
        }
    }

    private static @Nullable Node compose(String text) {
        var options = new LoaderOptions();
        options.setMaxAliasesForCollections(MOST_ALIASES);
        options.setNestingDepthLimit(DEEPEST_NESTING);
        options.setCodePointLimit(LARGEST_FILE);
        options.setAllowDuplicateKeys(false);
        var dumping = new DumperOptions();
        var yaml = new Yaml(new SafeConstructor(options), new Representer(dumping), dumping, options);
        return yaml.compose(new StringReader(text));
    }

    private static Broken marked(MarkedYAMLException e) {
        Mark mark = e.getProblemMark() != null ? e.getProblemMark() : e.getContextMark();
        String context = e.getContext() == null ? "" : e.getContext() + ": ";
        String reason = "not YAML: " + firstLine(context + e.getProblem());
        return mark == null ? new Broken(1, 1, reason) : new Broken(mark.getLine() + 1, mark.getColumn() + 1, reason);
    }

    private static Broken after(CharSequence before, String reason) {
        String text = before.toString();
        int line = (int) text.chars().filter(character -> character == '\n').count() + 1;
        return new Broken(line, text.length() - text.lastIndexOf('\n'), reason);
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }
}
