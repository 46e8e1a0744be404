package dev.millrace.kit.identity;

import dev.millrace.kit.identity.record.RecordSigner;
import dev.millrace.kit.identity.record.RecordVerifier;
import dev.millrace.kit.identity.record.SignedRecords;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.DefaultBean;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

@ApplicationScoped
class IdentityBeans {

    @Produces
    @Singleton
    @Typed(AccessKeys.class)
    AccessKeys accessKeys() {
        return new AccessKeys();
    }

    @Produces
    @Singleton
    SigningKeys signingKeys() {
        return new SigningKeys();
    }

    @Produces
    @Singleton
    @Typed(AccessTokens.class)
    AccessTokens accessTokens(Clock clock) {
        return new AccessTokens(clock);
    }

    /** The keys from the feed; the gateway, which stores them, reads its own tables instead. */
    @Produces
    @Singleton
    @DefaultBean
    TokenKeys tokenKeys(AccessKeys keys) {
        return keys;
    }

    /** The access tokens from the feed; the gateway, which stores them, reads its own tables instead. */
    @Produces
    @Singleton
    @DefaultBean
    OpaqueTokens opaqueTokens(AccessTokens tokens) {
        return tokens;
    }

    @Produces
    @Singleton
    TokenVerifier tokenVerifier(TokenKeys keys, OpaqueTokens opaqueTokens, Clock clock) {
        return new TokenVerifier(keys, opaqueTokens, clock);
    }

    @Produces
    @Singleton
    CurrentCaller currentCaller(CurrentIdentityAssociation identities) {
        return new CurrentCaller(identities);
    }

    /**
     * What signs records on {@code access.*}.
     *
     * @param keyFile the platform's private key, PKCS#8 PEM of an EC P-256 key; for gateway and pipeline only
     */
    @Produces
    @Singleton
    RecordSigner recordSigner(@ConfigProperty(name = "millrace.platform.private-key-file") Optional<Path> keyFile) {
        return new RecordSigner(keyFile);
    }

    /**
     * What verifies records on {@code access.*}.
     *
     * @param keyFile the public half of the platform's key, PEM; for every service
     */
    @Produces
    @Singleton
    SignedRecords signedRecords(
            @ConfigProperty(name = "millrace.platform.public-key-file") Optional<Path> keyFile,
            MeterRegistry meters,
            Clock clock) {
        return new SignedRecords(RecordVerifier.withKeyIn(keyFile), meters, clock);
    }

    @Produces
    @Singleton
    PlatformTokens platformTokens(
            @ConfigProperty(name = "millrace.platform.private-key-file") Optional<Path> keyFile,
            @ConfigProperty(name = "millrace.service") String service,
            Clock clock) {
        return new PlatformTokens(keyFile, service, clock);
    }
}
