package dev.millrace.githttp.push;

import dev.millrace.githttp.push.UpstreamPush.Order;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.internal.submodule.SubmoduleValidator.SubmoduleValidationException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.ConnectivityChecker;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceiveCommand.Result;
import org.eclipse.jgit.transport.ReceiveCommand.Type;
import org.jspecify.annotations.Nullable;

/**
 * JGit's receiving side for a mirror: while it receives the pack, the upstream gets the same bytes, and before it moves
 * refs, the upstream has moved them. Notes stay here, so a push of notes only is like any other push.
 */
final class ForwardingReceivePack extends CheckedReceivePack {

    private static final String MIXED =
            "notes stay here and branches go to the upstream, so push them apart from each other";

    private final UpstreamPush upstream;
    private final RefRules rules;
    private final CommandList sent;
    private @Nullable InputStream listened;
    private boolean isSettled;
    private boolean isForwarded;

    ForwardingReceivePack(
            Repository staged,
            PushLimits limits,
            long storedBytes,
            UpstreamPush upstream,
            RefRules rules,
            CommandList sent) {
        super(staged, limits, storedBytes);
        this.upstream = upstream;
        this.rules = rules;
        this.sent = sent;
    }

    /** The request, copied to the upstream from the start of the pack. */
    InputStream listening(InputStream request) {
        InputStream tee = new Tee(request);
        listened = tee;
        return tee;
    }

    @Override
    protected void receivePackAndCheckConnectivity() throws IOException, SubmoduleValidationException {
        settle();
        if (listened != null && filterCommands(Result.NOT_ATTEMPTED).isEmpty()) {
            // a client that is still sending would not receive the reason for the refusal
            listened.transferTo(OutputStream.nullOutputStream());
            return;
        }
        if (!isForwarded) {
            withoutWhatOnlyTheUpstreamHas();
        }
        super.receivePackAndCheckConnectivity();
    }

    /** Nothing was fetched from the upstream, so objects that a push may build on can be missing here. */
    private void withoutWhatOnlyTheUpstreamHas() {
        ConnectivityChecker checker = connectivityChecker;
        connectivityChecker = (info, haves, monitor) -> {
            Set<ObjectId> here = new HashSet<>();
            try (ObjectReader reader = getRepository().newObjectReader()) {
                for (ObjectId have : haves) {
                    if (reader.has(have)) {
                        here.add(have);
                    }
                }
            }
            checker.checkConnectivity(info, here, monitor);
        };
    }

    @Override
    protected void executeCommands() {
        try {
            settle();
        } catch (IOException unreachable) {
            filterCommands(Result.NOT_ATTEMPTED)
                    .forEach(command ->
                            command.setResult(Result.REJECTED_OTHER_REASON, String.valueOf(unreachable.getMessage())));
        }
        List<ReceiveCommand> left = filterCommands(Result.NOT_ATTEMPTED);
        if (isForwarded && !left.isEmpty()) {
            upstream.finish(left, getMessageOutputStream());
        }
        super.executeCommands();
    }

    /** Checks what can be checked before the pack is read, and sends the remaining commands to the upstream. */
    private void settle() throws IOException {
        if (isSettled) {
            return;
        }
        isSettled = true;
        rejectUnreadable();
        rules.judgeEarly(this);
        List<ReceiveCommand> wanted = filterCommands(Result.NOT_ATTEMPTED);
        boolean hasNotes = wanted.stream().anyMatch(ForwardingReceivePack::isNote);
        if (hasNotes && wanted.stream().allMatch(ForwardingReceivePack::isNote)) {
            return;
        }
        for (ReceiveCommand command : wanted) {
            Optional.of(MIXED)
                    .filter(mixed -> hasNotes)
                    .or(() -> problemWith(command))
                    .ifPresent(problem -> command.setResult(Result.REJECTED_OTHER_REASON, problem));
        }
        List<ReceiveCommand> forwarded = filterCommands(Result.NOT_ATTEMPTED);
        boolean atomic = sent.asksFor("atomic");
        if (atomic && forwarded.size() < getAllCommands().size()) {
            forwarded.forEach(command ->
                    command.setResult(Result.REJECTED_OTHER_REASON, "another ref of this atomic push was turned down"));
            return;
        }
        if (forwarded.isEmpty()) {
            return;
        }
        List<String> options = getPushOptions();
        upstream.begin(new Order(
                forwarded,
                atomic,
                sent.asksFor("quiet"),
                options == null ? List.of() : options,
                List.copyOf(getClientShallowCommits()),
                !getClientShallowCommits().isEmpty() || forwarded.stream().anyMatch(rules::needsObjects)));
        isForwarded = true;
    }

    private Optional<String> problemWith(ReceiveCommand command) {
        String name = command.getRefName();
        if (!name.startsWith(Constants.R_HEADS) && !name.startsWith(Constants.R_TAGS)) {
            return Optional.of("only branches and tags go to the upstream of a mirror");
        }
        return stale(command).or(() -> upstream.problemWith(command));
    }

    /** Reported before anything is sent: the upstream would report the same. */
    private Optional<String> stale(ReceiveCommand command) {
        boolean asExpected = command.getType() == Type.CREATE
                ? command.getRef() == null
                : command.getRef() != null
                        && command.getOldId().equals(command.getRef().getObjectId());
        return asExpected ? Optional.empty() : Optional.of("the upstream has moved it meanwhile: fetch first");
    }

    private static boolean isNote(ReceiveCommand command) {
        return command.getRefName().startsWith(Constants.R_NOTES);
    }

    private final class Tee extends FilterInputStream {

        Tee(InputStream request) {
            super(request);
        }

        @Override
        public int read() throws IOException {
            int next = in.read();
            if (next >= 0 && isForwarded) {
                upstream.write(new byte[] {(byte) next}, 0, 1);
            }
            return next;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int got = in.read(into, offset, length);
            if (got > 0 && isForwarded) {
                upstream.write(into, offset, got);
            }
            return got;
        }

        @Override
        public long skip(long count) throws IOException {
            byte[] skipped = new byte[(int) Math.min(count, 8192)];
            return Math.max(0, read(skipped, 0, skipped.length));
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
