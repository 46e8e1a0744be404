package dev.millrace.simulator.app;

import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.account.Ids;
import dev.millrace.simulator.hosting.HostedRepository;
import dev.millrace.simulator.hosting.Hosting;
import dev.millrace.simulator.rest.GitHubFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** The installations of the App; at most one per account. */
@ApplicationScoped
public class Installations {

    private final Ids ids;
    private final Clock clock;
    private final Hosting hosting;
    private final Map<Long, Installation> byId = new ConcurrentSkipListMap<>();

    Installations(Ids ids, Clock clock, Hosting hosting) {
        this.ids = ids;
        this.clock = clock;
        this.hosting = hosting;
    }

    /**
     * Installs the App.
     *
     * @throws GitHubFailure 422 if the account has it already
     */
    public synchronized Installation add(
            Account account, boolean onAll, Map<String, String> permissions, List<String> events) {
        if (byId.values().stream().anyMatch(other -> other.account().id() == account.id())) {
            throw GitHubFailure.of(422, "the app is already installed on %s".formatted(account.login()));
        }
        Installation installation = new Installation(ids.next(), account, onAll, permissions, events, clock.instant());
        byId.put(installation.id(), installation);
        return installation;
    }

    public Optional<Installation> find(long id) {
        return Optional.ofNullable(byId.get(id));
    }

    /**
     * The installation of this id.
     *
     * @throws GitHubFailure 404 if there is none
     */
    public Installation load(long id) {
        return find(id).orElseThrow(GitHubFailure::notFound);
    }

    /** The installation that sees this repository, suspended or not. */
    public Optional<Installation> covering(HostedRepository repository) {
        return byId.values().stream()
                .filter(installation -> installation.covers(repository))
                .findFirst();
    }

    public List<HostedRepository> repositories(Installation installation) {
        return hosting.of(installation.account()).stream()
                .filter(installation::covers)
                .toList();
    }

    public List<Installation> list() {
        return List.copyOf(byId.values());
    }

    public void remove(Installation installation) {
        byId.remove(installation.id());
    }

    public void clear() {
        byId.clear();
    }
}
