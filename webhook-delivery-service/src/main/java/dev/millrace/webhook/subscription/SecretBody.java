package dev.millrace.webhook.subscription;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import org.jspecify.annotations.Nullable;

/**
 * A request for another secret.
 *
 * @param secret 16 to 256 printable characters; generated if absent
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record SecretBody(@Nullable String secret) {

    /** Without the secret, so that no log line has it. */
    @Override
    public String toString() {
        return "SecretBody[]";
    }
}
