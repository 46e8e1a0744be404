package dev.millrace.sync.search;

import dev.millrace.git.GitStorage;
import dev.millrace.git.search.SearchIndex;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The library's index as a bean. */
@ApplicationScoped
class IndexBeans {

    @Produces
    @Singleton
    SearchIndex searchIndex(GitStorage storage) {
        return storage.searchIndex();
    }
}
