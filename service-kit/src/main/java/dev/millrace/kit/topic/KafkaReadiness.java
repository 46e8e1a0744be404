package dev.millrace.kit.topic;

import dev.millrace.kit.broker.BrokerConnection;
import dev.millrace.kit.work.Timers;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;

/**
 * States why channels have no records: the check of the messaging connector reports only that a channel is not connected. A
 * service whose channels do not count for its readiness stays ready, with the same reason.
 */
@Readiness
@Singleton
class KafkaReadiness implements HealthCheck {

    private static final Duration INTERVAL = Duration.ofSeconds(10);
    /** Of a broker that is merely busy, the service stays ready. */
    private static final String TIMEOUT_MILLIS = "8000";

    private final BrokerConnection broker;
    private final ReadTopics topics;
    private final Timers timers;
    private volatile Optional<String> problem = Optional.empty();
    private @Nullable Admin admin;

    @Inject
    KafkaReadiness(BrokerConnection broker, Config config, Timers timers) {
        this(broker, ReadTopics.of(config), timers);
    }

    KafkaReadiness(BrokerConnection broker, ReadTopics topics, Timers timers) {
        this.broker = broker;
        this.topics = topics;
        this.timers = timers;
    }

    @Scheduled(identity = "kafka-readiness", every = "10s", concurrentExecution = ConcurrentExecution.SKIP)
    void check() {
        if (!topics.names().isEmpty()) {
            timers.run("checking Kafka", INTERVAL, () -> problem = findProblem());
        }
    }

    @Override
    public HealthCheckResponse call() {
        Optional<String> found = problem;
        var response = HealthCheckResponse.named("Kafka").status(found.isEmpty() || !topics.required());
        found.ifPresent(reason -> response.withData("reason", reason));
        return response.build();
    }

    synchronized void stop(@Observes ShutdownEvent event) {
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }

    private Optional<String> findProblem() throws InterruptedException {
        var missing = new TreeSet<String>();
        for (var described :
                admin().describeTopics(topics.names()).topicNameValues().entrySet()) {
            try {
                described.getValue().get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    return Optional.of("Kafka at %s does not respond: %s".formatted(broker, e.getCause()));
                }
                missing.add(described.getKey());
            }
        }
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of("topics that this service reads do not exist: " + String.join(", ", missing));
    }

    private synchronized Admin admin() {
        Admin known = admin;
        if (known == null) {
            known = Admin.create(broker.with(Map.of(
                    "request.timeout.ms", TIMEOUT_MILLIS,
                    "default.api.timeout.ms", TIMEOUT_MILLIS)));
            admin = known;
        }
        return known;
    }
}
