package dev.millrace.kit.identity;

import java.util.Arrays;
import java.util.Optional;

/** What a token allows. */
public enum Scope {
    /** clone, fetch, read API */
    GIT_READ("git:read"),
    /** push, write API; includes reading */
    GIT_WRITE("git:write"),
    /** create and delete repositories */
    REPO_WRITE("repo:write"),
    /** list and read what belongs to the whole team */
    ORG_READ("org:read");

    private final String wireName;

    Scope(String wireName) {
        this.wireName = wireName;
    }

    /** Name in a token's {@code scopes}. */
    public String wireName() {
        return wireName;
    }

    static Optional<Scope> find(String wireName) {
        return Arrays.stream(values())
                .filter(scope -> scope.wireName.equals(wireName))
                .findFirst();
    }
}
