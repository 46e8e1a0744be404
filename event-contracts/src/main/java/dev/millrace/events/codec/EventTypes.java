package dev.millrace.events.codec;

import dev.millrace.events.Event;
import dev.millrace.events.Topic;
import dev.millrace.events.access.AccessKeyChanged;
import dev.millrace.events.access.AccessTokenChanged;
import dev.millrace.events.access.ForgeConnectionChanged;
import dev.millrace.events.access.IdentityChanged;
import dev.millrace.events.access.InstallationLinked;
import dev.millrace.events.access.ReadersChanged;
import dev.millrace.events.access.ReadingChosen;
import dev.millrace.events.access.SigningKeyChanged;
import dev.millrace.events.forge.AccessChanged;
import dev.millrace.events.forge.AuthorizationRevoked;
import dev.millrace.events.forge.ChangeReviewed;
import dev.millrace.events.forge.ChangeUpdated;
import dev.millrace.events.forge.CheckRunChanged;
import dev.millrace.events.forge.CheckSuiteChanged;
import dev.millrace.events.forge.CommentChanged;
import dev.millrace.events.forge.CommitStatusUpdated;
import dev.millrace.events.forge.DeploymentCreated;
import dev.millrace.events.forge.DeploymentStatusChanged;
import dev.millrace.events.forge.DispatchReceived;
import dev.millrace.events.forge.ForeignRunChanged;
import dev.millrace.events.forge.HookDeleted;
import dev.millrace.events.forge.InstallationChanged;
import dev.millrace.events.forge.InstallationRepositoriesChanged;
import dev.millrace.events.forge.MergeGroupChanged;
import dev.millrace.events.forge.RefAnnounced;
import dev.millrace.events.forge.RefPushed;
import dev.millrace.events.forge.ReleaseChanged;
import dev.millrace.events.forge.RepositoryUpdated;
import dev.millrace.events.forge.SecretMatched;
import dev.millrace.events.git.CommitsReached;
import dev.millrace.events.git.RefsMoved;
import dev.millrace.events.git.RepositoryDeleted;
import dev.millrace.events.git.SyncFailed;
import dev.millrace.events.git.SyncRequested;
import dev.millrace.events.git.SyncStarted;
import dev.millrace.events.git.SyncSucceeded;
import dev.millrace.events.pipeline.BuildFinished;
import dev.millrace.events.pipeline.BuildQueued;
import dev.millrace.events.pipeline.BuildStarted;
import dev.millrace.events.pipeline.JobFinished;
import dev.millrace.events.pipeline.JobStarted;
import dev.millrace.events.platform.ActionAudited;
import java.util.List;
import java.util.Optional;

/** The one table of wire names, versions and topics. */
public final class EventTypes {

    private static final String DOMAIN = "dev.millrace.";

