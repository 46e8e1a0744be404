package dev.millrace.sync.pass;

import dev.millrace.upstream.UpstreamFailure;

/** Why the refs or objects of an upstream could not be read. Messages are human-readable and contain no secret. */
sealed interface ReadFailure {

    /** Human-readable. */
    String message();

    /** The upstream, or the connection to it. */
    record OfUpstream(UpstreamFailure failure) implements ReadFailure {

        @Override
        public String message() {
            return failure.message();
        }
    }

    /** The upstream's data is broken, or in a form that we cannot accept. */
    record Damaged(String message) implements ReadFailure {}

    /** The upstream's response announces or contains more than this process accepts; a retry fails the same way. */
    record OverLimit(String message) implements ReadFailure {}

    /** A ref moved between the list and the fetch, and its object is no longer sent: read the refs again. */
    record Outdated(String message) implements ReadFailure {}
}
