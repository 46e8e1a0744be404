package dev.millrace.githttp.push;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.transport.ReceiveCommand;

/**
 * Which branch becomes the default when the first branches of a repository arrive and none of them is HEAD's target: {@code
 * main}, else {@code master}, else the first. Without this, clones of a repository that was filled from {@code master} would
 * never have a checkout.
 */
public final class FirstBranch {

    private static final List<String> PREFERRED = List.of("refs/heads/main", "refs/heads/master");

    private FirstBranch() {}

    /**
     * The branch that HEAD should point to; empty if HEAD is right, or branches already existed.
     *
     * @param before names of all refs before the push
     * @param head what HEAD points to; empty if it is detached
     * @param done commands that were carried out, in their order
     */
    public static Optional<String> of(Set<String> before, Optional<String> head, Collection<ReceiveCommand> done) {
        List<String> created = done.stream()
                .filter(command -> command.getType() == ReceiveCommand.Type.CREATE)
                .map(ReceiveCommand::getRefName)
                .filter(name -> name.startsWith(Constants.R_HEADS))
                .toList();
        boolean hadBranches = before.stream().anyMatch(name -> name.startsWith(Constants.R_HEADS));
        if (hadBranches || created.isEmpty() || head.isEmpty() || created.contains(head.get())) {
            return Optional.empty();
        }
        return PREFERRED.stream()
                .filter(created::contains)
                .findFirst()
                .or(() -> created.stream().findFirst());
    }
}