    private static final List<EventType> ALL = List.of(
            new EventType("forge.ref.pushed", 1, Topic.FORGE_SCM, RefPushed.class),
            new EventType("forge.ref.announced", 1, Topic.FORGE_SCM, RefAnnounced.class),
            new EventType("forge.change.updated", 1, Topic.FORGE_SCM, ChangeUpdated.class),
            new EventType("forge.change.reviewed", 1, Topic.FORGE_SCM, ChangeReviewed.class),
            new EventType("forge.repository.updated", 1, Topic.FORGE_SCM, RepositoryUpdated.class),
            new EventType("forge.release.changed", 1, Topic.FORGE_SCM, ReleaseChanged.class),
            new EventType("forge.dispatch.received", 1, Topic.FORGE_SCM, DispatchReceived.class),
            new EventType("forge.deployment.created", 1, Topic.FORGE_SCM, DeploymentCreated.class),
            new EventType("forge.deployment.status.changed", 1, Topic.FORGE_SCM, DeploymentStatusChanged.class),
            new EventType("forge.comment.changed", 1, Topic.FORGE_COMMENT, CommentChanged.class),
            new EventType("forge.check.suite.changed", 1, Topic.FORGE_CHECK, CheckSuiteChanged.class),
            new EventType("forge.check.run.changed", 1, Topic.FORGE_CHECK, CheckRunChanged.class),
            new EventType("forge.check.status.updated", 1, Topic.FORGE_CHECK, CommitStatusUpdated.class),
            new EventType("forge.mergegroup.changed", 1, Topic.FORGE_CHECK, MergeGroupChanged.class),
            new EventType("forge.foreignrun.changed", 1, Topic.FORGE_CHECK, ForeignRunChanged.class),
            new EventType("forge.installation.changed", 1, Topic.FORGE_INSTALLATION, InstallationChanged.class),
            new EventType(
                    "forge.installation.repositories.changed",
                    1,
                    Topic.FORGE_INSTALLATION,
                    InstallationRepositoriesChanged.class),
            new EventType("forge.access.changed", 1, Topic.FORGE_INSTALLATION, AccessChanged.class),
            new EventType("forge.authorization.revoked", 1, Topic.FORGE_INSTALLATION, AuthorizationRevoked.class),
            new EventType("forge.hook.deleted", 1, Topic.FORGE_INSTALLATION, HookDeleted.class),
            new EventType("forge.secret.matched", 1, Topic.FORGE_INSTALLATION, SecretMatched.class),
            new EventType("git.sync.requested", 1, Topic.GIT_SYNC_REQUESTS, SyncRequested.class),
            new EventType("git.refs.moved", 1, Topic.GIT_UPDATES, RefsMoved.class),
            new EventType("git.commits.reached", 1, Topic.GIT_UPDATES, CommitsReached.class),
            new EventType("git.repository.deleted", 1, Topic.GIT_UPDATES, RepositoryDeleted.class),
            new EventType("git.sync.started", 1, Topic.GIT_SYNC, SyncStarted.class),
            new EventType("git.sync.succeeded", 1, Topic.GIT_SYNC, SyncSucceeded.class),
            new EventType("git.sync.failed", 1, Topic.GIT_SYNC, SyncFailed.class),
            new EventType("pipeline.build.queued", 1, Topic.PIPELINE_RUN, BuildQueued.class),
            new EventType("pipeline.build.started", 1, Topic.PIPELINE_RUN, BuildStarted.class),
            new EventType("pipeline.build.finished", 1, Topic.PIPELINE_RUN, BuildFinished.class),
            new EventType("pipeline.job.started", 1, Topic.PIPELINE_RUN, JobStarted.class),
            new EventType("pipeline.job.finished", 1, Topic.PIPELINE_RUN, JobFinished.class),
            new EventType("platform.action.audited", 1, Topic.PLATFORM_AUDIT, ActionAudited.class),
            new EventType("access.key.changed", 1, Topic.ACCESS_KEYS, AccessKeyChanged.class),
            new EventType("access.signing.key.changed", 1, Topic.ACCESS_KEYS, SigningKeyChanged.class),
            new EventType("access.token.changed", 1, Topic.ACCESS_TOKENS, AccessTokenChanged.class),
            new EventType("access.installation.linked", 1, Topic.ACCESS_INSTALLATIONS, InstallationLinked.class),
            new EventType("access.connection.changed", 1, Topic.ACCESS_CONNECTIONS, ForgeConnectionChanged.class),
            new EventType("access.identity.changed", 1, Topic.ACCESS_IDENTITIES, IdentityChanged.class),
            new EventType("access.reading.chosen", 1, Topic.ACCESS_REPOSITORIES, ReadingChosen.class),
            new EventType("access.readers.changed", 1, Topic.ACCESS_REPOSITORIES, ReadersChanged.class));

    private EventTypes() {}

    /** Every type there is, in the order of the data flow. */
    public static List<EventType> all() {
        return ALL;
    }

    /**
     * The type of a record.
     *
     * @throws IllegalArgumentException if the record's class is not in the table
     */
    public static EventType of(Event event) {
        return ALL.stream()
                .filter(type -> type.record() == event.getClass())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(event.getClass() + " has no wire name"));
    }

    /** What a {@code ce_type} header means to this build: a known type, a known name in another version, or neither. */
    public static Lookup find(String ceType) {
        int dot = ceType.lastIndexOf(".v");
        if (!ceType.startsWith(DOMAIN) || dot < DOMAIN.length()) {
            return new Lookup.UnknownName(ceType);
        }
        String name = ceType.substring(DOMAIN.length(), dot);
        Optional<EventType> exact =
                ALL.stream().filter(type -> type.ceType().equals(ceType)).findFirst();
        if (exact.isPresent()) {
            return new Lookup.Known(exact.get());
        }
        boolean nameKnown = ALL.stream().anyMatch(type -> type.name().equals(name));
        return nameKnown ? new Lookup.UnknownVersion(ceType) : new Lookup.UnknownName(ceType);
    }

    /** Outcome of {@link #find}. */
    public sealed interface Lookup {
        /** This build reads it. */
        record Known(EventType type) implements Lookup {}

        /** Written by a newer or much older build: to the dead-letter topic, nothing may be lost silently. */
        record UnknownVersion(String ceType) implements Lookup {}

        /** An event of another program: skip and count. */
        record UnknownName(String ceType) implements Lookup {}
    }

    /**
     * One line of the table.
     *
     * @param name wire name without domain and version, {@code area.noun.verb}
     * @param version 1 or more
     * @param topic where it is sent
     * @param record how it is read
     */
    public record EventType(String name, int version, Topic topic, Class<? extends Event> record) {

        /** The CloudEvents {@code type} attribute, for example {@code dev.millrace.git.refs.moved.v1}. */
        public String ceType() {
            return DOMAIN + name + ".v" + version;
        }
    }
}
