package dev.millrace.events;

import dev.millrace.events.access.AccessKeyChanged;
import dev.millrace.events.access.AccessTokenChanged;
import dev.millrace.events.access.ForgeConnectionChanged;
import dev.millrace.events.access.IdentityChanged;
import dev.millrace.events.access.InstallationLinked;
import dev.millrace.events.access.ReadersChanged;
import dev.millrace.events.access.ReadingChosen;
import dev.millrace.events.access.SigningKeyChanged;
import dev.millrace.events.forge.Actor;
import dev.millrace.events.forge.ChangeUpdated;
import dev.millrace.events.forge.DeploymentStatusChanged;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.events.forge.RefAnnounced;
import dev.millrace.events.forge.RefPushed;
import dev.millrace.events.forge.RepositoryUpdated;
import dev.millrace.events.forge.SecretMatched;
import dev.millrace.events.git.CommitsReached;
import dev.millrace.events.git.MirroredRepository;
import dev.millrace.events.git.RefsMoved;
import dev.millrace.events.git.RepositoryDeleted;
import dev.millrace.events.git.SyncFailed;
import dev.millrace.events.git.SyncRequested;
import dev.millrace.events.git.SyncStarted;
import dev.millrace.events.git.SyncSucceeded;
import dev.millrace.events.pipeline.Build;
import dev.millrace.events.pipeline.BuildFinished;
import dev.millrace.events.pipeline.BuildQueued;
import dev.millrace.events.pipeline.BuildStarted;
import dev.millrace.events.pipeline.Conclusion;
import dev.millrace.events.pipeline.JobFinished;
import dev.millrace.events.pipeline.JobStarted;
import dev.millrace.events.platform.ActionAudited;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** One of each event, equal to the checked-in examples. */
public final class Samples {

    static final UUID ID = UUID.fromString("0b8c7c0e-5a3d-5c1b-8c36-0f6a1f1f0001");
    private static final UUID REPOSITORY_ID = UUID.fromString("6f1f0a52-6f0e-4a0f-9f63-7f2f2a1b0002");
    private static final UUID SYNC_ID = UUID.fromString("6f1f0a52-6f0e-4a0f-9f63-7f2f2a1b0003");
    private static final UUID BUILD_ID = UUID.fromString("6f1f0a52-6f0e-4a0f-9f63-7f2f2a1b0004");
    private static final UUID USER_ID = UUID.fromString("5d2c8f0e-6b7a-4f1d-8e3c-1a2b3c4d5e6f");
    private static final UUID LINK_ID = UUID.fromString("6f1f0a52-6f0e-4a0f-9f63-7f2f2a1b0005");
    static final String OLD = "1111111111111111111111111111111111111111";
    static final String NEW = "2222222222222222222222222222222222222222";
    static final Instant AT = Instant.parse("2026-11-20T10:15:30.123456Z");
    static final Optional<String> INSTALLATION = Optional.of("5501");
    static final Actor ACTOR = new Actor("77", "mona", Actor.Kind.USER);
    static final ForgeRepository FORGE_REPOSITORY = new ForgeRepository(
            "github.com",
            "900100",
            "acme/widgets",
            "https://github.com/acme/widgets.git",
            "main",
            true,
            false,
            Optional.of("42"));
    private static final MirroredRepository MIRROR =
            new MirroredRepository(REPOSITORY_ID, "acme", "acme/widgets", Optional.of("github.com:900100"));
    private static final Build BUILD = new Build(
            BUILD_ID, REPOSITORY_ID, "acme", "acme/widgets", "unit-tests", "pull_request.opened", NEW, Optional.of(7L));

    private Samples() {}

    public static List<Event> all() {
        List<Event> all = new ArrayList<>(ForgeSamples.all());
        all.addAll(own());
        return all;
    }

