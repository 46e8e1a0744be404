package dev.millrace.forge;

import java.util.List;

/** The private keys of an App. GitHub accepts several at once, so that one can be replaced without an interruption. */
@FunctionalInterface
public interface AppKeys {

    /**
     * RSA keys in PEM, PKCS#1 (as GitHub issues them) or PKCS#8, the newest first.
     *
     * @throws ForgeFailure {@code AUTHENTICATION_REFUSED} if they cannot be read
     */
    List<String> read();
}
