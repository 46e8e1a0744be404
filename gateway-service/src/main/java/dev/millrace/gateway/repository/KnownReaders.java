package dev.millrace.gateway.repository;

import dev.millrace.events.forge.InstalledRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is stored of one installation's repositories. Each call is a transaction. */
interface KnownReaders {

    /** The forge lists these. */
    void listed(List<InstalledRepository> repositories, Instant at);

    /** The list is complete: what it did not contain is not covered any more. */
    void onlyListed();

    /** Takes the next one whose readers are to be read. */
    Optional<DueRepository> takeDue();

    /** Stores who may read it, and lets all services know. */
    void read(DueRepository repository, Set<String> accounts, Instant at);

    /** The forge did not state who may read it; what is stored stays, until it is too old. */
    void failed(DueRepository repository, String problem, boolean again);
}
