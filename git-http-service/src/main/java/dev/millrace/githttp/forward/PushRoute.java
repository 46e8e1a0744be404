package dev.millrace.githttp.forward;

/** Where a push to one of our repositories is handled. */
public sealed interface PushRoute {

    /** The repository is not a mirror, or its upstream is read without credentials: the push stays here. */
    record Here() implements PushRoute {}

    /** The upstream has to accept it first. */
    record There(Destination destination) implements PushRoute {}

    /**
     * It cannot be accepted now.
     *
     * @param status HTTP status for the client
     * @param reason for people
     */
    record Closed(int status, String reason) implements PushRoute {}
}
