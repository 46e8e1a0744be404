package dev.millrace.pipeline.store;

import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.identity.IssueTokens;
import dev.millrace.pipeline.mask.Masking;
import dev.millrace.pipeline.workflow.JobDefinition;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Decides what a job gets from the stores of its team, and which identity tokens: all that it lists, or it does not run. */
@Singleton
public final class ReadJobValues {

    private static final Logger LOG = Logger.getLogger(ReadJobValues.class);

    /** Bytes of all secrets of a job together: masking takes some hundred times as much memory, and the kernel has limits. */
    static final int MOST_SECRET_BYTES = 64 * 1024;

    /** Bytes of all configs of a job together. */
    static final int MOST_CONFIG_BYTES = 256 * 1024;

    private final ValueBackend secrets;
    private final ValueBackend configs;
    private final BiFunction<BuildRow, JobDefinition, Map<String, String>> issueTokens;

    @Inject
    ReadJobValues(TeamStores stores, IssueTokens issueTokens) {
        this(stores.of(StoreKind.SECRETS), stores.of(StoreKind.CONFIGS), issueTokens::issue);
    }

    ReadJobValues(ValueBackend secrets, ValueBackend configs) {
        this(secrets, configs, (build, job) -> Map.of());
    }

    ReadJobValues(
            ValueBackend secrets,
            ValueBackend configs,
            BiFunction<BuildRow, JobDefinition, Map<String, String>> issueTokens) {
        this.secrets = secrets;
        this.configs = configs;
        this.issueTokens = issueTokens;
    }

    /** The values of now; a secret wins over a config of the same key. */
    public JobValues read(BuildRow build, JobDefinition job) {
        Set<String> ofSecrets = listed(build.pipeline().secrets(), job.secrets());
        Set<String> ofConfigs = listed(build.pipeline().configs(), job.configs());
        if (ofSecrets.isEmpty() && ofConfigs.isEmpty() && job.identities().isEmpty()) {
            return new JobValues.Given(Map.of(), Masking.NONE);
        }
        if (build.origin().untrusted() && !job.identities().isEmpty()) {
            return new JobValues.Refused(
                    "identity tokens are not given to changes from forks, until the change is approved");
        }
        if (build.origin().untrusted()) {
            return new JobValues.Refused(
                    "secrets are not given to changes from forks, nor are configs, until the change is approved: the job lists "
                            + String.join(", ", ofSecrets.isEmpty() ? ofConfigs : ofSecrets));
        }
        for (Set<String> keys : List.of(ofSecrets, ofConfigs)) {
            keys.removeAll(build.pipeline().env().keySet());
            keys.removeAll(job.env().keySet());
        }
        ofConfigs.removeAll(ofSecrets);
        try {
            return read(build.team(), ofSecrets, ofConfigs, () -> issueTokens.apply(build, job));
        } catch (MillraceException e) {
            if (e.kind() != ErrorKind.UPSTREAM) {
                throw e;
            }
            return new JobValues.Unavailable(e.message());
        } catch (RuntimeException e) {
            // the database, or a value that this instance's keyset does not open
            LOG.warnf("the stores of team %s, or the signing keys, cannot be read: %s", build.team(), e.getMessage());
            return new JobValues.Unavailable(
                    "the secrets, configs and identity tokens of team %s cannot be read".formatted(build.team()));
        }
    }

    private JobValues read(
            String team, Set<String> ofSecrets, Set<String> ofConfigs, Supplier<Map<String, String>> tokens) {
        Map<String, String> secretValues = ofSecrets.isEmpty() ? Map.of() : secrets.read(team, ofSecrets);
        Map<String, String> configValues = ofConfigs.isEmpty() ? Map.of() : configs.read(team, ofConfigs);
        return refusal(StoreKind.SECRETS, team, ofSecrets, secretValues, MOST_SECRET_BYTES)
                .or(() -> refusal(StoreKind.CONFIGS, team, ofConfigs, configValues, MOST_CONFIG_BYTES))
                .<JobValues>map(JobValues.Refused::new)
                .orElseGet(() -> given(secretValues, configValues, tokens.get()));
    }

    private static JobValues given(
            Map<String, String> secretValues, Map<String, String> configValues, Map<String, String> tokens) {
        Map<String, String> variables = new HashMap<>(configValues);
        variables.putAll(secretValues);
        List<String> masked = new ArrayList<>(secretValues.values());
        for (String token : tokens.values()) {
            masked.add(token);
            // without its signature, a token that is printed in parts is worth nothing
            masked.add(token.substring(token.lastIndexOf('.') + 1));
        }
        return new JobValues.Given(variables, tokens, Masking.of(masked));
    }

    private static Optional<String> refusal(
            StoreKind kind, String team, Set<String> keys, Map<String, String> values, int mostBytes) {
        List<String> missing =
                keys.stream().filter(key -> !values.containsKey(key)).toList();
        if (!missing.isEmpty()) {
            return Optional.of("%s %s not in the %s store of team '%s'"
                    .formatted(
                            missing.stream().map("'%s'"::formatted).collect(Collectors.joining(", ")),
                            missing.size() == 1 ? "is" : "are",
                            kind.wireName(),
                            team));
        }
        Optional<String> unusable = keys.stream()
                .flatMap(key -> ValueRules.rejectionOfValue(values.getOrDefault(key, ""))
                        .map(reason ->
                                "the %s '%s' of team '%s' cannot be used: %s".formatted(kind.noun(), key, team, reason))
                        .stream())
                .findFirst();
        if (unusable.isPresent()) {
            return unusable;
        }
        long bytes = values.values().stream()
                .mapToLong(value -> value.getBytes(StandardCharsets.UTF_8).length)
                .sum();
        return bytes > mostBytes
                ? Optional.of("the %s of the job have %d bytes together; they may have %d"
                        .formatted(kind.wireName(), bytes, mostBytes))
                : Optional.empty();
    }

    private static Set<String> listed(List<String> ofPipeline, List<String> ofJob) {
        return Stream.concat(ofPipeline.stream(), ofJob.stream()).collect(Collectors.toCollection(TreeSet::new));
    }
}
