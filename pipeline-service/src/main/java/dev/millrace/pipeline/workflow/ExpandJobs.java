package dev.millrace.pipeline.workflow;

import dev.millrace.pipeline.workflow.OpsMapping.Located;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Turns the written jobs of a pipeline into those that run: one for each combination of a matrix, with the needs resolved. In a
 * pipeline without any {@code needs}, each written job needs the one before it, so that old files run in their order; the
 * jobs of a matrix never need each other.
 */
final class ExpandJobs {

    private final OpsReading reading;
    private final String pipeline;
    private final Map<String, WrittenJob> jobs = new LinkedHashMap<>();

    ExpandJobs(OpsReading reading, String pipeline, List<WrittenJob> written) {
        this.reading = reading;
        this.pipeline = pipeline;
        written.forEach(this::add);
    }

    /** @throws BrokenOpsFile if a need does not exist, jobs need each other, or there are too many of them */
    List<JobDefinition> expand() {
        refuseTooMany();
        Map<String, Set<String>> needs = needs();
        refuseCycles(needs);
        Map<String, List<JobDefinition>> expanded = new LinkedHashMap<>();
        jobs.forEach((name, job) -> expanded.put(name, ofMatrix(job)));
        List<JobDefinition> all = new ArrayList<>();
        expanded.forEach((name, several) -> {
            List<String> names = needs.getOrDefault(name, Set.of()).stream()
                    .flatMap(needed -> expanded.getOrDefault(needed, List.of()).stream())
                    .map(JobDefinition::name)
                    .toList();
            several.forEach(job -> all.add(job.withNeeds(names)));
            count(name, names, several.size());
        });
        refuseRepeatedNames(all);
        return all;
    }

    private void add(WrittenJob job) {
        if (jobs.put(job.name(), job) != null) {
            throw new BrokenOpsFile(
                    job.mapping().requireText("name").node(),
                    "two jobs of pipeline '%s' are called '%s'".formatted(pipeline, job.name()));
        }
    }

    /** What each written job needs, by name. */
    private Map<String, Set<String>> needs() {
        boolean inSequence = jobs.values().stream().allMatch(job -> job.needs().isEmpty());
        Map<String, Set<String>> needs = new LinkedHashMap<>();
        Set<String> before = Set.of();
        for (WrittenJob job : jobs.values()) {
            needs.put(job.name(), inSequence ? before : checked(job, job.needs().orElse(List.of())));
            before = Set.of(job.name());
        }
        return needs;
    }

    private Set<String> checked(WrittenJob job, List<Located> needs) {
        Set<String> names = new LinkedHashSet<>();
        for (Located need : needs) {
            if (need.value().equals(job.name())) {
                throw new BrokenOpsFile(need.node(), "job '%s' needs itself".formatted(job.name()));
            }
            if (!jobs.containsKey(need.value())) {
                throw new BrokenOpsFile(
                        need.node(),
                        "job '%s' needs %s, which is no job of the pipeline; did you mean '%s'?"
                                .formatted(
                                        job.name(),
                                        Quoted.of(need.value()),
                                        Spelling.nearest(need.value(), jobs.keySet())));
            }
            names.add(need.value());
        }
        return names;
    }

    /** Removes jobs whose needs are removed until none is left; those that remain need each other. */
    private void refuseCycles(Map<String, Set<String>> needs) {
        Map<String, Set<String>> rest = new LinkedHashMap<>(needs);
        Set<String> done = new HashSet<>();
        while (rest.entrySet().removeIf(job -> done.containsAll(job.getValue()) && done.add(job.getKey()))) {
            // the next round finds those that needed these
        }
        rest.keySet().stream().findFirst().map(jobs::get).ifPresent(job -> {
            throw new BrokenOpsFile(
                    job.node(), "job '%s' never starts: its 'needs' lead into a circle".formatted(job.name()));
        });
    }

    private List<JobDefinition> ofMatrix(WrittenJob written) {
        var ofMatrix = new JobOfMatrix(written);
        List<JobDefinition> several =
                written.combinations().stream().map(ofMatrix::with).toList();
        reading.count((several.size() - 1L) * written.length(), written.node());
        return several;
    }

    private void count(String name, List<String> needs, int times) {
        long characters = needs.stream().mapToLong(String::length).sum();
        Optional.ofNullable(jobs.get(name)).ifPresent(job -> reading.count(characters * times, job.node()));
    }

    private void refuseTooMany() {
        int count = 0;
        for (WrittenJob job : jobs.values()) {
            count += job.combinations().size();
            if (count > OpsReading.MOST_ITEMS) {
                throw new BrokenOpsFile(
                        job.node(),
                        "pipeline '%s' has more than %d jobs when its matrices are expanded"
                                .formatted(pipeline, OpsReading.MOST_ITEMS));
            }
        }
    }

    private void refuseRepeatedNames(List<JobDefinition> all) {
        Set<String> names = new HashSet<>();
        for (JobDefinition job : all) {
            if (!names.add(job.name())) {
                throw new BrokenOpsFile(
                        jobs.values().iterator().next().node(),
                        "two jobs of pipeline '%s' are called '%s' when its matrices are expanded"
                                .formatted(pipeline, job.name()));
            }
        }
    }
}
