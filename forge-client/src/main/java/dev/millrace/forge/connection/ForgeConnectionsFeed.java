package dev.millrace.forge.connection;

import dev.millrace.events.Event;
import dev.millrace.events.Topic;
import dev.millrace.events.access.ForgeConnectionChanged;
import dev.millrace.events.access.ForgeConnectionChanged.SealedSecret;
import dev.millrace.events.codec.EventCodec;
import dev.millrace.forge.ForgeHost;
import dev.millrace.kit.broker.BrokerConnection;
import dev.millrace.kit.follow.FollowedTopic;
import dev.millrace.kit.identity.record.SignedRecords;
import dev.millrace.kit.secret.SecretBox;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Follows {@code access.connections} into {@link ForgeConnections}. */
@ApplicationScoped
class ForgeConnectionsFeed {

    private static final Logger LOG = Logger.getLogger(ForgeConnectionsFeed.class);

    private final ForgeConnections connections;
    private final SecretBox secretBox;
    private final FollowedTopic topic;
    private final boolean wanted;

    /**
     * Created by the container.
     *
     * @param wanted false in the gateway, which reads its own table
     */
    ForgeConnectionsFeed(
            ForgeConnections connections,
            SecretBox secretBox,
            EventCodec codec,
            SignedRecords signedRecords,
            BrokerConnection broker,
            @ConfigProperty(name = "millrace.connections.follow", defaultValue = "true") boolean wanted) {
        this.connections = connections;
        this.secretBox = secretBox;
        this.topic = new FollowedTopic(Topic.ACCESS_CONNECTIONS, codec, signedRecords, broker, this::learn);
        this.wanted = wanted;
        connections.reportAllKnown(() -> missing().isEmpty());
    }

    void start(@Observes @Priority(3000) StartupEvent event) {
        if (wanted) {
            topic.start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        topic.close();
    }

    /** Why not all connections are known yet, human-readable; empty once they are. */
    Optional<String> missing() {
        return wanted ? topic.missing() : Optional.empty();
    }

    private void learn(Event event) {
        if (!(event instanceof ForgeConnectionChanged changed)) {
            LOG.warnf(
                    "an event of access.connections has no effect here: %s",
                    event.getClass().getSimpleName());
            return;
        }
        if (!changed.active()) {
            connections.remove(changed.connectionId());
            LOG.infof("connectionId=%s removed", changed.connectionId());
            return;
        }
        try {
            connections.put(connection(changed));
            LOG.infof(
                    "connectionId=%s forge=%s instance=%s team=%s secrets=%d",
                    changed.connectionId(),
                    changed.forge(),
                    changed.instance(),
                    changed.team().orElse("-"),
                    changed.secrets().size());
        } catch (IllegalArgumentException e) {
            LOG.warnf("connectionId=%s is left out: %s", changed.connectionId(), e.getMessage());
        }
    }

    private ForgeConnection connection(ForgeConnectionChanged changed) {
        return new ForgeConnection(
                changed.connectionId(),
                changed.forge(),
                new ForgeHost(changed.instance(), URI.create(changed.apiUrl()), URI.create(changed.webUrl())),
                changed.team(),
                changed.app().map(app -> new ForgeConnection.App(app.id(), app.clientId())),
                changed.secrets().stream().map(this::secret).toList());
    }

    private ForgeConnection.Secret secret(SealedSecret sealed) {
        byte[] bytes = Base64.getDecoder().decode(sealed.sealed());
        return new ForgeConnection.Secret(
                sealed.id(),
                sealed.purpose(),
                () -> new String(secretBox.open(bytes, SecretContext.of(sealed.id())), StandardCharsets.UTF_8));
    }
}
