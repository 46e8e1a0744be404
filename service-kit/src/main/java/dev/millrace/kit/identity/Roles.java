package dev.millrace.kit.identity;

/** The scopes of tokens as roles of Quarkus Security, for {@code @RolesAllowed}. */
public final class Roles {

    /** See {@link Scope#GIT_READ}. Tokens with {@link #GIT_WRITE} have this role, too. */
    public static final String GIT_READ = "git:read";

    /** See {@link Scope#GIT_WRITE}. */
    public static final String GIT_WRITE = "git:write";

    /** See {@link Scope#REPO_WRITE}. */
    public static final String REPO_WRITE = "repo:write";

    /** See {@link Scope#ORG_READ}. */
    public static final String ORG_READ = "org:read";

    private Roles() {}
}
