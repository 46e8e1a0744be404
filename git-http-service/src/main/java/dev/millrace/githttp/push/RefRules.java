package dev.millrace.githttp.push;

import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.RefPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.transport.PreReceiveHook;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceiveCommand.Result;
import org.eclipse.jgit.transport.ReceivePack;

/**
 * Turns commands of a push down that the token's ref policies, or the rules for all, do not allow. Runs when the pack is
 * checked and before any ref moves; each command is judged for itself.
 */
final class RefRules implements PreReceiveHook {

    private final Caller caller;
    private final int mostRefs;

    RefRules(Caller caller, int mostRefs) {
        this.caller = caller;
        this.mostRefs = mostRefs;
    }

    @Override
    public void onPreReceive(ReceivePack pack, Collection<ReceiveCommand> commands) {
        String defaultBranch = defaultBranch(pack);
        for (ReceiveCommand command : commands) {
            if (command.getResult() == Result.NOT_ATTEMPTED) {
                problemWith(command, commands.size(), defaultBranch)
                        .ifPresent(problem -> command.setResult(Result.REJECTED_OTHER_REASON, problem));
            }
        }
    }

    private Optional<String> problemWith(ReceiveCommand command, int refs, String defaultBranch) {
        if (refs > mostRefs) {
            return Optional.of("a push moves at most " + mostRefs + " refs, this one " + refs);
        }
        if (command.getType() == ReceiveCommand.Type.DELETE
                && command.getRefName().equals(defaultBranch)) {
            return Optional.of("the default branch cannot be deleted");
        }
        return caller.policyFor(command.getRefName()).flatMap(policy -> problemWith(command, policy));
    }

    private static Optional<String> problemWith(ReceiveCommand command, RefPolicy policy) {
        if (policy.operations().contains("no-push")) {
            return Optional.of("push denied by policy");
        }
        if (policy.operations().contains("no-force-push")
                && command.getType() == ReceiveCommand.Type.UPDATE_NONFASTFORWARD) {
            return Optional.of("force push denied by policy");
        }
        if (policy.operations().contains("verify-sig") && command.getType() != ReceiveCommand.Type.DELETE) {
            return Optional.of("denied by policy: signatures are wanted, and this server cannot check them yet");
        }
        return Optional.empty();
    }

    private static String defaultBranch(ReceivePack pack) {
        try {
            Ref head = pack.getRepository().exactRef(Constants.HEAD);
            return head != null && head.isSymbolic() ? head.getTarget().getName() : "";
        } catch (IOException e) {
            throw new UncheckedIOException("HEAD cannot be read", e);
        }
    }
}
