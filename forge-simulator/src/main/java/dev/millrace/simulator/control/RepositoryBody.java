package dev.millrace.simulator.control;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.millrace.simulator.hosting.HostedRepository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Ref;

/**
 * A repository as control calls see it.
 *
 * @param headSha commit of the default branch; absent in an empty repository
 * @param refs    all branches and tags with the object each points to
 */
record RepositoryBody(
        long id,
        String fullName,
        @JsonProperty("private") boolean isPrivate,
        boolean archived,
        String defaultBranch,
        Optional<String> headSha,
        String cloneUrl,
        Map<String, String> refs) {

    static RepositoryBody of(HostedRepository repository, String base) {
        Map<String, String> refs = new TreeMap<>();
        try {
            for (Ref ref : repository.git().getRefDatabase().getRefsByPrefix(Constants.R_HEADS, Constants.R_TAGS)) {
                refs.put(ref.getName(), ref.getObjectId().name());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new RepositoryBody(
                repository.id(),
                repository.fullName(),
                repository.isPrivate(),
                repository.isArchived(),
                repository.defaultBranch(),
                Optional.ofNullable(refs.get(Constants.R_HEADS + repository.defaultBranch())),
                base + "/" + repository.fullName() + ".git",
                refs);
    }
}
