package dev.millrace.githttp.push;

import dev.millrace.git.check.FsckRules;
import dev.millrace.git.write.WriteSession;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jgit.transport.PreReceiveHook;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceiveCommand.Result;
import org.eclipse.jgit.transport.ReceivePack;

/**
 * Rejects commands of a push that the token's ref policies, or the rules for all, do not allow. Runs when the pack is
 * checked and before any ref moves; each command is checked individually. The policies apply to the names that the client
 * sees, whatever remote it pushes to.
 */
final class RefRules implements PreReceiveHook {

    /** The options are sent in an event, which has its own size limit. */
    private static final int MOST_OPTION_BYTES = 16 * 1024;

    private final WriteSession session;
    private final FsckRules.Check check;
    private final CheckSignatures signatures;
    private final RefPolicies policies;
    private final PushNonces nonces;
    private final Optional<SignedCommands> certificate;

    /**
     * The rules for one push.
     *
     * @param check result of the check of this push's objects
     * @param certificate certificate that signs its commands, if any
     */
    RefRules(
            WriteSession session,
            Pusher pusher,
            FsckRules.Check check,
            CheckSignatures signatures,
            PushNonces nonces,
            Optional<SignedCommands> certificate) {
        this.nonces = nonces;
        this.certificate = certificate;
        this.session = session;
        this.check = check;
        this.signatures = signatures;
        this.policies = new RefPolicies(pusher, signatures);
    }

    @Override
    public void onPreReceive(ReceivePack pack, Collection<ReceiveCommand> commands) {
        check.warnings().forEach(warning -> pack.sendMessage("warning: " + warning));
        if (check.warned() > check.warnings().size()) {
            pack.sendMessage("warning: and %d more faults of objects"
                    .formatted(check.warned() - check.warnings().size()));
        }
        Optional<String> problemOfAll = problemOfAll(pack);
        if (problemOfAll.isEmpty()) {
            warnOfUnknownKey(pack);
        }
        String defaultBranch = defaultBranch(pack);
        Set<String> repeated = repeated(pack);
        for (ReceiveCommand command : commands) {
            if (command.getResult() == Result.NOT_ATTEMPTED) {
                problemOfAll
                        .or(() -> repetition(command, repeated))
                        .or(() -> problemWith(pack, command, defaultBranch))
                        .ifPresent(problem -> command.setResult(Result.REJECTED_OTHER_REASON, problem));
            }
        }
        session.announceWith(options(pack));
    }

    /** Rejects commands that are recognizably forbidden before any object has arrived. */
    void judgeEarly(ReceivePack pack) {
        Optional<String> problemOfAll = problemOfAll(pack);
        String defaultBranch = defaultBranch(pack);
        Set<String> repeated = repeated(pack);
        for (ReceiveCommand command : pack.getAllCommands()) {
            if (command.getResult() == Result.NOT_ATTEMPTED) {
                problemOfAll
                        .or(() -> repetition(command, repeated))
                        .or(() -> policies.defaultBranchProblem(command, defaultBranch))
                        .or(() -> operations(command).contains("no-push")
                                ? Optional.of(RefPolicies.CLOSED)
                                : Optional.empty())
                        .ifPresent(problem -> command.setResult(Result.REJECTED_OTHER_REASON, problem));
            }
        }
    }

    /** Whether this depends on the objects of the push. */
    boolean needsObjects(ReceiveCommand command) {
        Set<String> operations = operations(command);
        return command.getType() != ReceiveCommand.Type.DELETE
                && (operations.contains("no-force-push") || operations.contains("verify-sig"));
    }

    private Set<String> operations(ReceiveCommand command) {
        return policies.operations(command);
    }

    private Optional<String> problemOfAll(ReceivePack pack) {
        int optionBytes = options(pack).stream()
                .mapToInt(option -> option.getBytes(StandardCharsets.UTF_8).length)
                .sum();
        if (optionBytes > MOST_OPTION_BYTES) {
            return Optional.of(
                    "push options have at most %d bytes together, these %d".formatted(MOST_OPTION_BYTES, optionBytes));
        }
        return certificate.flatMap(signed -> problemWith(signed, pack));
    }

    private Optional<String> problemWith(SignedCommands signed, ReceivePack pack) {
        if (!nonces.isOurs(signed.nonce(), pack.getRepository())) {
            // a certificate without our nonce may be a replay
            return Optional.of("the push certificate does not answer to our nonce: push again");
        }
        if (!signed.options().equals(options(pack))) {
            return Optional.of("the push options are not those of the push certificate");
        }
        return pack.getAllCommands().stream().anyMatch(this::wantsSignatures)
                ? signatures.problemWith(signed)
                : Optional.empty();
    }

    private boolean wantsSignatures(ReceiveCommand command) {
        return operations(command).contains("verify-sig");
    }

    /**
     * Where no policy requires signatures, an unregistered key is no reason to reject; git itself requires no more either.
     */
    private void warnOfUnknownKey(ReceivePack pack) {
        if (pack.getAllCommands().stream().noneMatch(this::wantsSignatures)) {
            certificate.flatMap(signatures::problemWith).ifPresent(problem -> pack.sendMessage("warning: " + problem));
        }
    }

    /** Refs named by more than one command: the order of their moves would be undefined. */
    private static Set<String> repeated(ReceivePack pack) {
        Set<String> named = new HashSet<>();
        return pack.getAllCommands().stream()
                .map(ReceiveCommand::getRefName)
                .filter(name -> !named.add(name))
                .collect(Collectors.toSet());
    }

    /** In git's own wording. */
    private static Optional<String> repetition(ReceiveCommand command, Set<String> repeated) {
        return repeated.contains(command.getRefName())
                ? Optional.of("multiple updates for ref '%s' not allowed".formatted(command.getRefName()))
                : Optional.empty();
    }

    private static List<String> options(ReceivePack pack) {
        List<String> options = pack.getPushOptions();
        return options == null ? List.of() : options;
    }

    private Optional<String> problemWith(ReceivePack pack, ReceiveCommand command, String defaultBranch) {
        return policies.problemWith(
                pack.getRepository(), command, defaultBranch, pack instanceof ForwardingReceivePack);
    }

    private static String defaultBranch(ReceivePack pack) {
        return RefPolicies.defaultBranch(pack.getRepository());
    }
}
