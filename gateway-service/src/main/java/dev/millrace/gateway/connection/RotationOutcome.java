package dev.millrace.gateway.connection;

/** The result of a request to rotate the webhook secret of a connection. */
sealed interface RotationOutcome {

    /** The new secret is active; the forge is about to be given it. */
    record Begun(Rotation rotation) implements RotationOutcome {}

    /** There is no such connection. */
    record Missing() implements RotationOutcome {}

    /** It has no App, so that the secret can only be changed at the forge. */
    record NoApp() implements RotationOutcome {}

    /** The settings state its secrets. */
    record StatedBySettings() implements RotationOutcome {}

    /** The connection has as many webhook secrets as it may. */
    record TooMany(int most) implements RotationOutcome {}
}
