package dev.millrace.ingest.delivery;

import dev.millrace.kit.database.Transaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Stores what was reported like what forges deliver, so that it is published, replayed and removed in the same way. */
@ApplicationScoped
public class StoreReported {

    private static final String JSON = "application/json";
    private static final String NO_HOOK = "";

    private final DeliveryStore store;

    StoreReported(DeliveryStore store) {
        this.store = store;
    }

    /**
     * Stores a report, or records that it arrived again; of two transactions with one GUID the second waits for the first.
     * {@link InboxSignal} is for the caller, after the commit.
     *
     * @param body JSON as received; not copied
     * @return whether it is new
     */
    public boolean add(Transaction tx, ReportedDelivery report, byte[] body) {
        var delivery = new Delivery(
                new DeliveryId(report.instance(), NO_HOOK, report.guid()),
                report.source(),
                Optional.empty(),
                report.event(),
                Optional.of(report.action()),
                report.repository(),
                report.recordKey(),
                new ReportCall(report, ReceivedBody.of(body)));
        return store.add(tx, delivery) == DeliveryStore.Added.FIRST;
    }

    /** What is stored under a GUID. */
    public Optional<Earlier> find(Transaction tx, String instance, String guid) {
        return store.findEarlier(tx, new DeliveryId(instance, NO_HOOK, guid));
    }

    /** A report that is stored. */
    public static final class Earlier {

        private final Instant receivedAt;
        private final Map<String, String> headers;
        private final Optional<byte[]> body;

        Earlier(Instant receivedAt, Map<String, String> headers, Optional<byte[]> body) {
            this.receivedAt = receivedAt;
            this.headers = Map.copyOf(headers);
            this.body = body;
        }

        /** By our clock. */
        public Instant receivedAt() {
            return receivedAt;
        }

        /** As kept, by name in lower case. */
        public Map<String, String> headers() {
            return headers;
        }

        /** As received; empty if it is no longer stored. */
        public Optional<byte[]> body() {
            return body;
        }
    }

    private record ReportCall(ReportedDelivery report, ReceivedBody body) implements StorableCall {

        @Override
        public Instant receivedAt() {
            return report.receivedAt();
        }

        @Override
        public Map<String, String> keptHeaders() {
            return report.headers();
        }

        @Override
        public String contentType() {
            return JSON;
        }
    }
}
