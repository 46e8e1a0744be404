package dev.millrace.webhook.subscription;

/** The result of a request for a webhook. */
public sealed interface CreateOutcome {

    /**
     * It was created.
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

    /** There is one with the same address and format for the same repository. */
    record Exists() implements CreateOutcome {}

    /** The repository was deleted after the request had resolved it. */
    record RepositoryMissing(String name) implements CreateOutcome {}

    /**
     * The team has reached its limit.
     *
     * @param limit how many it may have
     */
    record TooMany(int limit) implements CreateOutcome {}
}
