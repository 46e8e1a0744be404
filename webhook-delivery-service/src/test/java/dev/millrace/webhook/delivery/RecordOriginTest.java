package dev.millrace.webhook.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.kit.consume.Replay;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class RecordOriginTest {

    @Test
    void namesTheTeamWhoseForgeReportedTheEvent() {
        RecordOrigin origin = RecordOrigin.of(record(Map.of("ce_millraceteam", "acme", "ce_millraceforge", "gitea")));

        assertThat(origin)
                .isEqualTo(new RecordOrigin("forge.scm", Optional.of("acme"), Optional.of("gitea"), Optional.empty()));
        assertThat(origin.extensions()).isEqualTo(Map.of("millraceteam", "acme", "millraceforge", "gitea"));
    }

    @Test
    void knowsAReplayByTheIdOfItsRecord() {
        UUID id = UUID.randomUUID();

        RecordOrigin origin =
                RecordOrigin.of(record(Map.of("ce_id", id.toString(), "ce_replayid", "3", "ce_replayforced", "true")));

        assertThat(origin.replay()).contains(new Replay(id, true));
        assertThat(origin.team()).isEmpty();
        assertThat(origin.extensions()).isEmpty();
    }

    private static ConsumerRecord<String, byte[]> record(Map<String, String> headers) {
        var record = new ConsumerRecord<>("forge.scm", 0, 0, "github.com:5", new byte[0]);
        headers.forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        return record;
    }
}
