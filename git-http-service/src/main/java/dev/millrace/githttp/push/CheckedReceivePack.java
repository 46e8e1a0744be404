package dev.millrace.githttp.push;

import dev.millrace.git.check.PackMemoryBusy;
import dev.millrace.git.check.PackOverLimit;
import dev.millrace.git.check.WalkMemory;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.errors.TooLargeObjectInPackException;
import org.eclipse.jgit.errors.TooLargePackException;
import org.eclipse.jgit.internal.submodule.SubmoduleValidator.SubmoduleValidationException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.ConnectivityChecker;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceiveCommand.Result;
import org.eclipse.jgit.transport.ReceiveCommandErrorHandler;
import org.eclipse.jgit.transport.ReceivePack;

/** JGit's receiving side with refusals that state the exceeded limit, and a faster check for missing objects. */
class CheckedReceivePack extends ReceivePack {

    private final PushLimits limits;
    private final long packBytes;
    private final long storedBytes;
    private Set<String> unreadable = Set.of();

    /** @param storedBytes current size of the repository's packs */
    CheckedReceivePack(Repository staged, PushLimits limits, long storedBytes) {
        super(staged);
        ConnectivityChecker checker = new BoundedConnectivity();
        connectivityChecker = (info, haves, monitor) -> {
            WalkMemory.apart(0, () -> {
                new ShallowPush(staged, getClientShallowCommits(), haves)
                        .rejectIncomplete(filterCommands(Result.NOT_ATTEMPTED));
                return true;
            });
            List<ReceiveCommand> left = filterCommands(Result.NOT_ATTEMPTED);
            if (!left.isEmpty()) {
                info.setCommands(left);
                checker.checkConnectivity(info, haves, monitor);
            }
        };
        this.limits = limits;
        this.storedBytes = storedBytes;
        this.packBytes =
                Math.max(0, Math.min(limits.packBytes(), limits.repository().packBytes() - storedBytes));
        setMaxPackSizeLimit(packBytes);
        setMaxObjectSizeLimit(limits.objectBytes());
        setMaxCommandBytes(Math.max(limits.commandBytes(), 3 << 20));
        setReceiveCommandErrorHandler(new RefusedChecks());
    }

    /** Names that are not UTF-8, as masked by {@link CommandList}. */
    void rejectNames(Set<String> names) {
        unreadable = Set.copyOf(names);
    }

    /** Before JGit rejects the masked name as invalid. */
    final void rejectUnreadable() {
        for (ReceiveCommand command : filterCommands(Result.NOT_ATTEMPTED)) {
            if (unreadable.contains(command.getRefName())) {
                command.setResult(Result.REJECTED_OTHER_REASON, "its name is not UTF-8");
            }
        }
    }

    @Override
    protected void receivePackAndCheckConnectivity() throws IOException, SubmoduleValidationException {
        rejectUnreadable();
        try {
            super.receivePackAndCheckConnectivity();
        } catch (TooLargePackException tooLarge) {
            throw new TooLargePush(
                    packBytes < limits.packBytes()
                            ? "the repository holds %d bytes of packs and its limit is %d bytes: this pack is too large"
                                    .formatted(storedBytes, limits.repository().packBytes())
                            : "the pack is larger than the limit of %d bytes for one push"
                                    .formatted(limits.packBytes()),
                    tooLarge);
        } catch (TooLargeObjectInPackException tooLarge) {
            throw new TooLargePush(
                    "an object is larger than the limit of %d bytes for one object".formatted(limits.objectBytes()),
                    tooLarge);
        }
    }

    /** What was checked, and what an upstream may have accepted, is carried out. */
    @Override
    protected void executeCommands() {
        WalkMemory.suspended(() -> {
            super.executeCommands();
            return true;
        });
    }

    /** Rejects a ref whose history is too large to be compared with its old one, with the reason; JGit gives none. */
    private static final class RefusedChecks implements ReceiveCommandErrorHandler {

        @Override
        public void handleOldIdValidationException(ReceiveCommand command, IOException failure) {
            if (!refused(command, failure)) {
                ReceiveCommandErrorHandler.super.handleOldIdValidationException(command, failure);
            }
        }

        @Override
        public void handleNewIdValidationException(ReceiveCommand command, IOException failure) {
            if (!refused(command, failure)) {
                ReceiveCommandErrorHandler.super.handleNewIdValidationException(command, failure);
            }
        }

        @Override
        public void handleFastForwardCheckException(ReceiveCommand command, IOException failure) {
            if (!refused(command, failure)) {
                ReceiveCommandErrorHandler.super.handleFastForwardCheckException(command, failure);
            }
        }

        private static boolean refused(ReceiveCommand command, IOException failure) {
            boolean refused = failure instanceof PackOverLimit || failure instanceof PackMemoryBusy;
            if (refused) {
                command.setResult(Result.REJECTED_OTHER_REASON, failure.getMessage());
            }
            return refused;
        }
    }

    /** A push that exceeded a limit; its message is for the client. */
    private static final class TooLargePush extends IOException {

        private static final long serialVersionUID = 1;

        TooLargePush(String message, IOException cause) {
            super(message, cause);
        }
    }
}
