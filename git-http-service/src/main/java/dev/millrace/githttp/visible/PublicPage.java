package dev.millrace.githttp.visible;

import java.util.List;

/** A page of them, as {@link dev.millrace.forge.PublicRepositories.Page}. */
record PublicPage(List<PublicRepository> repositories, boolean hasMore) {

    PublicPage {
        repositories = List.copyOf(repositories);
    }
}
