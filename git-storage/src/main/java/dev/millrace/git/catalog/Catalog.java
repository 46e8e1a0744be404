package dev.millrace.git.catalog;

import dev.millrace.kit.database.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Which repositories exist. The overloads with a {@link Transaction} take part in it, the others open their own. Deleted
 * repositories are not found, and their name is free again.
 */
public interface Catalog {

    /** Adds a repository without objects or refs, HEAD pointing to its default branch. */
    CreateOutcome create(Transaction tx, NewRepository repository);

    /** As {@link #create(Transaction, NewRepository)}. */
    CreateOutcome create(NewRepository repository);

    /**
     * As {@link #create(Transaction, NewRepository)}, but the repository is found by its id only, until the first commit to
     * it: its first refs and the repository itself appear together. Without a commit, its name is free again after an hour.
     */
    CreateOutcome createHidden(NewRepository repository);

    /** By name, which may come unchecked from outside: an invalid name is not found. */
    Optional<StoredRepository> find(String team, String name);

    Optional<StoredRepository> find(UUID id);

    /**
     * The mirror of an upstream, {@code instance:id}, that the team's installation created. This excludes repositories that
     * a team made to follow the same upstream.
     */
    Optional<StoredRepository> findMirror(Transaction tx, String team, String upstreamKey);

    /** As {@link #findMirror(Transaction, String, String)}. */
    Optional<StoredRepository> findMirror(String team, String upstreamKey);

    RenameOutcome rename(Transaction tx, UUID id, RepositoryName name);

    /** As {@link #rename(Transaction, UUID, RepositoryName)}. */
    RenameOutcome rename(UUID id, RepositoryName name);

    /** Whether a caller chose the default branch; otherwise the first push does. */
    boolean isDefaultBranchChosen(UUID id);

    /**
     * From now on the default branch is the one that HEAD points to, whatever the first push contains. HEAD is not moved.
     */
    void chooseDefaultBranch(Transaction tx, UUID id);

    /**
     * Hides the repository and announces its deletion on {@code git.updates}; its rows and packs stay until maintenance
     * removes them.
     *
     * @return whether there was one
     */
    boolean delete(Transaction tx, UUID id);

    /** As {@link #delete(Transaction, UUID)}. */
    boolean delete(UUID id);

    /**
     * One page of a team's repositories in byte order of their names.
     *
     * @param after the last name of the previous page; empty for the first page
     * @param limit most rows to return, 1 to 1,000
     */
    List<StoredRepository> list(String team, Optional<String> after, int limit);

    /**
     * One page of the repositories of all teams, those included that are not visible yet, in the order of their ids.
     *
     * @param after the last id of the previous page; empty for the first page
     * @param limit most rows to return, 1 to 1,000
     */
    List<StoredRepository> all(Optional<UUID> after, int limit);

    /**
     * One page of a team's repositories, newest first.
     *
     * @param after where the previous page ended; empty for the first page
     * @param limit most rows to return, 1 to 1,000
     * @param text part of the name, case-insensitive; empty for all
     */
    List<StoredRepository> newest(String team, Optional<CatalogPosition> after, int limit, String text);

    /** Whether a repository of that name was deleted: callers that assign names should not reuse it. */
    boolean wasDeleted(Transaction tx, String team, String name);

    /** As {@link #wasDeleted(Transaction, String, String)}. */
    boolean wasDeleted(String team, String name);
}
