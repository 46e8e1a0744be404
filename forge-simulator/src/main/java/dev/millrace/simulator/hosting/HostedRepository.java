package dev.millrace.simulator.hosting;

import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.account.NodeId;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;

/**
 * One repository of the forge. What can change on GitHub can change here; the id never does. Code that moves refs or reads
 * several facts that must agree holds {@link #lock()}, and announces what happened before releasing it, so that
 * deliveries are queued in the order of the events.
 */
public final class HostedRepository {

    private final long id;
    private final Account owner;
    private final Repository git;
    private final Instant createdAt;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicInteger lastNumber = new AtomicInteger();
    private final Map<String, String> roles = new ConcurrentHashMap<>();
    private volatile String name;
    private volatile @Nullable String description;
    private volatile boolean isPrivate;
    private volatile boolean archived;
    private volatile String defaultBranch;
    private volatile Instant updatedAt;
    private volatile Instant pushedAt;

    HostedRepository(
            long id, Account owner, String name, boolean isPrivate, String defaultBranch, Repository git, Instant now) {
        this.id = id;
        this.owner = owner;
        this.name = name;
        this.isPrivate = isPrivate;
        this.defaultBranch = defaultBranch;
        this.git = git;
        this.createdAt = now;
        this.updatedAt = now;
        this.pushedAt = now;
    }

    public long id() {
        return id;
    }

    public String nodeId() {
        return NodeId.of("R", id);
    }

    public Account owner() {
        return owner;
    }

    public String name() {
        return name;
    }

    public String fullName() {
        return owner.login() + "/" + name;
    }

    /** The bare repository, open as long as the simulator hosts it; callers do not close it. */
    public Repository git() {
        return git;
    }

    public ReentrantLock lock() {
        return lock;
    }

    /** The next number of an issue or change, from 1. */
    public int nextNumber() {
        return lastNumber.incrementAndGet();
    }

    public Instant createdAt() {
        return createdAt;
    }

    public Instant updatedAt() {
        return updatedAt;
    }

    public Instant pushedAt() {
        return pushedAt;
    }

    public boolean isPrivate() {
        return isPrivate;
    }

    public boolean isArchived() {
        return archived;
    }

    public String defaultBranch() {
        return defaultBranch;
    }

    public Optional<String> description() {
        return Optional.ofNullable(description);
    }

    public void describe(@Nullable String newDescription, Instant now) {
        description = newDescription;
        updatedAt = now;
    }

    public void makePrivate(boolean hidden, Instant now) {
        isPrivate = hidden;
        updatedAt = now;
    }

    public void archive(boolean frozen, Instant now) {
        archived = frozen;
        updatedAt = now;
    }

    public void pushed(Instant now) {
        pushedAt = now;
        updatedAt = now;
    }

    void rename(String newName, Instant now) {
        name = newName;
        updatedAt = now;
    }

    void defaultBranch(String branch, Instant now) {
        defaultBranch = branch;
        updatedAt = now;
    }

    /**
     * Gives a user a role here.
     *
     * @param role {@code admin}, {@code maintain}, {@code write}, {@code triage} or {@code read}
     */
    public void grant(String login, String role) {
        roles.put(login.toLowerCase(Locale.ROOT), role);
    }

    /** Roles that were given to users, by their names in lower case. */
    public Map<String, String> grants() {
        return new TreeMap<>(roles);
    }

    /** The role of a user; owners are admins, everyone reads what is public, and otherwise it is {@code none}. */
    public String roleOf(String login) {
        if (owner.login().equalsIgnoreCase(login)) {
            return "admin";
        }
        return roles.getOrDefault(login.toLowerCase(Locale.ROOT), isPrivate ? "none" : "read");
    }
}
