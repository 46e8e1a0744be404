package dev.millrace.webhook.subscription;

import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.secret.SecretBox;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * Secrets that deliveries are signed with, stored sealed, each bound to its webhook. Created at start, so that a missing keyset
 * ends it.
 */
@Startup
@Singleton
public class WebhookSecrets {

    private static final int SHORTEST = 16;
    private static final int LONGEST = 256;

    private final SecretBox box;
    private final WebhookStore webhooks;
    private final SecureRandom random = new SecureRandom();

    WebhookSecrets(SecretBox box, WebhookStore webhooks) {
        this.box = box;
        this.webhooks = webhooks;
    }

    /** 256 random bits as 43 letters, digits, {@code -} and {@code _}. */
    String generate() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Why a secret of the caller's choice is refused; empty if it is accepted. */
    static Optional<String> rejection(String secret) {
        if (secret.length() < SHORTEST || secret.length() > LONGEST) {
            return Optional.of("a secret has %d to %d characters".formatted(SHORTEST, LONGEST));
        }
        return secret.chars().allMatch(c -> c > ' ' && c < 0x7f)
                ? Optional.empty()
                : Optional.of("a secret has printable ASCII characters without spaces only");
    }

    byte[] seal(UUID webhookId, String secret) {
        return box.seal(secret.getBytes(StandardCharsets.UTF_8), context(webhookId));
    }

    /** The bytes to sign with; empty if the webhook does not exist. */
    public Optional<byte[]> open(Transaction tx, UUID webhookId) {
        return webhooks.sealedSecret(tx, webhookId).map(kept -> box.open(kept, context(webhookId)));
    }

    private static String context(UUID webhookId) {
        return "webhook.subscription/" + webhookId;
    }
}
