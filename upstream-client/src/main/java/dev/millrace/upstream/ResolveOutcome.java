package dev.millrace.upstream;

/** Outcome of {@link ResolveUpstream}. */
public sealed interface ResolveOutcome {

    /** It may be connected to. */
    record Resolved(UpstreamAccess access) implements ResolveOutcome {}

    /** It may not, or there is nothing to authenticate with. */
    record Rejected(UpstreamFailure failure) implements ResolveOutcome {}

    /** The access, for callers that pass every failure on. */
    default UpstreamAccess orThrow() throws UpstreamException {
        return switch (this) {
            case Resolved(UpstreamAccess access) -> access;
            case Rejected(UpstreamFailure failure) -> throw new UpstreamException(failure);
        };
    }
}
