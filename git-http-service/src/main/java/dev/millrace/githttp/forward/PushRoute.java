package dev.millrace.githttp.forward;

/** Where a push to one of our repositories belongs. */
public sealed interface PushRoute {

    /** The repository is nobody's mirror, or its upstream is read without credentials: the push stays here. */
    record Here() implements PushRoute {}

    /** The upstream has to take it first. */
    record There(Destination destination) implements PushRoute {}

    /**
     * It cannot be taken now.
     *
     * @param status HTTP status for the client
     * @param reason for people
     */
    record Closed(int status, String reason) implements PushRoute {}
}
