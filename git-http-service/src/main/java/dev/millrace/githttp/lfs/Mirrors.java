package dev.millrace.githttp.lfs;

import dev.millrace.git.StoredRepository;

/** What is said about repositories whose truth is at a forge. */
final class Mirrors {

    private Mirrors() {}

    static String upstream(StoredRepository repository) {
        return repository.upstreamAddress().orElse(repository.name());
    }

    static LfsOutcome.Refused refused(StoredRepository repository) {
        return new LfsOutcome.Refused(
                403,
                "%s is a mirror: its objects and locks are kept at its upstream, %s"
                        .formatted(repository.name(), upstream(repository)));
    }
}
