package dev.millrace.events;

import static dev.millrace.events.Samples.ACTOR;
import static dev.millrace.events.Samples.AT;
import static dev.millrace.events.Samples.FORGE_REPOSITORY;
import static dev.millrace.events.Samples.ID;
import static dev.millrace.events.Samples.INSTALLATION;
import static dev.millrace.events.Samples.NEW;
import static dev.millrace.events.Samples.OLD;

import dev.millrace.events.forge.AccessChanged;
import dev.millrace.events.forge.Actor;
import dev.millrace.events.forge.AuthorizationRevoked;
import dev.millrace.events.forge.ChangeReviewed;
import dev.millrace.events.forge.CheckRunChanged;
import dev.millrace.events.forge.CheckState;
import dev.millrace.events.forge.CheckState.Conclusion;
import dev.millrace.events.forge.CheckState.Status;
import dev.millrace.events.forge.CheckSuiteChanged;
import dev.millrace.events.forge.CommentChanged;
import dev.millrace.events.forge.CommitStatusUpdated;
import dev.millrace.events.forge.DeploymentCreated;
import dev.millrace.events.forge.DispatchReceived;
import dev.millrace.events.forge.EventReport;
import dev.millrace.events.forge.ForeignRunChanged;
import dev.millrace.events.forge.HookDeleted;
import dev.millrace.events.forge.InstallationChanged;
import dev.millrace.events.forge.InstallationRepositoriesChanged;
import dev.millrace.events.forge.InstalledRepository;
import dev.millrace.events.forge.MergeGroupChanged;
import dev.millrace.events.forge.ReleaseChanged;
import dev.millrace.events.forge.RepositorySelection;
import java.util.List;
import java.util.Optional;

/** One of each event about reviews, comments, checks, releases and installations. */
final class ForgeSamples {

    private static final Optional<Actor> BY = Optional.of(ACTOR);
    private static final CheckState PASSED = new CheckState(
            Optional.of(Status.COMPLETED), Optional.of(Conclusion.SUCCESS), Optional.empty(), Optional.empty());
    private static final CheckState ODD =
            new CheckState(Optional.of(Status.UNKNOWN), Optional.empty(), Optional.of("levitating"), Optional.empty());

    private ForgeSamples() {}

