package dev.millrace.kit.identity;

import dev.millrace.events.Event;
import dev.millrace.events.Topic;
import dev.millrace.events.access.AccessKeyChanged;
import dev.millrace.events.access.AccessTokenChanged;
import dev.millrace.events.access.SigningKeyChanged;
import dev.millrace.events.codec.EventCodec;
import dev.millrace.kit.broker.BrokerConnection;
import dev.millrace.kit.follow.FollowedTopic;
import dev.millrace.kit.identity.key.PublicKeys;
import dev.millrace.kit.identity.record.SignedRecords;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Follows {@code access.keys} into {@link AccessKeys} and {@link SigningKeys}, and {@code access.tokens} into
 * {@link AccessTokens}. The service is not ready until it has read all records that existed at its start.
 */
@ApplicationScoped
class AccessKeysFeed {

    private static final Logger LOG = Logger.getLogger(AccessKeysFeed.class);

    private final AccessKeys keys;
    private final SigningKeys signingKeys;
    private final AccessTokens tokens;
    private final FollowedTopic keyTopic;
    private final FollowedTopic tokenTopic;
    private final boolean hasPlatformKey;
    private final boolean wanted;

    AccessKeysFeed(
            AccessKeys keys,
            SigningKeys signingKeys,
            AccessTokens tokens,
            EventCodec codec,
            SignedRecords signedRecords,
            BrokerConnection broker,
            @ConfigProperty(name = "millrace.platform.public-key-file") Optional<String> platformKey,
            @ConfigProperty(name = "millrace.identity.enabled", defaultValue = "true") boolean wanted) {
        this.keys = keys;
        this.signingKeys = signingKeys;
        this.tokens = tokens;
        this.keyTopic = new FollowedTopic(Topic.ACCESS_KEYS, codec, signedRecords, broker, this::learn);
        this.tokenTopic = new FollowedTopic(Topic.ACCESS_TOKENS, codec, signedRecords, broker, this::learn);
        this.hasPlatformKey = platformKey.isPresent();
        this.wanted = wanted;
    }

    void start(@Observes @Priority(3000) StartupEvent event) {
        if (wanted && !hasPlatformKey) {
            throw new IllegalStateException(
                    "millrace.platform.public-key-file is not configured: no key of a team could be accepted");
        }
        if (wanted) {
            keyTopic.start();
            tokenTopic.start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        keyTopic.close();
        tokenTopic.close();
    }

    /** Why tokens cannot be verified yet, human-readable; empty if they can, or need not be. */
    Optional<String> missing() {
        return wanted ? keyTopic.missing().or(tokenTopic::missing) : Optional.empty();
    }

    private void learn(Event event) {
        switch (event) {
            case AccessKeyChanged changed -> apply(changed);
            case SigningKeyChanged changed -> apply(changed);
            case AccessTokenChanged changed -> tokens.apply(changed);
            default ->
                LOG.warnf(
                        "an event of access.keys or access.tokens has no effect here: %s",
                        event.getClass().getSimpleName());
        }
    }

    private void apply(SigningKeyChanged changed) {
        if (changed.active()) {
            signingKeys.put(
                    new SigningKeys.SigningKey(changed.keyId(), changed.team(), changed.kind(), changed.publicKey()));
        } else {
            signingKeys.remove(changed.keyId());
        }
    }

    private void apply(AccessKeyChanged changed) {
        if (!changed.active()) {
            keys.remove(changed.keyId());
            return;
        }
        try {
            keys.put(changed.keyId(), changed.team(), PublicKeys.read(changed.publicKeyPem()));
        } catch (IllegalArgumentException e) {
            LOG.warnf("keyId=%s is left out: %s", changed.keyId(), e.getMessage());
        }
    }
}
