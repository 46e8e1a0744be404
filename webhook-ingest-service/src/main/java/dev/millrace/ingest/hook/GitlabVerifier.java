package dev.millrace.ingest.hook;

import dev.millrace.ingest.hook.Verification.BadProof;
import dev.millrace.ingest.hook.Verification.NoProof;
import dev.millrace.ingest.hook.Verification.Stale;
import dev.millrace.ingest.hook.Verification.Unidentified;
import dev.millrace.ingest.hook.Verification.Verified;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * GitLab. A delivery with a signature (Standard Webhooks) is judged by it alone, even if it also has the token; others carry
 * the secret itself in {@code X-Gitlab-Token}.
 *
 * <p>The id of a delivery is {@code Idempotency-Key}, which retries share. GitLab before 17.4 does not send it: then the id
 * follows from the body and {@code X-Gitlab-Event-UUID}, which is not enough by itself, since the events that one webhook
 * causes through another share it.
 */
final class GitlabVerifier implements DeliveryVerifier {

    private static final String TOKEN = "X-Gitlab-Token";
    private static final String EVENT = "X-Gitlab-Event";
    private static final Pattern EVENT_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_ -]{0,63}");
    private static final Set<String> KEPT = Set.of(
            "x-gitlab-event",
            "x-gitlab-event-uuid",
            "x-gitlab-webhook-uuid",
            "x-gitlab-instance",
            "idempotency-key",
            StandardWebhooks.ID,
            StandardWebhooks.TIMESTAMP,
            "user-agent",
            "content-type");

    @Override
    public Optional<NoProof> missing(HookHeaders headers) {
        boolean present = headers.find(StandardWebhooks.SIGNATURE)
                .or(() -> headers.find(TOKEN))
                .isPresent();
        return present ? Optional.empty() : Optional.of(new NoProof(TOKEN + " and webhook-signature are missing"));
    }

    @Override
    public Optional<String> event(HookHeaders headers) {
        return headers.find(EVENT);
    }

    @Override
    public boolean keeps(String header) {
        return KEPT.contains(header);
    }

    @Override
    public Optional<String> problem(String secret) {
        return secret.isEmpty() ? Optional.of("a secret is not empty") : StandardWebhooks.problem(secret);
    }

    @Override
    public Verification verify(HookConnection connection, HookHeaders headers, SignedBytes body, Instant receivedAt) {
        Optional<NoProof> missing = missing(headers);
        if (missing.isPresent()) {
            return missing.get();
        }
        if (headers.find(StandardWebhooks.SIGNATURE).isEmpty()) {
            return sharing(headers.find(TOKEN).orElse(""), connection.secrets())
                    .<Verification>map(secret -> identified(connection, headers, body, secret))
                    .orElseGet(() -> new BadProof(TOKEN + " is not the secret"));
        }
        Optional<HookSecret> secret = StandardWebhooks.matching(headers, body, connection.secrets());
        if (secret.isEmpty()) {
            return new BadProof("webhook-signature is not made with the secret");
        }
        return StandardWebhooks.isCurrent(headers, receivedAt)
                ? identified(connection, headers, body, secret.get())
                : new Stale(
                        secret.get(),
                        "webhook-timestamp is more than %d minutes from the clock here"
                                .formatted(StandardWebhooks.TOLERANCE.toMinutes()));
    }

    /** The secret that equals the token. Digests are compared, so that time does not even show the length. */
    private static Optional<HookSecret> sharing(String token, List<HookSecret> secrets) {
        byte[] given = sha256(token.getBytes(StandardCharsets.UTF_8));
        return secrets.stream()
                .filter(secret -> !StandardWebhooks.isKey(secret))
                .filter(secret ->
                        MessageDigest.isEqual(given, sha256(secret.key().getEncoded())))
                .findFirst();
    }

    private static Verification identified(
            HookConnection connection, HookHeaders headers, SignedBytes body, HookSecret secret) {
        String event = headers.find(EVENT).orElse("");
        if (!EVENT_NAME.matcher(event).matches()) {
            return new Unidentified(secret, EVENT + " is missing or not the name of an event");
        }
        Optional<String> signedId =
                headers.find(StandardWebhooks.SIGNATURE).flatMap(signature -> headers.find(StandardWebhooks.ID));
        String delivery = signedId.or(() -> headers.find("Idempotency-Key"))
                .map(id -> DeliveryIds.of(connection, id))
                .orElseGet(() -> DeliveryIds.derived(
                        connection, body, headers.find("X-Gitlab-Event-UUID").orElse("")));
        return new Verified(secret, event, "", delivery);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
