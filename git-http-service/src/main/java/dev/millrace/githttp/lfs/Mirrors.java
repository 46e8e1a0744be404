package dev.millrace.githttp.lfs;

import dev.millrace.git.catalog.StoredRepository;

/** Messages about repositories whose authoritative copy is at a forge. */
final class Mirrors {

    private Mirrors() {}

    static String upstream(StoredRepository repository) {
        return repository.upstreamAddress().orElse(repository.name());
    }

    /** A client that gets 404 knows that locks are not offered (git-lfs, docs/api/locking.md), and does not ask again. */
    static LfsOutcome.Refused noLocks(StoredRepository repository) {
        return new LfsOutcome.Refused(
                404,
                "%s is a mirror, which offers no locks: lock files at its upstream, %s"
                        .formatted(repository.name(), upstream(repository)));
    }
}
