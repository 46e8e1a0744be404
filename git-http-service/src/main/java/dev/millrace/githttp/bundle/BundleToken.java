package dev.millrace.githttp.bundle;

import dev.millrace.kit.secret.SecretBox;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * What the address of a bundle proves: that the client that received it was authorized to read the repository.
 *
 * @param repository id
 * @param fingerprint of the bundle's bytes
 * @param expiresAt when the address expires
 */
record BundleToken(UUID repository, String fingerprint, Instant expiresAt) {

    private static final String CONTEXT = "git.bundle";
    private static final int LONGEST = 1_000;

    /** As it appears in the address: letters, digits, {@code -} and {@code _}. */
    String sealed(SecretBox box) {
        String text = "%s %s %d".formatted(repository, fingerprint, expiresAt.getEpochSecond());
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(box.seal(text.getBytes(StandardCharsets.UTF_8), CONTEXT));
    }

    /** Empty if it is not one of our tokens. */
    static Optional<BundleToken> open(SecretBox box, String sealed) {
        if (sealed.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            byte[] text = box.open(Base64.getUrlDecoder().decode(sealed), CONTEXT);
            String[] parts = new String(text, StandardCharsets.UTF_8).split(" ", -1);
            return Optional.of(new BundleToken(
                    UUID.fromString(parts[0]), parts[1], Instant.ofEpochSecond(Long.parseLong(parts[2]))));
        } catch (IllegalArgumentException | IllegalStateException | DateTimeException notOurs) {
            return Optional.empty();
        }
    }
}
