package dev.millrace.ingest.hook;

import dev.millrace.events.EventIds;
import dev.millrace.ingest.IngestConfig;
import dev.millrace.ingest.forge.Forge;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** The connections in {@code millrace.ingest.connections} and {@code millrace.ingest.connection-hosts}. */
@ApplicationScoped
class ConfiguredConnections implements HookConnections {

    private static final Logger LOG = Logger.getLogger(ConfiguredConnections.class);
    private static final String SECRETS = "millrace.ingest.connections.";
    private static final String HOSTS = "millrace.ingest.connection-hosts.";
    private static final Pattern NAME = Pattern.compile("([a-z0-9-]{1,64})[/.]([a-z.-]+)");
    private static final Pattern HOST = Pattern.compile("[a-z0-9.-]{1,253}(:[0-9]{1,5})?");

    private final Map<String, HookConnection> byName;

    /** @throws IllegalArgumentException if a connection is not usable; the message names the setting and the rule */
    ConfiguredConnections(
            IngestConfig config,
            @ConfigProperty(name = "millrace.github.instance", defaultValue = "github.com") String gitHub) {
        Map<String, HookConnection> connections = new HashMap<>();
        config.connections().forEach((name, secrets) -> {
            HookConnection connection = read(
                    gitHub,
                    name,
                    secrets,
                    Optional.ofNullable(config.connectionHosts().get(name)));
            connections.put(connection.id(), connection);
        });
        config.connectionHosts().keySet().stream()
                .filter(name -> !config.connections().containsKey(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException("%s is required by %s".formatted(SECRETS + name, HOSTS + name));
                });
        this.byName = Map.copyOf(connections);
    }

    void onStart(@Observes StartupEvent start) {
        if (!byName.isEmpty()) {
            LOG.infof("connections=%s", byName.keySet().stream().sorted().toList());
        }
    }

    @Override
    public Optional<HookConnection> find(String team, Forge forge) {
        return Optional.ofNullable(byName.get(id(team, forge)));
    }

    private static HookConnection read(String gitHub, String name, List<String> given, Optional<String> givenHost) {
        Matcher parts = NAME.matcher(name);
        if (!parts.matches()) {
            throw new IllegalArgumentException("%s: '%s' is not team/forge".formatted(SECRETS + name, name));
        }
        Forge forge = Forge.ofTeam(parts.group(2))
                .orElseThrow(() -> new IllegalArgumentException(
                        "%s: '%s' is not one of %s".formatted(SECRETS + name, parts.group(2), Forge.ofTeams())));
        String host = givenHost
                .or(forge::defaultHost)
                .map(text -> text.strip().toLowerCase(Locale.ROOT))
                .orElseThrow(() ->
                        new IllegalArgumentException("%s is required by %s".formatted(HOSTS + name, SECRETS + name)));
        if (!HOST.matcher(host).matches()) {
            throw new IllegalArgumentException("%s: '%s' is not host or host:port".formatted(HOSTS + name, host));
        }
        if (host.equalsIgnoreCase(gitHub)) {
            throw new IllegalArgumentException(
                    "%s: %s is the GitHub instance of the App, whose events are for every team"
                            .formatted(HOSTS + name, host));
        }
        String team = parts.group(1);
        return new HookConnection(
                id(team, forge),
                Optional.of(team),
                forge,
                host,
                IntStream.range(0, given.size())
                        .mapToObj(place -> secret(
                                SECRETS + name, forge, place, given.get(place).strip()))
                        .toList());
    }

    /** The id reveals nothing about the secret: it stands for a place in the list. */
    private static HookSecret secret(String key, Forge forge, int place, String secret) {
        Verifiers.of(forge).problem(secret).ifPresent(problem -> {
            throw new IllegalArgumentException("%s: %s".formatted(key, problem));
        });
        return HookSecret.of(EventIds.of("hook secret", key, place), secret);
    }

    private static String id(String team, Forge forge) {
        return team + "/" + forge.word();
    }
}
