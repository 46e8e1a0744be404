package dev.millrace.git.ref;

/**
 * Which refs of a repository a view shows and moves. Namespaces share all objects and no ref; each looks like a whole
 * repository to a client. Stored names are as gitnamespaces has them.
 */
public enum RefNamespace {

    /** The repository's own refs. Shows nothing of the other namespaces, and cannot move their refs. */
    DEFAULT(""),

    /**
     * Branches for a while, behind {@code <repository>+ephemeral.git}: never given to an upstream, and no part of the
     * repository for its other readers. HEAD is the repository's own and cannot be moved from here.
     */
    EPHEMERAL("refs/namespaces/ephemeral/");

    /** Begins the stored names of all refs outside of the default namespace. */
    public static final String RESERVED = "refs/namespaces/";

    private final String prefix;

    RefNamespace(String prefix) {
        this.prefix = prefix;
    }

    /** What stands before a ref's name where it is stored; empty for the default namespace. */
    public String prefix() {
        return prefix;
    }

    /** The name that a ref is stored under; HEAD has one for all. */
    public String stored(String shown) {
        return shown.startsWith("refs/") ? prefix + shown : shown;
    }

    /** The name that clients see; a name that is not in the namespace stays as it is. */
    public String shown(String stored) {
        return stored.startsWith(prefix) ? stored.substring(prefix.length()) : stored;
    }

    /** Whether a ref, by its stored name, is in this namespace. */
    public boolean holds(String stored) {
        return this == DEFAULT ? !stored.startsWith(RESERVED) : stored.startsWith(prefix);
    }
}
