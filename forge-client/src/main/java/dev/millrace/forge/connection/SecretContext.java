package dev.millrace.forge.connection;

import java.util.UUID;

/** What the secrets of connections are sealed for: one cannot be opened as another. */
public final class SecretContext {

    private SecretContext() {}

    /** The context of a secret, for {@link dev.millrace.kit.secret.SecretBox}. */
    public static String of(UUID secretId) {
        return "forge.secret/" + secretId;
    }
}
