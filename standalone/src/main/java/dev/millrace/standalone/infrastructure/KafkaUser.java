package dev.millrace.standalone.infrastructure;

import static dev.millrace.events.Topic.ACCESS_CONNECTIONS;
import static dev.millrace.events.Topic.ACCESS_IDENTITIES;
import static dev.millrace.events.Topic.ACCESS_INSTALLATIONS;
import static dev.millrace.events.Topic.ACCESS_KEYS;
import static dev.millrace.events.Topic.ACCESS_REPOSITORIES;
import static dev.millrace.events.Topic.ACCESS_TOKENS;
import static dev.millrace.events.Topic.CDEVENTS;
import static dev.millrace.events.Topic.FORGE_CHECK;
import static dev.millrace.events.Topic.FORGE_COMMENT;
import static dev.millrace.events.Topic.FORGE_INSTALLATION;
import static dev.millrace.events.Topic.FORGE_RAW;
import static dev.millrace.events.Topic.FORGE_SCM;
import static dev.millrace.events.Topic.GIT_SYNC;
import static dev.millrace.events.Topic.GIT_SYNC_REQUESTS;
import static dev.millrace.events.Topic.GIT_UPDATES;
import static dev.millrace.events.Topic.PIPELINE_RUN;
import static dev.millrace.events.Topic.PLATFORM_AUDIT;

import dev.millrace.events.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * The users of the broker: one for each service, with only the rights that its topics need, and one for human readers.
 * Only {@link #GATEWAY} may write the topics that decide on access. Every service may create the platform's topics,
 * since the first to start does so, and write to its own dead letters.
 */
public enum KafkaUser {
    /** Also reads the dead letters of all services, and writes those that are released to the topic that they were in. */
    INGEST(
            Set.of(GIT_UPDATES, GIT_SYNC, ACCESS_KEYS, ACCESS_TOKENS, ACCESS_CONNECTIONS),
            Set.of(
                    FORGE_RAW,
                    FORGE_SCM,
                    FORGE_COMMENT,
                    FORGE_CHECK,
                    FORGE_INSTALLATION,
                    GIT_SYNC_REQUESTS,
                    GIT_UPDATES,
                    GIT_SYNC,
                    PIPELINE_RUN,
                    PLATFORM_AUDIT)),
    GIT_HTTP(
            Set.of(ACCESS_KEYS, ACCESS_TOKENS, ACCESS_INSTALLATIONS, ACCESS_CONNECTIONS, ACCESS_REPOSITORIES),
            Set.of(GIT_UPDATES, GIT_SYNC_REQUESTS)),
    SYNC(
            Set.of(
                    FORGE_SCM,
                    FORGE_INSTALLATION,
                    GIT_SYNC_REQUESTS,
                    ACCESS_KEYS,
                    ACCESS_TOKENS,
                    ACCESS_INSTALLATIONS,
                    ACCESS_CONNECTIONS,
                    ACCESS_REPOSITORIES),
            Set.of(GIT_UPDATES, GIT_SYNC_REQUESTS, GIT_SYNC)),
    PIPELINE(
            Set.of(
                    FORGE_SCM,
                    FORGE_CHECK,
                    FORGE_COMMENT,
                    GIT_UPDATES,
                    GIT_SYNC,
                    ACCESS_KEYS,
                    ACCESS_TOKENS,
                    ACCESS_INSTALLATIONS,
                    ACCESS_IDENTITIES,
                    ACCESS_CONNECTIONS,
                    ACCESS_REPOSITORIES),
            Set.of(PIPELINE_RUN, PLATFORM_AUDIT, GIT_SYNC_REQUESTS)),
    INSIGHTS(
            Set.of(
                    FORGE_SCM,
                    FORGE_CHECK,
                    GIT_UPDATES,
                    GIT_SYNC,
                    PIPELINE_RUN,
                    ACCESS_KEYS,
                    ACCESS_TOKENS,
                    ACCESS_IDENTITIES,
                    ACCESS_REPOSITORIES),
            Set.of()),
    WEBHOOK_DELIVERY(
            Set.of(FORGE_SCM, GIT_UPDATES, GIT_SYNC, PIPELINE_RUN, ACCESS_KEYS, ACCESS_TOKENS, ACCESS_REPOSITORIES),
            Set.of(CDEVENTS)),
    /** Writes about installations what webhooks did not report. */
    GATEWAY(
            Set.of(FORGE_INSTALLATION, PLATFORM_AUDIT),
            Set.of(
                    ACCESS_KEYS,
                    ACCESS_TOKENS,
                    ACCESS_INSTALLATIONS,
                    ACCESS_CONNECTIONS,
                    ACCESS_IDENTITIES,
                    ACCESS_REPOSITORIES,
                    FORGE_INSTALLATION)),
    /** For people and measurements: reads every topic, dead letters too, and writes nothing. */
    READER(Set.of(Topic.values()), Set.of());

    private final Set<Topic> reads;
    private final Set<Topic> writes;

    KafkaUser(Set<Topic> reads, Set<Topic> writes) {
        this.reads = reads;
        this.writes = writes;
    }

    /**
     * Name at the broker, for example {@code git-http}: for a service the {@code millrace.service} that it runs with.
     */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean mayRead(Topic topic) {
        return reads.contains(topic);
    }

    boolean mayWrite(Topic topic) {
        return writes.contains(topic);
    }

    /** Its rights as the broker stores them. */
    List<AclBinding> rights() {
        List<AclBinding> rights = new ArrayList<>();
        if (this == READER) {
            rights.add(allow(ResourceType.TOPIC, "*", PatternType.LITERAL, AclOperation.READ));
            return rights;
        }
        for (Topic topic : Topic.values()) {
            onTopic(rights, topic.wireName(), AclOperation.DESCRIBE, AclOperation.CREATE);
            if (mayRead(topic)) {
                onTopic(rights, topic.wireName(), AclOperation.READ);
            }
            if (mayWrite(topic)) {
                onTopic(rights, topic.wireName(), AclOperation.WRITE);
            }
        }
        String own = "millrace." + wireName();
        onTopic(rights, own + ".dlq", AclOperation.DESCRIBE, AclOperation.CREATE, AclOperation.WRITE);
        if (this == INGEST) {
            for (KafkaUser service : values()) {
                if (service != READER) {
                    onTopic(
                            rights,
                            "millrace." + service.wireName() + ".dlq",
                            AclOperation.DESCRIBE,
                            AclOperation.READ);
                }
            }
        }
        rights.add(allow(ResourceType.GROUP, own, PatternType.PREFIXED, AclOperation.READ));
        return rights;
    }

    private void onTopic(List<AclBinding> rights, String topic, AclOperation... operations) {
        for (AclOperation operation : operations) {
            rights.add(allow(ResourceType.TOPIC, topic, PatternType.LITERAL, operation));
        }
    }

    private AclBinding allow(ResourceType type, String name, PatternType pattern, AclOperation operation) {
        return new AclBinding(
                new ResourcePattern(type, name, pattern),
                new AccessControlEntry("User:" + wireName(), "*", operation, AclPermissionType.ALLOW));
    }
}
