package dev.millrace.githttp.lfs;

import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.githttp.access.Remote;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.Scope;

/**
 * The caller, and the requested repository.
 *
 * @param root external address of the repository's LFS API, with a trailing {@code /}
 * @param remote which of the repository's addresses the request uses
 */
record LfsCall(Caller caller, StoredRepository repository, String root, Remote remote) {

    private static final int LONGEST_ACTOR = 200;

    /** The owner of a lock and sender of an object: the token's subject, else its team. */
    String actor() {
        String subject = caller.subject().replaceAll("\\p{Cntrl}", "");
        return subject.isEmpty() ? caller.team() : subject.substring(0, Math.min(LONGEST_ACTOR, subject.length()));
    }

    /** Whether the token contains a subject that can own a lock. */
    boolean hasSubject() {
        return !caller.subject().replaceAll("\\p{Cntrl}", "").isEmpty();
    }

    /** Whether an upstream must accept uploads first; this is not so for refs that stay here. */
    boolean isForwarded() {
        return repository.isMirror() && remote.isUpstreams();
    }

    /** The address of the mirror's upstream, for messages. */
    String upstream() {
        return repository.upstreamAddress().orElse(repository.name());
    }

    boolean mayWrite() {
        return caller.has(Scope.GIT_WRITE);
    }

    @Override
    public String toString() {
        return "team=%s repository=%s repositoryId=%s subject=%s"
                .formatted(caller.team(), repository.name(), repository.id(), actor());
    }
}
