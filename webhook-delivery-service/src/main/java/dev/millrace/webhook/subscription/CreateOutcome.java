package dev.millrace.webhook.subscription;

/** What became of a wish for a webhook. */
public sealed interface CreateOutcome {

    /**
     * It was made.
     *
     * @param secret in clear text, for the only time
     */
    record Created(Webhook webhook, String secret) implements CreateOutcome {

        /** Without the secret, so that no log line has it. */
        @Override
        public String toString() {
            return "Created[webhook=%s]".formatted(webhook);
        }
    }

    /** We do not connect to its address. */
    record AddressRefused(String reason) implements CreateOutcome {}

    /** The secret is too short, too long, or has other characters than printable ASCII. */
    record SecretRefused(String reason) implements CreateOutcome {}

    /** There is one with the same address for the same repository. */
    record Exists() implements CreateOutcome {}

    /**
     * The team has as many as it may have.
     *
     * @param limit how many that is
     */
    record TooMany(int limit) implements CreateOutcome {}
}