    static List<Event> all() {
        return List.of(
                new ChangeReviewed(
                        ID,
                        FORGE_REPOSITORY,
                        INSTALLATION,
                        BY,
                        ChangeReviewed.Action.SUBMITTED,
                        7,
                        "237",
                        BY,
                        ChangeReviewed.Verdict.CHANGES_REQUESTED,
                        Optional.empty(),
                        Optional.of(NEW),
                        Optional.of("https://github.com/acme/widgets/pull/7#pullrequestreview-237"),
                        AT),
                new CommentChanged(
                        ID,
                        FORGE_REPOSITORY,
                        INSTALLATION,
                        BY,
                        CommentChanged.Action.CREATED,
                        CommentChanged.Kind.CHANGE,
                        7,
                        "492",
                        BY,
                        Optional.of("MEMBER"),
                        false,
                        "/test unit-tests",
                        false,
                        true,
                        AT,
                        Optional.of("https://github.com/acme/widgets/pull/7#issuecomment-492"),
                        AT),
                new CheckSuiteChanged(
                        ID,
                        FORGE_REPOSITORY,
                        INSTALLATION,
                        BY,
                        CheckSuiteChanged.Action.REREQUESTED,
                        "118",
                        NEW,
                        Optional.of("wheel"),
                        ODD,
                        Optional.of("29310"),
                        List.of(7L),
                        AT),
                new CheckRunChanged(
                        ID,
                        FORGE_REPOSITORY,
                        INSTALLATION,
                        BY,
                        CheckRunChanged.Action.REQUESTED_ACTION,
                        "128",
                        Optional.of("118"),
                        "unit-tests",
                        NEW,
                        Optional.of("6f1f0a52-6f0e-4a0f-9f63-7f2f2a1b0004"),
                        PASSED,
                        Optional.of("fix"),
                        Optional.of("29310"),
                        List.of(7L),
                        AT),
                new CommitStatusUpdated(
                        ID,
                        FORGE_REPOSITORY,
                        INSTALLATION,
                        BY,
                        "6805",
                        NEW,
                        "ci/other",
                        CommitStatusUpdated.State.SUCCESS,
                        Optional.empty(),
                        Optional.of("all green"),
                        Optional.of("https://ci.example.org/1"),
                        List.of("main"),
                        AT),
                new MergeGroupChanged(
                        ID,
                        FORGE_REPOSITORY,
                        INSTALLATION,
                        BY,
                        MergeGroupChanged.Action.DESTROYED,
                        "refs/heads/gh-readonly-queue/main/pr-7",
                        NEW,
                        "refs/heads/main",
                        OLD,
                        Optional.of("invalidated"),
                        AT),
                new ForeignRunChanged(
                        ID,
                        FORGE_REPOSITORY,
                        INSTALLATION,
                        BY,
                        ForeignRunChanged.Kind.JOB,
                        "289",
                        Optional.of("2832"),
                        1,
                        Optional.of("Build"),
                        "compile",
                        NEW,
                        Optional.of("wheel"),
                        PASSED,
                        Optional.of("https://github.com/acme/widgets/actions/runs/289/job/2832"),
                        Optional.of(AT.minusSeconds(60)),
                        AT),
                new ReleaseChanged(
                        ID,
                        FORGE_REPOSITORY,
                        INSTALLATION,
                        BY,
                        ReleaseChanged.Action.PUBLISHED,
                        "172",
                        "v1.0",
                        Optional.of("main"),
                        Optional.of("Wheels"),
                        false,
                        false,
                        Optional.of(AT),
                        Optional.of("https://github.com/acme/widgets/releases/tag/v1.0"),
                        AT),
                new DispatchReceived(
                        ID,
                        FORGE_REPOSITORY,
                        INSTALLATION,
                        BY,
                        "nightly",
                        Optional.of("main"),
                        Optional.of("{\"full\":true}"),
                        AT),
                new DeploymentCreated(
                        ID,
                        FORGE_REPOSITORY,
                        INSTALLATION,
                        BY,
                        "314",
                        "production",
                        Optional.of("deploy"),
                        "main",
                        NEW,
                        Optional.of(new EventReport("acme", Optional.of("github-action"), Optional.of("github"))),
                        AT),
                new InstallationChanged(
                        ID,
                        "github.com",
                        "5501",
                        "42",
                        "acme",
                        InstallationChanged.AccountType.ORGANIZATION,
                        InstallationChanged.Action.CREATED,
                        List.of(new InstalledRepository("900100", "acme/widgets", true)),
                        RepositorySelection.SELECTED,
                        List.of(
                                new InstallationChanged.Permission("checks", "write"),
                                new InstallationChanged.Permission("contents", "read")),
                        Optional.of(AT),
                        Optional.of("acme-inc"),
                        BY,
                        Optional.of(AT),
                        AT),
                new InstallationRepositoriesChanged(
                        ID,
                        "github.com",
                        "5501",
                        "42",
                        RepositorySelection.SELECTED,
                        List.of(new InstalledRepository("900100", "acme/widgets", true)),
                        List.of(new InstalledRepository("900101", "acme/old", false)),
                        Optional.of(AT),
                        AT),
                new AccessChanged(
                        ID,
                        "github.com",
                        INSTALLATION,
                        "42",
                        "acme",
                        AccessChanged.Kind.TEAM_MEMBER,
                        "removed",
                        Optional.of(new Actor("78", "lisa", Actor.Kind.USER)),
                        Optional.of("3001"),
                        Optional.empty(),
                        BY,
                        AT),
                new AuthorizationRevoked(ID, "github.com", ACTOR, AT),
                new HookDeleted(
                        ID,
                        "github.com",
                        "109",
                        Optional.of("Repository"),
                        Optional.of("42"),
                        Optional.of("900100"),
                        BY,
                        AT));
    }
}
