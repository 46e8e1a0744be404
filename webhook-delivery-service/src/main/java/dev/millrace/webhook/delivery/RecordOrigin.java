package dev.millrace.webhook.delivery;

import dev.millrace.kit.consume.Replay;
import dev.millrace.kit.identity.record.SignedRecords;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What a record states about its event, apart from the event.
 *
 * @param topic on which it arrived
 * @param team whose own forge connection reported it; empty for the platform's connections, and for builds
 * @param forge kind of forge of that connection, for example {@code gitlab}
 * @param replay the replay that sent it
 */
record RecordOrigin(String topic, Optional<String> team, Optional<String> forge, Optional<Replay> replay) {

    private static final String TEAM = "millraceteam";
    private static final String FORGE = "millraceforge";

    static RecordOrigin of(ConsumerRecord<String, byte[]> record) {
        Map<String, String> headers = SignedRecords.headers(record);
        return new RecordOrigin(
                record.topic(),
                Optional.ofNullable(headers.get("ce_" + TEAM)),
                Optional.ofNullable(headers.get("ce_" + FORGE)),
                Replay.of(record));
    }

    /** The extensions of the CDEvent: whose claim it is. */
    Map<String, String> extensions() {
        Map<String, String> extensions = new HashMap<>();
        team.ifPresent(slug -> extensions.put(TEAM, slug));
        forge.ifPresent(kind -> extensions.put(FORGE, kind));
        return extensions;
    }
}
