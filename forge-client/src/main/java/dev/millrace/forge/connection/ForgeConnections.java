package dev.millrace.forge.connection;

import dev.millrace.forge.ForgeHost;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * The connections that this instance knows. Safe to share between threads. What it returns is a snapshot: ask again for each
 * piece of work.
 */
public final class ForgeConnections {

    private static final String GITHUB_COM = "github.com";

    private final Optional<ForgeConnection> fromSettings;
    private final Map<String, ForgeConnection> published = new ConcurrentHashMap<>();
    private volatile BooleanSupplier allKnown = () -> true;

    /** @param fromSettings used until the gateway has published a connection to a GitHub */
    public ForgeConnections(Optional<ForgeConnection> fromSettings) {
        this.fromSettings = fromSettings;
    }

    /** Whether the settings describe an App, or secrets of webhooks, so that work is possible before anything is published. */
    boolean hasSettings() {
        return fromSettings.filter(settings -> !settings.secrets().isEmpty()).isPresent();
    }

    /**
     * Whether everything that the gateway has published is known. It is not for a moment after a start, and for as long as Kafka
     * is unavailable then: what is not found may exist.
     */
    public boolean areAllKnown() {
        return allKnown.getAsBoolean();
    }

    /** Sets what reports whether all connections are known; without it, they are. */
    void reportAllKnown(BooleanSupplier allKnown) {
        this.allKnown = allKnown;
    }

    /** Adds a connection, or replaces it. */
    public void put(ForgeConnection connection) {
        published.put(connection.id(), connection);
    }

    /** Removes a connection: its forge, App and secrets are not used any more. */
    public void remove(String id) {
        published.remove(id);
    }

    /** Makes these all published connections: for the gateway, which reads them from its own table. */
    public void replaceAll(List<ForgeConnection> connections) {
        connections.forEach(this::put);
        published
                .keySet()
                .retainAll(connections.stream().map(ForgeConnection::id).toList());
    }

    /** All connections, in the order of their ids. */
    public List<ForgeConnection> all() {
        List<ForgeConnection> known = new ArrayList<>(published.values());
        if (known.stream().noneMatch(ForgeConnections::isGitHub)) {
            fromSettings.ifPresent(known::add);
        }
        known.sort(Comparator.comparing(ForgeConnection::id));
        return List.copyOf(known);
    }

    /** The connections to GitHub at this host that have an App. */
    public List<ForgeConnection> apps(String instance) {
        return all().stream()
                .filter(connection -> isGitHub(connection, instance))
                .filter(connection -> connection.app().isPresent())
                .toList();
    }

    /** Where the GitHub of this name is; empty if none is connected. */
    public Optional<ForgeHost> gitHub(String instance) {
        return all().stream()
                .filter(connection -> isGitHub(connection, instance))
                .map(ForgeConnection::host)
                .findFirst();
    }

    /** Where each connected GitHub is. */
    public List<ForgeHost> gitHubs() {
        return all().stream()
                .filter(ForgeConnections::isGitHub)
                .map(ForgeConnection::host)
                .distinct()
                .toList();
    }

    /** The GitHub that is meant where none is named: github.com if it is connected, else the first one that is. */
    public ForgeHost defaultGitHub() {
        List<ForgeHost> hosts = gitHubs();
        return hosts.stream()
                .filter(host -> host.instance().equals(GITHUB_COM))
                .findFirst()
                .or(() -> hosts.stream().findFirst())
                .orElseGet(() -> ForgeHost.gitHub(GITHUB_COM));
    }

    /** Where the GitHub of this name is; one that is not connected is expected at its usual addresses. */
    public ForgeHost gitHubOrUsual(String instance) {
        return gitHub(instance).orElseGet(() -> ForgeHost.gitHub(instance));
    }

    /** Whether the host is known to be another kind of forge than GitHub. */
    public boolean isOtherForge(String instance) {
        List<ForgeConnection> there = all().stream()
                .filter(connection -> connection.host().instance().equalsIgnoreCase(instance))
                .toList();
        return !there.isEmpty() && there.stream().noneMatch(ForgeConnections::isGitHub);
    }

    /** The connections of a team to forges of a kind. */
    public List<ForgeConnection> of(String team, String forge) {
        return all().stream()
                .filter(connection -> connection.forge().equals(forge)
                        && connection.team().filter(team::equals).isPresent())
                .toList();
    }

    private static boolean isGitHub(ForgeConnection connection, String instance) {
        return isGitHub(connection) && connection.host().instance().equalsIgnoreCase(instance);
    }

    private static boolean isGitHub(ForgeConnection connection) {
        return connection.forge().equals(ForgeConnection.GITHUB);
    }
}
