package dev.millrace.githttp.push;

import dev.millrace.git.ref.RefNamespace;
import dev.millrace.kit.identity.RefPolicy;
import dev.millrace.kit.identity.SigningKeys;
import dev.millrace.kit.text.HiddenCharacters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.ReceiveCommand;

/**
 * Which moves of refs a token's policies and the rules for all allow, whether a push requests them or a call of the API. The
 * policies apply to the names that the client sees.
 */
public final class RefPolicies {

    static final String CLOSED = "push denied by policy";

    private final Pusher pusher;
    private final CheckSignatures signatures;

    RefPolicies(Pusher pusher, CheckSignatures signatures) {
        this.pusher = pusher;
        this.signatures = signatures;
    }

    /** The policies for one caller. */
    public static RefPolicies of(SigningKeys keys, Pusher pusher) {
        return new RefPolicies(pusher, new CheckSignatures(keys, pusher));
    }

    /**
     * Why a move is not allowed, for people; empty if it is.
     *
     * @param repository with the objects of the move
     * @param defaultBranch full name; empty if there is none
     * @param isForwarded whether an upstream decides which names it has or accepts
     */
    public Optional<String> problemWith(
            Repository repository, ReceiveCommand command, String defaultBranch, boolean isForwarded) {
        return defaultBranchProblem(command, defaultBranch)
                .or(() -> archiveProblem(command))
                .or(() -> nameProblem(command, isForwarded))
                .or(() -> pusher.caller()
                        .policyFor(command.getRefName())
                        .flatMap(policy -> problemWith(repository, command, policy)));
    }

    /** Why HEAD may not be pointed to another branch; empty if it may. */
    public Optional<String> headProblem() {
        return pusher.caller()
                .policyFor(Constants.HEAD)
                .filter(policy -> policy.operations().contains("no-push"))
                .map(policy -> CLOSED);
    }

    /** What the policy of a ref does not allow. */
    Set<String> operations(ReceiveCommand command) {
        return pusher.caller()
                .policyFor(command.getRefName())
                .map(RefPolicy::operations)
                .orElse(Set.of());
    }

    /** A name that looks like another is not created here; an upstream decides for itself. */
    private static Optional<String> nameProblem(ReceiveCommand command, boolean isForwarded) {
        if (command.getType() != ReceiveCommand.Type.CREATE || isForwarded) {
            return Optional.empty();
        }
        OptionalInt hidden = HiddenCharacters.find(command.getRefName());
        return hidden.isPresent()
                ? Optional.of("the name holds the character U+%04X, which is not seen".formatted(hidden.getAsInt()))
                : Optional.empty();
    }

    /** What a mirror has archived is neither moved nor deleted, and nothing else gets such names. */
    private static Optional<String> archiveProblem(ReceiveCommand command) {
        return command.getRefName().startsWith(RefNamespace.ARCHIVE)
                ? Optional.of("refs below %s are kept as they are".formatted(RefNamespace.ARCHIVE))
                : Optional.empty();
    }

    Optional<String> defaultBranchProblem(ReceiveCommand command, String defaultBranch) {
        return pusher.namespace() == RefNamespace.DEFAULT
                        && command.getType() == ReceiveCommand.Type.DELETE
                        && command.getRefName().equals(defaultBranch)
                ? Optional.of("the default branch cannot be deleted")
                : Optional.empty();
    }

    private Optional<String> problemWith(Repository repository, ReceiveCommand command, RefPolicy policy) {
        if (policy.operations().contains("no-push")) {
            return Optional.of(CLOSED);
        }
        if (policy.operations().contains("no-force-push")
                && command.getType() == ReceiveCommand.Type.UPDATE_NONFASTFORWARD) {
            return Optional.of("force push denied by policy");
        }
        if (policy.operations().contains("verify-sig") && command.getType() != ReceiveCommand.Type.DELETE) {
            return signatures.problemWith(repository, command).map(problem -> "denied by policy: " + problem);
        }
        return Optional.empty();
    }

    /** Full name of the branch that HEAD points to; empty if it is detached. */
    public static String defaultBranch(Repository repository) {
        try {
            Ref head = repository.exactRef(Constants.HEAD);
            return head != null && head.isSymbolic() ? head.getTarget().getName() : "";
        } catch (IOException e) {
            throw new UncheckedIOException("HEAD cannot be read", e);
        }
    }
}
