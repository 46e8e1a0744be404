package dev.millrace.githttp.forward;

import dev.millrace.githttp.push.UpstreamPush;
import dev.millrace.kit.work.Backoff;
import dev.millrace.upstream.UpstreamCall;
import dev.millrace.upstream.UpstreamException;
import dev.millrace.upstream.UpstreamFailure;
import dev.millrace.upstream.UpstreamResponse;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdRef;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceiveCommand.Result;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One push on its way to an upstream over HTTP. */
final class ForwardedPush implements UpstreamPush {

    private static final Logger LOG = Logger.getLogger(ForwardedPush.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofMinutes(1));
    private static final int LEFT_OVER = 64 << 10;
    private static final String WORKFLOWS = ".github/workflows/";

    private final UpstreamConversation conversation;
    private final UpstreamRefs refs;
    private final Map<String, ObjectId> notes;
    private final CommitAccepted commitAccepted;
    private final FetchMissing fetchMissing;
    private final Repository staged;
    private final Destination destination;
    private final RequestSync askForSync;
    private final Function<Boolean, PackUpload> uploads;
    private final Waiting waiting;
    private final Duration settle;
    private final long startedAt = System.nanoTime();
    private @Nullable Order order;
    private @Nullable PackUpload upload;

    /**
     * A push whose upstream's refs are known.
     *
     * @param notes local refs that are never sent to the upstream
     * @param uploads creates the upload of the pack; its argument states whether it waits until the pack is checked
     * @param settle how long the upstream is polled for whether it accepted a push to which it did not respond
     */
    ForwardedPush(
            UpstreamConversation conversation,
            UpstreamRefs refs,
            Map<String, ObjectId> notes,
            CommitAccepted commitAccepted,
            FetchMissing fetchMissing,
            Repository staged,
            Destination destination,
            RequestSync askForSync,
            Function<Boolean, PackUpload> uploads,
            Waiting waiting,
            Duration settle) {
        this.conversation = conversation;
        this.refs = refs;
        this.notes = Map.copyOf(notes);
        this.commitAccepted = commitAccepted;
        this.fetchMissing = fetchMissing;
        this.staged = staged;
        this.destination = destination;
        this.askForSync = askForSync;
        this.uploads = uploads;
        this.waiting = waiting;
        this.settle = settle;
    }

    @Override
    public Map<String, Ref> refs() {
        Map<String, Ref> known = new TreeMap<>();
        refs.tips().forEach((name, id) -> known.put(name, ref(name, id)));
        notes.forEach((name, id) -> known.put(name, ref(name, id)));
        return known;
    }

    private static Ref ref(String name, ObjectId id) {
        return new ObjectIdRef.Unpeeled(Ref.Storage.NETWORK, name, id);
    }

    @Override
    public Optional<String> problemWith(ReceiveCommand command) {
        return command.getType() == ReceiveCommand.Type.DELETE && !refs.can("delete-refs")
                ? Optional.of(destination.name() + " does not let refs be deleted")
                : Optional.empty();
    }

    @Override
    public void fetchMissing() throws IOException {
        waiting.during(() -> {
            fetchMissing.handle(staged, conversation, refs.tips());
            return true;
        });
    }

    @Override
    public void begin(Order wanted) throws IOException {
        if (wanted.isAtomic() && !refs.can("atomic")) {
            throw new IOException(destination.name() + " cannot move several refs as one");
        }
        if (wanted.commands().stream().anyMatch(command -> command.getType() != ReceiveCommand.Type.DELETE)) {
            // before the pack is read: fetch the objects that it may build on
            fetchMissing();
        }
        order = wanted;
        upload = uploads.apply(wanted.isCheckedFirst());
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Order wanted = begun(order);
        begun(upload).write(head(wanted, wanted.commands()), bytes, offset, length);
    }

