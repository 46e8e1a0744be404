package dev.millrace.ingest.relay;

import dev.millrace.events.Event;
import dev.millrace.events.EventEnvelope;
import dev.millrace.events.EventIds;
import dev.millrace.events.Topic;
import dev.millrace.events.codec.EventCodec;
import dev.millrace.events.codec.WireEvent;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.events.forge.RefPushed;
import dev.millrace.ingest.delivery.DeliveryBytes;
import dev.millrace.ingest.forge.Delivered;
import dev.millrace.ingest.forge.Forge;
import dev.millrace.ingest.forge.Normalization;
import dev.millrace.ingest.forge.Normalization.Normalized;
import dev.millrace.ingest.forge.Normalization.NotNormalizable;
import dev.millrace.ingest.forge.Normalization.Unused;
import dev.millrace.ingest.forge.Normalizers;
import dev.millrace.ingest.reconciliation.ReportedRefs.Report;
import dev.millrace.ingest.relay.PendingDelivery.Origin;
import dev.millrace.kit.trace.TraceParent;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The Kafka records of a delivery: the delivery itself on {@code forge.raw}, then its events. A pure function, so that a
 * repeat after a crash sends the same records with the same ids.
 */
@ApplicationScoped
public class DeliveryRecords {

    /** CloudEvents type of the records on {@code forge.raw}, whose data is what the forge sent, in the forge's own form. */
    static final String RAW_TYPE = "dev.millrace.forge.raw.delivered.v1";

    /** Longer bodies stay in the inbox, and the record refers to them: Kafka accepts 1 MiB, a forge sends 25. */
    static final int LONGEST_INLINE = 256 * 1024;

    /** Extension of a push that arrived after its change had been reconciled; consumers read it ({@code Replay} in the kit). */
    private static final String LATE = "millracelate";

    /** CloudEvents source of what was reported to the Events API. */
    private static final URI REPORTED = URI.create("/events");

    private final EventCodec codec;
    private final Normalizers normalizers;

    /** Created by the container. */
    public DeliveryRecords(EventCodec codec, Normalizers normalizers) {
        this.codec = codec;
        this.normalizers = normalizers;
    }

    /** The records of a delivery that is published for the first time. */
    Records of(PendingDelivery delivery) {
        return of(delivery, Generation.FIRST, Map.of());
    }

    /**
     * The records of a delivery that is published for the first time, or again in a replay.
     *
     * @param late ids of reconciled events by the ids of pushes: each of these pushes has been published as that event
     */
    public Records of(PendingDelivery delivery, Generation generation, Map<UUID, UUID> late) {
        Origin origin = delivery.origin();
        var delivered = new Delivered(
                origin.instance(), origin.guid(), origin.event(), origin.receivedAt(), delivery.headers());
        Normalization meaning = DeliveryBytes.json(delivery.contentType(), delivery.body())
                .map(json -> normalizers.normalize(delivery.headers(), delivered, json))
                .orElseGet(() -> new NotNormalizable("the form has no payload"));
        List<WireEvent> records = new ArrayList<>();
        records.add(raw(delivery, generation));
        if (meaning instanceof Normalized(List<Event> events)) {
            Map<String, String> extensions = extensions(delivery, generation);
            for (int ordinal = 0; ordinal < events.size(); ordinal++) {
                WireEvent record = record(events.get(ordinal), source(origin), extensions, late);
                records.add(generation.record(record, origin.instance(), origin.guid(), ordinal));
            }
        }
        delivery.traceparent()
                .ifPresent(traceparent ->
                        records.replaceAll(record -> record.with(Map.of(TraceParent.HEADER, traceparent))));
        return new Records(delivery.id(), origin, records, meaning, pushes(delivery, meaning));
    }

    /** A late push has the id of the event that reported its change, and a record of its own. */
    private WireEvent record(Event event, URI source, Map<String, String> extensions, Map<UUID, UUID> late) {
        UUID reconciled = late.get(event.eventId());
        if (reconciled == null || !(event instanceof RefPushed pushed)) {
            return codec.write(event, source, extensions);
        }
        Map<String, String> more = new HashMap<>(extensions);
        more.put(LATE, "true");
        return codec.write(pushed.withId(reconciled), source, more)
                .with(Map.of(EventCodec.ID_HEADER, event.eventId().toString()));
    }

