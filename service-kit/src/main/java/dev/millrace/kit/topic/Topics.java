package dev.millrace.kit.topic;

import dev.millrace.events.Topic;
import dev.millrace.kit.broker.BrokerConnection;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Creates missing topics when a service starts, whichever service is first. An existing topic is left as it is. An
 * unreachable broker delays the start for a few seconds only; then creation is retried in the background.
 */
@ApplicationScoped
class Topics {

    private static final Logger LOG = Logger.getLogger(Topics.class);
    private static final Duration TIMEOUT_AT_START = Duration.ofSeconds(5);
    private static final Duration DEAD_LETTERS_KEPT = Duration.ofDays(30);
    private static final int DEAD_LETTER_PARTITIONS = 12;

    private final BrokerConnection broker;
    private final String deadLetters;
    private final boolean wanted;

    /**
     * Remembers what to create.
     *
     * @param wanted whether the service creates the platform's topics at its start
     */
    Topics(
            BrokerConnection broker,
            @ConfigProperty(name = "millrace.service") String service,
            @ConfigProperty(name = "millrace.kafka.create-topics", defaultValue = "true") boolean wanted) {
        this.broker = broker;
        this.deadLetters = "millrace." + service + ".dlq";
        this.wanted = wanted;
    }

    // before consumers subscribe, which would otherwise keep polling for missing topics
    void start(@Observes @Priority(1) StartupEvent event) {
        if (wanted && !made(TIMEOUT_AT_START)) {
            Thread.ofVirtual().name("topics").start(this::keepTrying);
        }
    }

    private void keepTrying() {
        while (!made(Duration.ofSeconds(30))) {
            LOG.warnf("topics not made yet: no broker at %s", broker);
        }
    }

    private boolean made(Duration timeout) {
        int millis = Math.toIntExact(timeout.toMillis());
        Map<String, Object> config = broker.with(Map.of(
                "request.timeout.ms", millis,
                "default.api.timeout.ms", millis));
        try (Admin admin = Admin.create(config)) {
            var existing = admin.listTopics().names().get(millis, TimeUnit.MILLISECONDS);
            List<NewTopic> missing = all().stream()
                    .filter(topic -> !existing.contains(topic.name()))
                    .toList();
            for (var making : admin.createTopics(missing).values().entrySet()) {
                try {
                    making.getValue().get(millis, TimeUnit.MILLISECONDS);
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof TopicExistsException)) {
                        throw e;
                    }
                    // another service was faster
                }
            }
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private List<NewTopic> all() {
        List<NewTopic> topics = new ArrayList<>();
        for (Topic topic : Topic.values()) {
            topics.add(newTopic(topic.wireName(), topic.partitions(), topic.kept()));
        }
        topics.add(newTopic(deadLetters, DEAD_LETTER_PARTITIONS, Optional.of(DEAD_LETTERS_KEPT)));
        return topics;
    }

    private static NewTopic newTopic(String name, int partitions, Optional<Duration> kept) {
        Map<String, String> config = kept.map(time -> Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_MS_CONFIG,
                        Long.toString(time.toMillis())))
                .orElse(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
        return new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(config);
    }
}
