package dev.millrace.pipeline.build;

import dev.millrace.pipeline.workflow.Condition;
import dev.millrace.pipeline.workflow.JobDefinition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What happens next with a build, which follows from its jobs alone. Pure: the same rows give the same steps, and rows to which
 * the steps were applied give none. For one build.
 */
final class AdvanceBuild {

    private final BuildRow build;
    private final Map<String, JobDefinition> definitions = new HashMap<>();
    /** The jobs as they are after the steps so far. */
    private final Map<String, JobRow> jobs = new LinkedHashMap<>();

    private final List<BuildStep> steps = new ArrayList<>();

    private AdvanceBuild(BuildRow build, List<JobRow> jobs) {
        this.build = build;
        build.pipeline().jobs().forEach(job -> definitions.put(job.name(), job));
        jobs.forEach(job -> this.jobs.put(job.name(), job));
    }

    /**
     * The steps in the order in which they are to be made; none if it has to wait, or has ended.
     *
     * @param jobs all of the build, in order
     */
    static List<BuildStep> steps(BuildRow build, List<JobRow> jobs) {
        return build.state().isEnd() ? List.of() : new AdvanceBuild(build, jobs).steps();
    }

    private List<BuildStep> steps() {
        boolean changed;
        do {
            // a job that does not run decides about those that need it, which may come before it in the file
            changed = endAny();
        } while (changed);
        jobs.values().stream()
                .filter(job -> job.state() == RunState.QUEUED)
                .filter(job -> job.waitsSince().isEmpty() && haveEnded(needs(job)))
                .forEach(job -> steps.add(new BuildStep.MakeReady(job)));
        if (haveEnded(jobs.keySet())) {
            BuildEnd end = BuildEnd.of(build.cancelledBy(), List.copyOf(jobs.values()));
            steps.add(new BuildStep.EndBuild(end.state(), end.reason()));
        }
        return List.copyOf(steps);
    }

    private boolean endAny() {
        int before = steps.size();
        for (JobRow job : List.copyOf(jobs.values())) {
            if (job.state() == RunState.QUEUED) {
                whyNot(job).ifPresent(reason -> end(job, reason));
            }
        }
        return steps.size() > before;
    }

    private void end(JobRow job, String reason) {
        RunState end = job.startedAt().isEmpty() ? RunState.SKIPPED : RunState.CANCELLED;
        steps.add(new BuildStep.EndJob(job, end, reason));
        jobs.put(job.name(), job.ended(end, reason));
    }

    /** Why a queued job will never run; empty as long as it may. */
    private Optional<String> whyNot(JobRow job) {
        if (build.cancelledBy().isPresent()) {
            return build.cancelledBy().map(Builds::cancelledBy);
        }
        if (job.waitsSince().isPresent()) {
            return Optional.empty();
        }
        JobDefinition definition = definition(job);
        return definition
                .condition()
                .map(condition -> whyNot(definition, condition))
                .orElseGet(() -> notPassed(definition.needs()));
    }

    private Optional<String> whyNot(JobDefinition job, Condition condition) {
        if (!haveEnded(job.needs())) {
            return Optional.empty();
        }
        Optional<String> failed = notPassed(ancestors(job));
        if (condition.holds(build.facts(), job.matrix(), failed.isPresent())) {
            return Optional.empty();
        }
        boolean failureDecides = condition.holds(build.facts(), job.matrix(), false);
        return failed.filter(reason -> failureDecides).or(() -> Optional.of("its condition does not hold"));
    }

    private boolean haveEnded(Collection<String> names) {
        return names.stream().allMatch(name -> load(name).state().isEnd());
    }

    /** The first of these that has ended without passing, and how; empty if there is none yet. */
    private Optional<String> notPassed(Collection<String> names) {
        return names.stream()
                .map(this::load)
                .filter(job -> job.state().isEnd() && job.state() != RunState.PASSED)
                .findFirst()
                .map(job -> "'%s' %s".formatted(job.name(), word(job.state())));
    }

    /** The jobs that it needs, and those that these need. */
    private Set<String> ancestors(JobDefinition job) {
        Set<String> found = new LinkedHashSet<>();
        var open = new ArrayDeque<>(job.needs());
        while (!open.isEmpty()) {
            String name = open.remove();
            if (found.add(name)) {
                open.addAll(needs(load(name)));
            }
        }
        return found;
    }

    private List<String> needs(JobRow job) {
        return definition(job).needs();
    }

    private JobDefinition definition(JobRow job) {
        JobDefinition definition = definitions.get(job.name());
        if (definition == null) {
            throw new IllegalStateException("build %s defines no job '%s'".formatted(build.id(), job.name()));
        }
        return definition;
    }

    private JobRow load(String name) {
        JobRow job = jobs.get(name);
        if (job == null) {
            throw new IllegalStateException("build %s has no job '%s'".formatted(build.id(), name));
        }
        return job;
    }

    private static String word(RunState end) {
        return switch (end) {
            case FAILED -> "failed";
            case TIMED_OUT -> "timed out";
            case CANCELLED -> "was cancelled";
            case ERROR -> "could not be run";
            case SKIPPED -> "did not run";
            case QUEUED, RUNNING, PASSED ->
                throw new IllegalArgumentException("a job that is %s keeps no other from running".formatted(end));
        };
    }
}
