package dev.millrace.pipeline.command;

import dev.millrace.forge.Conversations;
import dev.millrace.forge.ForgeChange;
import dev.millrace.forge.ForgeFailure;
import dev.millrace.forge.ForgeInstallation;
import dev.millrace.forge.RepositoryPermissions;
import dev.millrace.forge.RepositoryPermissions.Permission;
import dev.millrace.kit.database.Database;
import dev.millrace.pipeline.PipelineConfig;
import dev.millrace.pipeline.command.PinHead.Heads;
import dev.millrace.pipeline.command.PinHead.Pinned;
import dev.millrace.pipeline.comment.ChangePlace;
import dev.millrace.pipeline.mirror.Mirror;
import dev.millrace.pipeline.mirror.Mirrors;
import dev.millrace.pipeline.trigger.ChangeHeads;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Asks the forge whether the author may give a command, and which commit it is about, both as of now, and the mirror what the file
 * defines. Reads only: what the command does is an effect that the caller applies.
 */
@Singleton
final class PrepareCommand {

    /** How long the event that reports the current head may take longer than the comment. */
    private static final Duration HEAD_TIMEOUT = Duration.ofSeconds(10);

    private final RepositoryPermissions permissions;
    private final Conversations conversations;
    private final ChangeHeads heads;
    private final Mirrors mirrors;
    private final ChooseEffect chooseEffect;
    private final Database database;
    private final boolean runsForks;

    @Inject
    PrepareCommand(
            RepositoryPermissions permissions,
            Conversations conversations,
            ChangeHeads heads,
            Mirrors mirrors,
            ChooseEffect chooseEffect,
            Database database,
            PipelineConfig config) {
        this.permissions = permissions;
        this.conversations = conversations;
        this.heads = heads;
        this.mirrors = mirrors;
        this.chooseEffect = chooseEffect;
        this.database = database;
        this.runsForks = config.trigger().runForks();
    }

    /** @param age how long ago the command arrived */
    Prepared prepare(CommandRow row, Duration age) throws InterruptedException {
        if (row.key().ordinal() > ReceiveComment.MOST) {
            return ended(CommandResult.unclear(
                    "Only the first %d commands of a comment are executed.".formatted(ReceiveComment.MOST)));
        }
        return switch (ReadCommand.of(row.written())) {
            case ReadCommand.Reading.Unclear(String reason) -> ended(CommandResult.unclear(sentence(reason)));
            case ReadCommand.Reading.Understood(Command command) -> understood(row, command, age);
        };
    }

    private Prepared understood(CommandRow row, Command command, Duration age) throws InterruptedException {
        try {
            return authorized(row, command, age);
        } catch (ForgeFailure failure) {
            return switch (failure.kind()) {
                case RATE_LIMITED, UNAVAILABLE, AMBIGUOUS, UNEXPECTED, AUTHENTICATION_REFUSED ->
                    new Prepared.Later(String.valueOf(failure.getMessage()), failure.retryAt());
                case FORBIDDEN, INVALID ->
                    ended(CommandResult.refused("The forge does not let the App read this change or its permissions."));
                case NOT_FOUND -> ended(CommandResult.refused("The forge does not show this change to the App."));
            };
        }
    }

    private Prepared authorized(CommandRow row, Command command, Duration age) throws InterruptedException {
        ChangePlace place = row.place();
        var installation = new ForgeInstallation(place.instance(), place.installationId());
        Permission needed = neededBy(command);
        Permission granted = needed == Permission.NONE
                ? Permission.NONE
                : permissions.permissionOf(installation, place.fullName(), row.author());
        Optional<String> team = team(place);
        if (!granted.includes(needed)) {
            var refused = CommandResult.refused("This needs the permission %s; %s has %s."
                    .formatted(word(needed), Text.code(row.author()), word(granted)));
            return new Prepared.Ready(tx -> refused, !command.reads(), team);
        }
        ForgeChange change = conversations.change(installation, place.fullName(), place.number());
        if (command.needsOpenChange() && !change.open()) {
            return new Prepared.Ready(tx -> CommandResult.refused("The change is closed."), true, team);
        }
        return switch (pin(row, command, change, age)) {
            case Pinned.At(String sha) ->
                chooseEffect.of(new CommandContext(row, change, sha, runsForks, team), command);
            case Pinned.NotYet later ->
                new Prepared.Later("the event that reports the newest commit has not arrived", Optional.empty());
            case Pinned.Unsure(String reason) ->
                new Prepared.Ready(tx -> CommandResult.refused(sentence(reason)), true, team);
        };
    }

    private Pinned pin(CommandRow row, Command command, ForgeChange change, Duration age) {
        if (command instanceof Command.OkToTest(Optional<String> sha) && sha.isPresent()) {
            return PinHead.named(sha.get(), change.headSha());
        }
        if (!isAboutACommit(command)) {
            return new Pinned.At(change.headSha());
        }
        ChangePlace place = row.place();
        Heads known = database.inTransaction(tx -> new Heads(
                change.headSha(),
                heads.before(tx, place.upstreamKey(), place.number(), row.commentedAt()),
                heads.event(tx, place.upstreamKey(), place.number(), change.headSha())
                        .isPresent(),
                change.fromFork()));
        return PinHead.of(known, age.compareTo(HEAD_TIMEOUT) < 0);
    }

    private static boolean isAboutACommit(Command command) {
        return command.needsOpenChange() && !(command instanceof Command.Hold) && !(command instanceof Command.Unhold);
    }

    /** Who may see a change may comment on it: in a public repository, everyone. */
    static Permission neededBy(Command command) {
        return switch (command) {
            case Command.Help help -> Permission.NONE;
            case Command.Skip skip -> Permission.MAINTAIN;
            case Command.OverrideCheck override -> Permission.MAINTAIN;
            case Command.ListWorkflows list -> Permission.WRITE;
            case Command.Status status -> Permission.WRITE;
            case Command.Measure measure -> Permission.WRITE;
            case Command.AskTests ask -> Permission.WRITE;
            case Command.Run run -> Permission.WRITE;
            case Command.Stop stop -> Permission.WRITE;
            case Command.Test test -> Permission.WRITE;
            case Command.Retest retest -> Permission.WRITE;
            case Command.Cancel cancel -> Permission.WRITE;
            case Command.OkToTest ok -> Permission.WRITE;
            case Command.Hold hold -> Permission.WRITE;
            case Command.Unhold unhold -> Permission.WRITE;
        };
    }

    private Optional<String> team(ChangePlace place) {
        return mirrors.list(place.instance(), place.forgeRepositoryId(), Optional.of(place.installationId())).stream()
                .map(Mirror::team)
                .findFirst();
    }

    private static Prepared ended(CommandResult result) {
        return new Prepared.Ready(tx -> result, false, Optional.empty());
    }

    private static String word(Permission permission) {
        return "`" + permission.name().toLowerCase(Locale.ROOT) + "`";
    }

    private static String sentence(String reason) {
        return "Not executed: " + reason;
    }
}
