package dev.millrace.gateway.repository;

import dev.millrace.events.forge.InstalledRepository;
import dev.millrace.forge.ForgeFailure;
import dev.millrace.forge.ForgeInstallation;
import dev.millrace.forge.InstallationRepositories;
import dev.millrace.forge.RepositoryReaders;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * One check of an installation: lists its repositories, so that names are current, and reads who may read those that are due. What
 * cannot be read of one repository does not stop the others, except what would fail for them, too.
 */
final class ReadersPass {

    /** A list of a hundred thousand repositories; a longer one is no list. */
    private static final int MOST_PAGES = 1_000;

    /** Of accounts that may read one repository, 100 on a page. */
    private static final int MOST_READER_PAGES = 200;

    private final ForgeInstallation installation;
    private final InstallationRepositories repositories;
    private final RepositoryReaders readers;
    private final KnownReaders known;
    private final Clock clock;
    private final BooleanSupplier stopping;

    /** @param stopping whether the pass must end without changing anything more */
    ReadersPass(
            ForgeInstallation installation,
            InstallationRepositories repositories,
            RepositoryReaders readers,
            KnownReaders known,
            Clock clock,
            BooleanSupplier stopping) {
        this.installation = installation;
        this.repositories = repositories;
        this.readers = readers;
        this.known = known;
        this.clock = clock;
        this.stopping = stopping;
    }

    ReadersOutcome run() {
        try {
            return list() ? readAllDue() : new ReadersOutcome.Stopped();
        } catch (ForgeFailure failure) {
            return ended(failure);
        }
    }

    /** Returns false if the pass has to end before all of the list was read. */
    private boolean list() {
        Set<String> numbers = new HashSet<>();
        Optional<String> next = Optional.empty();
        long total;
        int pages = 0;
        do {
            if (stopping.getAsBoolean()) {
                return false;
            }
            Instant at = clock.instant();
            InstallationRepositories.Page page = repositories.list(installation, next);
            known.listed(page.repositories(), at);
            page.repositories().stream().map(InstalledRepository::id).forEach(numbers::add);
            next = page.next();
            total = page.total();
            pages++;
        } while (next.isPresent() && pages < MOST_PAGES);
        if (next.isEmpty() && numbers.size() == total) {
            // otherwise something changed between two pages, and the next check decides what is missing
            known.onlyListed();
        }
        return true;
    }

    private ReadersOutcome readAllDue() {
        int failed = 0;
        while (!stopping.getAsBoolean()) {
            Optional<DueRepository> due = known.takeDue();
            if (due.isEmpty()) {
                return new ReadersOutcome.Complete(failed);
            }
            try {
                read(due.get());
            } catch (ForgeFailure failure) {
                boolean isOfAll = isOfAll(failure);
                known.failed(due.get(), String.valueOf(failure.getMessage()), isOfAll);
                if (isOfAll) {
                    return ended(failure);
                }
                failed++;
            }
        }
        return new ReadersOutcome.Stopped();
    }

    private void read(DueRepository repository) {
        Instant at = clock.instant();
        Set<String> accounts = new HashSet<>();
        Optional<String> next = Optional.empty();
        int pages = 0;
        do {
            RepositoryReaders.Page page = readers.readers(installation, repository.fullName(), next);
            accounts.addAll(page.accounts());
            next = page.next();
            pages++;
        } while (next.isPresent() && pages < MOST_READER_PAGES);
        if (next.isEmpty()) {
            known.read(repository, accounts, at);
        } else {
            known.failed(repository, "more accounts than %d may read it".formatted(MOST_READER_PAGES * 100), false);
        }
    }

    private static boolean isOfAll(ForgeFailure failure) {
        return switch (failure.kind()) {
            case RATE_LIMITED, UNAVAILABLE, AMBIGUOUS, AUTHENTICATION_REFUSED -> true;
            case FORBIDDEN, NOT_FOUND, INVALID, UNEXPECTED -> false;
        };
    }

    private static ReadersOutcome ended(ForgeFailure failure) {
        return failure.retryAt()
                .<ReadersOutcome>map(ReadersOutcome.RateLimited::new)
                .orElseGet(() -> new ReadersOutcome.Failed(String.valueOf(failure.getMessage())));
    }
}
