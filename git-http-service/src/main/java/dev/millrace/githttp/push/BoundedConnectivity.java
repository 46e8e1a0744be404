package dev.millrace.githttp.push;

import dev.millrace.git.check.Connectivity;
import dev.millrace.git.check.PackOverLimit;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.eclipse.jgit.transport.ConnectivityChecker;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceiveCommand.Result;

/** Checks that all objects reachable from the pending commands exist, within the limits of {@link Connectivity}. */
final class BoundedConnectivity implements ConnectivityChecker {

    @Override
    public void checkConnectivity(ConnectivityCheckInfo info, Set<ObjectId> haves, ProgressMonitor monitor)
            throws IOException {
        List<ObjectId> tips = info.getCommands().stream()
                .filter(command -> command.getResult() == Result.NOT_ATTEMPTED)
                .filter(command -> command.getType() != ReceiveCommand.Type.DELETE)
                .map(ReceiveCommand::getNewId)
                .filter(tip -> !haves.contains(tip))
                .toList();
        if (Connectivity.check(info.getRepository(), tips, haves)
                instanceof Connectivity.Outcome.Broken(ObjectId object, String reason)) {
            throw object.equals(ObjectId.zeroId())
                    ? new PackOverLimit(reason)
                    : new MissingObjectException(object, "object");
        }
    }
}
