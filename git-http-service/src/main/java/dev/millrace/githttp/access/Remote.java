package dev.millrace.githttp.access;

import dev.millrace.git.ref.RefNamespace;

/** The three addresses of a repository, by the suffix between its name and {@code .git}. */
public enum Remote {

    /** {@code <repository>.git}: the repository's own refs. */
    DEFAULT("", RefNamespace.DEFAULT),

    /** {@code <repository>+ephemeral.git}: a separate namespace over the same objects, never pushed to an upstream. */
    EPHEMERAL("+ephemeral", RefNamespace.EPHEMERAL),

    /** {@code <repository>+import.git}: accepts pushes to the repository's own refs, and cannot be read. */
    IMPORT("+import", RefNamespace.DEFAULT);

    private final String suffix;
    private final RefNamespace namespace;

    Remote(String suffix, RefNamespace namespace) {
        this.suffix = suffix;
        this.namespace = namespace;
    }

    /** The namespace whose refs it advertises and moves. */
    public RefNamespace namespace() {
        return namespace;
    }

    /** Whether it can be cloned and fetched from. */
    public boolean isReadable() {
        return this != IMPORT;
    }

    /** Whether a push moves refs that a mirror has from its upstream. */
    public boolean isUpstreams() {
        return namespace == RefNamespace.DEFAULT;
    }

    /** The remote for a name with its suffix but without {@code .git}. */
    static Remote of(String name) {
        for (Remote remote : values()) {
            if (!remote.suffix.isEmpty() && name.endsWith(remote.suffix)) {
                return remote;
            }
        }
        return DEFAULT;
    }

    /** The repository's name, from a name with the suffix. */
    String without(String name) {
        return name.substring(0, name.length() - suffix.length());
    }
}
