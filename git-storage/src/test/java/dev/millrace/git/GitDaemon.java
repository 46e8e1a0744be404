package dev.millrace.git;

import dev.millrace.git.write.WriteSession;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jgit.transport.Daemon;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.UploadPack;

/** Serves the repositories of a storage under their ids to real git clients, over the git protocol. */
public final class GitDaemon implements AutoCloseable {

    private final Daemon daemon = new Daemon(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    private final List<WriteSession> sessions = new CopyOnWriteArrayList<>();

    /** @param setUp receives each push before it begins */
    public GitDaemon(GitStorage storage, java.util.function.Consumer<ReceivePack> setUp) throws IOException {
        daemon.setRepositoryResolver((client, name) -> storage.read(id(name)));
        daemon.setUploadPackFactory((client, repository) -> new UploadPack(repository));
        daemon.setReceivePackFactory((client, repository) -> {
            WriteSession session = StorageFixture.write(storage, UUID.fromString(repository.getIdentifier()));
            sessions.add(session);
            var receive = new ReceivePack(session.repository());
            setUp.accept(receive);
            return receive;
        });
        daemon.getService("git-receive-pack").setEnabled(true);
        daemon.start();
    }

    private static UUID id(String name) {
        return UUID.fromString(name.replace(".git", "").replace("/", ""));
    }

    public String address(UUID id) {
        return "git://127.0.0.1:" + daemon.getAddress().getPort() + "/" + id + ".git";
    }

    @Override
    public void close() {
        daemon.stop();
        sessions.forEach(WriteSession::close);
    }
}
