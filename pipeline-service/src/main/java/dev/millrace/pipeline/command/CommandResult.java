package dev.millrace.pipeline.command;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * How a command ended.
 *
 * @param state not {@link CommandState#WAITING}
 * @param reply for the author, in Markdown; truncated after 6,000 characters
 * @param sha the commit that it was about
 * @param builds that it started, whose ends the reply will show
 */
record CommandResult(CommandState state, String reply, Optional<String> sha, List<UUID> builds) {

    private static final int LONGEST = 6_000;

    CommandResult {
        builds = List.copyOf(builds);
        reply = reply.replace("\0", "");
        if (reply.codePointCount(0, reply.length()) > LONGEST) {
            reply = reply.substring(0, reply.offsetByCodePoints(0, LONGEST)) + "…";
        }
    }

    static CommandResult done(String reply) {
        return new CommandResult(CommandState.DONE, reply, Optional.empty(), List.of());
    }

    static CommandResult done(String reply, List<UUID> builds) {
        return new CommandResult(CommandState.DONE, reply, Optional.empty(), builds);
    }

    static CommandResult refused(String reply) {
        return new CommandResult(CommandState.REFUSED, reply, Optional.empty(), List.of());
    }

    static CommandResult unclear(String reply) {
        return new CommandResult(CommandState.UNCLEAR, reply, Optional.empty(), List.of());
    }

    CommandResult about(String commit) {
        return new CommandResult(state, reply, Optional.of(commit), builds);
    }
}
