package dev.millrace.githttp.search;

import dev.millrace.git.GitStorage;
import dev.millrace.git.search.SearchIndex;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** Discards the index of a team, so that it is made anew. */
@ApplicationScoped
class RebuildIndex {

    private static final Logger LOG = Logger.getLogger(RebuildIndex.class);

    private final SearchIndex index;

    RebuildIndex(GitStorage storage) {
        this.index = storage.searchIndex();
    }

    RebuiltBody of(String team) {
        int repositories = index.rebuild(team);
        LOG.infof("index of searches discarded team=%s repositories=%d", team, repositories);
        return new RebuiltBody(repositories);
    }

    /** @param repositories that are indexed anew, 0 or more */
    record RebuiltBody(int repositories) {}
}
