package dev.millrace.pipeline.command;

import dev.millrace.forge.ForgeChange;
import dev.millrace.pipeline.approval.ChangeCommit;
import dev.millrace.pipeline.comment.ChangePlace;
import java.util.Optional;

/**
 * A command whose author may give it, and the change that it is about.
 *
 * @param change as the forge states it now
 * @param sha the commit that the command is about
 * @param runsForks whether changes from forks run here without an approval
 * @param team slug of the team that mirrors the repository; empty if none does
 */
record CommandContext(CommandRow row, ForgeChange change, String sha, boolean runsForks, Optional<String> team) {

    ChangePlace place() {
        return row.place();
    }

    /** Whether the commit needs an approval before it runs. */
    boolean needsApproval() {
        return change.fromFork() && !runsForks;
    }

    /** Whether the commit is still the newest one. */
    boolean isHead() {
        return sha.equals(change.headSha());
    }

    ChangeCommit commit() {
        return new ChangeCommit(place().instance(), place().forgeRepositoryId(), place().number(), sha);
    }

    /** How builds and checks name who did it. */
    String author() {
        return row.author();
    }
}
