package dev.millrace.gateway.dashboard.repository;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.gateway.dashboard.frame.JsonFields;
import dev.millrace.gateway.dashboard.frame.LocalPath;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A branch with the pages about it.
 *
 * @param name short name
 * @param sha of its newest commit
 * @param base branch that it is compared with
 */
record Branch(UUID repository, String name, String sha, String base) {

    private static final int SHOWN_OF_ID = 10;

    /** @param branches field {@code branches} of {@code GET /api/repos/{repo}/branches} */
    static List<Branch> all(UUID repository, String base, JsonNode branches) {
        List<Branch> all = new ArrayList<>();
        branches.forEach(each -> all.add(
                new Branch(repository, JsonFields.text(each, "name"), JsonFields.text(each, "head_sha"), base)));
        return all;
    }

    /** The begin of the commit's id. */
    public String shortSha() {
        return sha.substring(0, Math.min(SHOWN_OF_ID, sha.length()));
    }

    /** The page of its files. */
    public String files() {
        return "/ui/repositories/%s/files?ref=%s".formatted(repository, LocalPath.escaped(name));
    }

    /** The page of its newest commit. */
    public String commit() {
        return "/ui/repositories/%s/commits/%s".formatted(repository, LocalPath.escaped(sha));
    }

    /** The page of what it changes. */
    public String compare() {
        return "/ui/repositories/%s/compare?base=%s&head=%s"
                .formatted(repository, LocalPath.escaped(base), LocalPath.escaped(name));
    }
}
