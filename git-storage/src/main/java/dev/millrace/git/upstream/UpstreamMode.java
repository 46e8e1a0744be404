package dev.millrace.git.upstream;

/** How to log in at an upstream. */
public enum UpstreamMode {
    /** with a token of an installation of our App */
    GITHUB_APP,
    /** not at all: anyone may read it, and nothing is pushed there */
    PUBLIC,
    /** with what {@link Upstreams#login} gives, if anything was stored yet */
    CREDENTIALS
}
