package dev.millrace.pipeline.registry;

import dev.millrace.events.platform.ActionAudited;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.outbox.Outbox;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Enables and disables workflows. A change and its entry of the audit log are one transaction. */
@Singleton
final class SwitchWorkflow {

    private static final Logger LOG = Logger.getLogger(SwitchWorkflow.class);

    private final WorkflowStore workflows;
    private final Outbox outbox;
    private final Clock clock;

    SwitchWorkflow(WorkflowStore workflows, Outbox outbox, Clock clock) {
        this.workflows = workflows;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** Does so, unless it is as requested; the caller may change the workflow. */
    void handle(Transaction tx, Caller caller, WorkflowRow workflow, boolean enabled) {
        String by = WorkflowAccess.nameOf(caller);
        Instant now = clock.instant();
        if (!workflows.switchTo(tx, workflow.id(), enabled, by, now)) {
            return;
        }
        outbox.add(
                tx,
                new ActionAudited(
                        UUID.randomUUID(),
                        "pipeline",
                        by,
                        caller.user(),
                        Optional.of(caller.team()),
                        enabled ? "workflow.enabled" : "workflow.disabled",
                        workflow.id().toString(),
                        Optional.of(state(workflow, !enabled)),
                        Optional.of(state(workflow, enabled)),
                        now.truncatedTo(ChronoUnit.MICROS)));
        LOG.infof("workflow %s: workflowId=%s by=%s", enabled ? "enabled" : "disabled", workflow.id(), by);
    }

    private static String state(WorkflowRow workflow, boolean enabled) {
        return "%s %s is %s".formatted(workflow.kind().wireName(), workflow.name(), enabled ? "enabled" : "disabled");
    }
}
