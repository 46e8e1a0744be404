package dev.millrace.pipeline.workflow;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A job of a pipeline. A job with a {@code matrix} in the file is several of these, one for each combination of its values.
 *
 * @param name unique in the pipeline, 1 to 100 characters, no {@code /}; of a matrix {@code test (17, debian)}
 * @param description human-readable; empty when the file gives none
 * @param steps shell lines; together they are one bash script
 * @param env values from the job's own {@code env.static}, and those of its matrix, which win; they win over the pipeline's
 * @param needs names of the jobs that must end before this one starts, in the order of the file, without cycles. The reader
 *     has resolved them: in a pipeline without any {@code needs}, a job needs the one written before it; as soon as one job
 *     has {@code needs}, even an empty one, jobs without it need none. A name of a matrix stands for all of its jobs
 * @param timeout how long one attempt may run, 1 second to 24 hours; empty for the platform's limit
 * @param retries how often it is repeated after an infrastructure failure, 0 to 5
 * @param retryOn what else it is repeated after
 * @param condition {@code if}: without one, it runs if all of its needs passed
 * @param image container image, with the values of the matrix; empty for the executor's default
 * @param workingDirectory where the steps start, relative to the checkout and not above it; empty for the checkout
 * @param packages names of Debian packages to install before the steps, with an optional {@code =version}
 * @param secrets keys whose values come from the team's secrets store, besides the pipeline's
 * @param configs keys whose values come from the team's configs store, besides the pipeline's
 * @param matrix its combination of values, by variable; {@code env} contains them, too
 * @param artifacts files that are kept when it ends
 * @param caches folders that a later run of the job may find again
 * @param identities tokens by which it proves to others what it is
 */
public record JobDefinition(
        String name,
        String description,
        List<String> steps,
        Map<String, String> env,
        List<String> needs,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<Duration> timeout,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) int retries,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<RetryCause> retryOn,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<Condition> condition,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<String> image,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<String> workingDirectory,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> packages,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> secrets,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> configs,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> matrix,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ArtifactDefinition> artifacts,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<CacheDefinition> caches,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<IdentityDefinition> identities) {

    /** What a job is repeated after besides infrastructure failures. */
    public enum RetryCause {
        /** a step failed */
        FAILURE,
        /** it ran longer than its timeout */
        TIMEOUT
    }

    /** Definitions that were stored by an earlier version lack the later components. */
    public JobDefinition {
        steps = List.copyOf(steps);
        env = Map.copyOf(env);
        needs = Stored.list(needs);
        timeout = Stored.optional(timeout);
        retryOn = Stored.list(retryOn);
        condition = Stored.optional(condition);
        image = Stored.optional(image);
        workingDirectory = Stored.optional(workingDirectory);
        packages = Stored.list(packages);
        secrets = Stored.list(secrets);
        configs = Stored.list(configs);
        matrix = Stored.map(matrix);
        artifacts = Stored.list(artifacts);
        caches = Stored.list(caches);
        identities = Stored.list(identities);
    }

    /** A job that needs no other and uses no extension. */
    public JobDefinition(String name, String description, List<String> steps, Map<String, String> env) {
        this(
                name,
                description,
                steps,
                env,
                List.of(),
                Optional.empty(),
                0,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                Map.of(),
                List.of(),
                List.of(),
                List.of());
    }

    /** The same job with more variables, which win over {@code env}, but not over those of its matrix. */
    JobDefinition withVariables(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(env);
        all.putAll(variables);
        all.putAll(matrix);
        return new JobDefinition(
                name,
                description,
                steps,
                all,
                needs,
                timeout,
                retries,
                retryOn,
                condition,
                image,
                workingDirectory,
                packages,
                secrets,
                configs,
                matrix,
                artifacts,
                caches,
                identities);
    }

    /** The same job with other needs. */
    public JobDefinition withNeeds(List<String> needs) {
        return new JobDefinition(
                name,
                description,
                steps,
                env,
                needs,
                timeout,
                retries,
                retryOn,
                condition,
                image,
                workingDirectory,
                packages,
                secrets,
                configs,
                matrix,
                artifacts,
                caches,
                identities);
    }

    /** The same job with another timeout. */
    public JobDefinition withTimeout(Optional<Duration> timeout) {
        return new JobDefinition(
                name,
                description,
                steps,
                env,
                needs,
                timeout,
                retries,
                retryOn,
                condition,
                image,
                workingDirectory,
                packages,
                secrets,
                configs,
                matrix,
                artifacts,
                caches,
                identities);
    }
}
