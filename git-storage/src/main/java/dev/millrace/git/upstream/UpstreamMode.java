package dev.millrace.git.upstream;

/** How to authenticate with an upstream. */
public enum UpstreamMode {
    /** with a token of an installation of our App */
    GITHUB_APP,
    /** without authentication: anyone may read it, and nothing is pushed there */
    PUBLIC,
    /** with what {@link Upstreams#credential} returns, if anything was stored yet */
    CREDENTIALS
}
