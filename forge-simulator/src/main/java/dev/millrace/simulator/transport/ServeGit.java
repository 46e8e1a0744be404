package dev.millrace.simulator.transport;

import dev.millrace.simulator.account.Account;
import dev.millrace.simulator.hosting.HostedRepository;
import dev.millrace.simulator.hosting.RefChange;
import dev.millrace.simulator.pushes.AnnouncePush;
import dev.millrace.simulator.pushes.MoveRef;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.ServiceMayNotContinueException;
import org.eclipse.jgit.transport.UploadPack;
import org.eclipse.jgit.transport.UploadPack.RequestPolicy;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Serves Git with JGit in stateless mode, as HTTP requires: request and response do not overlap. */
@ApplicationScoped
class ServeGit {

    private static final Logger LOG = Logger.getLogger(ServeGit.class);

    private final AnnouncePush announce;

    ServeGit(AnnouncePush announce) {
        this.announce = announce;
    }

    /**
     * Lists the refs, or in protocol v2 the capabilities.
     *
     * @param protocol the {@code Git-Protocol} header, {@code version=2}
     */
    void advertiseForFetch(HostedRepository repository, @Nullable String protocol, OutputStream out)
            throws IOException {
        uploadPack(repository, protocol)
                .sendAdvertisedRefs(new PacketLineOutRefAdvertiser(new PacketLineOut(out)), "git-upload-pack");
    }

    void fetch(HostedRepository repository, @Nullable String protocol, InputStream in, OutputStream out)
            throws IOException {
        try {
            uploadPack(repository, protocol).uploadWithExceptionPropagation(in, out, null);
        } catch (ServiceMayNotContinueException e) {
            // the client has read the reason already, as an error packet
            LOG.debugf(e, "fetch refused repository=%s", repository.fullName());
        }
        out.flush();
    }

    void advertiseForPush(HostedRepository repository, OutputStream out) throws IOException {
        PacketLineOut packets = new PacketLineOut(out);
        packets.writeString("# service=git-receive-pack\n");
        packets.end();
        receivePack(repository).sendAdvertisedRefs(new PacketLineOutRefAdvertiser(packets));
    }

    /** Receives a push, applies what may be applied, announces it, and writes the report for the client. */
    void push(HostedRepository repository, Account pusher, InputStream in, OutputStream out) throws IOException {
        ReceivePack pack = receivePack(repository);
        pack.setRefLogIdent(new PersonIdent(pusher.login(), pusher.email()));
        pack.setPreReceiveHook((_, commands) -> {
            repository.lock().lock();
            refuse(repository, commands);
        });
        pack.setPostReceiveHook((_, commands) -> announceApplied(repository, pusher, commands));
        try {
            pack.receive(in, out, null);
        } finally {
            if (repository.lock().isHeldByCurrentThread()) {
                repository.lock().unlock();
            }
        }
    }

    private static UploadPack uploadPack(HostedRepository repository, @Nullable String protocol) {
        UploadPack pack = new UploadPack(repository.git());
        pack.setBiDirectionalPipe(false);
        pack.setRequestPolicy(RequestPolicy.ANY);
        if (protocol != null) {
            pack.setExtraParameters(List.of(protocol.split(":")));
        }
        return pack;
    }

    private static ReceivePack receivePack(HostedRepository repository) {
        ReceivePack pack = new ReceivePack(repository.git());
        pack.setBiDirectionalPipe(false);
        pack.setAllowPushOptions(true);
        return pack;
    }

    private static void refuse(HostedRepository repository, Collection<ReceiveCommand> commands) {
        for (ReceiveCommand command : commands) {
            String ref = command.getRefName();
            if (ref.startsWith("refs/pull/")) {
                command.setResult(ReceiveCommand.Result.REJECTED_OTHER_REASON, "deny updating a hidden ref");
            } else if (command.getType() == ReceiveCommand.Type.DELETE
                    && ref.equals(Constants.R_HEADS + repository.defaultBranch())) {
                command.setResult(
                        ReceiveCommand.Result.REJECTED_OTHER_REASON, "refusing to delete the current branch: " + ref);
            }
        }
    }

    private void announceApplied(HostedRepository repository, Account pusher, Collection<ReceiveCommand> commands) {
        List<RefChange> changes = new ArrayList<>();
        for (ReceiveCommand command : commands) {
            if (command.getResult() == ReceiveCommand.Result.OK) {
                changes.add(change(repository, command));
            }
        }
        if (!changes.isEmpty()) {
            announce.handle(repository, pusher, changes);
        }
    }

    private static RefChange change(HostedRepository repository, ReceiveCommand command) {
        try {
            return new RefChange(
                    command.getRefName(),
                    command.getOldId(),
                    command.getNewId(),
                    MoveRef.isForced(repository.git(), command.getOldId(), command.getNewId()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
