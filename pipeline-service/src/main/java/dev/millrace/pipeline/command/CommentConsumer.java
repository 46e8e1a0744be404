package dev.millrace.pipeline.command;

import dev.millrace.events.forge.CommentChanged;
import dev.millrace.kit.consume.EventIntake;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Consumes comments; a command in one becomes a row, and nothing more is done here. */
@ApplicationScoped
class CommentConsumer {

    private final EventIntake intake;
    private final ReceiveComment receiveComment;

    CommentConsumer(EventIntake intake, ReceiveComment receiveComment) {
        this.intake = intake;
        this.receiveComment = receiveComment;
    }

    @Incoming("forge-comment")
    @Blocking
    void on(ConsumerRecord<String, byte[]> record) {
        intake.take(record, (tx, event) -> {
            if (event instanceof CommentChanged comment) {
                receiveComment.handle(tx, comment);
            }
        });
    }
}
