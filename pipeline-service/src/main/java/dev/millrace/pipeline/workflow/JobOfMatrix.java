package dev.millrace.pipeline.workflow;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.nodes.Node;

/** Makes jobs of a written job, one with each combination of its matrix. */
final class JobOfMatrix {

    private static final int LONGEST_NAME = 100;
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)}");
    private static final Pattern IMAGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/:@-]{0,254}");
    private static final Pattern NOT_IN_NAMES = Pattern.compile("[/\\p{Cntrl}]");

    private final WrittenJob written;
    private final Set<String> names = new HashSet<>();

    JobOfMatrix(WrittenJob written) {
        this.written = written;
    }

    /** @param combination values by variable; none if the job has no matrix */
    JobDefinition with(Map<String, String> combination) {
        JobDefinition job = written.job();
        Map<String, String> env = new HashMap<>(job.env());
        env.putAll(combination);
        return new JobDefinition(
                combination.isEmpty() ? job.name() : name(combination),
                job.description(),
                job.steps(),
                env,
                job.needs(),
                job.timeout(),
                job.retries(),
                job.retryOn(),
                job.condition(),
                filled("image", combination, IMAGE.asMatchPredicate(), "must be the name of a container image"),
                filled(
                        "working-directory",
                        combination,
                        FilePath::isRelative,
                        "must be relative to the checkout and contain no '..'"),
                job.packages(),
                job.secrets(),
                job.configs(),
                combination,
                job.artifacts(),
                job.caches(),
                job.identities());
    }

    /** {@code test (17, debian)}; with the number of the job if that is too long, or another has it. */
    private String name(Map<String, String> combination) {
        List<String> values =
                combination.values().stream().filter(value -> !value.isEmpty()).toList();
        String shown = NOT_IN_NAMES.matcher(String.join(", ", values)).replaceAll("-");
        String name = "%s (%s)".formatted(written.name(), shown);
        if (name.length() > LONGEST_NAME || !names.add(name)) {
            name = "%s (%d)".formatted(written.name(), names.size() + 1);
            names.add(name);
        }
        if (name.length() > LONGEST_NAME) {
            throw new BrokenOpsFile(
                    written.mapping().requireText("name").node(),
                    "job name %s is too long for a matrix, which adds to it".formatted(Quoted.of(written.name())));
        }
        return name;
    }

    /** The text of a key with the values of the matrix for its <code>${VARIABLE}</code>s. */
    private Optional<String> filled(String key, Map<String, String> combination, Predicate<String> valid, String rule) {
        return written.mapping()
                .text(key)
                .filter(text -> !text.value().isBlank())
                .map(text -> {
                    String value = filled(text.value(), text.node(), combination);
                    if (!valid.test(value)) {
                        throw new BrokenOpsFile(text.node(), "'%s' %s %s".formatted(key, Quoted.of(value), rule));
                    }
                    return value;
                });
    }

    private String filled(String text, Node node, Map<String, String> combination) {
        Matcher variables = VARIABLE.matcher(text);
        return variables.replaceAll(found -> {
            String value = combination.get(found.group(1));
            if (value == null) {
                throw new BrokenOpsFile(
                        node,
                        found.start(),
                        "%s is no variable of the job's matrix%s"
                                .formatted(Quoted.of(found.group(1)), known(combination)));
            }
            return Matcher.quoteReplacement(value);
        });
    }

    private static String known(Map<String, String> combination) {
        return combination.isEmpty()
                ? ", which has none"
                : combination.keySet().stream().collect(Collectors.joining(", ", "; all are ", ""));
    }
}