    /** Mirrors of the forges that teams connected are not known by the forge's number, so their pushes are not compared. */
    private static List<Report> pushes(PendingDelivery delivery, Normalization meaning) {
        return meaning instanceof Normalized(List<Event> events)
                        && !delivery.headers().containsKey(Forge.TEAM_HEADER)
                ? events.stream()
                        .filter(event -> event instanceof RefPushed)
                        .map(event -> new Report(delivery.id(), (RefPushed) event))
                        .toList()
                : List.of();
    }

    /** The delivery itself, with its original headers in addition to our own. */
    private static WireEvent raw(PendingDelivery delivery, Generation generation) {
        Origin origin = delivery.origin();
        boolean inline = delivery.body().length <= LONGEST_INLINE;
        Map<String, String> extensions = extensions(delivery, generation);
        extensions.put("deliveryid", origin.guid());
        if (!inline) {
            extensions.put("rawref", "ingest.webhook_inbox/" + delivery.id());
        }
        WireEvent raw = EventCodec.write(
                new EventEnvelope(
                        RAW_TYPE,
                        EventIds.of(origin.instance(), origin.hookId(), origin.guid(), "raw"),
                        source(origin),
                        origin.event(),
                        origin.receivedAt(),
                        Topic.FORGE_RAW,
                        origin.recordKey(),
                        delivery.contentType(),
                        extensions),
                inline ? delivery.body() : new byte[0]);
        Map<String, String> headers = new HashMap<>(delivery.headers());
        headers.putAll(raw.headers());
        return generation.record(raw.with(headers), origin.instance(), origin.hookId(), origin.guid(), "raw");
    }

    private static URI source(Origin origin) {
        return origin.instance().equals(ForgeRepository.OURS)
                ? REPORTED
                : URI.create("https://" + origin.instance() + "/");
    }

    /**
     * What the delivery and its events have in common, so that each can be found from the other: the forge's own id of the
     * delivery and the hook that sent it; and, where it arrived through a team's connection, whose events these are.
     */
    private static Map<String, String> extensions(PendingDelivery delivery, Generation generation) {
        Origin origin = delivery.origin();
        Map<String, String> extensions = new HashMap<>(generation.extensions());
        Optional.ofNullable(delivery.headers().get(Forge.TEAM_HEADER))
                .ifPresent(team -> extensions.put("millraceteam", team));
        Optional.ofNullable(delivery.headers().get(Forge.HEADER))
                .ifPresent(forge -> extensions.put("millraceforge", forge));
        extensions.put("millracedelivery", origin.guid());
        if (!origin.hookId().isEmpty()) {
            extensions.put("millracehook", origin.hookId());
        }
        return extensions;
    }

    /**
     * The records of one delivery, in the order in which they are sent.
     *
     * @param id of the delivery's row
     * @param origin who sent what
     * @param records one of {@code forge.raw}, then the events
     * @param meaning why there are events, or why there are none
     * @param pushes what of it may be known from a sync
     */
    public record Records(long id, Origin origin, List<WireEvent> records, Normalization meaning, List<Report> pushes) {

        public Records {
            records = List.copyOf(records);
            pushes = List.copyOf(pushes);
        }

        /** Whether one of its pushes is among these. */
        public boolean hasLate(Map<UUID, UUID> late) {
            return pushes.stream()
                    .anyMatch(report -> late.containsKey(report.push().eventId()));
        }

        /** Why there are no events although the kind is one we use. */
        public Optional<String> poison() {
            return meaning instanceof NotNormalizable(String reason) ? Optional.of(reason) : Optional.empty();
        }

        /** The meaning as the label of a metric. */
        public String label() {
            return switch (meaning) {
                case Normalized normalized -> "normalized";
                case Unused unused -> "unused";
                case NotNormalizable poison -> "poison";
            };
        }
    }
}