    private static List<Event> own() {
        return List.of(
                new RefPushed(
                        ID,
                        FORGE_REPOSITORY,
                        INSTALLATION,
                        Optional.of(ACTOR),
                        "refs/heads/main",
                        Optional.of(OLD),
                        Optional.of(NEW),
                        false,
                        List.of(new RefPushed.PushedCommit(NEW, "Turn the wheel", Optional.of("mona"), AT)),
                        AT),
                new RefAnnounced(ID, FORGE_REPOSITORY, INSTALLATION, Optional.of(ACTOR), "refs/tags/v1.0", true, AT),
                new ChangeUpdated(
                        ID,
                        FORGE_REPOSITORY,
                        INSTALLATION,
                        Optional.of(ACTOR),
                        ChangeUpdated.Action.MERGED,
                        7,
                        "Turn the wheel",
                        ACTOR,
                        false,
                        "main",
                        Optional.of(OLD),
                        "wheel",
                        NEW,
                        false,
                        Optional.of(NEW),
                        AT.minusSeconds(3600),
                        Optional.of(AT),
                        Optional.of(AT),
                        List.of("mechanics"),
                        "https://github.com/acme/widgets/pull/7",
                        AT),
                new RepositoryUpdated(
                        ID,
                        FORGE_REPOSITORY,
                        INSTALLATION,
                        Optional.of(ACTOR),
                        RepositoryUpdated.Action.RENAMED,
                        Optional.of("acme/gadgets"),
                        AT),
                new DeploymentStatusChanged(
                        ID,
                        FORGE_REPOSITORY,
                        INSTALLATION,
                        Optional.of(ACTOR),
                        "314",
                        "2718",
                        "production",
                        DeploymentStatusChanged.State.SUCCESS,
                        "main",
                        NEW,
                        AT.minusSeconds(60),
                        AT),
                new SyncRequested(
                        ID, REPOSITORY_ID, "asked over the API", Optional.of("refs/heads/main"), Optional.of(NEW), AT),
                new RefsMoved(
                        ID,
                        MIRROR,
                        RefsMoved.Cause.SYNC,
                        12,
                        0,
                        List.of(
                                new RefsMoved.RefMove("refs/heads/gone", Optional.of(OLD), Optional.empty()),
                                new RefsMoved.RefMove("refs/heads/main", Optional.of(OLD), Optional.of(NEW))),
                        List.of("ci.skip", "reviewer=ann"),
                        AT),
                new CommitsReached(
                        ID,
                        MIRROR,
                        "refs/heads/main",
                        NEW,
                        12,
                        0,
                        List.of(new CommitsReached.ReachedCommit(
                                NEW,
                                List.of(OLD),
                                "Turn the wheel",
                                "Mona",
                                "mona@example.org",
                                AT.minusSeconds(90),
                                AT)),
                        AT),
                new RepositoryDeleted(ID, MIRROR, AT),
                new SyncStarted(ID, MIRROR, SYNC_ID, "push at the forge", AT),
                new SyncSucceeded(ID, MIRROR, SYNC_ID, 2, 12, AT),
                new SyncFailed(ID, MIRROR, SYNC_ID, "the forge refused the token", Optional.of(AT.plusSeconds(30)), AT),
                new BuildQueued(ID, BUILD, AT),
                new BuildStarted(ID, BUILD, AT),
                new BuildFinished(ID, BUILD, Conclusion.FAILURE, AT),
                new JobStarted(ID, BUILD, "compile", AT),
                new JobFinished(ID, BUILD, "compile", Conclusion.SUCCESS, AT),
                new AccessKeyChanged(
                        ID,
                        "laptop",
                        Optional.of("acme"),
                        "-----BEGIN PUBLIC KEY-----\nMFkw...\n-----END PUBLIC KEY-----\n",
                        true,
                        AT),
                new SigningKeyChanged(
                        ID,
                        "signing-laptop",
                        "acme",
                        SigningKeyChanged.Kind.SSH,
                        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI...",
                        true,
                        AT),
                new AccessTokenChanged(
                        ID,
                        "token-7f9c24e8-3b1d-4c55-9a0e-2f5c1d3e4b6a",
                        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                        "acme",
                        Optional.of(USER_ID),
                        "mona",
                        "member",
                        List.of("git:read", "git:write"),
                        AT.plusSeconds(86_400),
                        true,
                        AT),
                new InstallationLinked(
                        ID,
                        "github.com",
                        "5501",
                        "42",
                        "acme",
                        "acme",
                        InstallationLinked.State.ACTIVE,
                        InstallationLinked.Mirroring.REQUESTED,
                        AT),
                new ForgeConnectionChanged(
                        ID,
                        "connection-7f3a",
                        "github",
                        "github.com",
                        "https://api.github.com",
                        "https://github.com",
                        Optional.empty(),
                        Optional.of(new ForgeConnectionChanged.App(
                                "4711", Optional.of("millrace-acme"), Optional.of("Iv23liAbc"))),
                        List.of(new ForgeConnectionChanged.SealedSecret(
                                ID, ForgeConnectionChanged.Purpose.WEBHOOK, "AS0nZ2V0...", AT)),
                        true,
                        AT),
                new SecretMatched(ID, "connection-1", LINK_ID, AT),
                new ActionAudited(
                        ID,
                        "ingest",
                        "Mona",
                        Optional.of(USER_ID),
                        Optional.empty(),
                        "deadletter.released",
                        "17",
                        Optional.of("open"),
                        Optional.of("released"),
                        AT),
                new IdentityChanged(
                        ID,
                        LINK_ID,
                        "github.com",
                        "77",
                        "mona",
                        USER_ID,
                        "Mona",
                        List.of("acme", "globex"),
                        AT.minusSeconds(3600),
                        Optional.of(AT),
                        AT),
                new ReadingChosen(ID, "acme", ReadingChosen.Decider.FORGE, AT),
                new ReadersChanged(
                        ID,
                        "acme",
                        "github.com:900100",
                        List.of(USER_ID),
                        AT.minusSeconds(60),
                        AT.plusSeconds(86_340),
                        AT));
    }
}
