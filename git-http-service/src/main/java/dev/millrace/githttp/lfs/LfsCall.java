package dev.millrace.githttp.lfs;

import dev.millrace.git.StoredRepository;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.Scope;

/**
 * Who asks, about which repository.
 *
 * @param root address of the repository's LFS API as the outside sees it, with a last {@code /}
 * @param authorization the header that the caller was known by; a secret
 */
record LfsCall(Caller caller, StoredRepository repository, String root, String authorization) {

    private static final int LONGEST_ACTOR = 200;

    /** Who owns a lock and sends an object: the token's subject, else its team. */
    String actor() {
        String subject = caller.subject().replaceAll("\\p{Cntrl}", "");
        return subject.isEmpty() ? caller.team() : subject.substring(0, Math.min(LONGEST_ACTOR, subject.length()));
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
