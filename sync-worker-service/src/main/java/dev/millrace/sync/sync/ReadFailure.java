package dev.millrace.sync.sync;

import dev.millrace.upstream.UpstreamFailure;

/** Why the refs or objects of an upstream could not be read. Messages are for people and hold no secret. */
sealed interface ReadFailure {

    /** For people. */
    String message();

    /** The upstream, or the connection to it. */
    record OfUpstream(UpstreamFailure failure) implements ReadFailure {

        @Override
        public String message() {
            return failure.message();
        }
    }

    /** What the upstream has is broken, or not of a form that we can take. */
    record Damaged(String message) implements ReadFailure {}

    /** What the upstream sends announces or holds more than this process accepts; a retry meets the same. */
    record OverLimit(String message) implements ReadFailure {}

    /** A ref moved between the list and the fetch, and its object is no longer sent: read the refs again. */
    record Outdated(String message) implements ReadFailure {}
}
