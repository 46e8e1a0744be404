package dev.millrace.webhook.subscription;

/** The result of a request for another secret. */
public sealed interface RotateOutcome {

    /**
     * Every attempt from now on is signed with the new secret.
     *
     * @param secret in clear text, for the only time
     */
    record Rotated(Webhook webhook, String secret) implements RotateOutcome {

        /** Without the secret, so that no log line has it. */
        @Override
        public String toString() {
            return "Rotated[webhook=%s]".formatted(webhook);
        }
    }

    /** The secret is too short, too long, or has other characters than printable ASCII. */
    record SecretRefused(String reason) implements RotateOutcome {}

    /** There is no such webhook within the caller's reach. */
    record Missing() implements RotateOutcome {}
}
