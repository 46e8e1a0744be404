package dev.millrace.pipeline.workflow;

import dev.millrace.pipeline.workflow.JobDefinition.RetryCause;
import dev.millrace.pipeline.workflow.OpsKeys.Part;
import dev.millrace.pipeline.workflow.OpsMapping.Located;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/** A job of the file. */
final class ReadJob {

    private static final Pattern NAME = Pattern.compile("[^/\\p{Cntrl}]{1,100}");

    private static final Pattern PACKAGE = Pattern.compile("[a-z0-9][a-z0-9+.-]*(:[a-z0-9-]+)?(=[A-Za-z0-9.+:~-]+)?");

    private static final int MOST_RETRIES = 5;

    private final OpsReading reading;
    private final ReadJobFiles readFiles;
    private final ReadIdentities readIdentities;

    ReadJob(OpsReading reading) {
        this.reading = reading;
        this.readFiles = new ReadJobFiles(reading);
        this.readIdentities = new ReadIdentities(reading);
    }

    WrittenJob read(OpsMapping job) {
        reading.keys().check(job, Part.JOB);
        long before = reading.characters();
        String name = name(job);
        String description = reading.find(job, "description").orElse("");
        List<String> steps = steps(job, name);
        Variables env = Variables.read(reading, job);
        Retries retries = retries(job);
        List<Map<String, String>> combinations =
                WrittenMatrix.combinations(reading, job).orElse(List.of(Map.of()));
        var definition = new JobDefinition(
                name,
                description,
                steps,
                env.values(),
                List.of(),
                WrittenDuration.find(job, "timeout", ReadPipeline.LONGEST_RUN),
                retries.limit(),
                retries.on(),
                WrittenCondition.ofJob(reading, job, combinations.getFirst().keySet()),
                reading.find(job, "image"),
                reading.find(job, "working-directory"),
                packages(job),
                env.secrets(),
                env.configs(),
                Map.of(),
                readFiles.artifacts(job),
                readFiles.caches(job),
                readIdentities.read(job));
        Optional<List<Located>> needs = needs(job);
        return new WrittenJob(definition, job, needs, combinations, reading.characters() - before);
    }

    private String name(OpsMapping job) {
        String name = reading.require(job, "name");
        if (!NAME.matcher(name).matches()) {
            throw new BrokenOpsFile(
                    job.requireText("name").node(),
                    "job name %s must have 1 to 100 characters, no '/' and no control character"
                            .formatted(Quoted.of(name)));
        }
        return name;
    }

    private List<String> steps(OpsMapping job, String name) {
        List<String> steps = OpsReading.limited(job.list("steps"), "steps", job.node()).stream()
                .map(step -> reading.counted(OpsMapping.text(step, "a step of job '%s'".formatted(name))))
                .toList();
        if (steps.isEmpty()) {
            throw new BrokenOpsFile(job.node(), "job '%s' needs at least one step".formatted(name));
        }
        return steps;
    }

    /** Stated even if it is an empty list. */
    private Optional<List<Located>> needs(OpsMapping job) {
        return job.find("needs").map(node -> {
            List<Located> needs = OpsReading.limited(job.texts("needs"), "needs", node);
            reading.counted(needs);
            return needs;
        });
    }

    /** Old files may give several names in one text: the vendor passes it to a shell. What is no name is left out. */
    private List<String> packages(OpsMapping job) {
        return OpsReading.limited(job.texts("packages"), "packages", job.node()).stream()
                .flatMap(written -> Arrays.stream(
                                reading.counted(written).strip().split("\\s+"))
                        .filter(name -> isPackage(name, written.node())))
                .distinct()
                .toList();
    }

    private boolean isPackage(String name, Node node) {
        boolean valid = PACKAGE.matcher(name).matches();
        if (!valid) {
            reading.keys().warn(node, "%s is no name of a Debian package and has no effect".formatted(Quoted.of(name)));
        }
        return valid;
    }

    private record Retries(int limit, List<RetryCause> on) {}

    private Retries retries(OpsMapping job) {
        Optional<Node> written = job.find("retries");
        if (written.isEmpty()) {
            return new Retries(0, List.of());
        }
        if (!(written.get() instanceof MappingNode)) {
            return new Retries(number(OpsMapping.text(written.get(), "'retries'")), List.of());
        }
        OpsMapping retries = OpsMapping.of(written.get(), "'retries'");
        reading.keys().check(retries, Part.RETRIES);
        List<RetryCause> causes = retries.texts("on").stream()
                .map(cause -> Words.find(RetryCause.values(), cause, "cause of retries"))
                .distinct()
                .toList();
        return new Retries(number(retries.requireText("limit")), causes);
    }

    private static int number(Located written) {
        if (!written.value().matches("[0-" + MOST_RETRIES + "]")) {
            throw new BrokenOpsFile(
                    written.node(),
                    "'retries' must be a number from 0 to %d, not %s"
                            .formatted(MOST_RETRIES, Quoted.of(written.value())));
        }
        return Integer.parseInt(written.value());
    }
}