    @Override
    public void finish(List<ReceiveCommand> commands, OutputStream messages) {
        Order wanted = begun(order);
        PackUpload sending = begun(upload);
        if (sending.isUnderWay() && commands.size() < wanted.commands().size()) {
            refuse(commands, "another ref of this push was turned down, and it was on its way as a whole: push again");
            return;
        }
        try {
            byte[] head = head(wanted, commands);
            take(commands, report(waiting.during(() -> sending.finish(head)), commands, messages), messages);
        } catch (IOException failure) {
            String reason = failure instanceof UpstreamException known
                    ? known.failure().message()
                    : "the connection to %s broke".formatted(destination.name());
            if (sending.isWhole() && !isRefusal(failure)) {
                LOG.infof(
                        "repositoryId=%s no report from %s: %s",
                        destination.repositoryId(), destination.name(), reason);
                resolve(commands, reason);
            } else {
                refuse(commands, reason);
            }
        }
        List<ReceiveCommand> accepted =
                commands.stream().filter(ForwardedPush::isAccepted).toList();
        if (!accepted.isEmpty() && !commitAccepted.handle(accepted)) {
            report(messages, "%s has it; here it can be seen shortly".formatted(destination.name()));
        }
        if (!accepted.isEmpty() || sending.isWhole()) {
            askForSync.handle(destination, "a push was forwarded");
        }
        LOG.infof(
                "push forwarded repositoryId=%s upstream=%s accepted=%d refused=%d ms=%d",
                destination.repositoryId(),
                destination.name(),
                accepted.size(),
                commands.size() - accepted.size(),
                Duration.ofNanos(System.nanoTime() - startedAt).toMillis());
    }

    /** Whether the upstream responded, with a refusal. */
    private static boolean isRefusal(IOException failure) {
        return failure instanceof UpstreamException known
                && switch (known.failure()) {
                    case UpstreamFailure.CredentialRejected c -> true;
                    case UpstreamFailure.AccessDenied a -> true;
                    case UpstreamFailure.NotFound n -> true;
                    case UpstreamFailure.RequestRejected r -> true;
                    case UpstreamFailure.RedirectRejected r -> true;
                    case UpstreamFailure.RateLimited l -> true;
                    case UpstreamFailure.Unsupported u -> true;
                    case UpstreamFailure.AddressRejected a -> false;
                    case UpstreamFailure.Unreachable u -> false;
                    case UpstreamFailure.UnexpectedResponse u -> false;
                    case UpstreamFailure.ServerError s -> false;
                };
    }

    private UpstreamReport report(UpstreamCall call, List<ReceiveCommand> commands, OutputStream messages)
            throws IOException {
        UpstreamResponse response = waiting.during(() -> {
            UpstreamResponse arrived = call.response();
            if (!arrived.isOk()) {
                throw new UpstreamException(arrived.failure());
            }
            if (arrived.isOf("text/html")) {
                throw new UpstreamException(arrived.notGit("application/x-git-receive-pack-result"));
            }
            return arrived;
        });
        try (InputStream body = new BufferedInputStream(new WaitingInput(response.body(), waiting))) {
            UpstreamReport report = UpstreamReport.read(
                    conversation.access(),
                    body,
                    refs.can("side-band-64k"),
                    commands.stream().map(ReceiveCommand::getRefName).collect(Collectors.toSet()),
                    messages);
            body.readNBytes(LEFT_OVER);
            return report;
        } catch (EOFException cut) {
            throw new EOFException(destination.name() + " broke off before it had reported");
        }
    }

    private void take(List<ReceiveCommand> commands, UpstreamReport report, OutputStream messages) {
        Optional<String> unpackProblem = report.unpackProblem();
        if (unpackProblem.isPresent()) {
            refuse(commands, "%s could not take the pack: %s".formatted(destination.name(), unpackProblem.get()));
            return;
        }
        List<ReceiveCommand> unreported = new ArrayList<>();
        boolean isAboutWorkflows = false;
        for (ReceiveCommand command : commands) {
            Optional<String> refusal = report.refs().get(command.getRefName());
            if (refusal == null) {
                unreported.add(command);
            } else if (refusal.isPresent()) {
                command.setResult(Result.REJECTED_OTHER_REASON, refusal.get());
                isAboutWorkflows = isAboutWorkflows || refusal.get().contains(WORKFLOWS);
            } else {
                command.setResult(Result.OK);
            }
        }
        if (isAboutWorkflows) {
            report(messages, workflowsNeed());
        }
        if (!unreported.isEmpty()) {
            resolve(unreported, destination.name() + " did not say what became of it");
        }
    }

    /** GitHub, «Permissions required for GitHub Apps» and «Scopes for OAuth apps». */
    private String workflowsNeed() {
        return conversation.access().token().isPresent()
                ? "files below " + WORKFLOWS + " can be pushed once the App has the permission workflows: write,"
                        + " and the owner of the installation has accepted it"
                : "files below " + WORKFLOWS + " can be pushed with a token that has the scope workflow"
                        + " (fine-grained: workflows, read and write)";
    }

