package dev.millrace.sync.upstream;

import dev.millrace.events.Event;
import dev.millrace.events.git.SyncRequested;
import dev.millrace.kit.consume.EventIntake;
import dev.millrace.kit.database.Transaction;
import dev.millrace.sync.queue.MirrorQueue;
import dev.millrace.sync.queue.SyncRequest;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Consumes {@code git.sync.requests}. The first request for a repository that a team made creates its mirror. */
@ApplicationScoped
class SyncRequestsConsumer {

    private final EventIntake intake;
    private final MirrorQueue mirrors;
    private final AttachMirror attachMirror;

    SyncRequestsConsumer(EventIntake intake, MirrorQueue mirrors, AttachMirror attachMirror) {
        this.intake = intake;
        this.mirrors = mirrors;
        this.attachMirror = attachMirror;
    }

    @Incoming("sync-requests")
    @Blocking
    void on(ConsumerRecord<String, byte[]> record) {
        intake.take(record, this::apply);
    }

    private void apply(Transaction tx, Event event) {
        if (event instanceof SyncRequested request) {
            attachMirror.settle(tx, request.repositoryId(), request.reason());
            mirrors.request(
                    tx, request.repositoryId(), new SyncRequest(request.reason(), fullName(request), request.after()));
        }
    }

    private static Optional<String> fullName(SyncRequested request) {
        return request.ref().filter(ref -> ref.startsWith("refs/"));
    }
}
