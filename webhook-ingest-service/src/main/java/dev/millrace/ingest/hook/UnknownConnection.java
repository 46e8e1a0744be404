package dev.millrace.ingest.hook;

import dev.millrace.ingest.forge.Forge;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a delivery to an address without a connection is verified with: secrets that no caller has. So the response takes as long
 * as that to a wrong signature.
 */
public final class UnknownConnection {

    private static final List<HookSecret> SECRETS = List.of(random("whsec_"), random(""));
    private static final List<HookSecret> KEYS = List.of(publicKey());

    private UnknownConnection() {}

    /** A connection that no delivery matches. */
    public static HookConnection of(Forge forge) {
        return new HookConnection("", Optional.empty(), forge, "", forge == Forge.SOURCEHUT ? KEYS : SECRETS);
    }

    private static HookSecret random(String prefix) {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return HookSecret.of(UUID.randomUUID(), prefix + Base64.getEncoder().encodeToString(bytes), "", "");
    }

    private static HookSecret publicKey() {
        try {
            byte[] key = KeyPairGenerator.getInstance("Ed25519")
                    .generateKeyPair()
                    .getPublic()
                    .getEncoded();
            return HookSecret.of(UUID.randomUUID(), Base64.getEncoder().encodeToString(key), "", "");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has Ed25519", e);
        }
    }
}
