package dev.millrace.webhook.cdevents;

import dev.millrace.events.forge.RefPushed;
import dev.millrace.webhook.cdevents.Projection.NotProjected;
import java.util.Optional;

/** Pushes to branches and tags. CDEvents knows branches that appear and disappear; the rest are types of our own. */
final class ProjectRefs {

    private static final String BRANCHES = "refs/heads/";
    private static final String TAGS = "refs/tags/";

    private ProjectRefs() {}

    static Projection pushed(RefPushed pushed) {
        if (pushed.ref().startsWith(BRANCHES)) {
            return pushed(
                    pushed,
                    type(pushed, CdEventType.BRANCH_CREATED, CdEventType.PUSH_UPDATED, CdEventType.BRANCH_DELETED));
        }
        if (pushed.ref().startsWith(TAGS)) {
            return pushed(
                    pushed, type(pushed, CdEventType.TAG_CREATED, CdEventType.TAG_UPDATED, CdEventType.TAG_DELETED));
        }
        return new NotProjected("the ref is neither a branch nor a tag");
    }

    private static CdEventType type(RefPushed pushed, CdEventType created, CdEventType moved, CdEventType deleted) {
        if (pushed.before().isEmpty()) {
            return created;
        }
        return pushed.after().isEmpty() ? deleted : moved;
    }

    private static Projection pushed(RefPushed pushed, CdEventType type) {
        Fields push = ForgeFacts.by(pushed.actor())
                .with("ref", pushed.ref())
                .with("before", pushed.before())
                .with("after", pushed.after())
                .with("forced", pushed.forced())
                .with("commitCount", pushed.commitCount())
                .with("reconciled", Optional.of(true).filter(yes -> pushed.reconciled()));
        return ForgeFacts.projected(
                pushed, pushed.repository(), type, pushed.ref(), ForgeFacts.reference(pushed.repository()), push);
    }
}
