package dev.millrace.git.ref;

/**
 * Which refs of a repository a view shows and moves. Namespaces share all objects but no refs; each looks like a whole
 * repository to a client. Stored names follow gitnamespaces.
 */
public enum RefNamespace {

    /** The repository's own refs. Shows nothing of the other namespaces, and cannot move their refs. */
    DEFAULT(""),

    /**
     * Temporary branches, behind {@code <repository>+ephemeral.git}: never sent to an upstream, and not part of the
     * repository for its other readers. HEAD is the repository's own and cannot be moved from here.
     */
    EPHEMERAL("refs/namespaces/ephemeral/");

    /** Prefix of the stored names of all refs outside the default namespace. */
    public static final String RESERVED = "refs/namespaces/";

    /** Prefix of the names under which archived mirrors keep what their upstreams forced away or deleted, for good. */
    public static final String ARCHIVE = "refs/archive/";

    private final String prefix;

    RefNamespace(String prefix) {
        this.prefix = prefix;
    }

    /** Prefix of a stored ref name; empty for the default namespace. */
    public String prefix() {
        return prefix;
    }

    /** The name that a ref is stored under; HEAD has the same name in all namespaces. */
    public String stored(String shown) {
        return shown.startsWith("refs/") ? prefix + shown : shown;
    }

    /** The name that clients see; a name that is not in the namespace is returned unchanged. */
    public String shown(String stored) {
        return stored.startsWith(prefix) ? stored.substring(prefix.length()) : stored;
    }

    /** Whether a ref, by its stored name, is in this namespace. */
    public boolean holds(String stored) {
        return this == DEFAULT ? !stored.startsWith(RESERVED) : stored.startsWith(prefix);
    }
}
