package dev.millrace.simulator.app;

import java.math.BigInteger;
import java.net.URI;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/**
 * What the App was registered with.
 *
 * @param slug its name in addresses
 * @param publicKey verifies its JWTs
 * @param privateKeyPem PKCS#1, as GitHub provides it; empty if the simulator was given a public key
 * @param clientSecret 40 hex digits
 * @param callbackUrls where people come back to after they have authorized it; any address if empty
 * @param setupUrl where people come back to after they have installed it; empty for nowhere
 */
public record AppRegistration(
        String slug,
        PublicKey publicKey,
        Optional<String> privateKeyPem,
        String clientSecret,
        List<URI> callbackUrls,
        Optional<URI> setupUrl) {

    public AppRegistration {
        callbackUrls = List.copyOf(callbackUrls);
    }

    /** With a new key. */
    public static AppRegistration create(String slug, List<URI> callbackUrls, Optional<URI> setupUrl) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            KeyPair pair = generator.generateKeyPair();
            return new AppRegistration(
                    slug,
                    pair.getPublic(),
                    Optional.of(RsaPem.pkcs1(pair.getPrivate())),
                    newSecret(),
                    callbackUrls,
                    setupUrl);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has RSA", e);
        }
    }

    static AppRegistration withPublicKey(String slug, PublicKey publicKey) {
        return new AppRegistration(slug, publicKey, Optional.empty(), newSecret(), List.of(), Optional.empty());
    }

    /** 40 hex digits. */
    public static String newSecret() {
        return "%040x".formatted(new BigInteger(160, new SecureRandom()));
    }

    @Override
    public String toString() {
        return "AppRegistration[" + slug + "]";
    }
}