    /**
     * Finds out what became of refs that the report did not mention. An upstream that is still working may move them a
     * little later; later moves arrive with the next sync.
     */
    private void resolve(List<ReceiveCommand> unknown, String reason) {
        long deadline = System.nanoTime() + settle.toNanos();
        List<ReceiveCommand> open = new ArrayList<>(unknown);
        for (int attempt = 1; ; attempt++) {
            Duration pause = BACKOFF.after(attempt);
            Optional<UpstreamRefs> now = refsNow();
            now.ifPresent(there -> open.removeIf(command -> isResolved(command, there)));
            if (open.isEmpty() || System.nanoTime() + pause.toNanos() > deadline || !paused(pause)) {
                break;
            }
        }
        refuse(
                open,
                "%s; it was not moved there within %d s: fetch before you push again"
                        .formatted(reason, settle.toSeconds()));
    }

    private static boolean isResolved(ReceiveCommand command, UpstreamRefs there) {
        ObjectId now = there.tip(command.getRefName()).orElse(ObjectId.zeroId());
        if (now.equals(command.getNewId())) {
            command.setResult(Result.OK);
            return true;
        }
        if (!now.equals(command.getOldId())) {
            command.setResult(
                    Result.REJECTED_OTHER_REASON,
                    "the upstream's answer was lost, and it is at %s there now: fetch before you push again"
                            .formatted(now.name()));
            return true;
        }
        return false;
    }

    private Optional<UpstreamRefs> refsNow() {
        try {
            return Optional.of(conversation.refs());
        } catch (IOException unreachable) {
            LOG.debugf("upstream=%s: %s", destination.name(), unreachable.getMessage());
            return Optional.empty();
        }
    }

    private boolean paused(Duration pause) {
        try {
            return waiting.during(() -> {
                try {
                    TimeUnit.NANOSECONDS.sleep(pause.toNanos());
                    return true;
                } catch (InterruptedException stopping) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            });
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static boolean isAccepted(ReceiveCommand command) {
        return command.getResult() == Result.OK;
    }

    private static void refuse(List<ReceiveCommand> commands, String reason) {
        commands.forEach(command -> command.setResult(Result.REJECTED_OTHER_REASON, reason));
    }

    private static void report(OutputStream messages, String text) {
        try {
            messages.write((text + "\n").getBytes(StandardCharsets.UTF_8));
            messages.flush();
        } catch (IOException gone) {
            LOG.debug("the client has left");
        }
    }

    /** The part of the request before the pack, see gitprotocol-pack(5), section Reference Update Request. */
    private byte[] head(Order wanted, List<ReceiveCommand> commands) throws IOException {
        var head = new ByteArrayOutputStream();
        var lines = new PacketLineOut(head);
        for (ObjectId shallow : wanted.shallow()) {
            lines.writeString("shallow " + shallow.name());
        }
        String once = "\0" + capabilities(wanted);
        for (ReceiveCommand command : commands) {
            lines.writeString("%s %s %s%s"
                    .formatted(command.getOldId().name(), command.getNewId().name(), command.getRefName(), once));
            once = "";
        }
        lines.end();
        if (sendsOptions(wanted)) {
            for (String option : wanted.options()) {
                lines.writeString(option);
            }
            lines.end();
        }
        return head.toByteArray();
    }

    private String capabilities(Order wanted) {
        var asked = new StringBuilder("report-status");
        if (refs.can("side-band-64k")) {
            asked.append(" side-band-64k");
        }
        if (wanted.isAtomic()) {
            asked.append(" atomic");
        }
        if (wanted.isQuiet() && refs.can("quiet")) {
            asked.append(" quiet");
        }
        if (sendsOptions(wanted)) {
            asked.append(" push-options");
        }
        return asked.append(" agent=millrace").toString();
    }

    private boolean sendsOptions(Order wanted) {
        return !wanted.options().isEmpty() && refs.can("push-options");
    }

    private static <T> T begun(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("the push has not begun");
        }
        return part;
    }

    @Override
    public void close() {
        conversation.close();
        if (upload != null) {
            upload.close();
        }
    }
}
