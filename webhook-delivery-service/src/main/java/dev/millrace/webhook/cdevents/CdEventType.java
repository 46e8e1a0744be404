package dev.millrace.webhook.cdevents;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The CDEvents that we produce. Types of the specification begin with {@code dev.cdevents.}, our own with {@code
 * dev.cdeventsx.millrace-}. Each has a version of its own, which grows with its content.
 */
public enum CdEventType {
    BRANCH_CREATED("dev.cdevents.branch.created", "0.3.0"),
    BRANCH_DELETED("dev.cdevents.branch.deleted", "0.3.0"),
    /** a branch moved */
    PUSH_UPDATED("dev.cdeventsx.millrace-push.updated", "0.1.0"),
    TAG_CREATED("dev.cdeventsx.millrace-tag.created", "0.1.0"),
    TAG_UPDATED("dev.cdeventsx.millrace-tag.updated", "0.1.0"),
    TAG_DELETED("dev.cdeventsx.millrace-tag.deleted", "0.1.0"),
    CHANGE_CREATED("dev.cdevents.change.created", "0.4.0"),
    CHANGE_UPDATED("dev.cdevents.change.updated", "0.3.0"),
    CHANGE_REVIEWED("dev.cdevents.change.reviewed", "0.3.0"),
    CHANGE_MERGED("dev.cdevents.change.merged", "0.3.0"),
    CHANGE_ABANDONED("dev.cdevents.change.abandoned", "0.3.0"),
    REPOSITORY_CREATED("dev.cdevents.repository.created", "0.3.0"),
    REPOSITORY_MODIFIED("dev.cdevents.repository.modified", "0.3.0"),
    REPOSITORY_DELETED("dev.cdevents.repository.deleted", "0.3.0"),
    RELEASE_PUBLISHED("dev.cdeventsx.millrace-release.published", "0.1.0"),
    SERVICE_DEPLOYED("dev.cdevents.service.deployed", "0.3.0"),
    PIPELINE_RUN_QUEUED("dev.cdevents.pipelinerun.queued", "0.3.0"),
    PIPELINE_RUN_STARTED("dev.cdevents.pipelinerun.started", "0.3.0"),
    PIPELINE_RUN_FINISHED("dev.cdevents.pipelinerun.finished", "0.3.0"),
    TASK_RUN_STARTED("dev.cdevents.taskrun.started", "0.3.0"),
    TASK_RUN_FINISHED("dev.cdevents.taskrun.finished", "0.3.0"),
    /** the test of a webhook */
    WEBHOOK_PINGED("dev.cdeventsx.millrace-webhook.pinged", "0.1.0");

    private static final List<CdEventType> PROJECTED =
            Arrays.stream(values()).filter(type -> type != WEBHOOK_PINGED).toList();

    private final String wireName;
    private final String version;

    CdEventType(String wireName, String version) {
        this.wireName = wireName;
        this.version = version;
    }

    /** Its name in subscriptions, without the version: {@code dev.cdevents.change.created}. */
    public String wireName() {
        return wireName;
    }

    /** The {@code type} of events, with the version: {@code dev.cdevents.change.created.0.4.0}. */
    public String versionedName() {
        return wireName + "." + version;
    }

    /** The types that events are projected to, which a webhook may subscribe to. */
    public static List<CdEventType> projected() {
        return PROJECTED;
    }

    /** The type with this name in subscriptions. */
    public static Optional<CdEventType> find(String wireName) {
        return PROJECTED.stream().filter(type -> type.wireName.equals(wireName)).findFirst();
    }
}
