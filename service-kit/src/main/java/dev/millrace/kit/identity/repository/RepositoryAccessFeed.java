package dev.millrace.kit.identity.repository;

import dev.millrace.events.Event;
import dev.millrace.events.Topic;
import dev.millrace.events.access.ReadersChanged;
import dev.millrace.events.access.ReadingChosen;
import dev.millrace.events.codec.EventCodec;
import dev.millrace.kit.broker.BrokerConnection;
import dev.millrace.kit.follow.FollowedTopic;
import dev.millrace.kit.identity.record.SignedRecords;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Follows {@code access.repositories} into {@link RepositoryAccess}, in services that show what is in repositories. */
@ApplicationScoped
class RepositoryAccessFeed {

    private static final Logger LOG = Logger.getLogger(RepositoryAccessFeed.class);

    private final RepositoryAccess access;
    private final FollowedTopic topic;
    private final boolean wanted;

    RepositoryAccessFeed(
            RepositoryAccess access,
            EventCodec codec,
            SignedRecords signedRecords,
            BrokerConnection broker,
            @ConfigProperty(name = "millrace.identity.repositories", defaultValue = "false") boolean wanted) {
        this.access = access;
        this.topic = new FollowedTopic(Topic.ACCESS_REPOSITORIES, codec, signedRecords, broker, this::learn);
        this.wanted = wanted;
    }

    void start(@Observes @Priority(3000) StartupEvent event) {
        if (wanted) {
            access.knownUnless(topic::missing);
            topic.start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        topic.close();
    }

    /** Why it cannot be decided yet who reads what, human-readable; empty if it can, or need not be. */
    Optional<String> missing() {
        return wanted ? topic.missing() : Optional.empty();
    }

    private void learn(Event event) {
        switch (event) {
            case ReadingChosen chosen -> access.apply(chosen);
            case ReadersChanged changed -> access.apply(changed);
            default ->
                LOG.warnf(
                        "an event of access.repositories has no effect here: %s",
                        event.getClass().getSimpleName());
        }
    }
}
