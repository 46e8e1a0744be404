package dev.millrace.gateway.route;

import dev.millrace.kit.address.SenderNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The incomplete request bodies on their way to one service. At the limit of the service or of a sender the
 * upload that has been silent longest is dropped in favor of the new one. Thread-safe.
 */
final class OpenUploads {

    private final int atOnce;
    private final int perSender;
    private final long keptWhileSilentNanos;
    /** The uploads and their senders. */
    private final Map<Upload, String> open = new HashMap<>();

    /**
     * @param keptWhileSilent an upload is not dropped until it was silent for this long; the new one is refused instead
     */
    OpenUploads(int atOnce, int perSender, Duration keptWhileSilent) {
        this.atOnce = atOnce;
        this.perSender = perSender;
        this.keptWhileSilentNanos = keptWhileSilent.toNanos();
    }

    /** Whether the upload may begin. If so, the caller removes it when its body is complete or aborted. */
    boolean admit(Upload upload, long now) {
        String sender = SenderNetwork.of(upload.sender());
        Optional<Upload> dropped = Optional.empty();
        synchronized (this) {
            Map<String, Integer> counts = new HashMap<>();
            open.values().forEach(other -> counts.merge(other, 1, Integer::sum));
            String crowded = null;
            if (counts.getOrDefault(sender, 0) >= perSender) {
                crowded = sender;
            } else if (open.size() >= atOnce) {
                crowded = counts.entrySet().stream()
                        .max(Map.Entry.comparingByValue())
                        .orElseThrow()
                        .getKey();
            }
            if (crowded != null) {
                dropped = mostSilent(crowded, now);
                if (dropped.isEmpty()) {
                    return false;
                }
                open.remove(dropped.get());
            }
            open.put(upload, sender);
        }
        dropped.ifPresent(Upload::drop);
        return true;
    }

    private Optional<Upload> mostSilent(String sender, long now) {
        return open.entrySet().stream()
                .filter(upload -> upload.getValue().equals(sender))
                .map(Map.Entry::getKey)
                .max(Comparator.comparingLong(upload -> upload.silentNanos(now)))
                .filter(upload -> upload.silentNanos(now) >= keptWhileSilentNanos);
    }

    synchronized void remove(Upload upload) {
        open.remove(upload);
    }

    /** Ends the uploads that are overdue. */
    void check(long now) {
        List<Upload> overdue = new ArrayList<>();
        synchronized (this) {
            open.keySet().removeIf(upload -> upload.isOverdue(now) && overdue.add(upload));
        }
        overdue.forEach(Upload::timeOut);
    }

    /** One request body. Every method may be called on any thread, and returns at once. */
    interface Upload {

        /** IP address; those of one IPv6 network of 64 bits are one sender. */
        String sender();

        /** How long the client has sent nothing although it could have. */
        long silentNanos(long now);

        boolean isOverdue(long now);

        /** Ends it to make room for another. */
        void drop();

        /** Ends it because it is overdue. */
        void timeOut();
    }
}
