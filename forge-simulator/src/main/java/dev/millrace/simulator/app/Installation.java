package dev.millrace.simulator.app;

import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.account.NodeId;
import dev.millrace.simulator.hosting.HostedRepository;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import org.jspecify.annotations.Nullable;

/** The App on one account: on all its repositories, also future ones, or on some. */
public final class Installation {

    private final long id;
    private final Account account;
    private final boolean onAll;
    private final Set<Long> selected = new CopyOnWriteArraySet<>();
    private final Map<String, String> permissions;
    private final List<String> events;
    private final Instant createdAt;
    private volatile Instant updatedAt;
    private volatile @Nullable Instant suspendedAt;

    Installation(
            long id,
            Account account,
            boolean onAll,
            Map<String, String> permissions,
            List<String> events,
            Instant createdAt) {
        this.id = id;
        this.account = account;
        this.onAll = onAll;
        this.permissions = Map.copyOf(permissions);
        this.events = List.copyOf(events);
        this.createdAt = createdAt;
        this.updatedAt = createdAt;
    }

    public long id() {
        return id;
    }

    public String nodeId() {
        return NodeId.of("I", id);
    }

    public Account account() {
        return account;
    }

    public boolean isOnAll() {
        return onAll;
    }

    public Map<String, String> permissions() {
        return permissions;
    }

    public List<String> events() {
        return events;
    }

    public Instant createdAt() {
        return createdAt;
    }

    public Instant updatedAt() {
        return updatedAt;
    }

    public Optional<Instant> suspendedAt() {
        return Optional.ofNullable(suspendedAt);
    }

    public boolean covers(HostedRepository repository) {
        return repository.owner().id() == account.id() && (onAll || selected.contains(repository.id()));
    }

    public void suspend(Instant now) {
        suspendedAt = now;
        updatedAt = now;
    }

    public void unsuspend(Instant now) {
        suspendedAt = null;
        updatedAt = now;
    }

    public void select(Collection<Long> repositoryIds, Instant now) {
        selected.addAll(repositoryIds);
        updatedAt = now;
    }

    public void unselect(Collection<Long> repositoryIds, Instant now) {
        selected.removeAll(repositoryIds);
        updatedAt = now;
    }
}
