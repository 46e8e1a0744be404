package dev.millrace.githttp.push;

import dev.millrace.git.check.PackMemoryBusy;
import dev.millrace.git.check.PackOverLimit;
import dev.millrace.git.check.WalkMemory;
import dev.millrace.git.ref.RefNamespace;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.RefPolicy;
import dev.millrace.kit.identity.SigningKeys;
import dev.millrace.kit.identity.signature.PublicSigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.ReceiveCommand;

/**
 * Checks whether the commits of a push are signed with keys that the team registered.
 *
 * <p>A ref that requires signatures gains the commits that are reachable from its new value, and neither from its old one,
 * nor from the default branch, nor from a ref that the token could not have moved to unsigned commits. It is not enough that
 * a commit is already in the repository: otherwise an unsigned commit could enter through a branch that requires no
 * signatures.
 */
final class CheckSignatures {

    private static final String SIGNED = "verify-sig";
    private static final String CLOSED = "no-push";

    private final List<PublicSigningKey> keys;
    private final Pusher pusher;
    private final Set<ObjectId> found = new HashSet<>();

    CheckSignatures(SigningKeys keys, Pusher pusher) {
        this.pusher = pusher;
        this.keys = keys.of(pusher.caller().team()).stream()
                .map(key -> PublicSigningKey.read(key.publicKey()))
                .toList();
    }

    /** What is wrong with the signature of a signed push, if anything. */
    Optional<String> problemWith(SignedCommands signed) {
        return isSigned(signed.payload(), signed.signature())
                ? Optional.empty()
                : Optional.of("the push certificate is signed by no key that the team registered");
    }

    /** What is wrong with the commits that a ref would gain, if anything; a message for people. */
    Optional<String> problemWith(Repository repository, ReceiveCommand command) {
        try {
            return WalkMemory.apart(0, () -> problemOfGain(repository, command));
        } catch (PackOverLimit | PackMemoryBusy refused) {
            return Optional.of(String.valueOf(refused.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException("the commits of a push cannot be read", e);
        }
    }

    private Optional<String> problemOfGain(Repository repository, ReceiveCommand command) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            if (!(walk.peel(walk.parseAny(command.getNewId())) instanceof RevCommit tip)) {
                return Optional.empty();
            }
            walk.markStart(tip);
            for (ObjectId accepted : accepted(repository, command)) {
                if (walk.peel(walk.parseAny(accepted)) instanceof RevCommit commit) {
                    walk.markUninteresting(commit);
                }
            }
            for (RevCommit commit = walk.next(); commit != null; commit = walk.next()) {
                Optional<String> problem = problemWith(commit);
                if (problem.isPresent()) {
                    return problem;
                }
                commit.disposeBody();
            }
            return Optional.empty();
        }
    }

    private Optional<String> problemWith(RevCommit commit) {
        if (found.contains(commit)) {
            return Optional.empty();
        }
        Optional<SignedCommit> signed = SignedCommit.of(commit.getRawBuffer());
        if (signed.isEmpty()) {
            return Optional.of("commit %s has no signature".formatted(commit.name()));
        }
        if (!isSigned(signed.get().payload(), signed.get().signature())) {
            return Optional.of("commit %s is signed by no key that the team registered".formatted(commit.name()));
        }
        found.add(commit.copy());
        return Optional.empty();
    }

    private boolean isSigned(byte[] payload, String signature) {
        return keys.stream().anyMatch(key -> key.verifies(payload, signature));
    }

    private Set<ObjectId> accepted(Repository repository, ReceiveCommand command) throws IOException {
        Set<ObjectId> accepted = new HashSet<>();
        if (!command.getOldId().equals(ObjectId.zeroId())) {
            // for a mirror, the upstream may be ahead of our refs
            accepted.add(command.getOldId());
        }
        if (pusher.namespace() != RefNamespace.DEFAULT) {
            accepted.addAll(pusher.known());
        }
        for (Ref ref : repository.getRefDatabase().getRefs()) {
            ObjectId id = ref.getObjectId();
            if (id != null && isAccepted(ref, command.getRefName())) {
                accepted.add(id);
            }
        }
        return accepted;
    }

    private boolean isAccepted(Ref ref, String gaining) {
        return ref.getName().equals(gaining)
                || ref.getName().equals(Constants.HEAD)
                || isGuarded(pusher.caller(), ref.getName());
    }

    private static boolean isGuarded(Caller caller, String ref) {
        Set<String> operations =
                caller.policyFor(ref).map(RefPolicy::operations).orElse(Set.of());
        return operations.contains(SIGNED) || operations.contains(CLOSED);
    }
}
