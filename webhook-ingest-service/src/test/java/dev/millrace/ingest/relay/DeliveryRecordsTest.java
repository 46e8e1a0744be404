package dev.millrace.ingest.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.events.EventIds;
import dev.millrace.events.codec.EventCodec;
import dev.millrace.events.codec.WireEvent;
import dev.millrace.ingest.Payloads;
import dev.millrace.ingest.forge.Normalizers;
import dev.millrace.ingest.forge.github.GithubNormalizer;
import dev.millrace.ingest.forge.gitlab.GitlabNormalizer;
import dev.millrace.ingest.relay.DeliveryRecords.Records;
import dev.millrace.ingest.relay.PendingDelivery.Origin;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeliveryRecordsTest {

    private static final String GUID = "72d3162e-cc78-11e3-81ab-4c9367dc0958";

    private final DeliveryRecords records = new DeliveryRecords(
            new EventCodec(URI.create("/ingest")), new Normalizers(List.of(new GithubNormalizer())));

    @Test
    void namesDeliveryHookAndSourceOnEveryEventAsOnTheDeliveryItself() { // #9.30
        List<WireEvent> sent = records.of(pushed("292430182")).records();

        assertThat(sent)
                .hasSizeGreaterThan(1)
                .allSatisfy(record -> assertThat(record.headers())
                        .containsEntry("ce_source", "https://github.com/")
                        .containsEntry("ce_millracedelivery", GUID)
                        .containsEntry("ce_millracehook", "292430182"));
        // CloudEvents 1.0, 3.1: names of attributes are lower-case letters and digits, of at most 20 characters if
        // possible
        assertThat(sent)
                .allSatisfy(record -> assertThat(record.headers().keySet())
                        .filteredOn(name -> name.startsWith("ce_"))
                        .allMatch(name -> name.matches("ce_[a-z0-9]{1,20}")));
    }

    @Test
    void leavesOutAHookThatIsUnknown() {
        assertThat(records.of(pushed("")).records())
                .allSatisfy(record -> assertThat(record.headers()).doesNotContainKey("ce_millracehook"));
    }

    @Test
    void carriesTheTraceOfTheRequestOnEveryRecord() {
        String traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

        List<WireEvent> sent = records.of(pushed("1", traceparent)).records();

        assertThat(sent)
                .hasSizeGreaterThan(1)
                .allSatisfy(record -> assertThat(record.headers()).containsEntry("traceparent", traceparent));
        assertThat(records.of(pushed("1")).records())
                .allSatisfy(record -> assertThat(record.headers()).doesNotContainKey("traceparent"));
    }

    @Test
    void writesTheDeliveryAsACloudEventBesideTheHeadersThatItCameWith() {
        WireEvent raw = records.of(pushed("292430182")).records().getFirst();

        assertThat(raw.topic()).isEqualTo("forge.raw");
        assertThat(raw.headers())
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("x-github-event", "push"),
                        Map.entry("content-type", "application/json"),
                        Map.entry("ce_specversion", "1.0"),
                        Map.entry("ce_type", "dev.millrace.forge.raw.delivered.v1"),
                        Map.entry(
                                "ce_id",
                                EventIds.of("github.com", "292430182", GUID, "raw")
                                        .toString()),
                        Map.entry("ce_source", "https://github.com/"),
                        Map.entry("ce_subject", "push"),
                        Map.entry("ce_time", "2026-11-20T10:00:00Z"),
                        Map.entry("ce_partitionkey", "github.com:186853002"),
                        Map.entry("ce_deliveryid", GUID),
                        Map.entry("ce_millracedelivery", GUID),
                        Map.entry("ce_millracehook", "292430182")));
    }

    @Test
    void givesAReplayOtherRecordIdsAndTheSameEvents() {
        List<WireEvent> first = records.of(pushed("1")).records();
        List<WireEvent> replay =
                records.of(pushed("1"), new Generation(7, false), Map.of()).records();
        List<WireEvent> forced =
                records.of(pushed("1"), new Generation(8, true), Map.of()).records();

        assertThat(first).allSatisfy(record -> assertThat(record.headers()).doesNotContainKey("ce_replayid"));
        assertThat(replay.getFirst().headers())
                .containsEntry(
                        "ce_id", EventIds.of("github.com", "1", GUID, "raw", 7).toString());
        assertThat(replay.getLast().headers())
                .containsEntry("ce_id", EventIds.of("github.com", GUID, 0, 7).toString())
                .containsEntry("ce_replayid", "7")
                .doesNotContainKey("ce_replayforced");
        assertThat(replay.getLast().value()).isEqualTo(first.getLast().value());
        assertThat(forced.getLast().headers())
                .containsEntry("ce_id", EventIds.of("github.com", GUID, 0, 8).toString())
                .containsEntry("ce_replayforced", "true");
        assertThat(records.of(pushed("1"), new Generation(7, false), Map.of()).records())
                .isEqualTo(replay);
    }

    @Test
    void givesALatePushTheIdOfTheReconciledEventInARecordOfItsOwn() {
        UUID own = EventIds.of("github.com", GUID, 0);
        UUID reconciled = UUID.randomUUID();

        Records late = records.of(pushed("1"), Generation.FIRST, Map.of(own, reconciled));
        Records again = records.of(pushed("1"), new Generation(7, false), Map.of(own, reconciled));

        assertThat(late.pushes())
                .singleElement()
                .satisfies(report -> assertThat(report.push().eventId()).isEqualTo(own));
        assertThat(late.hasLate(Map.of(own, reconciled))).isTrue();
        WireEvent event = late.records().getLast();
        assertThat(new String(event.value(), UTF_8)).contains("\"eventId\":\"" + reconciled);
        assertThat(event.headers())
                .containsEntry("ce_id", own.toString())
                .containsEntry("ce_millracelate", "true")
                .doesNotContainKey("ce_replayid");
        assertThat(again.records().getLast().headers())
                .containsEntry("ce_id", EventIds.of("github.com", GUID, 0, 7).toString())
                .containsEntry("ce_replayid", "7");
        assertThat(again.records().getLast().value()).isEqualTo(event.value());
        assertThat(records.of(pushed("1")).records().getLast().headers()).doesNotContainKey("ce_millracelate");
    }

    @Test
    void marksTheEventsOfATeamsConnection() { // consumers must not apply to others what one team can claim
        var gitlab = new DeliveryRecords(
                new EventCodec(URI.create("/ingest")), new Normalizers(List.of(new GitlabNormalizer())));
        var delivery = new PendingDelivery(
                1,
                new Origin(
                        "example.com",
                        "acme/gitlab",
                        GUID,
                        "Push Hook",
                        "example.com:15",
                        Instant.parse("2026-11-20T10:00:00Z")),
                Map.of("millrace-forge", "gitlab", "millrace-team", "acme", "x-gitlab-event", "Push Hook"),
                "application/json",
                Payloads.load("gitlab/push"),
                null);

        assertThat(gitlab.of(delivery).pushes()).isEmpty();
        assertThat(gitlab.of(delivery).records())
                .hasSize(2)
                .allSatisfy(record -> assertThat(record.headers())
                        .containsEntry("ce_millraceteam", "acme")
                        .containsEntry("ce_millraceforge", "gitlab")
                        .containsEntry("ce_millracehook", "acme/gitlab"));
        assertThat(records.of(pushed("1")).records())
                .allSatisfy(record -> assertThat(record.headers()).doesNotContainKey("ce_millraceteam"));
    }

    private static PendingDelivery pushed(String hookId) {
        return pushed(hookId, null);
    }

    private static PendingDelivery pushed(String hookId, @Nullable String traceparent) {
        return new PendingDelivery(
                1,
                new Origin(
                        "github.com",
                        hookId,
                        GUID,
                        "push",
                        "github.com:186853002",
                        Instant.parse("2026-11-20T10:00:00Z")),
                Map.of("x-github-event", "push"),
                "application/json",
                Payloads.load("push_branch_created"),
                traceparent);
    }
}
