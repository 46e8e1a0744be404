package dev.millrace.pipeline.workflow;

import dev.millrace.pipeline.workflow.OpsKeys.Part;
import dev.millrace.pipeline.workflow.OpsMapping.Located;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/** {@code identity} of a job: a mapping, or a list of them. */
final class ReadIdentities {

    private static final String KEY = "identity";
    private static final int MOST = 5;
    private static final Pattern AUDIENCE = Pattern.compile("[!-~]{1,200}");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,99}");

    private final OpsReading reading;

    ReadIdentities(OpsReading reading) {
        this.reading = reading;
    }

    List<IdentityDefinition> read(OpsMapping job) {
        List<Node> written = job.find(KEY)
                .filter(MappingNode.class::isInstance)
                .map(List::of)
                .orElseGet(() -> job.list(KEY));
        Set<String> variables = new HashSet<>();
        List<IdentityDefinition> identities = new ArrayList<>();
        for (Node item : OpsReading.limited(written, MOST, KEY, job.node())) {
            if (!(item instanceof MappingNode)) {
                throw new BrokenOpsFile(item, "an entry of 'identity' must be a mapping with 'audience'");
            }
            IdentityDefinition identity = identity(OpsMapping.of(item, "an entry of 'identity'"));
            if (!variables.add(identity.variable())) {
                throw new BrokenOpsFile(
                        item, "two entries of 'identity' have the variable '%s'".formatted(identity.variable()));
            }
            identities.add(identity);
        }
        return List.copyOf(identities);
    }

    private IdentityDefinition identity(OpsMapping item) {
        reading.keys().check(item, Part.IDENTITY);
        Located audience = item.requireText("audience");
        if (!AUDIENCE.matcher(reading.counted(audience)).matches()) {
            throw new BrokenOpsFile(
                    audience.node(),
                    "'audience' %s must have 1 to 200 visible ASCII characters".formatted(Quoted.of(audience.value())));
        }
        String variable = item.text("variable").map(this::variable).orElse(IdentityDefinition.VARIABLE);
        return new IdentityDefinition(audience.value(), variable);
    }

    private String variable(Located written) {
        if (!VARIABLE.matcher(reading.counted(written)).matches()) {
            throw new BrokenOpsFile(
                    written.node(),
                    "'variable' %s must have up to 100 letters, digits and '_', and not start with a digit"
                            .formatted(Quoted.of(written.value())));
        }
        return written.value();
    }
}
