package dev.millrace.standalone.infrastructure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Properties;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaUserTest {

    @Test
    void letsOnlyTheGatewayWriteWhatDecidesOnAccess() {
        for (Topic topic : Topic.values()) {
            if (Topic.isSigned(topic.wireName())) {
                assertThat(KafkaUser.values())
                        .filteredOn(user -> user.mayWrite(topic))
                        .containsExactly(KafkaUser.GATEWAY);
            }
        }
        assertThat(Arrays.stream(KafkaUser.values())
                        .flatMap(user -> user.rights().stream())
                        .filter(right -> right.entry().operation() == AclOperation.WRITE
                                && right.pattern().name().startsWith("access.")))
                .allMatch(right -> right.entry().principal().equals("User:gateway"));
    } // #9.6

    @Test
    void hasAWriterForEveryTopic() {
        assertThat(Topic.values())
                .allSatisfy(topic ->
                        assertThat(KafkaUser.values()).as(topic.wireName()).anyMatch(user -> user.mayWrite(topic)));
    }

    @Test
    void grantsNoRightsOnTheClusterOrOnAllTopicsButToRead() {
        assertThat(Arrays.stream(KafkaUser.values())
                        .flatMap(user -> user.rights().stream())
                        .filter(right -> right.pattern().resourceType() == ResourceType.CLUSTER
                                || right.pattern().name().equals("*")))
                .allMatch(right -> right.entry().principal().equals("User:reader")
                        && right.entry().operation() == AclOperation.READ);
    } // #9.6

    @Test
    void letsOnlyIngestReadTheDeadLettersOfServices() {
        assertThat(Arrays.stream(KafkaUser.values())
                        .flatMap(user -> user.rights().stream())
                        .filter(right -> right.entry().operation() == AclOperation.READ
                                && right.pattern().name().endsWith(".dlq")))
                .hasSize(KafkaUser.values().length - 1)
                .allMatch(right -> right.entry().principal().equals("User:ingest"));
    }

    @ParameterizedTest
    @CsvSource({
        "webhook-ingest-service,INGEST",
        "git-http-service,GIT_HTTP",
        "sync-worker-service,SYNC",
        "pipeline-service,PIPELINE",
        "insights-service,INSIGHTS",
        "webhook-delivery-service,WEBHOOK_DELIVERY",
        "gateway-service,GATEWAY"
    })
    void maySubscribeToWhatItsServiceIsConfiguredFor(String module, KafkaUser user) throws IOException {
        var settings = new Properties();
        try (var in = Files.newBufferedReader(Path.of("..", module, "src/main/resources/application.properties"))) {
            settings.load(in);
        }

        assertThat(user.wireName()).isEqualTo(settings.getProperty("millrace.service"));
        assertThat(settings.stringPropertyNames())
                .filteredOn(name -> name.matches("mp\\.messaging\\.incoming\\.[^.]+\\.topic"))
                .allSatisfy(name -> assertThat(user.mayRead(Topic.of(settings.getProperty(name))))
                        .as(name)
                        .isTrue());
        assertThat(settings.stringPropertyNames())
                .filteredOn(name -> name.endsWith(".group.id"))
                .allSatisfy(name -> assertThat(settings.getProperty(name)).startsWith("millrace." + user.wireName()));
        assertThat(settings.stringPropertyNames())
                .filteredOn(name -> name.endsWith(".dead-letter-queue.topic"))
                .allSatisfy(name ->
                        assertThat(settings.getProperty(name)).isEqualTo("millrace." + user.wireName() + ".dlq"));
    } // #9.6
}
