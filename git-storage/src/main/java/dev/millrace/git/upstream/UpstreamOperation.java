package dev.millrace.git.upstream;

/** What an upstream is for. */
public enum UpstreamOperation {
    /** it is followed until the team detaches it */
    SYNC,
    /** it is read once; the first success detaches it */
    IMPORT
}
