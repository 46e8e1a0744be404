package dev.millrace.githttp.move;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;

/** What a change is built on: the objects of the session, and the refs of the upstream if it decides, else our own. */
public final class Staging {

    private final Repository repository;
    private final Optional<Map<String, Ref>> upstream;

    private Staging(Repository repository, Optional<Map<String, Ref>> upstream) {
        this.repository = repository;
        this.upstream = upstream;
    }

    static Staging here(Repository repository) {
        return new Staging(repository, Optional.empty());
    }

    static Staging upstream(Repository repository, Map<String, Ref> refs) {
        return new Staging(repository, Optional.of(Map.copyOf(refs)));
    }

    /** The session's; its inserters stage objects. */
    public Repository repository() {
        return repository;
    }

    /** Where a ref points, given by its full name. */
    public Optional<ObjectId> tip(String ref) throws IOException {
        Optional<Ref> found = upstream.isPresent()
                ? Optional.ofNullable(upstream.get().get(ref))
                : Optional.ofNullable(repository.exactRef(ref));
        return found.map(Ref::getObjectId);
    }

    /** Whether there is no branch yet. */
    public boolean isEmpty() throws IOException {
        return upstream.isPresent()
                ? upstream.get().keySet().stream().noneMatch(name -> name.startsWith(Constants.R_HEADS))
                : repository.getRefDatabase().getRefsByPrefix(Constants.R_HEADS).isEmpty();
    }
}
