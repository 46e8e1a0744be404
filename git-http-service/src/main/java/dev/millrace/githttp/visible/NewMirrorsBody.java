package dev.millrace.githttp.visible;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request for read-only mirrors: of named repositories, or of all on a page.
 *
 * @param account login at the forge
 * @param host of the GitHub; the usual one by default
 * @param names of repositories, without the owner, 100 at most
 * @param page of the list, from 1
 */
record NewMirrorsBody(
        @Nullable String account,
        @Nullable String host,
        @Nullable List<String> names,
        @Nullable Integer page) {}
