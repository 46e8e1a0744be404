package dev.millrace.kit.identity;

/**
 * The roles of Quarkus Security, for {@code @RolesAllowed}: the scopes of tokens, and the roles in teams. A caller has a role in
 * a team only as far as its scopes allow: {@link #VIEWER} needs {@link #ORG_READ}, the others {@link #TEAM_WRITE}.
 */
public final class Roles {

    /** See {@link Scope#GIT_READ}. Tokens with {@link #GIT_WRITE} have this role, too. */
    public static final String GIT_READ = "git:read";

    /** See {@link Scope#GIT_WRITE}. */
    public static final String GIT_WRITE = "git:write";

    /** See {@link Scope#REPO_WRITE}. */
    public static final String REPO_WRITE = "repo:write";

    /** See {@link Scope#ORG_READ}. */
    public static final String ORG_READ = "org:read";

    /** See {@link Scope#EVENTS_WRITE}. */
    public static final String EVENTS_WRITE = "events:write";

    /** See {@link Scope#TEAM_WRITE}. */
    public static final String TEAM_WRITE = "team:write";

    /** See {@link Role#VIEWER}. */
    public static final String VIEWER = "viewer";

    /** See {@link Role#MEMBER}. */
    public static final String MEMBER = "member";

    /** See {@link Role#MAINTAINER}. */
    public static final String MAINTAINER = "maintainer";

    /** See {@link Role#OWNER}. */
    public static final String OWNER = "owner";

    /** The platform's administrator, who has no role in a team by that. */
    public static final String ADMINISTRATOR = "administrator";

    /** Everyone with a valid token or session, whatever it allows. */
    public static final String AUTHENTICATED = "**";

    private Roles() {}
}
