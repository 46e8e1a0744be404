package dev.millrace.gateway.dashboard.content;

import dev.millrace.gateway.dashboard.frame.LocalPath;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Addresses of the pages about one ref of a repository, and of the API for them. The path of a file is in the query, since a path of
 * the gateway that contains {@code .git} belongs to git.
 *
 * @param ref branch, tag or id of a commit; empty text for the default branch
 */
record ContentAddresses(UUID repository, String ref) {

    /** The page of a folder or file; empty text is the root. */
    public String files(String path) {
        return page("files", path);
    }

    /** The page of a file with the commit of each line. */
    public String blame(String path) {
        return page("blame", path);
    }

    /** The page of the commits that changed what is at the path. */
    public String commits(String path) {
        return page("commits", path);
    }

    /** The page of a commit. */
    public String commit(String sha) {
        return "/ui/repositories/%s/commits/%s".formatted(repository, LocalPath.escaped(sha));
    }

    /** The bytes of a file, by the API. */
    public String bytes(String path) {
        return query("/api/repos/%s/file".formatted(repository), List.of(), path);
    }

    /** A call of the API about a path. */
    String api(String call, String path, String... parameters) {
        return query("/api/repos/%s/%s".formatted(repository, call), List.of(parameters), path);
    }

    /** The folders above a path and itself, each with its page. */
    public List<Crumb> crumbs(String path) {
        List<Crumb> crumbs = new ArrayList<>();
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            crumbs.add(crumb(path.substring(0, slash)));
        }
        if (!path.isEmpty()) {
            crumbs.add(crumb(path));
        }
        return crumbs;
    }

    private Crumb crumb(String path) {
        return new Crumb(path.substring(path.lastIndexOf('/') + 1), files(path));
    }

    private String page(String name, String path) {
        return query("/ui/repositories/%s/%s".formatted(repository, name), List.of(), path);
    }

    private String query(String address, List<String> parameters, String path) {
        List<String> all = new ArrayList<>(parameters);
        if (!ref.isEmpty()) {
            all.add("ref=" + LocalPath.escaped(ref));
        }
        if (!path.isEmpty()) {
            all.add("path=" + LocalPath.escaped(path));
        }
        return all.isEmpty() ? address : address + "?" + String.join("&", all);
    }

    /** One folder of a path. */
    record Crumb(String name, String href) {}
}
